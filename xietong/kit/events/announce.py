"""Announce an event inside the transaction that made it true, with the jobs that follow from it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from xietong.kit.access import Actor
from xietong.kit.events.event import Event
from xietong.kit.events.models import HappenedEvent
from xietong.kit.jobs.queue import enqueue_many

Reaction = Callable[..., None]
REACTIONS: dict[str, list[str]] = defaultdict(list)  # event name -> dotted paths; filled once, at start, by wiring
_FUNCTIONS: dict[str, Reaction] = {}
EVENTS: dict[str, type[Event]] = {}
NOTICED: set[str] = set()  # events somebody is told about


def when(table: Mapping[type[Event], Iterable[Reaction]]) -> None:
    """Register a house's reactions: functions called in the worker as `f(event: HappenedEvent, now=…)`."""
    for event_class, functions in table.items():
        for function in functions:
            path = f"{function.__module__}.{function.__qualname__}"
            _FUNCTIONS[path] = function
            if path not in REACTIONS[event_class.name()]:
                REACTIONS[event_class.name()].append(path)


def announce(event: Event, *, by: Actor | None, now: datetime) -> HappenedEvent:
    """Write the event into the journal and one job per reaction. Rolled back together with what made it true."""
    assert connection.in_atomic_block, "an event is announced in the transaction that made it true"
    happened = _written(event, by, now)
    happened.save(force_insert=True)
    if follow := _following(happened):
        enqueue_many(follow, now=now)
    return happened


def announce_many(events: Iterable[Event], *, by: Actor | None, now: datetime) -> list[HappenedEvent]:
    """The same for many events at once: one statement for the journal, one for the jobs."""
    assert connection.in_atomic_block, "an event is announced in the transaction that made it true"
    happened = HappenedEvent.objects.bulk_create([_written(event, by, now) for event in events])
    if follow := [call for one in happened for call in _following(one)]:
        enqueue_many(follow, now=now)
    return happened


def _written(event: Event, by: Actor | None, now: datetime) -> HappenedEvent:
    lender = None
    if by is not None and by.borrowed and by.roles and all(str(role) in by.borrowed for role in by.roles):
        lender = next(iter(by.borrowed.values()))
    return HappenedEvent(
        name=event.name(),
        data=event.data(),
        context_id=event.context_id,
        by_id=by.person_id if by else None,
        for_id=lender,
        at=now,
    )


def _following(happened: HappenedEvent) -> list[tuple[str, dict[str, Any]]]:
    follow: list[tuple[str, dict[str, Any]]] = [
        ("xietong.kit.events.announce.react", {"event_id": happened.pk, "reaction": path})
        for path in REACTIONS.get(happened.name, ())
    ]
    if happened.name in NOTICED:
        follow.append(("xietong.kit.notices.deliver.tell", {"event_id": happened.pk}))
    return follow


def react(event_id: int, reaction: str, *, now: datetime) -> None:
    """The job behind every reaction."""
    _FUNCTIONS[reaction](HappenedEvent.objects.get(pk=event_id), now=now)
