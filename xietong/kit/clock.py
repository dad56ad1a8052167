"""The clock: read at the edge (views, api, jobs, commands) and passed down; may be set for demos and tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.utils import timezone

_set_to: datetime | None = None


def clock() -> datetime:
    return _set_to or timezone.now()


def today() -> date:
    """The company's date: clock() in the configured time zone."""
    return day_of(clock())


def day_of(moment: datetime) -> date:
    return moment.astimezone(timezone.get_default_timezone()).date()


@contextmanager
def clock_at(moment: datetime) -> Iterator[datetime]:
    """Everything inside happens at `moment` (whole process)."""
    global _set_to
    before, _set_to = _set_to, moment
    try:
        yield moment
    finally:
        _set_to = before
