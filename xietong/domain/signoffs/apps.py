"""The house `signoffs` as a Django app."""

from django.apps import AppConfig


class SignoffsConfig(AppConfig):
    name = "xietong.domain.signoffs"
    label = "signoffs"
