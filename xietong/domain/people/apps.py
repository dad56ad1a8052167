"""The house `people` as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "xietong.domain.people"
    label = "people"
