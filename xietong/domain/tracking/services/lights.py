"""The clock's pass over all running work: lights, cases of alert, progress and forecast of every collaboration.

One reading of every open leaf as plain rows, one verdict each, and writes only where something changed.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, IntegerField, Max, Q, Sum, Value, When
from django.db.models.functions import Greatest

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import Light, Stage
from xietong.domain.people.queries import SYSTEM, company_calendar
from xietong.domain.planning.models import Task
from xietong.domain.planning.states import TaskState
from xietong.domain.tracking import events
from xietong.domain.tracking.queries.facts import OPEN_STATES, Grounds, Reckoner, grounds
from xietong.domain.tracking.rules import (
    GREY,
    RED,
    YELLOW,
    CollaborationFacts,
    Limits,
    Verdict,
    collaboration_light,
    lights,
    limits_of,
)
from xietong.domain.tracking.services.cases import Reds, keep_cases
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce_many

CHUNK = 5000  # ids in one statement
READ = (
    "id", "collaboration_id", "state", "percent", "start_on", "finish_on", "reported_at", "total_float", "light",
    "light_rule",
)  # fmt: skip


@dataclass
class _Roll:
    """What one collaboration's leaves add up to."""

    row: Any
    limits: Limits
    since: date
    red: int = 0
    yellow: int = 0
    open: int = 0
    excess: int = 0  # working days by which a slip passes the float
    latest: date | None = None  # the latest forecast of an open leaf


@dataclass
class _Pass:
    """What one pass found."""

    changed: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    news: list[events.LightChanged] = field(default_factory=list)
    reds: Reds = field(default_factory=Reds)


@transaction.atomic
def raise_alerts(*, now: datetime) -> dict[str, int]:
    """The clock job. Safe to repeat: a second run right after the first finds nothing to write."""
    today = day_of(now)
    reckoner = Reckoner(company_calendar(), today)
    rows = Collaboration.objects.filter(state=Stage.EXECUTION).values_list(
        "id", "number", "rules", "state_since", "finish_on", "light", "light_why", "progress", "forecast_on",
        "lead_id", "initiating_department_id",
        named=True,
    )  # fmt: skip
    rolls = {row.id: _Roll(row, limits_of(row.rules), day_of(row.state_since)) for row in rows}
    found = grounds(rolls, today)
    made = _judge(rolls, found, reckoner)
    for (light, rule), ids in made.changed.items():
        for start in range(0, len(ids), CHUNK):
            Task.objects.filter(pk__in=ids[start : start + CHUNK]).update(
                light=light,
                light_rule=rule,
                light_since=Case(When(~Q(light=light), then=Value(now)), default=F("light_since")),
            )
    announce_many(made.news, by=SYSTEM, now=now)
    opened = keep_cases(made.reds, {pk: roll.row for pk, roll in rolls.items()}, found, now=now)
    _roll_up(rolls, found, reckoner)
    _rest()
    return {"changed": sum(map(len, made.changed.values())), **opened}


