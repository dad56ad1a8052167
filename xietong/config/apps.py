"""When Django has loaded every house, wire them together."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "xietong.config"
    label = "config"

    def ready(self) -> None:
        from xietong.config import wiring  # noqa: PLC0415 - the houses' tables need every model loaded

        wiring.wire()
