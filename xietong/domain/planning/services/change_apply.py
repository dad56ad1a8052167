"""Write the lines of an approved change into the task list."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.roles import Role
from xietong.domain.planning import events
from xietong.domain.planning.models import ChangeRequest, Task
from xietong.domain.planning.queries import codes_of
from xietong.domain.planning.rules import parse_references
from xietong.domain.planning.services.columns import write_columns
from xietong.domain.planning.services.links import refuse_loops, replace_predecessors
from xietong.domain.planning.services.outline import renumber
from xietong.domain.planning.services.standing import remember_owners
from xietong.domain.planning.services.task import as_columns
from xietong.domain.planning.states import SETTLED_TASKS, ChangeState
from xietong.kit.access import Actor
from xietong.kit.events.announce import announce
from xietong.kit.steps import take_step
from xietong.kit.workflow import NotNow


def apply_change(collaboration: Collaboration, change: ChangeRequest, *, by: Actor, now: datetime) -> set[int]:
    """Write the lines; the ids of the tasks they touched. Refused when a task has been settled meanwhile."""
    ids = {line["task"] for line in change.lines if line["task"]}
    rows = {task.pk: task for task in Task.objects.select_for_update().filter(collaboration=collaboration, pk__in=ids)}
    gone = [
        line
        for line in change.lines
        if line["task"] and (line["task"] not in rows or rows[line["task"]].state in SETTLED_TASKS)
    ]
    if gone:
        said = "、".join(f"{line['code']} {line['name']}" for line in gone)
        raise NotNow(f"申请之后 {said} 已完成、取消或被删除，请否决后重新申请。", state=ChangeState.REQUESTED)
    codes = codes_of(collaboration)
    links: dict[int, list[tuple[int, str, int]]] = {}
    columns: dict[int, dict[str, Any]] = {}
    touched = set(ids)
    for line in change.lines:
        field, after = line["field"], line["after"]
        if field == "new":
            touched.add(_create(collaboration, after, codes, links, now=now))
        elif field == "cancelled":
            decider = Actor(by.person_id, by.roles | {Role.LEAD}, by.stands_for, by.borrowed)
            rows[line["task"]] = take_step(rows[line["task"]], "cancel", by=decider, now=now, why=change.reason)
        elif field == "predecessors":
            links[line["task"]] = parse_references(after or "", codes)[0]
        else:
            columns.setdefault(line["task"], {}).update(as_columns({field: after}))
    for pk, values in columns.items():
        names = sorted(values)
        row = (*(values[name] for name in names), rows[pk].version + 1)
        write_columns(Task, [*(name.removesuffix("_id") for name in names), "version"], {pk: row})
    renumber(collaboration)
    if replace_predecessors(collaboration, links):
        refuse_loops(collaboration)
    owners = [values.get("owner_id") for values in columns.values()]
    owners += [line["after"].get("owner") for line in change.lines if line["field"] == "new"]
    remember_owners(collaboration, owners, by=by, now=now)
    what = f"按变更申请 {change.number} 修改了 {len(touched)} 项任务"
    announce(
        events.TasksChanged(task_ids=tuple(sorted(touched)), what=what, context_id=collaboration.pk), by=by, now=now
    )
    return touched


def _create(
    collaboration: Collaboration,
    values: Mapping[str, Any],
    codes: Mapping[str, int],
    links: dict[int, Any],
    *,
    now: datetime,
) -> int:
    parent = values.get("parent")
    siblings = Task.objects.filter(collaboration=collaboration, parent=parent).count()
    columns = as_columns({key: value for key, value in values.items() if key != "parent" and value is not None})
    task = Task.objects.create(
        collaboration=collaboration, parent_id=parent, position=siblings, state_since=now, **columns
    )
    if values.get("predecessors"):
        links[task.pk] = parse_references(values["predecessors"], codes)[0]
    return task.pk
