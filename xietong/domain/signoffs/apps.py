from django.apps import AppConfig


class SignoffsConfig(AppConfig):
    name = "xietong.domain.signoffs"
    label = "signoffs"
