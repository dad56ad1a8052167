"""Facts for scheduling: the task list and its links as plain values, and the problem they make."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.queries import company_calendar
from xietong.domain.planning.models import Link, Plan, Task, Timetable
from xietong.domain.planning.rules import LinkFacts, TaskFacts, problem_from
from xietong.domain.planning.states import PlanState
from xietong.scheduling import Problem

FROZEN = (PlanState.IN_REVIEW, PlanState.APPROVED, PlanState.PUBLISHED)

COLUMNS = (
    "id", "parent_id", "code", "name", "duration", "department_id", "owner_id", "is_leaf", "state", "percent",
    "not_before", "finish_by", "start_on", "finish_on", "actual_start", "actual_finish", "optimistic", "pessimistic",
    "total_float", "is_critical",
)  # fmt: skip


def task_facts(collaboration: Collaboration) -> list[TaskFacts]:
    """Every row of the task list in tree order; one statement, no model objects."""
    rows = Task.objects.filter(collaboration=collaboration).order_by("sort_key", "id").values_list(*COLUMNS)
    return [TaskFacts(*row) for row in rows]


def link_facts(collaboration: Collaboration, *, leaving: Collection[int] | None = None) -> list[LinkFacts]:
    """All links, or those that lead away from these tasks."""
    rows = Link.objects.filter(collaboration=collaboration).order_by("id")
    if leaving is not None:
        rows = rows.filter(before__in=leaving)
    return [LinkFacts(*row) for row in rows.values_list("before_id", "after_id", "kind", "lag")]


def frozen_plan(collaboration: Collaboration) -> Plan | None:
    """The version that keeps the task list as it is: going round, approved or published."""
    rows = Plan.objects.filter(collaboration=collaboration, state__in=FROZEN).defer("content")
    return rows.order_by("-number").first()


def timetable_of(collaboration: Collaboration) -> Timetable:
    """How dates are computed here; unsaved defaults when nobody chose."""
    return Timetable.objects.filter(collaboration=collaboration).first() or Timetable(collaboration=collaboration)


@dataclass(frozen=True)
class Footing:
    """From which day, in which direction. Once published, everything stays where its first task stands."""

    anchor: date
    backward: bool = False
    anchor_task: int | None = None
    not_before: date | None = None
    timetable: Timetable | None = None  # as stored


def footing_of(collaboration: Collaboration, tasks: list[TaskFacts], *, day: date) -> Footing:
    """`day` is today: the start when none was agreed, and the earliest day of a plan computed backward."""
    in_force = Plan.objects.filter(collaboration=collaboration, state=PlanState.PUBLISHED)
    row: Any = Timetable.objects.filter(collaboration=collaboration).annotate(in_force=Exists(in_force)).first()
    published = row.in_force if row else in_force.exists()
    starts = [task.start for task in tasks if task.is_leaf and task.start]
    if published and starts:
        return Footing(anchor=min(starts), timetable=row)
    backward = bool(row and row.backward)
    agreed = collaboration.finish_on if backward else collaboration.start_on
    anchor = (row.anchor_on if row else None) or agreed or day
    if backward:
        return Footing(anchor, True, row.anchor_task_id, not_before=day, timetable=row)
    return Footing(anchor, timetable=row)


def problem_of(
    collaboration: Collaboration,
    *,
    day: date,
    tasks: list[TaskFacts] | None = None,
    links: list[LinkFacts] | None = None,
    footing: Footing | None = None,
) -> Problem[int]:
    """The scheduling problem of a collaboration: one statement for tasks, one for links, small ones for the footing.

    `tasks` and `links` given are used instead of what is stored: what-if. A loop shows when it is scheduled.
    """
    tasks = task_facts(collaboration) if tasks is None else tasks
    links = link_facts(collaboration) if links is None else links
    footing = footing or footing_of(collaboration, tasks, day=day)
    return problem_from(
        tasks,
        links,
        calendar=company_calendar(),
        anchor=footing.anchor,
        backward=footing.backward,
        anchor_task=footing.anchor_task,
        not_before=footing.not_before,
    )
