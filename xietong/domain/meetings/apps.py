from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "xietong.domain.meetings"
    label = "meetings"
