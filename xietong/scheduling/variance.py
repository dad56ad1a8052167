"""Baseline against now: who slips by how much, and who would slip when one activity does.

Algorithm: a slip is the count of working days in between two days, so a move across a holiday costs nothing. What a
delay would do is computed and not estimated: the forward pass runs a second time with that one activity later, and the
difference of the two passes is the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic

from xietong.scheduling.calendars import WorkCalendar
from xietong.scheduling.network import UnknownActivity
from xietong.scheduling.placement import Hold, forward, place
from xietong.scheduling.problem import K, Problem, Schedule


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day of an activity, both included."""

    start: date
    finish: date


@dataclass(frozen=True, slots=True)
class Slip:
    """By how many working days start and finish moved; positive is later."""

    start: int
    finish: int


@dataclass(frozen=True, slots=True)
class Variance(Generic[K]):
    """The whole comparison. project: slip of the last finish. added and removed: activities in only one of the two."""

    by_id: Mapping[K, Slip]
    project: int
    added: tuple[K, ...]
    removed: tuple[K, ...]


def spans(schedule: Schedule[K]) -> dict[K, Span]:
    """The days of a computed schedule, to be kept as a baseline or compared with one."""
    return {id_: Span(dates.start, dates.finish) for id_, dates in schedule.by_id.items()}


def compare_with_baseline(baseline: Mapping[K, Span], current: Mapping[K, Span], calendar: WorkCalendar) -> Variance[K]:
    """Compare two sets of days in the working days of the calendar; an empty side gives a project slip of 0."""
    slips = {
        id_: Slip(calendar.between(old.start, current[id_].start), calendar.between(old.finish, current[id_].finish))
        for id_, old in baseline.items()
        if id_ in current
    }
    project = 0
    if baseline and current:
        old_finish = max(span.finish for span in baseline.values())
        project = calendar.between(old_finish, max(span.finish for span in current.values()))
    return Variance(
        by_id=slips,
        project=project,
        added=tuple(id_ for id_ in current if id_ not in baseline),
        removed=tuple(id_ for id_ in baseline if id_ not in current),
    )


def downstream(problem: Problem[K], activity: K, days: int, *, as_of: date | None = None) -> dict[K, int]:
    """Which activities finish later, and by how many working days, when one happens ``days`` working days later.

    The activity itself is included; those that float absorbs the delay for are not. A finished activity cannot slip:
    the answer is empty. In the order of the problem's activities.
    """
    if days < 0:
        raise ValueError(f"a slip must not be negative: {days}")
    placed = place(problem, as_of)
    if activity not in placed.network.position:
        raise UnknownActivity(activity, "the question")
    slipping = placed.network.position[activity]
    if placed.hold[slipping] is Hold.DONE:
        return {}
    now = forward(placed)[1::2]
    placed.low[slipping] = now[slipping] - placed.duration[slipping] + days
    then = forward(placed)[1::2]
    return {
        id_: after - before for id_, before, after in zip(placed.network.ids, now, then, strict=True) if after != before
    }
