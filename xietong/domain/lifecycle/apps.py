from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "xietong.domain.lifecycle"
    label = "lifecycle"
