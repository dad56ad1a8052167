"""Add and edit tasks, many at once: from a page, from a program, from a playbook."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.models import Person
from xietong.domain.people.queries import department_choices
from xietong.domain.people.roles import Role
from xietong.domain.planning import events
from xietong.domain.planning.models import Link, Task
from xietong.domain.planning.paper import TASK_FORM
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.queries import codes_of
from xietong.domain.planning.rules import parse_references
from xietong.domain.planning.services.columns import write_columns
from xietong.domain.planning.services.links import refuse_loops, replace_predecessors
from xietong.domain.planning.services.outline import renumber, require_structure, require_untouched
from xietong.domain.planning.services.schedule import reschedule
from xietong.domain.planning.services.standing import mine_of, remember_owners, require_unfrozen, towards
from xietong.kit.access import Actor
from xietong.kit.events.announce import announce
from xietong.kit.paperwork.validate import Choices, validate
from xietong.kit.problems import Problem, Problems, StaleVersion

COLUMN_OF = {"department": "department_id", "owner": "owner_id"}
DAYS = ("not_before", "finish_by")
MOVES_DATES = frozenset({"duration", "not_before", "finish_by", "predecessors"})
STAYS_OPEN = frozenset({"note"})  # may be written while a plan is in force
MOST_AT_ONCE = 5000


PICKS = {"department": ("department", "support", "accepted_by"), "person": ("owner",)}


def choices_for_tasks(keys: Iterable[str] | None = None) -> Choices:
    """Departments and active persons, by id or name; only what these lines need, when they are named."""
    keys = None if keys is None else set(keys)
    found: dict[str, Sequence[tuple[int | str, str]]] = {}
    if keys is None or keys & set(PICKS["department"]):
        found["department"] = department_choices()
    if keys is None or keys & set(PICKS["person"]):
        people = Person.objects.filter(is_active=True).order_by("id")
        found["person"] = list(people.values_list("id", "name"))
    return found


def clean_values(values: Mapping[str, Any], *, partial: bool, choices: Choices, where: str = "") -> dict[str, Any]:
    """The given values as stored; only keys that were given. Raises Problems with every wrong one, by its place."""
    checked = validate(TASK_FORM, values, choices, partial=partial)
    problems = [Problem(p.field, f"{where} {p.where}".strip(), p.message, p.code) for p in checked.problems]
    clean = {key: value for key, value in checked.clean.items() if key in values}
    if "name" in values and not clean.get("name") and not any(p.field == "name" for p in problems):
        problems.append(Problem("name", f"{where} 任务名称".strip(), "没有填写，请填写。", "missing"))
    low, likely, high = (clean.get(key) for key in ("optimistic", "duration", "pessimistic"))
    if low is not None and high is not None and (low > high or (likely is not None and not low <= likely <= high)):
        problems.append(Problem("optimistic", f"{where} 工期".strip(), "三个工期应满足 乐观 ≤ 工期 ≤ 悲观。"))
    if problems:
        raise Problems(problems)
    for key, stored in (("priority", "middle"), ("is_milestone", False), ("duration", 1)):
        if key in clean and clean[key] in (None, ""):
            clean[key] = stored
    return clean


def as_columns(clean: Mapping[str, Any]) -> dict[str, Any]:
    """Clean values as columns of Task; predecessors are links and stay out."""
    columns: dict[str, Any] = {}
    for key, value in clean.items():
        if key == "predecessors":
            continue
        if key in DAYS:
            value = date.fromisoformat(value) if value else None
        columns[COLUMN_OF.get(key, key)] = value
    return columns


def _references(text: str, codes: Mapping[str, int], where: str) -> list[tuple[int, str, int]]:
    found, wrong = parse_references(text, codes)
    if wrong:
        raise Problems([Problem("predecessors", f"{where} 前置任务".strip(), message) for message in wrong])
    return found


@transaction.atomic
def add_task(
    collaboration: Collaboration,
    *,
    values: Mapping[str, Any],
    parent_id: int | None = None,
    after_id: int | None = None,
    by: Actor,
    now: datetime,
) -> Task:
    """A new task at the end of its parent's children, or right after the sibling `after_id` (whose parent counts then)."""
    PLANNING.require("task.add", by.roles)
    require_unfrozen(collaboration)
    clean = clean_values({"name": "", **values}, partial=False, choices=choices_for_tasks())
    rows = Task.objects.filter(collaboration=collaboration)
    position = None
    if after_id is not None:
        sibling = rows.filter(pk=after_id).first()
        if sibling is None:
            raise Problems(Problem("after", "位置", "没有这项任务，可能已被删除，请刷新后重试。"))
        parent_id, position = sibling.parent_id, sibling.position + 1
        rows.filter(parent=parent_id, position__gte=position).update(position=F("position") + 1)
    elif parent_id is not None and not rows.filter(pk=parent_id).exists():
        raise Problems(Problem("parent", "上级任务", "没有这项任务，可能已被删除，请刷新后重试。"))
    require_structure(collaboration, by, parent_id)
    require_untouched(collaboration, parent_id)
    if position is None:
        last = rows.filter(parent=parent_id).aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
    if parent_id is not None and clean.get("department") is None:
        clean["department"] = rows.filter(pk=parent_id).values_list("department_id", flat=True).first()
    if clean.get("department") is not None and Role.LEAD not in by.roles:
        actor = towards(by, department_id=clean["department"], mine=mine_of(collaboration, by))
        PLANNING.require("task.edit", actor.roles)
    task = Task.objects.create(
        collaboration=collaboration, parent_id=parent_id, position=position, state_since=now, **as_columns(clean)
    )
    references = _references(clean.get("predecessors") or "", codes_of(collaboration), "")
    renumber(collaboration)
    if references:
        replace_predecessors(collaboration, {task.pk: references})
        refuse_loops(collaboration)
    _tell(collaboration, [task.pk], f"新增任务“{task.name}”", [(task.owner_id, task.pk)], by=by, now=now)
    reschedule(collaboration, by=by, now=now)
    task.refresh_from_db()
    return task


