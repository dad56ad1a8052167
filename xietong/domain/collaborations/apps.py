"""The house `collaborations` as a Django app."""

from django.apps import AppConfig


class CollaborationsConfig(AppConfig):
    name = "xietong.domain.collaborations"
    label = "collaborations"
