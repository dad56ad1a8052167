from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "xietong.kit.notices"
    label = "notices"