@dataclass(frozen=True)
class Edit:
    """New values of one task; `version`, when given, must be the row's."""

    task_id: int
    values: Mapping[str, Any]
    version: int | None = None


@transaction.atomic
def edit_tasks(collaboration: Collaboration, edits: Sequence[Edit], *, by: Actor, now: datetime) -> list[Task]:
    """Change many tasks at once: all or none, everything wrong said at once. The lead all, others their department's own."""
    edits = [edit for edit in edits if edit.values]
    if len(edits) > MOST_AT_ONCE:
        raise Problems(f"一次最多修改 {MOST_AT_ONCE} 项任务，请分批修改。")
    if any(set(edit.values) - STAYS_OPEN for edit in edits):
        require_unfrozen(collaboration)
    rows = {
        task.pk: task
        for task in Task.objects.select_for_update().filter(
            collaboration=collaboration, pk__in=[e.task_id for e in edits]
        )
    }
    choices = choices_for_tasks({key for edit in edits for key in edit.values})
    mine = frozenset() if Role.LEAD in by.roles else mine_of(collaboration, by)
    codes = codes_of(collaboration) if any("predecessors" in edit.values for edit in edits) else {}
    problems: list[Problem] = []
    changed: dict[int, dict[str, Any]] = {}
    links: dict[int, list[tuple[int, str, int]]] = {}
    for number, edit in enumerate(edits):
        task = rows.get(edit.task_id)
        if task is None:
            problems.append(
                Problem(f"tasks.{number}.id", f"第{number + 1}项", "没有这项任务，可能已被删除。", "unknown")
            )
            continue
        if edit.version is not None and edit.version != task.version:
            raise StaleVersion(task)
        actor = towards(by, owner_id=task.owner_id, department_id=task.department_id, mine=mine)
        PLANNING.require("task.edit", actor.roles)
        try:
            clean = clean_values(edit.values, partial=True, choices=choices, where=task.code)
            if "predecessors" in clean:
                links[task.pk] = _references(clean["predecessors"] or "", codes, task.code)
        except Problems as wrong:
            problems += wrong.items
            continue
        columns = {k: v for k, v in as_columns(clean).items() if getattr(task, k) != v}
        if "department_id" in columns:
            PLANNING.require("task.reassign", actor.roles)
        if task.is_leaf is False and "duration" in columns:
            del columns["duration"]  # a heading's length follows from what is under it
        if columns:
            changed[task.pk] = columns
    if problems:
        raise Problems(problems)
    relinked = replace_predecessors(collaboration, links)
    if relinked:
        refuse_loops(collaboration)
    _write(rows, changed, {pk for pk in links if relinked})
    touched = sorted({*changed, *(links if relinked else ())})
    if touched:
        assigned = [(columns["owner_id"], pk) for pk, columns in changed.items() if columns.get("owner_id")]
        _tell(collaboration, touched, _said(rows, changed, relinked), assigned, by=by, now=now)
    if relinked or any(MOVES_DATES & set(columns) for columns in changed.values()):
        reschedule(collaboration, by=by, now=now)
    return list(Task.objects.filter(pk__in=rows).order_by("sort_key", "id")) if touched else list(rows.values())


