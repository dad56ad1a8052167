from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "xietong.kit.files"
    label = "files"
