"""Dates, floats and the critical path of a network of activities.

Algorithm: the forward pass (``placement``) gives the earliest instants. The backward pass walks the same order in
reverse: the latest finish of an activity is the smallest of the end of everything, its deadline, its fixed day and what
each link out of it allows. The end of everything bounds every activity, so one that is linked by its start alone has
finite float too. Total float is latest less earliest finish; free float is the room before the first other activity
would move. A link drives when it alone would put the later activity exactly where it is; the critical path is one chain
of driving links walked back from the activity that decides the finish, at each step through the least float.

Source: critical path method (Kelley and Walker 1959), precedence form (Fondahl 1961).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic

from xietong.scheduling.placement import ENDS, NEVER, Hold, Placement, forward, opening, place, target_of
from xietong.scheduling.problem import Dates, Direction, Finding, FindingKind, K, Problem, Schedule


class NothingToSchedule(ValueError):
    """The problem has no activity."""


def schedule(problem: Problem[K], *, as_of: date | None = None) -> Schedule[K]:
    """Compute all dates; with a data date ``as_of``, a forecast in which nothing open happens before that day.

    Raises NothingToSchedule, a BadNetwork that names what is wrong, or OutsideCalendar.
    """
    if not problem.activities:
        raise NothingToSchedule("a schedule needs at least one activity")
    placed = place(problem, as_of)
    edge = forward(placed)
    opens = opening(placed, edge)
    end = max(edge)
    late, free = _backward(placed, edge, _latest(placed, edge, opens, end), end)
    result = _Result(placed, edge, late, free, opens, end)
    drivers = result.drivers()
    by_id = dict(zip(placed.network.ids, result.dates(drivers), strict=True))
    start, finish = min(d.start for d in by_id.values()), max(d.finish for d in by_id.values())
    decisive = result.decisive()
    missed = result.missed_target(decisive)
    warnings = list(result.findings())
    if missed > 0:
        warnings.insert(0, Finding(FindingKind.TARGET_UNREACHABLE, target_of(problem), missed))
    driving_links = sorted(placed.network.in_link[k] for row in drivers for k in row)
    return Schedule(
        by_id=by_id,
        start=start,
        finish=finish,
        length=problem.calendar.count(start, finish),
        critical_path=result.chain(decisive, drivers),
        driving_links=tuple(driving_links),
        warnings=tuple(warnings),
        earliest_possible=by_id[placed.network.ids[decisive]].finish if missed > 0 else None,
        years_without_data=tuple(problem.calendar.years_without_data(start, finish)),
    )


def _latest(placed: Placement[K], edge: list[int], opens: list[int], end: int) -> list[int]:
    """The latest finish of every activity, its links left aside."""
    problem, calendar = placed.problem, placed.problem.calendar
    high = [end] * len(placed.low)
    for j, activity in enumerate(problem.activities):
        if activity.must_finish_by is not None:
            high[j] = min(end, calendar.index_after(activity.must_finish_by) - opens[j])
        if placed.hold[j] is Hold.FIXED:
            high[j] = min(high[j], placed.low[j] + placed.duration[j])
        elif placed.hold[j] is Hold.DONE:
            high[j] = edge[2 * j + 1]
    target = target_of(problem)
    if target is not None:
        j = placed.network.position[target]
        high[j] = min(high[j], max(calendar.index_after(problem.anchor) - opens[j], edge[2 * j + 1]))
    return high


def _outgoing(placed: Placement[K]) -> tuple[list[int], list[int]]:
    """Per outgoing link the edge of the later activity it reads and what it adds to give a latest finish."""
    network, duration, hold, links = placed.network, placed.duration, placed.hold, placed.problem.links
    before, after = network.before, network.after
    reads, adds = [], []
    for position in network.out_link:
        link = links[position]
        i, j = before[position], after[position]
        from_finish, to_finish = ENDS[link.type]
        reads.append(2 * j + to_finish)
        settled_before = hold[i] is Hold.DONE or (hold[i] is Hold.RUNNING and not from_finish)
        settled_after = hold[j] is Hold.DONE or (hold[j] is Hold.RUNNING and not to_finish)
        if settled_before or settled_after:
            adds.append(-NEVER)
        else:
            adds.append(-link.lag if from_finish else duration[i] - link.lag)
    return reads, adds


def _backward(placed: Placement[K], edge: list[int], high: list[int], end: int) -> tuple[list[int], list[int]]:
    """The latest instants as a list of edges, and the free floats."""
    first, duration, pin = placed.network.out_first, placed.duration, placed.pin
    reads, adds = _outgoing(placed)
    late = [0] * len(edge)
    free = [0] * len(high)
    for i in reversed(placed.network.order):
        latest, near = high[i], end
        for k in range(first[i], first[i + 1]):
            other, add = reads[k], adds[k]
            if late[other] + add < latest:
                latest = late[other] + add
            if edge[other] + add < near:
                near = edge[other] + add
        true_start = pin[i]
        late[2 * i] = latest - duration[i] if true_start is None else true_start
        late[2 * i + 1] = latest
        free[i] = max(0, min(near, latest) - edge[2 * i + 1])
    return late, free


@dataclass(frozen=True, slots=True)
class _Result(Generic[K]):
    """The two passes, and what is read out of them."""

    placed: Placement[K]
    edge: list[int]
    late: list[int]
    free: list[int]
    opens: list[int]
    end: int

    def drivers(self) -> list[list[int]]:
        """For every activity the incoming links that hold it where it is, as places in ``network.in_link``."""
        edge, source, weight = self.edge, self.placed.source, self.placed.weight
        first, duration = self.placed.network.in_first, self.placed.duration
        rows = []
        for j, length in enumerate(duration):
            held_at = edge[2 * j + 1] - length
            rows.append([k for k in range(first[j], first[j + 1]) if edge[source[k]] + weight[k] == held_at])
        return rows

    def dates(self, drivers: list[list[int]]) -> Iterator[Dates[K]]:
        """The dates of every activity, by position."""
        edge, late, hold, ids = self.edge, self.late, self.placed.hold, self.placed.network.ids
        source, duration = self.placed.source, self.placed.duration
        lowest = min(min(edge), min(late)) - 1
        days = self.placed.problem.calendar.days_at(lowest, max(self.end, max(late)) + 1)
        for j, length in enumerate(duration):
            start, finish, latest = edge[2 * j] - lowest, edge[2 * j + 1] - lowest, late[2 * j + 1] - lowest
            room = latest - finish
            driving = tuple(dict.fromkeys(ids[source[k] // 2] for k in drivers[j]))
            if hold[j] >= Hold.RUNNING:
                yield self._true_dates(j, days[finish - 1], days[latest - 1], room, driving)
            elif length:
                yield Dates(days[start], days[finish - 1], days[latest - length], days[latest - 1],
                            room, self.free[j], room <= 0, driving)  # fmt: skip
            else:
                day = days[finish - 1 + self.opens[j]]
                opens = self.opens[j] and latest < self.end - lowest
                late_day = days[latest if opens else latest - 1] if room else day
                yield Dates(day, day, late_day, late_day, room, self.free[j], room <= 0, driving)

    def _true_dates(self, j: int, finish: date, late_finish: date, room: int, driving: tuple[K, ...]) -> Dates[K]:
        """The dates of what was started or finished: the facts themselves, even when that was a free day."""
        activity = self.placed.problem.activities[j]
        if self.placed.hold[j] is Hold.RUNNING:
            assert activity.actual_start is not None
            start = activity.actual_start
            return Dates(start, finish, start, late_finish, room, self.free[j], room <= 0, driving)
        done = activity.actual_finish or activity.actual_start
        assert done is not None
        begun = activity.actual_start
        if not activity.duration:
            begun = done
        elif begun is None:
            begun = min(done, self.placed.problem.calendar.day_at(self.edge[2 * j]))
        return Dates(begun, done, begun, done, 0, 0, False, driving)

    def decisive(self) -> int:
        """The position of the target activity, or else of the activity that finishes last, the least float first."""
        target = target_of(self.placed.problem)
        if target is not None:
            return self.placed.network.position[target]
        edge, late = self.edge, self.late
        return max(
            range(len(self.opens)), key=lambda j: (edge[2 * j + 1] + self.opens[j], edge[2 * j + 1] - late[2 * j + 1])
        )

    def missed_target(self, decisive: int) -> int:
        """By how many working days a target is missed; 0 or less when it is reached or there is none."""
        problem = self.placed.problem
        if problem.direction is Direction.FORWARD:
            return 0
        return self.edge[2 * decisive + 1] + self.opens[decisive] - problem.calendar.index_after(problem.anchor)

    def chain(self, last: int, drivers: list[list[int]]) -> tuple[K, ...]:
        """The driving activities that lead to the last one, in order, ending with it."""
        source, ids = self.placed.source, self.placed.network.ids
        chain = [last]
        while drivers[chain[-1]]:
            before = [source[k] // 2 for k in drivers[chain[-1]]]
            chain.append(min(before, key=lambda i: (self.late[2 * i + 1] - self.edge[2 * i + 1], i)))
        return tuple(ids[j] for j in reversed(chain))

    def findings(self) -> Iterator[Finding[K]]:
        """What people should know, in the order of the activities."""
        placed, edge = self.placed, self.edge
        begins = [j for j in range(len(self.opens)) if edge[2 * j] <= placed.begin]
        asked = set(begins).union(j for j, hold in enumerate(placed.hold) if hold)
        for j, activity in enumerate(placed.problem.activities):
            if j in asked:
                yield from self._about_start(j, activity.id)
            if activity.must_finish_by is not None and placed.hold[j] is not Hold.DONE:
                close = placed.problem.calendar.index_after(activity.must_finish_by)
                days = edge[2 * j + 1] + self.opens[j] - close
                if days > 0:
                    yield Finding(FindingKind.DEADLINE_MISSED, activity.id, days)

    def _about_start(self, j: int, id_: K) -> Iterator[Finding[K]]:
        """Whether the links ask for another start than a fixed day, a fact, or the start of everything allows."""
        hold = self.placed.hold[j]
        asked = self._asked_start(j, only_start=hold >= Hold.RUNNING)
        if asked is None:
            return
        later = asked - self.edge[2 * j]
        if hold is Hold.FREE:
            if asked < self.placed.begin and self._has_lead(j):
                yield Finding(FindingKind.LEAD_CUT_OFF, id_, self.placed.begin - asked)
        elif later > 0:
            yield Finding(
                FindingKind.FIXED_START_TOO_EARLY if hold is Hold.FIXED else FindingKind.OUT_OF_ORDER, id_, later
            )

    def _has_lead(self, j: int) -> bool:
        network, links = self.placed.network, self.placed.problem.links
        return any(links[p].lag < 0 for p in network.in_link[network.in_first[j] : network.in_first[j + 1]])

    def _asked_start(self, j: int, *, only_start: bool) -> int | None:
        """The start that the links alone ask for; None without links."""
        network, duration = self.placed.network, self.placed.duration
        links: Sequence[int] = network.in_link[network.in_first[j] : network.in_first[j + 1]]
        asked = []
        for position in links:
            link = self.placed.problem.links[position]
            from_finish, to_finish = ENDS[link.type]
            if not (only_start and to_finish):
                held = self.edge[2 * network.before[position] + from_finish] + link.lag
                asked.append(held - duration[j] if to_finish else held)
        return max(asked, default=None)
