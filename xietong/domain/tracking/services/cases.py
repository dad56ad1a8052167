"""Cases of red lights (预警处理单) as the clock keeps them: opened, opened again, cleared, told upwards."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from xietong.domain.collaborations.states import Light
from xietong.domain.people.queries import SYSTEM, company_calendar, superior_of
from xietong.domain.tracking import events
from xietong.domain.tracking.models import Alert
from xietong.domain.tracking.queries.facts import RAISED, Grounds
from xietong.domain.tracking.rules import RED, Verdict, limits_of, reopens
from xietong.domain.tracking.services.numbers import document_numbers
from xietong.domain.tracking.states import OPEN_ALERTS, AlertState
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce, announce_many
from xietong.kit.steps import take_step

HANDLE_WORKING_DAYS = 2  # domain.md §4.3, 3.6: not handled in 2 working days → executive
END_OF_WORK = time(18)
CHUNK = 5000
BY_RISK = frozenset({"risk_happened", "risk_strict"})  # red through a risk: the risk's own case, not one a task


@dataclass
class Reds:
    """Red leaves of a pass: task → (collaboration, verdict, was it red before)."""

    tasks: dict[int, tuple[int, Verdict, bool]] = field(default_factory=dict)


def handle_until(now: datetime) -> datetime:
    """The end of the second working day from now."""
    day = company_calendar().add(day_of(now), HANDLE_WORKING_DAYS)
    return timezone.make_aware(datetime.combine(day, END_OF_WORK))


def keep_cases(reds: Reds, collaborations: Mapping[int, Any], found: Grounds, *, now: datetime) -> dict[str, int]:
    """Bring the cases in line with what is red now. Handled cases are people's business until their measure's date."""
    lit = {pk: red for pk, red in reds.tasks.items() if red[1].rule not in BY_RISK}
    risks = _red_risks(collaborations, found)
    running = list(
        Alert.objects.filter(state__in=OPEN_ALERTS, collaboration__in=list(collaborations)).defer(
            "cause_text", "measure_text", "evidence"
        )
    )
    today, counts = day_of(now), {"opened": 0, "reopened": 0, "cleared": 0, "escalated": 0}
    for alert in running:
        by_hand = alert.rule in RAISED.values()
        is_red = alert.task_id in lit or alert.risk_id in risks
        if alert.state == AlertState.OPEN and not is_red and not by_hand:
            take_step(alert, "clear", by=SYSTEM, now=now)
            counts["cleared"] += 1
        elif alert.state == AlertState.HANDLED and is_red and alert.due_on and alert.due_on < today:
            _reopen(alert, "措施期限已过，预警规则仍成立", now=now)
            counts["reopened"] += 1
        elif alert.state == AlertState.OPEN and alert.escalated_at is None and alert.handle_by < now:
            _escalate(alert, collaborations[alert.collaboration_id], now=now)
            counts["escalated"] += 1
    tasks_with_case = {alert.task_id for alert in running if alert.task_id}
    risks_with_case = {alert.risk_id for alert in running if alert.risk_id}
    new_tasks = {pk: red for pk, red in lit.items() if pk not in tasks_with_case}
    new_risks = {pk: risk for pk, risk in risks.items() if pk not in risks_with_case}
    if new_tasks or new_risks:
        counts["reopened"] += _open(new_tasks, new_risks, collaborations, counts, now=now)
    return counts


def _red_risks(collaborations: Mapping[int, Any], found: Grounds) -> dict[int, tuple[int, Verdict, bool]]:
    """Major risks that have happened (or every open one, where the strict rule is chosen)."""
    red = {}
    for collaboration_id, rows in found.open_risks.items():
        strict = limits_of(collaborations[collaboration_id].rules).major_risk_strict
        for risk, standing in rows:
            if standing == 2 or strict:
                word = "已触发" if risk.state == "triggered" else "应对已过期" if standing == 2 else "未解除"
                verdict = Verdict(RED, "risk_happened", f"重大风险“{risk.name}”{word}（评分 {risk.score}）")
                red[risk.id] = (collaboration_id, verdict, False)
    return red


def _open(tasks: dict, risks: dict, collaborations: Mapping[int, Any], counts: dict, *, now: datetime) -> int:
    """Open a case for each; a case of the same thing and rule that was closed opens again instead."""
    earlier = {**_last_cases("task", list(tasks)), **_last_cases("risk", list(risks))}
    handle_by, today = handle_until(now), day_of(now)
    new: list[Alert] = []
    reopened = 0
    for kind, reds in (("task", tasks), ("risk", risks)):
        for pk, (collaboration_id, verdict, was_red) in reds.items():
            last = earlier.get((kind, pk))
            if last is not None and last.state == AlertState.CLOSED:
                closed_on = day_of(last.closed_at) if last.closed_at else None
                # a risk keeps its standing until it is closed: its case waits like that of a task that stayed red
                waits = was_red or kind == "risk"
                if not reopens(was_red=waits, closed_on=closed_on, due_on=last.due_on, today=today):
                    continue
            if last is not None and last.rule == verdict.rule:
                _reopen(last, verdict.why, now=now)
                reopened += 1
                continue
            new.append(
                Alert(
                    collaboration_id=collaboration_id,
                    task_id=pk if kind == "task" else None,
                    risk_id=pk if kind == "risk" else None,
                    level=Light.RED,
                    rule=verdict.rule,
                    why=verdict.why[:200],
                    state_since=now,
                    opened_at=now,
                    handle_by=handle_by,
                    recurrence=last.recurrence + 1 if last else 0,
                )
            )
    _number(new, collaborations)
    made = Alert.objects.bulk_create(new)
    announce_many(
        (
            events.AlertOpened(
                alert_id=alert.pk,
                task_id=alert.task_id,
                risk_id=alert.risk_id,
                rule=alert.rule,
                context_id=alert.collaboration_id,
            )
            for alert in made
        ),
        by=SYSTEM,
        now=now,
    )
    counts["opened"] += len(made)
    return reopened


def _last_cases(kind: str, ids: list[int]) -> dict[tuple[str, int], Alert]:
    """The newest ended case of each task or risk."""
    found: dict[tuple[str, int], Alert] = {}
    for start in range(0, len(ids), CHUNK):
        ended = Alert.objects.filter(**{f"{kind}__in": ids[start : start + CHUNK]}).exclude(state__in=OPEN_ALERTS)
        for alert in ended.order_by("pk"):
            found[kind, getattr(alert, f"{kind}_id")] = alert
    return found


def _number(alerts: list[Alert], collaborations: Mapping[int, Any]) -> None:
    by_collaboration: dict[int, list[Alert]] = defaultdict(list)
    for alert in alerts:
        by_collaboration[alert.collaboration_id].append(alert)
    for collaboration_id, group in by_collaboration.items():
        numbers = document_numbers(collaborations[collaboration_id].number, "YJ", len(group))
        for alert, number in zip(group, numbers, strict=True):
            alert.number = number


def _reopen(alert: Alert, why: str, *, now: datetime) -> None:
    take_step(
        alert,
        "reopen",
        by=SYSTEM,
        now=now,
        changes={
            "recurrence": alert.recurrence + 1,
            "why": why[:200],
            "handle_by": handle_until(now),
            "escalated_at": None,
        },
        why=why,
    )


def _escalate(alert: Alert, collaboration: Any, *, now: datetime) -> None:
    """Told to the executive above the lead, once; opening again starts anew."""
    to_id = superior_of(collaboration.lead_id or 0, collaboration.initiating_department_id)
    Alert.objects.filter(pk=alert.pk).update(escalated_at=now)
    announce(
        events.AlertEscalated(alert_id=alert.pk, to_id=to_id, context_id=alert.collaboration_id), by=SYSTEM, now=now
    )
