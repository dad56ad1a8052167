from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "xietong.domain.knowledge"
    label = "knowledge"
