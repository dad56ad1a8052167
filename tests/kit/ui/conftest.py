"""The pages of ui_urls, seen through their own small settings."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from tests.kit.ui import ui_settings
from xietong.kit.ui.macros import Macros

NAMES = (
    "ROOT_URLCONF",
    "MIDDLEWARE",
    "MESSAGE_STORAGE",
    "TEMPLATES",
    "LOGIN_URL",
    "CSRF_FAILURE_VIEW",
    "XIETONG_SHELL",
)


@pytest.fixture
def small_site() -> Iterator[None]:
    environment = Macros.environment
    chosen = {name: getattr(ui_settings, name) for name in NAMES}
    with override_settings(
        **chosen,
        DEBUG=False,
        ALLOWED_HOSTS=["*"],
        STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        STATIC_URL="/static/",
    ):
        yield
    if environment is not None:
        Macros.settle(environment)


@pytest.fixture
def browser(small_site: None) -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def htmx(small_site: None) -> Client:
    return Client(
        raise_request_exception=False, headers={"HX-Request": "true", "HX-Current-URL": "http://x/plans/7?tab=2"}
    )
