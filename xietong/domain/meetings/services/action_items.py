"""Give, finish, extend, take back and drop action items; tell of those past their day."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.services import add_member, require_running
from xietong.domain.collaborations.states import Priority
from xietong.domain.meetings import events
from xietong.domain.meetings.models import ActionItem, Meeting
from xietong.domain.meetings.permissions import MEETINGS
from xietong.domain.meetings.queries import overdue_items
from xietong.domain.meetings.states import ActionState
from xietong.domain.people.models import Person
from xietong.domain.people.queries import SYSTEM, company_calendar
from xietong.domain.people.roles import Role
from xietong.domain.planning.models import Task
from xietong.kit.access import Actor
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems
from xietong.kit.steps import change, take_step
from xietong.kit.workflow import NotNow


@transaction.atomic
def add_action_item(
    collaboration: Collaboration,
    *,
    problem: str,
    solution: str,
    owner: Person,
    due_on: date,
    priority: str = "",
    task_id: int | None = None,
    meeting: Meeting | None = None,
    by: Actor,
    now: datetime,
) -> ActionItem:
    """One thing to do: the guide's four (problem, solution, owner, deadline). The owner can read the collaboration from now on."""
    require_running(collaboration)
    MEETINGS.require("action_item.add", by.roles)
    return _give(
        collaboration,
        meeting,
        {
            "problem": problem,
            "solution": solution,
            "owner": owner.pk,
            "due_on": due_on.isoformat(),
            "priority": priority,
            "task": str(task_id or ""),
        },
        by=by,
        now=now,
    )


def _give(
    collaboration: Collaboration, meeting: Meeting | None, row: Mapping[str, Any], *, by: Actor, now: datetime
) -> ActionItem:
    owner = Person.objects.get(pk=row["owner"])
    if not owner.is_active:
        raise Problems(Problem("owner", "负责人", f"{owner.name} 已离职或停用，请另选一人。"))
    due_on = date.fromisoformat(row["due_on"])
    item = ActionItem.objects.create(
        collaboration=collaboration,
        meeting=meeting,
        problem=row["problem"].strip(),
        solution=row["solution"].strip(),
        owner=owner,
        department_id=owner.department_id,
        due_on=due_on,
        first_due_on=due_on,
        task_id=_task_of(collaboration, row.get("task")),
        priority=Priority(row.get("priority") or Priority.MIDDLE.value),
        state_since=now,
    )
    add_member(collaboration, owner.pk, Role.MEMBER, now, by=by)
    event = events.ActionItemGiven(action_item_id=item.pk, owner_id=owner.pk, context_id=collaboration.pk)
    announce(event, by=by, now=now)
    return item


def _task_of(collaboration: Collaboration, task: Any) -> int | None:
    pk = int(task) if str(task or "").isdigit() else 0
    return pk if pk and Task.objects.filter(collaboration=collaboration, pk=pk).exists() else None


def settle_action_items(meeting: Meeting, answers: Mapping[str, Any], *, by: Actor, now: datetime) -> dict[str, Any]:
    """The rows of issued minutes become action items; the answers come back with their ids.

    Rows of a corrected version change the items they came from; items that are not named any more are dropped.
    """
    there = {item.pk: item for item in meeting.action_items.select_for_update()}
    rows = []
    for row in answers.get("actions") or []:
        item = there.pop(row.get("id") or 0, None)
        if item is None:
            item = _give(meeting.collaboration, meeting, row, by=by, now=now)
        elif item.state == ActionState.OPEN:
            _correct(item, row, by=by, now=now)
        rows.append({**row, "id": item.pk})
    for item in there.values():
        if item.state == ActionState.OPEN:
            take_step(item, "drop", by=by, now=now, why="纪要更正时删去")
    return {**answers, "actions": rows}


