"""The house `lifecycle` as a Django app."""

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "xietong.domain.lifecycle"
    label = "lifecycle"
