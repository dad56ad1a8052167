"""The life of one task: start, block, hand in, accept, reopen, cancel, leave over. Used by tracking and closing too."""

from datetime import datetime
from typing import Any

from django.db import transaction

from xietong.domain.collaborations.services import require_running
from xietong.domain.planning.models import Task
from xietong.domain.planning.services.schedule import roll_up
from xietong.domain.planning.services.standing import mine_of, require_unfrozen, towards
from xietong.kit.access import Actor
from xietong.kit.clock import day_of
from xietong.kit.steps import take_step
from xietong.kit.workflow import NotNow


@transaction.atomic
def _step(
    task: Task, verb: str, *, by: Actor, now: datetime, version: int | None, changes: Any = None, **details: Any
) -> Task:
    collaboration = task.collaboration
    require_running(collaboration)
    if not task.is_leaf:
        raise NotNow(f"{task.code} {task.name} 下面还有任务，它的状态由下级任务得出。", state=task.state)
    mine = mine_of(collaboration, by)
    actor = towards(by, owner_id=task.owner_id, department_id=task.department_id, mine=mine)
    return take_step(task, verb, by=actor, now=now, version=version, changes=changes, **details)


def start_task(task: Task, *, by: Actor, now: datetime, version: int | None = None) -> Task:
    changes = {} if task.actual_start else {"actual_start": day_of(now)}
    return _step(task, "start", by=by, now=now, version=version, changes=changes)


def block_task(task: Task, *, why: str, by: Actor, now: datetime, version: int | None = None) -> Task:
    return _step(task, "block", by=by, now=now, version=version, why=why)


def unblock_task(task: Task, *, by: Actor, now: datetime, version: int | None = None) -> Task:
    changes = {} if task.actual_start else {"actual_start": day_of(now)}
    return _step(task, "unblock", by=by, now=now, version=version, changes=changes)


@transaction.atomic
def hand_in_task(task: Task, *, by: Actor, now: datetime, version: int | None = None) -> Task:
    """The owner says that the work is done and checked; what counts as the actual finish is today until accepted."""
    changes: dict[str, Any] = {"percent": 100, "actual_finish": day_of(now)}
    if not task.actual_start:
        changes["actual_start"] = day_of(now)
    row = _step(task, "hand_in", by=by, now=now, version=version, changes=changes)
    roll_up(task.collaboration)
    return row


def accept_task(task: Task, *, by: Actor, now: datetime, version: int | None = None) -> Task:
    """Nobody accepts the own work (domain.md §3.1): the owner is refused."""
    if by.person_id is not None and by.person_id == task.owner_id:
        raise NotNow("本人负责的任务不能由本人验收，请由其他人验收。", state=task.state)
    return _step(task, "accept", by=by, now=now, version=version)


@transaction.atomic
def reopen_task(task: Task, *, why: str, by: Actor, now: datetime, version: int | None = None) -> Task:
    changes = {"percent": min(task.percent, 90), "actual_finish": None}
    row = _step(task, "reopen", by=by, now=now, version=version, changes=changes, why=why)
    roll_up(task.collaboration)
    return row


@transaction.atomic
def cancel_task(task: Task, *, why: str, by: Actor, now: datetime, version: int | None = None) -> Task:
    """Before publication by the lead; afterwards only through a change request."""
    require_unfrozen(task.collaboration)
    row = _step(task, "cancel", by=by, now=now, version=version, why=why)
    roll_up(task.collaboration)
    return row


@transaction.atomic
def leave_over_task(task: Task, *, by: Actor, now: datetime, version: int | None = None) -> Task:
    row = _step(task, "leave_over", by=by, now=now, version=version)
    roll_up(task.collaboration)
    return row
