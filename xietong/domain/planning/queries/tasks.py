"""Readings of the task list: the tree for pages, one task, what is incomplete, rows for programs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import Light, Priority
from xietong.domain.planning.models import Link, Task
from xietong.domain.planning.rules import LeafFacts, missing_items, say_reference
from xietong.domain.planning.states import TaskState

PAGE_ROWS = 100  # rows of the tree rendered at once

TREE = (
    "id", "parent_id", "code", "sort_key", "name", "is_leaf", "department_id", "department__name", "owner_id",
    "owner__name", "priority", "is_milestone", "duration", "start_on", "finish_on", "baseline_start",
    "baseline_finish", "actual_start", "actual_finish", "total_float", "is_critical", "state", "percent", "light",
    "finish_by", "deliverables", "acceptance", "version",
)  # fmt: skip


@dataclass(slots=True)
class TreeRow:
    """A row of the WBS as the page shows it."""

    id: int
    parent: int | None
    code: str
    sort_key: str
    name: str
    is_leaf: bool
    department_id: int | None
    department: str
    owner_id: int | None
    owner: str
    priority: Priority
    is_milestone: bool
    duration: int
    start: date | None
    finish: date | None
    baseline_start: date | None
    baseline_finish: date | None
    actual_start: date | None
    actual_finish: date | None
    total_float: int | None
    critical: bool
    state: TaskState
    percent: int
    light: Light
    finish_by: date | None
    missing: tuple[str, ...]
    version: int
    predecessors: str = ""

    @property
    def depth(self) -> int:
        return self.code.count(".")


def _leaf_facts(name: str, department: object, owner: object, dated: bool, out: object, accept: object) -> LeafFacts:
    return LeafFacts(name, department is not None, owner is not None, dated, bool(out), bool(accept))


def tree(collaboration: Collaboration, *, after: str = "", limit: int | None = None) -> list[TreeRow]:
    """Rows in tree order from `after` (a sort key) on: one statement for rows, one for links."""
    rows = Task.objects.filter(collaboration=collaboration).order_by("sort_key", "id")
    if after:
        rows = rows.filter(sort_key__gt=after)
    found = [_tree_row(row) for row in rows.values_list(*TREE)[: limit or None]]
    said = predecessors_said(collaboration, [row.id for row in found] if limit else None)
    for one in found:
        one.predecessors = said.get(one.id, "")
    return found


def _tree_row(row: tuple[Any, ...]) -> TreeRow:
    (pk, parent, code, key, name, leaf, department, department_name, owner, owner_name, *rest, out, accept, version) = (
        row
    )
    dated = rest[3] is not None and rest[4] is not None
    counts = leaf and rest[11] != TaskState.CANCELLED
    missing = missing_items(_leaf_facts(name, department, owner, dated, out, accept)) if counts else []
    cells: tuple[Any, ...] = (
        pk, parent, code, key, name, leaf, department, department_name or "", owner, owner_name or "",
        *rest, tuple(missing), version,
    )  # fmt: skip
    return TreeRow(*cells)


def predecessors_said(collaboration: Collaboration, task_ids: Iterable[int] | None = None) -> dict[int, str]:
    """For every task its predecessors as people write them: `1.1, 1.2SS+1`."""
    rows = Link.objects.filter(collaboration=collaboration).order_by("before__sort_key", "id")
    if task_ids is not None:
        rows = rows.filter(after__in=list(task_ids))
    said: dict[int, list[str]] = {}
    for after, code, kind, lag in rows.values_list("after_id", "before__code", "kind", "lag"):
        said.setdefault(after, []).append(say_reference(code, kind, lag))
    return {after: ", ".join(parts) for after, parts in said.items()}


def count_of(collaboration: Collaboration) -> int:
    return Task.objects.filter(collaboration=collaboration).count()


def task_of(collaboration: Collaboration, pk: Any) -> Task:
    """One task of this collaboration; 404 otherwise, also when it belongs to another one."""
    row = (
        Task.objects.filter(collaboration=collaboration, pk=pk).select_related("department", "owner", "parent").first()
    )
    if row is None:
        raise Http404("没有这项任务，可能已被删除。")
    return row


@dataclass(frozen=True)
class LinkRow:
    """A link as seen from one of its tasks."""

    id: int
    task_id: int
    task: str
    kind: str
    kind_label: str
    lag: int


def links_of(task: Task) -> tuple[list[LinkRow], list[LinkRow]]:
    """(what it waits for, what waits for it)."""

    def rows(side: str, other: str) -> list[LinkRow]:
        found = Link.objects.filter(**{side: task}).order_by(f"{other}__sort_key")
        return [
            LinkRow(pk, task_id, f"{code} {name}", kind.value, kind.label, lag)
            for pk, task_id, code, name, kind, lag in found.values_list(
                "id", f"{other}_id", f"{other}__code", f"{other}__name", "kind", "lag"
            )
        ]

    return rows("after", "before"), rows("before", "after")


def link_rows(collaboration: Collaboration) -> list[tuple[int, int, int, str, int]]:
    """(id, before, after, kind, lag) of every link; one statement."""
    rows = Link.objects.filter(collaboration=collaboration).order_by("id")
    return list(rows.values_list("id", "before_id", "after_id", "kind", "lag"))


def link_of(collaboration: Collaboration, pk: Any) -> Link:
    row = (
        Link.objects.filter(collaboration=collaboration, pk=pk).select_related("after__collaboration", "before").first()
    )
    if row is None:
        raise Http404("没有这条前置关系，可能已被删除。")
    return row


def codes_of(collaboration: Collaboration) -> dict[str, int]:
    """Code → id of every task: how people name tasks in forms."""
    return dict(Task.objects.filter(collaboration=collaboration).values_list("code", "id"))


def task_choices(collaboration: Collaboration) -> list[tuple[int, str]]:
    rows = Task.objects.filter(collaboration=collaboration).order_by("sort_key").values_list("id", "code", "name")
    return [(pk, f"{code} {name}") for pk, code, name in rows]


def incomplete_leaves(collaboration: Collaboration) -> list[tuple[str, str, str, list[str], int]]:
    """(code, name, department, what is missing, id) of every leaf that lacks one of the guide's six items."""
    rows = (
        Task.objects.leaves()
        .filter(collaboration=collaboration)
        .exclude(state=TaskState.CANCELLED)
        .order_by("sort_key")
        .values_list(
            "id", "code", "name", "department_id", "department__name", "owner_id", "start_on", "finish_on",
            "deliverables", "acceptance",
        )
    )  # fmt: skip
    found = []
    for pk, code, name, department, department_name, owner, start, finish, out, accept in rows:
        dated = start is not None and finish is not None
        missing = missing_items(_leaf_facts(name, department, owner, dated, out, accept))
        if missing:
            found.append((code, name, department_name or "", missing, pk))
    return found


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
