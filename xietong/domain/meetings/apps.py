"""The house `meetings` as a Django app."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "xietong.domain.meetings"
    label = "meetings"
