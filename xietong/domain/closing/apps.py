"""The house `closing` as a Django app."""

from django.apps import AppConfig


class ClosingConfig(AppConfig):
    name = "xietong.domain.closing"
    label = "closing"
