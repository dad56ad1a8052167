from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "xietong.domain.planning"
    label = "planning"
