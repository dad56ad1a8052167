"""The daily update page: every open task that I report on, over all collaborations, the most urgent first."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from xietong.domain.collaborations.models import Collaboration, Participation
from xietong.domain.collaborations.states import Light, Stage
from xietong.domain.people.queries import Who, company_calendar
from xietong.domain.planning.models import Task
from xietong.domain.planning.states import TaskState
from xietong.domain.tracking.models import ProgressReport
from xietong.domain.tracking.queries.facts import Reckoner, last_found
from xietong.domain.tracking.queries.standing import speaker
from xietong.domain.tracking.rules import CAUSE_ASKED, RULES, lights, limits_of
from xietong.kit.clock import day_of

MOST = 300
CUT_OFF = time(18)  # domain.md §4.3
MINE, DEPARTMENT = "mine", "department"


@dataclass(frozen=True)
class UpdateRow:
    """One task to report on."""

    id: int
    code: str
    name: str
    collaboration_id: int
    collaboration: str
    department: str
    owner: str
    state: TaskState
    percent: int
    planned: int
    finish_on: date | None
    light: Light
    why: str
    version: int
    begun: bool
    updated_at: datetime | None
    updated_today: bool
    asks_cause: bool
    done: str
    problem: str
    cause: str


def mine(who: Who) -> Q:
    return Q(owner__in=who.stands_for)


def of_my_department(who: Who) -> Q:
    spoken = Participation.objects.filter(
        speaker(who.stands_for), collaboration=OuterRef("collaboration"), department=OuterRef("department")
    )
    return Q(Exists(spoken))


def start_of_day(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def cut_off(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=CUT_OFF.hour, minute=0, second=0, microsecond=0)


def update_rows(who: Who, *, now: datetime, scope: str = MINE) -> list[UpdateRow]:
    """Begun and not yet updated today first; then by light and due day (three statements)."""
    tasks = (
        Task.objects.open()
        .filter(mine(who) if scope == MINE else mine(who) | of_my_department(who))
        .filter(collaboration__state=Stage.EXECUTION)
        .order_by("finish_on", "id")
    )
    raw = list(
        tasks.values_list(
            "id", "code", "name", "collaboration_id", "collaboration__title", "collaboration__rules",
            "collaboration__state_since", "department__name", "owner__name", "state", "percent", "start_on",
            "finish_on", "light", "light_rule", "version", "reported_at", named=True,
        )[:MOST]
    )  # fmt: skip
    last = _last_reports([row.id for row in raw])
    reckoner, midnight = Reckoner(company_calendar(), day_of(now)), start_of_day(now)
    rows = [_row(row, last.get(row.id), reckoner, midnight) for row in raw]
    rank = {"red": 0, "yellow": 1, "green": 2, "grey": 3}
    return sorted(rows, key=lambda r: (r.updated_today, not r.begun, rank[r.light], r.finish_on or date.max, r.id))


def _row(task: Any, last: Any, reckoner: Reckoner, midnight: datetime) -> UpdateRow:
    limits = limits_of(task.collaboration__rules)
    reported_on = day_of(task.reported_at) if task.reported_at else None
    facts = reckoner.facts(
        task.state, task.percent, task.start_on, task.finish_on, reported_on,
        day_of(task.collaboration__state_since), limits, *last_found(task.light_rule),
    )  # fmt: skip
    verdict = lights(facts, limits)
    return UpdateRow(
        id=task.id,
        code=task.code,
        name=task.name,
        collaboration_id=task.collaboration_id,
        collaboration=task.collaboration__title,
        department=task.department__name or "",
        owner=task.owner__name or "",
        state=task.state,
        percent=task.percent,
        planned=facts.planned or 0,
        finish_on=task.finish_on,
        light=Light(verdict.light),
        why=verdict.why if verdict.light in ("red", "yellow") else RULES.get(verdict.rule, ""),
        version=task.version,
        begun=facts.begun,
        updated_at=task.reported_at,
        updated_today=bool(task.reported_at and task.reported_at >= midnight),
        asks_cause=verdict.rule in CAUSE_ASKED,
        done=last.done if last else "",
        problem=last.problem if last else "",
        cause=str(last.cause) if last else "",
    )


def _last_reports(task_ids: list[int]) -> dict[int, Any]:
    """The newest report of each task within the last month."""
    if not task_ids:
        return {}
    newest = ProgressReport.objects.filter(task=OuterRef("task"), pk__gt=OuterRef("pk"))
    rows = ProgressReport.objects.filter(task__in=task_ids).filter(~Exists(newest))
    return {row.task_id: row for row in rows.values_list("task_id", "done", "problem", "need", "cause", named=True)}


@dataclass(frozen=True)
class MissingUpdate:
    """A person who owes updates in one collaboration today."""

    collaboration_id: int
    person_id: int
    department_id: int | None
    tasks: int


def missing_updates(now: datetime) -> list[MissingUpdate]:
    """Who has begun, open tasks without an update today (weekly ones: within five working days) — owners, else liaisons."""
    today, midnight = day_of(now), start_of_day(now)
    week = midnight - timedelta(days=(today - company_calendar().add(today, -4)).days)
    begun = Q(start_on__lte=today) | Q(state__in=[TaskState.RUNNING, TaskState.BLOCKED])
    liaison = Participation.objects.filter(collaboration=OuterRef("collaboration"), department=OuterRef("department"))
    rows = (
        Task.objects.open()
        .filter(begun, collaboration__state=Stage.EXECUTION)
        .filter(Q(reported_at=None) | Q(reported_at__lt=midnight))
        .order_by()
        .annotate(liaison=liaison.values("liaison_id")[:1])
        .values_list(
            "collaboration_id", "collaboration__rules", "owner_id", "liaison", "department_id", "owner__department_id",
            "reported_at",
        )
    )  # fmt: skip
    found: dict[tuple[int, int], list[Any]] = {}
    for collaboration_id, rules, owner_id, liaison_id, department_id, owners_department, reported_at in rows:
        weekly = limits_of(rules).update_frequency == "weekly"
        if weekly and reported_at and reported_at >= week:
            continue
        person_id = owner_id or liaison_id
        if person_id:
            entry = found.setdefault((collaboration_id, person_id), [owners_department or department_id, 0])
            entry[1] += 1
    return [MissingUpdate(c, p, department, count) for (c, p), (department, count) in sorted(found.items())]


def reports_of(
    collaboration: Collaboration, *, task_id: int | None = None, before: int | None = None, limit: int = 100
) -> list[ProgressReport]:
    """The history of updates, newest first; limit + 1 rows."""
    rows = ProgressReport.objects.filter(collaboration=collaboration)
    if task_id:
        rows = rows.filter(task=task_id)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: limit + 1])
