"""`kit.files` as a Django app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "xietong.kit.files"
    label = "files"
