"""The Django app of the page frame: static files and templates."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "xietong.kit.ui"
    label = "ui"
    verbose_name = "界面"
