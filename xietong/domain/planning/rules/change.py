"""What a change would do, computed and not estimated, and who decides it (domain.md §2.11, §3.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from xietong.domain.planning.rules.network import TaskFacts
from xietong.scheduling import Schedule, WorkCalendar

# Kinds of change that touch the objectives of the whole whatever the dates say.
OVER_OBJECTIVES = ("scope", "budget")


@dataclass(frozen=True)
class Impact:
    """Before against after. Slip in working days; positive is later."""

    finish_before: date | None
    finish_after: date | None
    slip_days: int
    moved: tuple[int, ...]  # tasks whose dates change
    departments: tuple[int, ...]  # of changed and moved tasks
    newly_critical: tuple[int, ...]
    no_longer_critical: tuple[int, ...]
    missed_deadlines: tuple[int, ...]
    moves_agreed_finish: bool
    cost_change: Decimal
    resources: tuple[int, ...]  # requests whose period no longer lies within their task

    def as_json(self) -> dict[str, Any]:
        """For the change request's record: plain values, no floats."""
        return {
            "finish_before": self.finish_before.isoformat() if self.finish_before else None,
            "finish_after": self.finish_after.isoformat() if self.finish_after else None,
            "slip_days": self.slip_days,
            "moved": list(self.moved),
            "departments": list(self.departments),
            "newly_critical": list(self.newly_critical),
            "no_longer_critical": list(self.no_longer_critical),
            "missed_deadlines": list(self.missed_deadlines),
            "critical_changed": bool(self.newly_critical or self.no_longer_critical),
            "moves_agreed_finish": self.moves_agreed_finish,
            "cost_change": f"{self.cost_change:.2f}",
            "resources": list(self.resources),
        }


def impact_of(
    before: Schedule[int] | None,
    after: Schedule[int] | None,
    *,
    tasks: Sequence[TaskFacts],
    changed: Sequence[int],
    calendar: WorkCalendar,
    agreed_finish: date | None,
    cost_change: Decimal = Decimal(0),
    periods: Mapping[int, tuple[int, date, date]] | None = None,
) -> Impact:
    """Compare two schedules. `periods`: resource request → (its task, first day, last day)."""
    old = before.by_id if before else {}
    new = after.by_id if after else {}
    moved = [pk for pk in new if pk not in old or (old[pk].start, old[pk].finish) != (new[pk].start, new[pk].finish)]
    gone = [pk for pk in old if pk not in new]
    touched = {*moved, *gone, *changed}
    departments = {task.department for task in tasks if task.id in touched and task.department}
    finish_before = before.finish if before else None
    finish_after = after.finish if after else None
    slip = calendar.between(finish_before, finish_after) if finish_before and finish_after else 0
    deadlines = {task.id: task.finish_by for task in tasks if task.finish_by}
    outside = [
        request
        for request, (task, first, last) in (periods or {}).items()
        if task in moved and task in new and not (new[task].start <= first and last <= new[task].finish)
    ]
    return Impact(
        finish_before=finish_before,
        finish_after=finish_after,
        slip_days=slip,
        moved=tuple(moved),
        departments=tuple(sorted(departments)),
        newly_critical=tuple(pk for pk in new if new[pk].critical and (pk not in old or not old[pk].critical)),
        no_longer_critical=tuple(pk for pk in old if old[pk].critical and (pk not in new or not new[pk].critical)),
        missed_deadlines=tuple(
            pk
            for pk, day in deadlines.items()
            if pk in new and day and new[pk].finish > day and (pk not in old or old[pk].finish <= day)
        ),
        moves_agreed_finish=bool(agreed_finish and finish_after and slip > 0 and finish_after > agreed_finish),
        cost_change=cost_change,
        resources=tuple(outside),
    )


def decider_of(*, over_objectives: bool, asked_by_lead: bool) -> str:
    """`lead` decides what leaves the objectives as they are; `executive` the rest, and whatever the lead asks for."""
    return "executive" if over_objectives or asked_by_lead else "lead"
