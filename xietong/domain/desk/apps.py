from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "xietong.domain.desk"
    label = "desk"
