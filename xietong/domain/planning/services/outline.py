"""Keep codes, sort keys and leaf marks in step with the tree, and move tasks in it."""

from datetime import datetime

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.roles import Role
from xietong.domain.planning import events
from xietong.domain.planning.models import Task
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.rules import Node, below, moved, numbered
from xietong.domain.planning.services.columns import write_columns
from xietong.domain.planning.services.schedule import reschedule
from xietong.domain.planning.services.standing import mine_of, require_unfrozen
from xietong.domain.planning.states import TaskState
from xietong.kit.access import Actor, Forbidden
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.workflow import NotNow

ACTS = {"indent": "降级", "outdent": "升级", "up": "上移", "down": "下移"}
_COLUMNS = ("parent", "position", "code", "sort_key", "is_leaf")


def renumber(collaboration: Collaboration, nodes: list[Node] | None = None) -> int:
    """Write parent, position, code, sort key and leaf mark where they differ; how many rows did. One load, one write."""
    stored = {
        row[0]: row[1:]
        for row in Task.objects.filter(collaboration=collaboration).values_list(
            "id", "parent_id", "position", "code", "sort_key", "is_leaf"
        )
    }
    nodes = nodes or [Node(pk, row[0], row[1]) for pk, row in stored.items()]
    try:
        places = numbered(nodes)
    except ValueError as refused:
        raise Problems(Problem("parent", "上级任务", str(refused))) from None
    changed = {}
    for node in nodes:
        place = places[node.id]
        row = (node.parent, place.position, place.code, place.sort_key, place.is_leaf)
        if row != stored[node.id]:
            changed[node.id] = row
    write_columns(Task, _COLUMNS, changed)
    return len(changed)


def nodes_of(collaboration: Collaboration) -> list[Node]:
    rows = Task.objects.filter(collaboration=collaboration).values_list("id", "parent_id", "position")
    return [Node(*row) for row in rows]


def require_structure(collaboration: Collaboration, by: Actor, *parents: int | None) -> None:
    """The lead changes the structure anywhere; a liaison or head below tasks of their own department (domain.md §3.2)."""
    if Role.LEAD in by.roles:
        return
    mine = mine_of(collaboration, by)
    ids = [pk for pk in parents if pk is not None]
    departments = Task.objects.filter(collaboration=collaboration, pk__in=ids).values_list("department_id", flat=True)
    if None in parents or not ids or any(department not in mine for department in departments):
        raise Forbidden("task.add", "任务的层级由总负责人安排；接口人只能在本部门的任务之下分解。", {Role.LEAD})


@transaction.atomic
def move_task(task: Task, act: str, *, by: Actor, now: datetime, version: int | None = None) -> Task:
    """indent, outdent, up or down, with everything below; numbers follow by themselves."""
    collaboration = task.collaboration
    PLANNING.require("task.add", by.roles)
    require_unfrozen(collaboration)
    nodes = nodes_of(collaboration)
    before = {node.id: node.parent for node in nodes}
    if version is not None and version != task.version:
        raise StaleVersion(task)
    try:
        after = moved(nodes, task.pk, act)
    except ValueError as nowhere:
        raise NotNow(f"{task.code} {task.name}：{nowhere}") from None
    new_parent = next(node.parent for node in after if node.id == task.pk)
    require_structure(collaboration, by, *{before[task.pk], new_parent})
    require_untouched(collaboration, new_parent)
    renumber(collaboration, after)
    _announce(collaboration, [task.pk], f"{ACTS[act]}了任务“{task.name}”", by=by, now=now)
    if before[task.pk] != new_parent:
        reschedule(collaboration, by=by, now=now)
    task.refresh_from_db()
    return task


def require_untouched(collaboration: Collaboration, parent_id: int | None) -> None:
    """A task with progress of its own cannot become a heading over others."""
    if parent_id is None:
        return
    parent = Task.objects.get(collaboration=collaboration, pk=parent_id)
    if parent.is_leaf and (parent.state != TaskState.NOT_STARTED or parent.percent):
        raise NotNow(f"{parent.code} {parent.name} 已有进展，不能再分解；请新建同级任务。", state=parent.state)


def _announce(collaboration: Collaboration, ids: list[int], what: str, *, by: Actor, now: datetime) -> None:
    announce(events.TasksChanged(task_ids=tuple(ids), what=what, context_id=collaboration.pk), by=by, now=now)


@transaction.atomic
def remove_task(task: Task, *, by: Actor, now: datetime, version: int | None = None) -> int:
    """Remove a task with everything below it; how many went. What has been started is cancelled instead."""
    collaboration = task.collaboration
    PLANNING.require("task.remove", by.roles)
    require_unfrozen(collaboration)
    if version is not None and version != task.version:
        raise StaleVersion(task)
    ids = below(nodes_of(collaboration), task.pk)
    started = Task.objects.filter(pk__in=ids).exclude(state=TaskState.NOT_STARTED).values_list("code", "name").first()
    if started:
        raise NotNow(f"{started[0]} {started[1]} 已经开始，不能删除；不再做的任务请取消。")
    Task.objects.filter(collaboration=collaboration, pk__in=ids).delete()
    renumber(collaboration)
    _announce(collaboration, sorted(ids), f"删除了任务“{task.name}”", by=by, now=now)
    reschedule(collaboration, by=by, now=now)
    return len(ids)