def _correct(item: ActionItem, row: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    due_on, owner_id = date.fromisoformat(row["due_on"]), row["owner"]
    changed_hands = owner_id != item.owner_id
    owner = Person.objects.get(pk=owner_id)
    item.problem, item.solution = row["problem"].strip(), row["solution"].strip()
    item.owner, item.department_id = owner, owner.department_id
    if due_on != item.due_on:  # a correction, not an extension: the wrong date never counted
        item.due_on = item.first_due_on = due_on
    item.priority = Priority(row.get("priority") or Priority.MIDDLE.value)
    item.task_id = _task_of(item.collaboration, row.get("task"))
    item.version += 1
    item.save()
    if changed_hands:
        add_member(item.collaboration, owner.pk, Role.MEMBER, now, by=by)
        event = events.ActionItemGiven(action_item_id=item.pk, owner_id=owner.pk, context_id=item.collaboration_id)
        announce(event, by=by, now=now)


@transaction.atomic
def finish_action_item(
    item: ActionItem, *, result: str, by: Actor, now: datetime, version: int | None = None
) -> ActionItem:
    """Done, with what came out of it. `by` carries OWNER_OF_THIS or CHAIR."""
    require_running(item.collaboration)
    if not result.strip():
        raise Problems(Problem("result", "完成情况", "请写明结果，如“已签订合同，见附件”。", "required"))
    changes = {"result": result.strip(), "finished_at": now}
    return take_step(item, "finish", by=by, now=now, version=version, changes=changes)


@transaction.atomic
def reopen_action_item(
    item: ActionItem, *, why: str, by: Actor, now: datetime, version: int | None = None
) -> ActionItem:
    """Sent back: the result is not what was agreed (domain.md §6 N15)."""
    require_running(item.collaboration)
    if not why.strip():
        raise Problems(Problem("reason", "退回原因", "请写明还差什么。", "required"))
    return take_step(item, "reopen", by=by, now=now, version=version, changes={"finished_at": None}, why=why.strip())


@transaction.atomic
def drop_action_item(item: ActionItem, *, why: str, by: Actor, now: datetime, version: int | None = None) -> ActionItem:
    """No longer needed, with the reason."""
    require_running(item.collaboration)
    if not why.strip():
        raise Problems(Problem("reason", "撤销原因", "请写明为什么不再需要。", "required"))
    return take_step(item, "drop", by=by, now=now, version=version, why=why.strip())


@transaction.atomic
def extend_action_item(
    item: ActionItem, *, due_on: date, by: Actor, now: datetime, version: int | None = None
) -> ActionItem:
    """Another day, agreed before the first one has passed; the original date is kept (domain.md §6 N7)."""
    require_running(item.collaboration)
    MEETINGS.require("action_item.extend", by.roles)
    if item.state != ActionState.OPEN:
        raise NotNow(f"行动项{item.state.label}，不能延期。", state=item.state)
    if day_of(now) > item.due_on:
        raise NotNow(
            f"期限 {item.due_on} 已过，不能再延期。请尽快完成，并在完成情况中补报延误原因；考核按原期限计算。",
            state=item.state,
        )
    if due_on <= item.due_on:
        raise Problems(Problem("due_on", "新期限", f"新期限应晚于原期限 {item.due_on}。"))
    event = events.ActionItemExtended(
        action_item_id=item.pk,
        before=item.due_on.isoformat(),
        after=due_on.isoformat(),
        context_id=item.collaboration_id,
    )
    return change(item, by=by, now=now, version=version, event=event, due_on=due_on)


def tell_of_overdue_items(*, now: datetime) -> int:
    """The clock job of every working morning: one word to each owner for each collaboration, however many items."""
    day = day_of(now)
    if not company_calendar().is_working(day):
        return 0
    told = 0
    late = overdue_items(day)
    for (collaboration_id, owner_id), items in groupby(late, key=lambda item: (item.collaboration_id, item.owner_id)):
        group = list(items)
        with transaction.atomic():
            rows = ActionItem.objects.select_for_update().filter(pk__in=[item.pk for item in group])
            if not rows.exclude(overdue_told_on=day).update(overdue_told_on=day):
                continue
            event = events.ActionItemOverdue(action_item_id=group[0].pk, owner_id=owner_id, context_id=collaboration_id)
            announce(event, by=SYSTEM, now=now)
            told += 1
    return told
