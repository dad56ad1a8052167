from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "xietong.domain.people"
    label = "people"