def _judge(rolls: dict[int, _Roll], found: Grounds, reckoner: Reckoner) -> _Pass:
    """One verdict for every open leaf, and for ended ones that still carry a light."""
    made = _Pass()
    changed, reds, calm = made.changed, made.reds, {GREY, "green"}
    leaves = Task.objects.filter(is_leaf=True, collaboration__state=Stage.EXECUTION).filter(
        Q(state__in=[state.value for state in OPEN_STATES]) | ~Q(light=Light.GREY)
    )
    days: dict[tuple[Any, int], date] = {}
    for pk, collaboration_id, state, percent, start_on, finish_on, reported_at, total_float, before, rule in (
        leaves.order_by().values_list(*READ).iterator(chunk_size=CHUNK)
    ):
        roll = rolls.get(collaboration_id)
        if roll is None:
            continue
        reported_on = None
        if reported_at is not None:
            key = (reported_at.date(), reported_at.hour * 2 + (reported_at.minute >= 30))
            reported_on = days.get(key)
            if reported_on is None:
                reported_on = days[key] = day_of(reported_at)
        risk, raised = found.of(pk)
        facts = reckoner.facts(state, percent, start_on, finish_on, reported_on, roll.since, roll.limits, risk, raised)
        verdict = lights(facts, roll.limits)
        light = verdict.light
        if state in OPEN_STATES:
            roll.open += 1
            if facts.slip > 0 and finish_on is not None:
                roll.excess = max(roll.excess, facts.slip - max(total_float or 0, 0))
                forecast = reckoner.forecast_on(finish_on, facts.slip)
                if roll.latest is None or forecast > roll.latest:
                    roll.latest = forecast
        if light == RED:
            roll.red += 1
            reds.tasks[pk] = (collaboration_id, verdict, before == RED)
        elif light == YELLOW:
            roll.yellow += 1
        if light != before or verdict.rule != rule:
            changed[light, verdict.rule].append(pk)
            if light != before and light != RED and not (light in calm and before in calm):
                made.news.append(_news(pk, collaboration_id, str(before), verdict))
    return made


def _news(pk: int, collaboration_id: int, before: str, verdict: Verdict) -> events.LightChanged:
    """A light that became red is told by its case."""
    return events.LightChanged(
        task_id=pk, before=before, after=verdict.light, rule=verdict.rule, context_id=collaboration_id
    )


def _roll_up(rolls: dict[int, _Roll], found: Grounds, reckoner: Reckoner) -> None:
    """Light, progress and forecast of every collaboration, so that lists need not look into tasks."""
    weight = Greatest(F("duration"), Value(1), output_field=IntegerField())
    done = Case(
        When(state__in=[TaskState.DONE.value, TaskState.HANDED_IN.value], then=Value(100)),
        default=F("percent"),
        output_field=IntegerField(),
    )
    sums = (
        Task.objects.filter(is_leaf=True, collaboration__state=Stage.EXECUTION)
        .exclude(state=TaskState.CANCELLED)
        .order_by()
        .values("collaboration_id")
        .annotate(work=Sum(weight), done=Sum(weight * done), end=Max("finish_on"))
        .values_list("collaboration_id", "work", "done", "end")
    )
    changed = []
    for collaboration_id, work, done_work, end in sums:
        roll = rolls.get(collaboration_id)
        if roll is None:
            continue
        progress = int(done_work // work) if work else 0
        forecast = _forecast(roll, end, reckoner)
        agreed = roll.row.finish_on
        verdict = collaboration_light(
            CollaborationFacts(
                red=roll.red,
                yellow=roll.yellow,
                open=roll.open,
                major_risks=tuple(risk.name for risk, _standing in found.open_risks.get(collaboration_id, ())),
                late_days=(forecast - agreed).days if forecast and agreed and roll.open else 0,
            )
        )
        new = (verdict.light, verdict.why[:200], progress, forecast)
        if new != (roll.row.light, roll.row.light_why, roll.row.progress, roll.row.forecast_on):
            light, why, progress, forecast = new
            changed.append(
                Collaboration(pk=collaboration_id, light=light, light_why=why, progress=progress, forecast_on=forecast)
            )
    if changed:
        fields = ["light", "light_why", "progress", "forecast_on"]
        Collaboration.objects.bulk_update(changed, fields, batch_size=100)


def _rest() -> None:
    """Where nobody works any more, no light burns: what was red at the end of the execution is history."""
    ended = [Stage.CLOSING, Stage.ARCHIVED, Stage.TERMINATED]
    Collaboration.objects.filter(state__in=ended).exclude(light=Light.GREY).update(light=Light.GREY, light_why="")


def _forecast(roll: _Roll, end: date | None, reckoner: Reckoner) -> date | None:
    """The last finish of the plan, pushed by what slips past its float, and not before the latest forecast of a leaf."""
    if end is None or not roll.open:
        return end
    pushed = reckoner.forecast_on(end, max(roll.excess, 0))
    return max(filter(None, (pushed, roll.latest, reckoner.today if reckoner.today > end else None)))
