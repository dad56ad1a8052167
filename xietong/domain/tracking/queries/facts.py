"""Dates become the figures of the rules: for one task that is reported, for a page of rows, for every open leaf."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from xietong.domain.planning.models import Risk
from xietong.domain.planning.states import RiskState, TaskState
from xietong.domain.tracking.models import Alert
from xietong.domain.tracking.rules import Limits, TaskFacts, planned_percent, remaining_days, risk_standing
from xietong.domain.tracking.states import OPEN_ALERTS
from xietong.kit.clock import day_of
from xietong.scheduling.calendars import WorkCalendar

RAISED = {"red": "raised_red", "yellow": "raised_yellow"}  # a light raised by a person, as the rule of its case


class Reckoner:
    """Turns the dates of a leaf into figures as of one day; every date is looked up in the calendar once."""

    def __init__(self, calendar: WorkCalendar, today: date):
        self.calendar, self.today = calendar, today
        self.today_first, self.today_after = calendar.index_of(today), calendar.index_after(today)
        self._days: dict[date, tuple[int, int]] = {}

    def _indexes(self, day: date) -> tuple[int, int]:
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = (self.calendar.index_of(day), self.calendar.index_after(day))
        return found

    def facts(
        self,
        state: str,
        percent: int,
        start_on: date | None,
        finish_on: date | None,
        reported_on: date | None,
        expected_from: date | None,
        limits: Limits,
        risk: tuple[int, str] = (0, ""),
        raised: tuple[str, str] = ("", ""),
    ) -> TaskFacts:
        """`reported_on` is the day of the last update, `expected_from` the day since which updates are owed."""
        today = self.today
        begun = state != "not_started" or start_on is None or start_on <= today
        overdue, due_in, planned, slip = 0, None, None, 0
        if finish_on is not None:
            first, after = self._indexes(finish_on)
            due_in = after - self.today_after
            overdue = -due_in if limits.overdue_clock == "working" else (today - finish_on).days
            start = self._indexes(start_on)[0] if start_on is not None else first
            total = max(after - start, 0)  # a milestone on a free day takes none
            planned = planned_percent(self.today_first - start, total) if total else (100 if due_in < 0 else 0)
            rest = remaining_days(total, percent)
            slip = max(start, self.today_first) + rest - after
        silent = 0
        if begun:
            since = reported_on or expected_from or start_on
            if start_on is not None and reported_on is None and since is not None and since < start_on:
                since = start_on
            if since is not None and since < today:
                silent = self.today_after - self._indexes(since)[1]
        return TaskFacts(state, percent, begun, overdue, due_in, planned, slip, silent, *risk, *raised)

    def forecast_on(self, finish_on: date, slip: int) -> date:
        """The day on which a leaf will be finished when it slips so many working days."""
        return self.calendar.day_at(self._indexes(finish_on)[1] - 1 + slip)


@dataclass
class Grounds:
    """What weighs on tasks besides their dates: major risks, and lights raised by hand. Read once for many tasks."""

    risks: dict[int, tuple[int, str]] = field(default_factory=dict)  # task -> (standing, name)
    raised: dict[int, tuple[str, str]] = field(default_factory=dict)  # task -> (level, why)
    open_risks: dict[int, list[Any]] = field(default_factory=dict)  # collaboration -> rows of open major risks

    def of(self, task_id: int) -> tuple[tuple[int, str], tuple[str, str]]:
        return self.risks.get(task_id, (0, "")), self.raised.get(task_id, ("", ""))


def grounds(collaboration_ids: Iterable[int], today: date) -> Grounds:
    """Two statements, however many tasks."""
    ids = list(collaboration_ids)
    found = Grounds()
    rows = Risk.objects.filter(collaboration__in=ids, score__gte=15).exclude(state=RiskState.CLOSED)
    for risk in rows.values_list(
        "id", "collaboration_id", "name", "state", "score", "mitigate_by", "tasks", "department_id", named=True
    ):
        overdue = bool(risk.mitigate_by and risk.mitigate_by < today)
        standing = risk_standing(state=risk.state, score=risk.score, mitigation_overdue=overdue)
        found.open_risks.setdefault(risk.collaboration_id, []).append((risk, standing))
        for task_id in risk.tasks or []:
            if standing > found.risks.get(task_id, (0, ""))[0]:
                found.risks[task_id] = (standing, risk.name)
    by_hand = Alert.objects.filter(collaboration__in=ids, state__in=OPEN_ALERTS, rule__in=RAISED.values())
    for task_id, level, why in by_hand.values_list("task_id", "level", "why"):
        found.raised[task_id] = (str(level), why)
    return found


# What the clock job last found besides the dates, read back from the rule it left with the task.
_LAST_FOUND: Mapping[str, tuple[tuple[int, str], tuple[str, str]]] = {
    "risk_happened": ((2, "见风险清单"), ("", "")),
    "risk_strict": ((1, "见风险清单"), ("", "")),
    "risk_open": ((1, "见风险清单"), ("", "")),
    "raised_red": ((0, ""), ("red", "见预警")),
    "raised_yellow": ((0, ""), ("yellow", "见预警")),
}


def last_found(rule: str) -> tuple[tuple[int, str], tuple[str, str]]:
    """(risk, raised) as the clock job left them: so a report needs no statement about risks and cases."""
    return _LAST_FOUND.get(rule, ((0, ""), ("", "")))


def facts_of(
    task: Any, reckoner: Reckoner, limits: Limits, stage_since: datetime, *, now: datetime, **new: Any
) -> TaskFacts:
    """The figures of one task object; `new` holds values about to be written (state, percent, reported_at)."""
    reported_at = new.get("reported_at", task.reported_at)
    risk, raised = new.get("grounds") or last_found(task.light_rule)
    return reckoner.facts(
        new.get("state", task.state),
        new.get("percent", task.percent),
        task.start_on,
        task.finish_on,
        day_of(reported_at) if reported_at else None,
        day_of(stage_since),
        limits,
        risk,
        raised,
    )


OPEN_STATES = frozenset({TaskState.NOT_STARTED, TaskState.RUNNING, TaskState.BLOCKED})