def _write(rows: Mapping[int, Task], changed: Mapping[int, Mapping[str, Any]], relinked: Iterable[int]) -> None:
    """One statement per set of columns; editing one thing in many rows is one statement."""
    by_columns: dict[tuple[str, ...], dict[int, tuple[Any, ...]]] = {}
    for pk, columns in changed.items():
        names = tuple(sorted(columns))
        values = tuple(columns[name] for name in names)
        by_columns.setdefault(names, {})[pk] = (*values, rows[pk].version + 1)
    for pk in set(relinked) - set(changed):
        by_columns.setdefault((), {})[pk] = (rows[pk].version + 1,)
    for names, values_by_pk in by_columns.items():
        write_columns(Task, [*(name.removesuffix("_id") for name in names), "version"], values_by_pk)


def _said(rows: Mapping[int, Task], changed: Mapping[int, Mapping[str, Any]], relinked: bool) -> str:
    keys = {key.removesuffix("_id") for columns in changed.values() for key in columns}
    labels = [line.label for line in TASK_FORM.lines if line.key in keys]
    if relinked:
        labels.append("前置任务")
    if len(changed) == 1:
        return f"修改了任务“{rows[next(iter(changed))].name}”的{'、'.join(labels)}"
    return f"修改了 {max(len(changed), 1)} 项任务的{'、'.join(labels)}"


def _tell(
    collaboration: Collaboration,
    ids: list[int],
    what: str,
    assigned: Iterable[tuple[int | None, int]],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """The journal, and for every new owner a notice and the right to read."""
    by_owner: dict[int, list[int]] = {}
    for owner, task in assigned:
        if owner:
            by_owner.setdefault(owner, []).append(task)
    remember_owners(collaboration, by_owner, by=by, now=now)
    announce(events.TasksChanged(task_ids=tuple(ids), what=what, context_id=collaboration.pk), by=by, now=now)
    for owner, tasks in by_owner.items():
        event = events.TasksAssigned(owner_id=owner, task_ids=tuple(tasks), context_id=collaboration.pk)
        announce(event, by=by, now=now)


@transaction.atomic
def create_tasks(
    collaboration: Collaboration,
    rows: Sequence[Mapping[str, Any]],
    links: Sequence[tuple[str, str, str, int]] = (),
    *,
    by: Actor,
    now: datetime,
    what: str = "",
) -> dict[str, int]:
    """Many tasks at once, from a playbook or an import: key → id of the new task.

    A row: `key` (unique in the call), `parent` (key of a row, None for the first level), and columns of Task by their
    names in TASK_FORM plus `playbook_task`, `sla_hours`. Parents come before their children; siblings keep the order
    given and follow what is there. `links`: (key before, key after, FS/SS/FF/SF, lag). Values are trusted to be clean.
    """
    PLANNING.require("task.import", by.roles)
    require_unfrozen(collaboration)
    first = Task.objects.filter(collaboration=collaboration, parent=None).count()
    made: dict[str, Task] = {}
    for depth in _by_depth(rows):
        tasks = []
        for position, row in depth:
            columns = as_columns({k: v for k, v in row.items() if k not in ("key", "parent") and v is not None})
            parent = made[row["parent"]] if row.get("parent") else None
            place = position if parent else first + position
            tasks.append(Task(collaboration=collaboration, parent=parent, position=place, state_since=now, **columns))
        for (_position, row), task in zip(depth, Task.objects.bulk_create(tasks, batch_size=500), strict=True):
            made[row["key"]] = task
    Link.objects.bulk_create(
        [
            Link(collaboration=collaboration, before=made[before], after=made[after], kind=kind, lag=lag)
            for before, after, kind, lag in links
        ],
        batch_size=1000,
    )
    renumber(collaboration)
    refuse_loops(collaboration)
    ids = [task.pk for task in made.values()]
    owners = [(task.owner_id, task.pk) for task in made.values()]
    _tell(collaboration, ids if len(ids) <= 50 else [], what or f"新增 {len(ids)} 项任务", owners, by=by, now=now)
    reschedule(collaboration, by=by, now=now)
    return {key: task.pk for key, task in made.items()}


def _by_depth(rows: Sequence[Mapping[str, Any]]) -> list[list[tuple[int, Mapping[str, Any]]]]:
    """Rows level by level, each with its place among its siblings."""
    depth: dict[str | None, int] = {None: -1}
    counted: dict[str | None, int] = {}
    levels: list[list[tuple[int, Mapping[str, Any]]]] = []
    for row in rows:
        parent = row.get("parent") or None
        level = depth[parent] + 1
        depth[row["key"]] = level
        position = counted.get(parent, 0)
        counted[parent] = position + 1
        while len(levels) <= level:
            levels.append([])
        levels[level].append((position, row))
    return levels


@transaction.atomic
def assign_owner(task: Task, *, owner: Person | None, by: Actor, now: datetime, version: int | None = None) -> Task:
    """Name the one person who owns a task; they may then read and act in the collaboration."""
    edit = Edit(task.pk, {"owner": owner.pk if owner else None}, version)
    return edit_tasks(task.collaboration, [edit], by=by, now=now)[0]
