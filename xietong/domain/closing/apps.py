from django.apps import AppConfig


class ClosingConfig(AppConfig):
    name = "xietong.domain.closing"
    label = "closing"
