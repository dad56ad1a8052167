"""The health of the installation as a Django app: its commands, and the checks every installation has."""

from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "xietong.kit.health"
    label = "health"

    def ready(self) -> None:
        from xietong.kit.health import checks  # noqa: F401, PLC0415 - importing registers them
