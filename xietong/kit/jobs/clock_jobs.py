"""Jobs by the clock: a table that houses fill; any worker starts what is due, exactly one of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cronsim import CronSim
from django.db import transaction
from django.utils import timezone

from xietong.kit.jobs.models import ClockJob
from xietong.kit.jobs.queue import enqueue


@dataclass(frozen=True)
class Scheduled:
    """A function `f(*, now)` and when it runs, as a cron expression in the company's time zone."""

    run: Callable[..., Any]
    expression: str

    @property
    def name(self) -> str:
        return f"{self.run.__module__}.{self.run.__qualname__}"


def Every(*, minutes: int, run: Callable[..., Any]) -> Scheduled:  # noqa: N802 - reads as a row of a table
    return Scheduled(run, f"*/{minutes} * * * *" if minutes > 1 else "* * * * *")


def Daily(at: str, *, run: Callable[..., Any]) -> Scheduled:  # noqa: N802
    hour, minute = at.split(":")
    return Scheduled(run, f"{int(minute)} {int(hour)} * * *")


SCHEDULED: dict[str, Scheduled] = {}


def by_the_clock(rows: Iterable[Scheduled]) -> None:
    for row in rows:
        SCHEDULED[row.name] = row


def next_run(expression: str, after: datetime) -> datetime:
    return next(CronSim(expression, timezone.localtime(after)))


def start_due(*, now: datetime) -> int:
    """Enqueue every clock job whose time has come; after a long pause each runs once, not once per missed time."""
    known = {row.name: row for row in ClockJob.objects.all()}
    started = 0
    for name, scheduled in SCHEDULED.items():
        row = known.get(name)
        if row is None or row.expression != scheduled.expression:
            ClockJob.objects.update_or_create(
                name=name,
                defaults={"expression": scheduled.expression, "next_run": next_run(scheduled.expression, now)},
            )
            continue
        if row.next_run > now:
            continue
        with transaction.atomic():
            later = next_run(scheduled.expression, now)
            won = ClockJob.objects.filter(pk=row.pk, next_run=row.next_run).update(next_run=later, last_run=now)
            if won:
                enqueue(name, now=now)
                started += 1
    return started
