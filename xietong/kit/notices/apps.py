"""`kit.notices` as a Django app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "xietong.kit.notices"
    label = "notices"
