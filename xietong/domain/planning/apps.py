"""The house `planning` as a Django app."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "xietong.domain.planning"
    label = "planning"
