"""The house `duties` as a Django app."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "xietong.domain.duties"
    label = "duties"
