"""遗留事项: assign, change, finish with evidence, close by a second person (销号), send back. They live on after archiving."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from xietong.domain.closing import events
from xietong.domain.closing.models import Leftover
from xietong.domain.closing.permissions import CLOSING
from xietong.domain.closing.states import LeftoverState
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.services import add_member, require_running
from xietong.domain.people.models import Person
from xietong.domain.people.queries import SYSTEM
from xietong.domain.people.roles import Role
from xietong.domain.planning.models import Task
from xietong.domain.planning.services import leave_over_task
from xietong.domain.planning.states import TaskState
from xietong.kit.access import Actor, Forbidden
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.numbering.models import next_number
from xietong.kit.problems import Problem, Problems
from xietong.kit.steps import change, take_step
from xietong.kit.workflow import NotNow

LEAVABLE = (TaskState.NOT_STARTED, TaskState.RUNNING, TaskState.BLOCKED, TaskState.HANDED_IN)


def _person(owner_id: int | None, problems: list[Problem]) -> Person | None:
    if not owner_id:
        problems.append(Problem("owner", "后续负责人", "请指定一位负责人。", "required"))
        return None
    person = Person.objects.filter(pk=owner_id).select_related("department").first()
    if person is None or not person.is_active:
        problems.append(Problem("owner", "后续负责人", "没有这个人，或已离职停用，请另选。", "choice"))
        return None
    if person.department_id is None:
        problems.append(Problem("owner", "后续负责人", f"{person.name} 没有所属部门，请另选或先登记部门。", "choice"))
        return None
    return person


@transaction.atomic
def add_leftover(
    collaboration: Collaboration,
    *,
    matter: str,
    owner_id: int | None,
    due_on: date | None,
    standard: str = "",
    source: str = "",
    effect: str = "",
    department_id: int | None = None,
    task: Task | None = None,
    by: Actor,
    now: datetime,
) -> Leftover:
    """Assign what is not finished to somebody until a day. A task given with it is left over at the same time.

    Without a department the owner's own follows it. Raises Problems with everything that is missing.
    """
    CLOSING.require("leftover.add", by.roles)
    require_running(collaboration)
    problems: list[Problem] = []
    matter = matter.strip() or (f"{task.code} {task.name}" if task else "")
    if not matter:
        problems.append(Problem("matter", "事项", "请写明遗留的事项。", "required"))
    elif len(matter) > 200:
        problems.append(Problem("matter", "事项", "不能超过 200 字，细节请写在“影响”中。", "length"))
    person = _person(owner_id, problems)
    if due_on is None:
        problems.append(Problem("due_on", "期限", "请填写期限。", "required"))
    elif due_on < day_of(now):
        problems.append(Problem("due_on", "期限", f"{due_on} 早于今天，请改为今天或以后。", "range"))
    if not standard.strip():
        problems.append(Problem("standard", "销项标准", "请写明做到什么算完成，销号时据此复核。", "required"))
    if task and task.collaboration_id != collaboration.pk:
        problems.append(Problem("task", "子任务", "没有这项子任务。", "choice"))
    home = department_id or (person.department_id if person else None)
    if person and home is None:
        problems.append(Problem("department", "责任部门", f"{person.name} 没有所属部门，请选择责任部门。", "required"))
    if problems or person is None or due_on is None or home is None:
        raise Problems(problems)
    if task and Leftover.objects.filter(task=task).exclude(state=LeftoverState.CLOSED).exists():
        raise NotNow(f"{task.code} {task.name} 已列为遗留事项。")
    if task and task.state in LEAVABLE:
        leave_over_task(task, by=by, now=now)
    elif task and task.state != TaskState.LEFT_OVER:
        raise NotNow(f"{task.code} {task.name} {task.state.label}，不需要列为遗留。", state=task.state)
    number = next_number(f"{collaboration.number}-YL")
    row = Leftover.objects.create(
        collaboration=collaboration,
        number=f"{collaboration.number}-YL-{number:02d}",
        matter=matter,
        source=source.strip()[:120] or (f"子任务 {task.code}" if task else ""),
        effect=effect.strip(),
        department_id=home,
        owner=person,
        due_on=due_on,
        standard=standard.strip(),
        task=task,
        state_since=now,
    )
    add_member(collaboration, person.pk, Role.MEMBER, now, by=by)
    announce(
        events.LeftoverAssigned(leftover_id=row.pk, owner_id=person.pk, context_id=collaboration.pk), by=by, now=now
    )
    return row


@transaction.atomic
def change_leftover(
    leftover: Leftover,
    *,
    owner_id: int | None = None,
    due_on: date | None = None,
    standard: str | None = None,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Leftover:
    """Another owner, another day: also after archiving, by the lead or the PMO."""
    CLOSING.require("leftover.edit", by.roles)
    if leftover.state == LeftoverState.CLOSED:
        raise NotNow("遗留事项已销号，不能再改。", state=leftover.state)
    problems: list[Problem] = []
    columns: dict[str, Any] = {}
    if owner_id is not None and owner_id != leftover.owner_id:
        person = _person(owner_id, problems)
        if person:
            columns |= {"owner": person, "department_id": person.department_id}
    if due_on is not None and due_on != leftover.due_on:
        if due_on < day_of(now):
            problems.append(Problem("due_on", "期限", f"{due_on} 早于今天，请改为今天或以后。", "range"))
        columns |= {"due_on": due_on, "overdue_told_on": None}
    if standard is not None:
        if not standard.strip():
            problems.append(Problem("standard", "销项标准", "请写明做到什么算完成。", "required"))
        columns["standard"] = standard.strip()
    if problems:
        raise Problems(problems)
    if not columns:
        return leftover
    event: Any = events.LeftoverChanged(leftover_id=leftover.pk, context_id=leftover.collaboration_id)
    if "owner" in columns:
        add_member(leftover.collaboration, columns["owner"].pk, Role.MEMBER, now, by=by)
        event = events.LeftoverAssigned(
            leftover_id=leftover.pk, owner_id=columns["owner"].pk, context_id=leftover.collaboration_id
        )
    return change(leftover, by=by, now=now, version=version, event=event, **columns)


@transaction.atomic
def finish_leftover(
    leftover: Leftover, *, evidence: str, by: Actor, now: datetime, version: int | None = None
) -> Leftover:
    """The owner says it is done and shows how; it waits for a second person."""
    if not evidence.strip():
        raise Problems(Problem("evidence", "销项证据", "请写明完成情况和证据（结果、文件、链接）。", "required"))
    roles = by.roles | ({Role.OWNER_OF_THIS} if by.is_(leftover.owner_id) else set())
    actor = Actor(by.person_id, frozenset(roles), by.stands_for, by.borrowed)
    return take_step(
        leftover,
        "finish",
        by=actor,
        now=now,
        version=version,
        changes={"evidence": evidence.strip(), "finished_by_id": by.person_id},
    )


@transaction.atomic
def close_leftover(leftover: Leftover, *, by: Actor, now: datetime, version: int | None = None) -> Leftover:
    """销号: by somebody who neither owned nor finished it (domain.md §4.4, 4.6)."""
    _second_person(leftover, by)
    return take_step(leftover, "close", by=by, now=now, version=version, changes={"closed_by_id": by.person_id})


@transaction.atomic
def send_back_leftover(
    leftover: Leftover, *, why: str, by: Actor, now: datetime, version: int | None = None
) -> Leftover:
    """退办: not done as the standard asks."""
    if not why.strip():
        raise Problems(Problem("why", "退办原因", "请写明哪里没有达到销项标准。", "required"))
    _second_person(leftover, by)
    return take_step(
        leftover, "send_back", by=by, now=now, version=version, changes={"finished_by_id": None}, why=why.strip()
    )


def _second_person(leftover: Leftover, by: Actor) -> None:
    CLOSING.require("leftover.close", by.roles)
    if by.person_id in (leftover.owner_id, leftover.finished_by_id):
        raise Forbidden("leftover.close", "销号要由另一个人复核：办结人和负责人本人不能销号，请总负责人或企管部办理。")


def tell_of_overdue_leftovers(*, now: datetime) -> int:
    """The clock job: open leftovers past their day, told once a day to owner and PMO; also after archiving."""
    today = day_of(now)
    late = Leftover.objects.filter(state=LeftoverState.OPEN, due_on__lt=today).exclude(overdue_told_on=today)
    count = 0
    for row in late:
        with transaction.atomic():
            if Leftover.objects.filter(pk=row.pk).exclude(overdue_told_on=today).update(overdue_told_on=today):
                announce(
                    events.LeftoverOverdue(leftover_id=row.pk, owner_id=row.owner_id, context_id=row.collaboration_id),
                    by=SYSTEM,
                    now=now,
                )
                count += 1
    return count
