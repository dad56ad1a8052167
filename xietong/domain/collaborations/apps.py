from django.apps import AppConfig


class CollaborationsConfig(AppConfig):
    name = "xietong.domain.collaborations"
    label = "collaborations"
