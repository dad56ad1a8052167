"""Compute dates and write only what changed: load, think, write."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.services import require_running
from xietong.domain.planning import events
from xietong.domain.planning.models import Task, Timetable
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.queries import footing_of, link_facts, problem_of, task_facts
from xietong.domain.planning.rules import TaskFacts, rolled_up
from xietong.domain.planning.services.columns import write_columns
from xietong.domain.planning.services.standing import require_unfrozen
from xietong.domain.planning.states import SETTLED_TASKS, TaskState
from xietong.kit.access import Actor
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems
from xietong.scheduling import BadNetwork, Loop, OutsideCalendar, Schedule, schedule

COLUMNS = ("start_on", "finish_on", "total_float", "is_critical", "duration", "percent")
KEPT = (*SETTLED_TASKS, TaskState.HANDED_IN)  # their planned dates are history


@dataclass(frozen=True)
class Rescheduled:
    """What a computation led to. `earliest_possible`: the target day cannot be reached, this is the first that can."""

    moved: int
    finish: date | None
    earliest_possible: date | None = None
    warnings: tuple[dict[str, Any], ...] = ()


def _computed(problem: Any, tasks: list[TaskFacts]) -> Schedule[int]:
    said = {task.id: task.said for task in tasks}
    try:
        return schedule(problem)
    except Loop as loop:
        names = "→".join(said.get(pk, "") for pk in loop.members if isinstance(pk, int))
        raise Problems(
            Problem("predecessors", "前置任务", f"任务 {names} 互相等待，请去掉其中一条前置关系。", "loop")
        ) from None
    except BadNetwork as wrong:
        raise Problems(Problem("predecessors", "前置任务", f"前置关系无法计算：{wrong}")) from None
    except OutsideCalendar:
        raise Problems(Problem("duration", "工期", "算出的日期超出日历范围，请检查工期和开始日期。")) from None


@transaction.atomic(savepoint=False)
def reschedule(collaboration: Collaboration, *, by: Actor, now: datetime) -> Rescheduled:
    """Dates, float and critical marks of every task, forward from the start or backward from the target.

    Parents take first start, last finish and percent from their leaves. Finished tasks keep their planned dates.
    Three statements to load, one per eight hundred changed rows to write. Called by whoever changed something; permission was asked there.
    """
    tasks, links = task_facts(collaboration), link_facts(collaboration)
    if not tasks:
        return Rescheduled(0, None)
    day = day_of(now)
    footing = footing_of(collaboration, tasks, day=day)
    problem = problem_of(collaboration, day=day, tasks=tasks, links=links, footing=footing)
    found = _computed(problem, tasks)
    dates = {}
    for task in tasks:
        if task.is_leaf:
            new = found.by_id[task.id]
            kept = task.state in KEPT and task.start is not None
            start, finish = (task.start, task.finish) if kept else (new.start, new.finish)
            dates[task.id] = (start, finish, new.critical and task.state not in KEPT)
    parents = rolled_up(tasks, dates, problem.calendar.count)
    changed: dict[int, tuple[Any, ...]] = {}
    moved = 0
    for task in tasks:
        if task.is_leaf:
            start, finish, critical = dates[task.id]
            row: tuple[Any, ...] = (
                start,
                finish,
                found.by_id[task.id].total_float,
                critical,
                task.duration,
                task.percent,
            )
        else:
            roll = parents[task.id]
            row = (roll.start, roll.finish, None, roll.critical, roll.duration, roll.percent)
        was = (task.start, task.finish, task.total_float, task.critical, task.duration, task.percent)
        if row != was:
            changed[task.id] = row
            moved += task.is_leaf and row[:2] != was[:2]
    write_columns(Task, COLUMNS, changed)
    warnings = tuple({"kind": w.kind.value, "task": w.activity, "days": w.days} for w in found.warnings)
    _keep_findings(collaboration, footing.timetable, found, list(warnings), now=now)
    if moved:
        event = events.Rescheduled(moved=moved, finish_on=found.finish.isoformat(), context_id=collaboration.pk)
        announce(event, by=by, now=now)
    return Rescheduled(moved, found.finish, found.earliest_possible, warnings)


def _keep_findings(
    collaboration: Collaboration,
    row: Timetable | None,
    found: Schedule[int],
    warnings: list[Any],
    *,
    now: datetime,
) -> None:
    values = {
        "findings": warnings,
        "earliest_possible": found.earliest_possible,
        "unknown_years": list(found.years_without_data),
    }
    if row is None:
        Timetable.objects.create(collaboration=collaboration, computed_at=now, **values)
    elif any(getattr(row, key) != value for key, value in values.items()):
        Timetable.objects.filter(pk=row.pk).update(computed_at=now, **values)


@transaction.atomic
def set_timetable(
    collaboration: Collaboration,
    *,
    backward: bool,
    anchor_on: date | None = None,
    anchor_task_id: int | None = None,
    by: Actor,
    now: datetime,
) -> Rescheduled:
    """Choose forward from a start or backward from a target, and compute. Without a day the dates of form 1 count."""
    PLANNING.require("task.schedule", by.roles)
    require_unfrozen(collaboration)
    if anchor_task_id and not Task.objects.filter(collaboration=collaboration, pk=anchor_task_id).exists():
        raise Problems(Problem("anchor_task", "目标任务", "没有这项任务，请从清单中选择。"))
    Timetable.objects.update_or_create(
        collaboration=collaboration,
        defaults={"backward": backward, "anchor_on": anchor_on, "anchor_task_id": anchor_task_id if backward else None},
    )
    return reschedule(collaboration, by=by, now=now)


@transaction.atomic
def compute_dates(collaboration: Collaboration, *, by: Actor, now: datetime) -> Rescheduled:
    """The button 重新计算: the same computation, asked for by a person."""
    PLANNING.require("task.schedule", by.roles)
    require_unfrozen(collaboration)
    return reschedule(collaboration, by=by, now=now)


@transaction.atomic
def roll_up(collaboration: Collaboration) -> None:
    """Percent of parents from their leaves, after progress was reported; dates stay (two statements)."""
    require_running(collaboration)
    tasks = task_facts(collaboration)
    dates = {task.id: (task.start, task.finish, task.critical) for task in tasks if task.is_leaf}
    parents = rolled_up(tasks, dates, lambda first, last: 0)
    write_columns(
        Task,
        ("percent",),
        {
            task.id: (parents[task.id].percent,)
            for task in tasks
            if not task.is_leaf and parents[task.id].percent != task.percent
        },
    )
