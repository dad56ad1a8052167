"""How sure a finish is: Monte-Carlo simulation of uncertain durations, with P50, P80, P95 and criticality.

Algorithm: for every run draw one duration per activity, run the forward pass, note the last finish, and walk back
through the links that hold something exactly where it is; every activity reached was critical in that run. The sorted
finishes are the distribution; a percentile is read between neighbours (Hyndman and Fan 1996, type 7). Durations are
real numbers of working days here and nowhere else; a finish becomes a day only at the end, which is exact because the
way from instant to day never turns back. The same seed gives the same answer.

A plan of likely durations understates the finish, because a merge waits for the slowest of its branches (Clark 1961):
that is why a forecast shows percentiles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, fsum, sqrt
from random import Random
from typing import Generic

from xietong.scheduling.critical_path import NothingToSchedule
from xietong.scheduling.distributions import Distribution, Fixed
from xietong.scheduling.network import UnknownActivity
from xietong.scheduling.placement import ENDS, Hold, Placement, place, target_of
from xietong.scheduling.problem import Activity, K, Problem

_BLOCK = 250  # runs drawn at once; bounds the memory
_NIGHT = 1e-9  # a finish this little past the close of a day is a rounding error and still that day

_Row = tuple[bool, float, list[tuple[int, int]], list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Forecast(Generic[K]):
    """The distribution of the finish. mean, sd and samples are working days from ``Forecast.begin``, the first day.

    finish: day by percentile, for example ``finish[80]``. criticality: share of the runs, 0 to 1, in which the
    activity decided the finish. samples: the finishes of all runs, sorted.
    """

    begin: date
    mean: float
    sd: float
    percentiles: Mapping[int, float]
    finish: Mapping[int, date]
    criticality: Mapping[K, float]
    samples: tuple[float, ...]
    problem: Problem[K]

    def chance_of(self, day: date) -> float:
        """The share of the runs, 0 to 1, that were finished at the close of the day."""
        calendar = self.problem.calendar
        limit = calendar.index_after(day) - calendar.index_of(self.begin) + _NIGHT
        return sum(sample <= limit for sample in self.samples) / len(self.samples)


def simulate(
    problem: Problem[K],
    durations: Mapping[K, Distribution],
    *,
    seed: int,
    runs: int = 1000,
    percentiles: Sequence[int] = (50, 80, 95),
    finish_of: K | None = None,
    as_of: date | None = None,
) -> Forecast[K]:
    """Forecast the finish of one activity (default: the target activity, or else the last finish of all).

    Activities without a distribution keep their duration. Finished activities are facts; of running ones the drawn
    duration counts for the share that is left.
    """
    if runs < 1:
        raise ValueError(f"a simulation needs at least one run, not {runs}")
    if not problem.activities:
        raise NothingToSchedule("a forecast needs at least one activity")
    placed = place(problem, as_of)
    position = placed.network.position
    for id_ in [*durations, *([] if finish_of is None else [finish_of])]:
        if id_ not in position:
            raise UnknownActivity(id_, "the forecast")
    wanted = finish_of if finish_of is not None else target_of(problem)
    last = None if wanted is None else position[wanted]
    random = Random(seed)  # noqa: S311 - a forecast, not a secret
    finishes, critical = _run(placed, durations, random, runs, last, as_of)
    finishes.sort()
    values = {p: _percentile(finishes, p) for p in percentiles}
    mean = fsum(finishes) / runs
    calendar = problem.calendar
    days = {p: calendar.day_at(placed.begin + max(0, ceil(value - _NIGHT) - 1)) for p, value in values.items()}
    return Forecast(
        begin=calendar.day_at(placed.begin),
        mean=mean,
        sd=sqrt(fsum((finish - mean) ** 2 for finish in finishes) / max(1, runs - 1)),
        percentiles=values,
        finish=days,
        criticality={id_: critical[place] / runs for id_, place in position.items()},
        samples=tuple(finishes),
        problem=problem,
    )


def _run(
    placed: Placement[K],
    durations: Mapping[K, Distribution],
    random: Random,
    runs: int,
    last: int | None,
    as_of: date | None,
) -> tuple[list[float], list[int]]:
    rows = _rows(placed)
    order = placed.network.order
    activities = [placed.problem.activities[j] for j in order]
    today = None if as_of is None else placed.problem.calendar.index_of(as_of) - placed.begin
    edge = [0.0] * (2 * len(order))
    lengths = [0.0] * len(order)
    critical = [0] * len(order)
    finishes: list[float] = []
    while len(finishes) < runs:
        count = min(_BLOCK, runs - len(finishes))
        columns = []
        for j, activity in zip(order, activities, strict=True):
            drawn = durations.get(activity.id, Fixed(activity.duration)).draw(random, count)
            columns.append(_effective(placed, j, activity, drawn, today))
        for drawn_run in zip(*columns, strict=True):
            _forward(rows, order, drawn_run, edge, lengths)
            finish = max(edge[1::2]) if last is None else edge[2 * last + 1]
            ends = [j for j in order if edge[2 * j + 1] == finish] if last is None else [last]
            _mark(rows, ends, edge, lengths, critical)
            finishes.append(finish)
    return finishes, critical


def _rows(placed: Placement[K]) -> list[_Row]:
    """Per position: whether the start is a fact, the earliest start from the begin, links to start, links to finish."""
    network, links, begin = placed.network, placed.problem.links, placed.begin
    rows: list[_Row] = []
    for j, hold in enumerate(placed.hold):
        true_start = placed.pin[j]
        to_start: list[tuple[int, int]] = []
        to_finish: list[tuple[int, int]] = []
        for position in network.in_link[network.in_first[j] : network.in_first[j + 1]]:
            link = links[position]
            from_finish, into_finish = ENDS[link.type]
            if hold is Hold.FREE or (hold is Hold.RUNNING and into_finish):
                (to_finish if into_finish else to_start).append((2 * network.before[position] + from_finish, link.lag))
        low = placed.low[j] if true_start is None else true_start
        rows.append((true_start is not None, float(low - begin), to_start, to_finish))
    return rows


def _effective(
    placed: Placement[K], j: int, activity: Activity[K], drawn: list[float], today: int | None
) -> list[float]:
    """The drawn durations, or for what was started the time from the true start to the finish."""
    hold, true_start = placed.hold[j], placed.pin[j]
    if hold < Hold.RUNNING or true_start is None:
        return drawn
    if hold is Hold.DONE:
        return [float(placed.low[j] + placed.duration[j] - true_start)] * len(drawn)
    if today is None:
        return drawn
    gone = today - (true_start - placed.begin)
    if activity.percent is None:
        return [max(gone + 1.0, duration) for duration in drawn]
    left = (100 - activity.percent) / 100
    return [max(gone, 0) + max(1.0, duration * left) for duration in drawn]


def _forward(
    rows: list[_Row], order: list[int], drawn: Sequence[float], edge: list[float], lengths: list[float]
) -> None:
    for j, length in zip(order, drawn, strict=True):
        true_start, low, to_start, to_finish = rows[j]
        start = low
        for source, lag in to_start:
            candidate = edge[source] + lag
            if candidate > start:
                start = candidate
        for source, lag in to_finish:
            candidate = edge[source] + lag - length
            if candidate > start:
                start = candidate
        lengths[j] = length
        edge[2 * j] = low if true_start else start
        edge[2 * j + 1] = start + length


def _mark(rows: list[_Row], ends: list[int], edge: list[float], lengths: list[float], critical: list[int]) -> None:
    """Count every activity from which an unbroken chain of exactly tight links leads to one of the ends."""
    seen = set(ends)
    waiting = list(ends)
    while waiting:
        j = waiting.pop()
        critical[j] += 1
        _, _, to_start, to_finish = rows[j]
        length = lengths[j]
        finish = edge[2 * j + 1]
        for source, lag in to_start:
            if edge[source] + lag + length == finish and source >> 1 not in seen:
                seen.add(source >> 1)
                waiting.append(source >> 1)
        for source, lag in to_finish:
            if edge[source] + lag - length + length == finish and source >> 1 not in seen:
                seen.add(source >> 1)
                waiting.append(source >> 1)


def _percentile(ordered: Sequence[float], percent: int) -> float:
    if not 0 <= percent <= 100:
        raise ValueError(f"a percentile lies between 0 and 100, not {percent}")
    place = (len(ordered) - 1) * percent / 100
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
