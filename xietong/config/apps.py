"""When Django has loaded every house, wire them together."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "xietong.config"
    label = "config"

    def ready(self) -> None:
        from xietong.config import wiring

        wiring.wire()
