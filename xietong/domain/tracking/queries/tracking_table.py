"""The tracking table (form 5): every leaf as a row for control, in one statement, with names and figures."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import StrIndex, Substr

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import Light, Priority
from xietong.domain.people.queries import company_calendar, department_names, person_names
from xietong.domain.planning.models import Task
from xietong.domain.planning.states import TaskState
from xietong.domain.tracking.models import Alert, ProgressReport
from xietong.domain.tracking.queries.facts import Reckoner, grounds
from xietong.domain.tracking.rules import RULES, lights, limits_of
from xietong.domain.tracking.states import OPEN_ALERTS
from xietong.kit.clock import day_of

PAGE = 100
GROUPS = {"": "不分组", "department": "按部门", "phase": "按阶段"}
LIGHTS = {"red": "红色预警", "yellow": "关注", "green": "正常", "grey": "未开始或已结束"}
SORTS = {
    "": "预警在前", "finish": "计划完成", "-finish": "计划完成（倒序）", "code": "WBS", "percent": "进度", "-percent": "进度（倒序）",
    "updated": "最早更新",
}  # fmt: skip
READ = (
    "id", "code", "name", "department_id", "owner_id", "priority", "is_milestone", "baseline_start", "baseline_finish",
    "start_on", "finish_on", "actual_start", "actual_finish", "percent", "state", "light", "light_rule", "light_since",
    "reported_at", "total_float", "is_critical", "version",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What of the table is wanted; names are those of the fields, in pages and API alike."""

    light: str = ""
    department: int | None = None
    owner: int | None = None
    state: str = ""
    overdue: bool = False
    silent: bool = False
    group: str = ""
    sort: str = ""


@dataclass(slots=True)  # not frozen: that doubles what a row costs
class Row:
    """One leaf as the table shows it."""

    id: int
    code: str
    name: str
    department_id: int | None
    department: str
    owner_id: int | None
    owner: str
    priority: Priority
    is_milestone: bool
    baseline_start: date | None
    baseline_finish: date | None
    start_on: date | None
    finish_on: date | None
    actual_start: date | None
    actual_finish: date | None
    percent: int
    planned: int
    variance: int | None  # working days after the baseline; negative is earlier
    state: TaskState
    light: Light
    rule: str
    rule_label: str
    why: str
    light_since: datetime | None
    updated_at: datetime | None
    total_float: int | None
    is_critical: bool
    version: int
    alert_id: int | None
    phase: str = ""


def table_rows(
    collaboration: Collaboration, filters: Filters, *, now: datetime, offset: int = 0, limit: int = PAGE
) -> list[Row]:
    """The rows wanted, at most limit + 1 of them so that the caller sees whether more follow."""
    tasks = _filtered(collaboration, filters, day_of(now)).order_by(*_order(filters))
    raw = list(tasks.values_list(*READ, named=True)[offset : offset + limit + 1])
    return _rows(collaboration, raw, now)


def _filtered(collaboration: Collaboration, filters: Filters, today: date) -> Any:
    tasks = Task.objects.filter(collaboration=collaboration, is_leaf=True)
    if filters.light:
        tasks = tasks.filter(light=filters.light)
    if filters.department:
        tasks = tasks.filter(department=filters.department)
    if filters.owner:
        tasks = tasks.filter(owner=filters.owner)
    if filters.state:
        tasks = tasks.filter(state=filters.state)
    if filters.overdue:
        tasks = tasks.overdue(today)
    if filters.silent:
        tasks = tasks.filter(light_rule="no_update")
    return tasks


def _order(filters: Filters) -> list[Any]:
    """Red, yellow, then by finish (domain.md §2.5); inside groups when there are any."""
    rank = Case(
        When(light="red", then=Value(0)), When(light="yellow", then=Value(1)), When(light="green", then=Value(2)),
        default=Value(3),
    )  # fmt: skip
    orders: dict[str, list[Any]] = {
        "": [rank.asc(), F("finish_on").asc(nulls_last=True)],
        "finish": [F("finish_on").asc(nulls_last=True)],
        "-finish": [F("finish_on").desc(nulls_last=True)],
        "code": ["sort_key"],
        "percent": ["percent"],
        "-percent": ["-percent"],
        "updated": [F("reported_at").asc(nulls_first=True)],
    }
    first: list[Any] = []
    if filters.group == "department":
        first = ["department__order", "department_id"]
    elif filters.group == "phase":
        # the first part of the sort key is the phase, and sorts as the tree does
        first = [Substr("sort_key", 1, StrIndex("sort_key", Value(".")))]
    return [*first, *orders.get(filters.sort, orders[""]), "id"]


