"""Readings about alerts: cases of a collaboration, one case with its history and impact, what the gate asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.models import Person
from xietong.domain.people.queries import company_calendar, department_names, person_names
from xietong.domain.planning.models import ChangeRequest, Task
from xietong.domain.planning.queries import problem_of, task_facts
from xietong.domain.planning.states import SETTLED_TASKS, ChangeState, TaskState
from xietong.domain.tracking.models import Alert
from xietong.domain.tracking.queries.facts import Reckoner, facts_of, grounds
from xietong.domain.tracking.rules import RED, RULES, CloseFacts, Verdict, lights, limits_of
from xietong.domain.tracking.states import OPEN_ALERTS, AlertState
from xietong.kit.access import Actor
from xietong.kit.clock import day_of
from xietong.kit.events.models import HappenedEvent
from xietong.kit.gate import MET, GateItem
from xietong.scheduling import BadNetwork, NothingToSchedule, downstream


def alerts_of(collaboration: Collaboration, states: Iterable[str] = ()) -> list[Alert]:
    """Newest first; open ones before ended ones."""
    rows = collaboration.alerts.select_related("task__owner", "task__department", "risk", "responsible", "closed_by")
    if states := tuple(states):
        rows = rows.filter(state__in=states)
    return sorted(rows, key=lambda alert: (alert.state not in OPEN_ALERTS, -alert.pk))


def alert_for(collaboration: Collaboration, pk: int) -> Alert:
    """One case of a visible collaboration; 404 when it is another's."""
    alert = (
        collaboration.alerts.select_related(
            "task__owner", "task__department", "risk__owner", "risk__department", "responsible", "closed_by"
        )
        .filter(pk=pk)
        .first()
    )
    if alert is None:
        raise Http404("没有这条预警。")
    return alert


def task_of(collaboration: Collaboration, pk: Any) -> Task:
    task = collaboration.tasks.select_related("owner", "department").filter(pk=pk, is_leaf=True).first()
    if task is None:
        raise Http404("没有这项任务。")
    return task


def verdict_of(collaboration: Collaboration, task: Task, *, now: datetime) -> Verdict:
    """The light of one task as the rules see it now, with risks and hand-raised lights."""
    today, limits = day_of(now), limits_of(collaboration.rules)
    found = grounds([collaboration.pk], today)
    reckoner = Reckoner(company_calendar(), today)
    facts = facts_of(task, reckoner, limits, collaboration.state_since, now=now, grounds=found.of(task.pk))
    return lights(facts, limits)


def still_holds(alert: Alert, collaboration: Collaboration, *, now: datetime) -> str:
    """The rule in words while it holds; a light raised by hand holds as long as people say so, so: empty."""
    if alert.risk_id:
        rows = grounds([collaboration.pk], day_of(now)).open_risks.get(collaboration.pk, [])
        strict = limits_of(collaboration.rules).major_risk_strict
        red = any(risk.id == alert.risk_id and (standing == 2 or strict) for risk, standing in rows)
        return alert.why if red else ""
    assert alert.task is not None
    verdict = verdict_of(collaboration, alert.task, now=now)
    return verdict.why if verdict.light == RED and verdict.rule != "raised_red" else ""


def close_facts(alert: Alert, collaboration: Collaboration, *, evidence: str, by: Actor, now: datetime) -> CloseFacts:
    settled = bool(alert.task and alert.task.state in (*SETTLED_TASKS, TaskState.HANDED_IN))
    if not settled and alert.task_id:
        changes = ChangeRequest.objects.filter(
            collaboration=collaboration, state=ChangeState.APPROVED, state_since__gte=alert.opened_at
        ).values_list("lines", flat=True)
        settled = any(str(line.get("task")) == str(alert.task_id) for lines in changes for line in lines)
    return CloseFacts(
        evidence=evidence,
        closer_is_responsible=by.person_id is not None and by.person_id == alert.responsible_id,
        still_holds=still_holds(alert, collaboration, now=now),
        settled=settled,
    )


@dataclass(frozen=True)
class Impact:
    """A task that moves when this one slips."""

    code: str
    name: str
    department: str
    days: int


