"""`kit.jobs` as a Django app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "xietong.kit.jobs"
    label = "jobs"
