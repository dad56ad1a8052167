"""The words of scheduling: what goes into a computation and what comes out, as plain frozen values.

All durations, lags and floats are whole working days. Dates are inclusive: an activity of one day starts and finishes
on the same day. Ids are whatever the caller uses (numbers, texts); they go in and come out unchanged.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from xietong.scheduling.calendars import WorkCalendar

K = TypeVar("K", bound=Hashable)


class LinkType(StrEnum):
    """Which end of the earlier activity holds back which end of the later one."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


class Direction(StrEnum):
    """Forward: the anchor is the day of the start. Backward: the anchor is the day of the finish."""

    FORWARD = "forward"
    BACKWARD = "backward"


class FindingKind(StrEnum):
    """What a computation has to say besides the dates."""

    DEADLINE_MISSED = "deadline_missed"  # finishes so many working days after must_finish_by
    FIXED_START_TOO_EARLY = "fixed_start_too_early"  # its predecessors allow it only so many working days later
    LEAD_CUT_OFF = "lead_cut_off"  # negative lags would start it so many working days before the start of everything
    OUT_OF_ORDER = "out_of_order"  # it was really started so many working days before its predecessors allow
    TARGET_UNREACHABLE = "target_unreachable"  # the target day is missed by so many working days


@dataclass(frozen=True, slots=True)
class Activity(Generic[K]):
    """A piece of work; with duration 0 a milestone.

    not_before: earliest day of its start. must_finish_by: deadline, which makes float negative when missed.
    fixed_start: starts on this day whatever its links say. percent: share of the work done, 0 to 100; read only
    for an activity that is running (actual_start without actual_finish) when a data date is given.
    """

    id: K
    duration: int
    not_before: date | None = None
    must_finish_by: date | None = None
    fixed_start: date | None = None
    actual_start: date | None = None
    actual_finish: date | None = None
    percent: int | None = None

    def __post_init__(self) -> None:
        if self.duration < 0:
            raise ValueError(f"activity {self.id!r} has the negative duration {self.duration}")
        if self.percent is not None and not 0 <= self.percent <= 100:
            raise ValueError(f"activity {self.id!r} is {self.percent} percent done; 0 to 100 are possible")
        if self.actual_start and self.actual_finish and self.actual_finish < self.actual_start:
            raise ValueError(f"activity {self.id!r} was finished on {self.actual_finish}, before its actual start")


@dataclass(frozen=True, slots=True)
class Link(Generic[K]):
    """``after`` waits for ``before``: at least ``lag`` working days lie between the two ends (negative: a lead)."""

    before: K
    after: K
    type: LinkType = LinkType.FS
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Problem(Generic[K]):
    """Everything that one computation of dates needs.

    anchor: the day of the start (forward) or of the finish (backward). anchor_activity: backward only, the activity
    whose finish is the anchor; None means the last one. not_before: no activity may start earlier than this day,
    for instance because it is today.
    """

    activities: Sequence[Activity[K]]
    links: Sequence[Link[K]]
    calendar: WorkCalendar
    anchor: date
    direction: Direction = Direction.FORWARD
    anchor_activity: K | None = None
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class Dates(Generic[K]):
    """When an activity can happen, in inclusive days, and how much room it has, in working days.

    total_float: how far it may slip without moving the finish of everything or missing a deadline; negative when a
    deadline is missed already. free_float: how far it may slip without moving any other activity.
    critical: unfinished and without total float. driving: the predecessors that hold it where it is.
    """

    start: date
    finish: date
    late_start: date
    late_finish: date
    total_float: int
    free_float: int
    critical: bool
    driving: tuple[K, ...]


@dataclass(frozen=True, slots=True)
class Finding(Generic[K]):
    """Something people should know about the result; ``days`` are working days, always positive."""

    kind: FindingKind
    activity: K | None
    days: int


@dataclass(frozen=True, slots=True)
class Schedule(Generic[K]):
    """The answer: dates by activity, and what they mean for the whole.

    length: working days from the start to the finish of everything. critical_path: one chain of driving activities that
    ends with the activity that decides the finish (or the target), in order. driving_links: positions in
    ``Problem.links`` of the links that hold an activity where it is. earliest_possible: backward only, the earliest
    finish when the target cannot be reached, otherwise None. years_without_data: years touched for which the calendar
    has no official notice.
    """

    by_id: Mapping[K, Dates[K]]
    start: date
    finish: date
    length: int
    critical_path: tuple[K, ...]
    driving_links: tuple[int, ...]
    warnings: tuple[Finding[K], ...]
    earliest_possible: date | None
    years_without_data: tuple[int, ...]