def impact_of(collaboration: Collaboration, task: Task, *, days: int, today: date) -> list[Impact]:
    """What finishes later, and by how many working days, when the task needs `days` working days more."""
    if days <= 0:
        return []
    facts = {fact.id: fact for fact in task_facts(collaboration)}
    try:
        moved = downstream(problem_of(collaboration, day=today, tasks=list(facts.values())), task.pk, days)
    except (BadNetwork, NothingToSchedule):
        return []  # a plan with a loop has no consequences to show; planning says so in its own place
    departments = department_names(facts[pk].department for pk in moved)
    return [
        Impact(facts[pk].code, facts[pk].name, departments.get(facts[pk].department or 0, ""), late)
        for pk, late in moved.items()
        if pk != task.pk
    ]


def slip_of(task: Task, collaboration: Collaboration, today: date) -> int:
    """Working days by which the task will be late as things stand."""
    if task.finish_on is None:
        return 0
    reckoner = Reckoner(company_calendar(), today)
    facts = reckoner.facts(
        task.state, task.percent, task.start_on, task.finish_on, None, None, limits_of(collaboration.rules)
    )
    return max(facts.slip, 0)


def history_of(alert: Alert) -> list[dict[str, Any]]:
    """What happened to a case, newest first."""
    words = {
        "AlertOpened": "打开了预警",
        "AlertTaken": "登记了原因与措施",
        "AlertClosed": "关闭了预警",
        "AlertReopened": "重新打开",
        "AlertCleared": "规则不再成立，自行解除",
        "AlertEscalated": "超时未处理，已上报分管领导",
    }
    return history(words, alert.collaboration_id, data__alert_id=alert.pk)


def history(words: Mapping[str, str], context_id: int, **about: int) -> list[dict[str, Any]]:
    """The journal's lines about one thing, newest first (two statements)."""
    rows = HappenedEvent.objects.filter(
        context_id=context_id, name__in=[f"tracking.{name}" for name in words], **about
    ).order_by("-pk")
    names = person_names(row.by_id for row in rows)
    return [
        {
            "who": names.get(row.by_id or 0, "系统"),
            "text": words[row.name.split(".")[1]],
            "detail": row.data.get("why", ""),
            "at": row.at,
        }
        for row in rows
    ]


def team_choices(collaboration: Collaboration) -> list[tuple[int, str]]:
    """People who may be made responsible: owners, liaisons, deputies, heads, the lead."""
    parts = list(collaboration.participations.values_list("liaison_id", "deputy_id", "department__head_id"))
    ids: set[Any] = {pk for row in parts for pk in row} | {collaboration.lead_id}
    ids |= set(collaboration.tasks.filter(is_leaf=True).values_list("owner_id", flat=True))
    rows = Person.objects.filter(pk__in=[pk for pk in ids if pk], is_active=True).order_by("department__order", "id")
    return [
        (pk, f"{name}（{where}）" if where else name)
        for pk, name, where in rows.values_list("id", "name", "department__name")
    ]


def no_red_alert_open(collaboration: Collaboration) -> list[GateItem]:
    """Gate 3: no red alert open."""
    requirement = "没有未关闭的红色预警"
    rows = (
        collaboration.alerts.filter(state__in=OPEN_ALERTS, level=RED)
        .select_related("task", "risk", "responsible")
        .order_by("opened_at")
    )
    lead = collaboration.lead.name if collaboration.lead else ""
    items = [
        GateItem(
            requirement=requirement,
            message=f"{subject_of(alert)}：{alert.why}，{alert.state.label}",
            who=(alert.responsible.name if alert.responsible and alert.state == AlertState.HANDLED else lead),
            since=alert.opened_at,
            href=f"/collaborations/{collaboration.pk}/alerts/{alert.pk}",
        )
        for alert in rows
    ]
    return items or [GateItem(requirement=requirement, state=MET)]


def subject_of(alert: Alert) -> str:
    if alert.task:
        return f"任务 {alert.task.code} {alert.task.name}".strip()
    return f"风险 {alert.risk.name}" if alert.risk else "预警"


def rule_label(rule: str) -> str:
    return RULES.get(rule, rule)


def open_task_choices(collaboration: Collaboration) -> list[tuple[int, str]]:
    rows = Task.objects.open().filter(collaboration=collaboration).order_by("sort_key", "id")
    return [(pk, f"{code} {name}".strip()) for pk, code, name in rows.values_list("id", "code", "name")[:500]]


def open_alert_choices(collaboration: Collaboration) -> list[tuple[int, str]]:
    rows = collaboration.alerts.filter(state__in=OPEN_ALERTS).order_by("-pk")
    return [(pk, f"{number} {why}") for pk, number, why in rows.values_list("id", "number", "why")]
