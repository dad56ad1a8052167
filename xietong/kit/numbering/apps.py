"""`kit.numbering` as a Django app."""

from django.apps import AppConfig


class NumberingConfig(AppConfig):
    name = "xietong.kit.numbering"
    label = "numbering"
