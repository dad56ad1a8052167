"""The house `tracking` as a Django app."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "xietong.domain.tracking"
    label = "tracking"
