"""The house `desk` as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "xietong.domain.desk"
    label = "desk"
