"""What every test may ask for: a database that can be emptied, a fixed moment, cheap passwords."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.test import Client, TransactionTestCase

from tests.cast import NOW, Cast, hire
from xietong.domain.people.models import Person
from xietong.kit.append_only import lifted
from xietong.kit.clock import clock_at


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(Path(os.environ["XIETONG_DATA"]) / "tests.sqlite3")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run what touches the database; the rest has been run on SQLite and would say the same."""
    for item in items:
        if "/tests/browser/" in item.path.as_posix():
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("browser"))  # one running product for all of them
    if os.environ["XIETONG_TEST_DB"] != "postgres":
        return
    kept = [item for item in items if _uses_database(item) and not item.get_closest_marker("browser")]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") or item.get_closest_marker("postgres_too"):
        return True
    return bool({"db", "transactional_db", "live_server", "django_db_setup"} & set(getattr(item, "fixturenames", ())))


_empty_tables = TransactionTestCase._fixture_teardown


def _empty_tables_that_only_grow(self: TransactionTestCase) -> None:
    """The journal and the signatures refuse to be emptied; between two tests they must be."""
    with lifted(connections["default"]):
        _empty_tables(self)


TransactionTestCase._fixture_teardown = _empty_tables_that_only_grow


@pytest.fixture(autouse=True)
def _remember_nothing() -> None:
    """What a process remembers belongs to the database of one test."""
    caches["process"].clear()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def clock() -> Iterator[datetime]:
    """The clock of the whole process stands at NOW."""
    with clock_at(NOW) as moment:
        yield moment


@pytest.fixture
def cast(db: None) -> Cast:
    """The company with its people, departments, offices and the calendar of 2026."""
    return hire()


@pytest.fixture
def signed_in(cast: Cast, clock: datetime) -> Callable[[Person], Client]:
    """`signed_in(cast.chen)` is a browser in which that person is signed in, at NOW, without the cost of a password."""

    def browser(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser
