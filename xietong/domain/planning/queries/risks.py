"""Readings of the risk plan: register, 5×5 matrix, forecast of the finish."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.planning.models import Risk, Task
from xietong.domain.planning.queries.network import link_facts, problem_of, task_facts
from xietong.domain.planning.rules import CONSIDERABLE_SCORE, MAJOR_SCORE, leaves_below
from xietong.domain.planning.states import RiskState
from xietong.scheduling import BadNetwork, Discrete, Distribution, Forecast, Pert, simulate

MOST_RUNS, FEWEST_RUNS = 1000, 200
MOST_DRAWN = 150_000  # durations drawn for one forecast: large plans get fewer runs, so that the page stays quick
SEED = 20260101  # a forecast is the same for everybody who looks at the same plan
# Share of plans in which a risk of this probability comes true (1 very unlikely … 5 very likely).
CHANCE = {1: 0.05, 2: 0.2, 3: 0.4, 4: 0.6, 5: 0.8}


def risks_of(collaboration: Collaboration, *, open_only: bool = False) -> list[Risk]:
    rows = Risk.objects.filter(collaboration=collaboration).select_related("department", "owner")
    if open_only:
        rows = rows.exclude(state=RiskState.CLOSED)
    return list(rows.order_by("-score", "id"))


def risk_of(collaboration: Collaboration, pk: Any) -> Risk:
    row = Risk.objects.filter(collaboration=collaboration, pk=pk).select_related("department", "owner").first()
    if row is None:
        raise Http404("没有这项风险，可能已被删除。")
    return row


def risk_matrix(risks: list[Risk]) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """Rows of the heat map from probability 5 down, for `ui.heat`: (label, [(count, step 0–4, link)])."""
    counted: dict[tuple[int, int], int] = {}
    for risk in risks:
        if risk.state != RiskState.CLOSED:
            place = (risk.probability, risk.impact)
            counted[place] = counted.get(place, 0) + 1
    rows = []
    for probability in range(5, 0, -1):
        cells = []
        for impact in range(1, 6):
            count = counted.get((probability, impact), 0)
            url = f"?probability={probability}&impact={impact}" if count else ""
            cells.append((str(count or ""), heat_step(probability * impact), url))
        rows.append((f"可能性 {probability}", cells))
    return rows


def heat_step(score: int) -> int:
    """0–4, so that 重大 begins at the third step."""
    if score >= MAJOR_SCORE:
        return 4 if score >= 20 else 3
    if score >= CONSIDERABLE_SCORE:
        return 2
    return 1 if score >= 4 else 0


@dataclass(frozen=True)
class ForecastRead:
    """P50, P80, P95 as days, against the plan and the agreed finish."""

    planned: date | None
    agreed: date | None
    finish: Mapping[int, date]
    chance_of_agreed: int | None  # percent
    chance_of_planned: int | None
    estimated: int  # tasks with a three-point estimate
    tasks: int
    risks: int  # risks counted with their buffer
    often_critical: list[tuple[int, str, int]]  # (task, code and name, percent of runs)


def forecast(collaboration: Collaboration, *, day: date) -> ForecastRead | None:
    """Simulate the finish from three-point estimates and risks; None without tasks or with a loop.

    A risk that has not been closed delays the first of the tasks it affects by its buffer days, in as many runs as its
    probability says (CHANCE). Tasks without estimates keep their duration.
    """
    tasks, links = task_facts(collaboration), link_facts(collaboration)
    leaves = [task for task in tasks if task.is_leaf]
    if not leaves:
        return None
    problem = problem_of(collaboration, day=day, tasks=tasks, links=links)
    risks = [risk for risk in risks_of(collaboration, open_only=True) if risk.buffer_days and risk.tasks]
    delayed: dict[int, list[Risk]] = {}
    under = leaves_below(tasks)
    order = {task.id: (task.start or date.max, number) for number, task in enumerate(leaves)}
    for risk in risks:
        affected = [leaf for pk in risk.tasks for leaf in under.get(pk, ()) if leaf in order]
        if affected:
            delayed.setdefault(min(affected, key=order.__getitem__), []).append(risk)
    durations: dict[int, Distribution] = {}
    estimated = 0
    for task in leaves:
        if task.actual_finish:
            continue
        low, likely, high = task.optimistic, task.duration, task.pessimistic
        sure = low is None or high is None or not low <= likely <= high or low == high
        estimated += not sure
        shape: Distribution | None = None if sure else Pert(float(low or 0), float(likely), float(high or likely))
        if task.id in delayed:
            durations[task.id] = _Delayed(shape, float(likely), delayed[task.id])
        elif shape:
            durations[task.id] = shape
    runs = max(FEWEST_RUNS, min(MOST_RUNS, MOST_DRAWN // len(leaves)))
    try:
        found = simulate(problem, durations, seed=SEED, runs=runs)
    except BadNetwork:
        return None
    planned = max((task.finish for task in leaves if task.finish), default=None)
    said = {task.id: task.said for task in leaves}
    often = sorted(found.criticality.items(), key=lambda pair: -pair[1])[:8]
    return ForecastRead(
        planned=planned,
        agreed=collaboration.finish_on,
        finish=found.finish,
        chance_of_agreed=_chance(found, collaboration.finish_on),
        chance_of_planned=_chance(found, planned),
        estimated=estimated,
        tasks=len(leaves),
        risks=len(risks),
        often_critical=[(pk, said[pk], round(share * 100)) for pk, share in often if share >= 0.05],
    )


def _chance(found: Forecast[int], day: date | None) -> int | None:
    return None if day is None else round(found.chance_of(day) * 100)


class _Delayed:
    """A duration with the buffers of risks added in the runs in which they come true."""

    def __init__(self, shape: Distribution | None, likely: float, risks: list[Risk]):
        self.shape, self.likely = shape, likely
        self.coins = [
            (Discrete((0.0, float(risk.buffer_days)), (1 - CHANCE[risk.probability], CHANCE[risk.probability])))
            for risk in risks
        ]

    def draw(self, random: Any, count: int) -> list[float]:
        drawn = self.shape.draw(random, count) if self.shape else [self.likely] * count
        for coin in self.coins:
            drawn = [a + b for a, b in zip(drawn, coin.draw(random, count), strict=True)]
        return drawn


def affected_said(collaboration: Collaboration, risks: list[Risk]) -> dict[int, str]:
    """For every risk the codes of the tasks it affects, as people write them."""
    ids = {pk for risk in risks for pk in risk.tasks}
    codes = dict(Task.objects.filter(collaboration=collaboration, pk__in=ids).values_list("id", "code")) if ids else {}
    return {risk.pk: ", ".join(codes[pk] for pk in risk.tasks if pk in codes) for risk in risks}
