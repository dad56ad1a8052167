"""Everything that happens after anything: reactions, notices and clock jobs of every house, gathered at start-up."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from xietong.kit.events.announce import EVENTS, when
from xietong.kit.events.event import Event
from xietong.kit.events.seal import seal_everything
from xietong.kit.jobs.clock_jobs import Every, Scheduled, by_the_clock
from xietong.kit.jobs.queue import forget_finished
from xietong.kit.notices.rules import tell_about

OWN_JOBS: list[Scheduled] = [
    Every(minutes=1, run=seal_everything),
    Scheduled(forget_finished, "17 3 * * *"),
]


def _room(house: str, room: str) -> Any:
    name = f"{house}.{room}"
    return import_module(name) if find_spec(name) else None


def join_houses() -> None:
    """What a house asks of houses above it, which it may not know: the agenda of a weekly meeting from daily updates."""
    meetings = import_module("xietong.domain.meetings.queries")
    tracking = import_module("xietong.domain.tracking.queries.agenda")
    meetings.register(tracking.agenda_material)


def wire() -> None:
    """Read the tables `REACTIONS`, `NOTICES` and `JOBS` of every house that has them. Safe to call again."""
    by_the_clock(OWN_JOBS)
    join_houses()
    for house in settings.HOUSES:
        if events := _room(house, "events"):
            for thing in vars(events).values():
                if isinstance(thing, type) and issubclass(thing, Event) and thing is not Event:
                    EVENTS[thing.name()] = thing
        if reactions := _room(house, "reactions"):
            when(reactions.REACTIONS)
        if notices := _room(house, "notices"):
            tell_about(notices.NOTICES)
        if jobs := _room(house, "jobs"):
            by_the_clock(jobs.JOBS)
