"""`kit.api` as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "xietong.kit.api"
    label = "api"
