from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "xietong.domain.tracking"
    label = "tracking"