def _rows(collaboration: Collaboration, raw: list[Any], now: datetime) -> list[Row]:
    people = person_names(row.owner_id for row in raw) if raw else {}
    departments = department_names(row.department_id for row in raw) if raw else {}
    calendar, today, limits = company_calendar(), day_of(now), limits_of(collaboration.rules)
    reckoner, found = Reckoner(calendar, today), grounds([collaboration.pk], today)
    cases = dict(
        Alert.objects.filter(collaboration=collaboration, state__in=OPEN_ALERTS, task__isnull=False).values_list(
            "task_id", "id"
        )
    )
    since = day_of(collaboration.state_since)
    rows = []
    for task in raw:
        reported_on = day_of(task.reported_at) if task.reported_at else None
        facts = reckoner.facts(
            task.state, task.percent, task.start_on, task.finish_on, reported_on, since, limits, *found.of(task.id)
        )
        verdict = lights(facts, limits)
        # The light is the one the lists count; its figures are today's. Between two passes they may differ.
        words = verdict.why if verdict.light == task.light else RULES.get(task.light_rule, "")
        end = task.actual_finish or task.finish_on
        rows.append(
            Row(
                **{key: getattr(task, key) for key in READ if key not in ("reported_at", "light_rule")},
                department=departments.get(task.department_id, ""),
                owner=people.get(task.owner_id, ""),
                planned=facts.planned or 0,
                variance=calendar.between(task.baseline_finish, end) if task.baseline_finish and end else None,
                rule=task.light_rule,
                rule_label=RULES.get(task.light_rule, ""),
                why=words,
                updated_at=task.reported_at,
                alert_id=cases.get(task.id),
                phase=task.code.split(".")[0],
            )
        )
    return rows


FIGURES = ("total", "red", "yellow", "green", "grey", "overdue", "silent", "done")


def table_summary(collaboration: Collaboration, today: date) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """How many leaves of each light, overdue, silent, in all; and the departments that have one (one statement)."""
    open_states = ["not_started", "running", "blocked"]
    rows = list(
        Task.objects.filter(collaboration=collaboration, is_leaf=True)
        .exclude(state=TaskState.CANCELLED)
        .order_by("department__order", "department_id")
        .values_list("department_id", "department__name", "department__order")
        .annotate(
            total=Count("id"),
            red=Count("id", filter=Q(light="red")),
            yellow=Count("id", filter=Q(light="yellow")),
            green=Count("id", filter=Q(light="green")),
            grey=Count("id", filter=Q(light="grey")),
            overdue=Count("id", filter=Q(finish_on__lt=today, state__in=open_states)),
            silent=Count("id", filter=Q(light_rule="no_update")),
            done=Count("id", filter=Q(state=TaskState.DONE)),
        )
    )
    figures = {name: sum(row[place] for row in rows) for place, name in enumerate(FIGURES, start=3)}
    return figures, [(row[0], row[1]) for row in rows if row[0]]


def table_figures(collaboration: Collaboration, today: date) -> dict[str, int]:
    """The figures of the whole table (one statement)."""
    return table_summary(collaboration, today)[0]


def phase_names(collaboration: Collaboration) -> dict[str, str]:
    """Code → name of the top of the tree."""
    rows = Task.objects.filter(collaboration=collaboration, parent=None).values_list("code", "name")
    return dict(rows)


def latest_reports(collaboration: Collaboration, task_ids: list[int] | None = None) -> dict[int, Any]:
    """The newest report of each task: what form 5 prints under 本期完成、未完成、问题."""
    rows = ProgressReport.objects.filter(collaboration=collaboration)
    if task_ids is not None:
        rows = rows.filter(task__in=task_ids)
    found: dict[int, Any] = {}
    for row in rows.order_by("id").values_list(
        "task_id", "done", "undone", "problem", "need", "cause", "by__name", "at", "is_jump", named=True
    ):
        found[row.task_id] = row
    return found


def department_lights(collaboration_ids: Any) -> list[dict[str, Any]]:
    """Open leaves of each department by light, over these collaborations (one statement)."""
    rows = (
        Task.objects.open()
        .filter(collaboration__in=collaboration_ids, collaboration__state="execution", department__isnull=False)
        .order_by()
        .values("department_id", "department__name")
        .annotate(
            red=Count("id", filter=Q(light="red")),
            yellow=Count("id", filter=Q(light="yellow")),
            open=Count("id"),
        )
        .order_by("-red", "-yellow", "department_id")
    )
    return [
        {
            "department_id": r["department_id"],
            "department": r["department__name"],
            "red": r["red"],
            "yellow": r["yellow"],
            "open": r["open"],
        }
        for r in rows
    ]
