"""The house `knowledge` as a Django app."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "xietong.domain.knowledge"
    label = "knowledge"
