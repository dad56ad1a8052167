"""`kit.events` as a Django app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "xietong.kit.events"
    label = "events"
