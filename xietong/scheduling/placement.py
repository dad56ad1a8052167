"""A problem with its dates turned into integers, and the forward pass that every computation shares.

Instants are working-day indexes of the calendar: instant i is the opening of working day i, which is also the close of
day i - 1. An activity occupies the half-open stretch [start, finish) and finish - start is its duration. Both instants
of activity j stand in one list ``edge``: the start at 2j, the finish at 2j + 1. So each link, whatever its type, reads
one entry of that list and adds one number: "the later activity starts no earlier than edge[source] + weight", where the
weight is the lag, less the later activity's duration when the link ends at its finish.

Facts: what was really started keeps its start, and links to its start are settled; what was really finished keeps both.
A running activity's remaining work begins on the data date at the earliest, and links to its finish still hold it back.

Backward from a target: dates of activities set aside, a network moves as a whole when its start moves. So one forward
pass from zero gives the length L up to the target activity, and the start is the target less L. Dates of activities can
only push the finish later than that; then the target is out of reach.

Source: critical path method (Kelley and Walker 1959) in its precedence form (Fondahl 1961); the treatment of facts and
milestones follows what Microsoft Project does with working time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Generic

from xietong.scheduling.network import Network, UnknownActivity
from xietong.scheduling.problem import Activity, Direction, K, Link, LinkType, Problem

NEVER = -(10**9)  # an instant or weight so early that it never holds anything back

# Which end of the earlier activity a link reads, and which end of the later one it holds: 0 start, 1 finish.
ENDS = {LinkType.FS: (1, 0), LinkType.SS: (0, 0), LinkType.FF: (1, 1), LinkType.SF: (0, 1)}


class Hold(IntEnum):
    """What decides the start of an activity: its links, a given day, or a fact."""

    FREE = 0
    FIXED = 1
    RUNNING = 2
    DONE = 3


@dataclass(frozen=True, slots=True)
class Placement(Generic[K]):
    """One problem in integers; lists are by position of the activity, link lists in the order of ``network.in_link``."""

    network: Network[K]
    problem: Problem[K]
    begin: int  # no free activity starts before this instant
    duration: list[int]
    hold: list[Hold]
    low: list[int]  # earliest start, links left aside; of a running or finished activity: finish less duration
    pin: list[int | None]  # the true start of a running or finished activity
    source: list[int]  # which edge each incoming link reads
    weight: list[int]  # what it adds


def place(problem: Problem[K], as_of: date | None = None) -> Placement[K]:
    """Check the problem, decide where it begins, and turn its dates into instants."""
    network = Network.of([activity.id for activity in problem.activities], problem.links)
    duration = [activity.duration for activity in problem.activities]
    hold = [_hold(activity) for activity in problem.activities]
    begin = _begin(problem, network, duration, hold)
    today = None if as_of is None else problem.calendar.index_of(as_of)
    low, pin = _bounds(problem, network, hold, begin, today)
    source, weight = _weights(network, problem.links, duration, hold)
    return Placement(network, problem, begin, duration, hold, low, pin, source, weight)


def forward(placement: Placement[K]) -> list[int]:
    """The earliest instants of every activity, as one list of edges."""
    p = placement
    return _forward(p.network, p.duration, p.low, p.pin, p.source, p.weight)


def opening(placement: Placement[K], edge: list[int]) -> list[int]:
    """For every activity 1 when it is a milestone at the opening of its day, otherwise 0.

    The instant between two days belongs to both. A milestone reached by work that finishes shows the day of that
    finish; one that is held by a start, by a date of its own or by nothing shows the day that begins.
    """
    p = placement
    return _opening(p.network, p.duration, p.hold, p.low, p.source, p.weight, edge)


def target_of(problem: Problem[K]) -> K | None:
    """The activity whose finish is the target, when dates are computed backward to one."""
    return problem.anchor_activity if problem.direction is Direction.BACKWARD else None


def _hold(activity: Activity[K]) -> Hold:
    if activity.actual_finish or (activity.actual_start and not activity.duration):
        return Hold.DONE
    if activity.actual_start:
        return Hold.RUNNING
    return Hold.FIXED if activity.fixed_start else Hold.FREE


def _begin(problem: Problem[K], network: Network[K], duration: list[int], hold: list[Hold]) -> int:
    calendar = problem.calendar
    begin = calendar.index_of(problem.anchor)
    if problem.direction is Direction.BACKWARD:
        begin = calendar.index_after(problem.anchor) - _length(problem, network, duration, hold)
    if problem.not_before is not None:
        begin = max(begin, calendar.index_of(problem.not_before))
    return begin


def _length(problem: Problem[K], network: Network[K], duration: list[int], hold: list[Hold]) -> int:
    """Working days from the begin to the target (or the last finish), counted over activities that can still move."""
    low = [NEVER // 2 if held else 0 for held in hold]
    source, weight = _weights(network, problem.links, duration, hold)
    edge = _forward(network, duration, low, [None] * len(low), source, weight)
    opens = _opening(network, duration, hold, low, source, weight, edge)
    closes = [finish + opened for finish, opened in zip(edge[1::2], opens, strict=True)]
    target = target_of(problem)
    if target is not None:
        if target not in network.position:
            raise UnknownActivity(target, "the target")
        length = closes[network.position[target]]
        if length > 0:
            return length
    return max([1, *closes])


def _bounds(
    problem: Problem[K], network: Network[K], hold: list[Hold], begin: int, today: int | None
) -> tuple[list[int], list[int | None]]:
    index_of = problem.calendar.index_of
    earliest = begin if today is None else max(begin, today)
    low: list[int] = []
    pin: list[int | None] = []
    for place, activity in enumerate(problem.activities):
        held = hold[place]
        if held is Hold.FREE:
            low.append(earliest if activity.not_before is None else max(earliest, index_of(activity.not_before)))
            pin.append(None)
        elif held is Hold.FIXED:
            assert activity.fixed_start is not None
            fixed = index_of(activity.fixed_start)
            low.append(fixed if today is None else max(fixed, today))
            pin.append(None)
        elif held is Hold.RUNNING:
            assert activity.actual_start is not None
            start = index_of(activity.actual_start)
            low.append(
                start if today is None else max(start, today) + remaining(activity, start, today) - activity.duration
            )
            pin.append(start)
        else:
            start, finish = _facts(activity, problem, opens=network.in_first[place] == network.in_first[place + 1])
            low.append(finish - activity.duration)
            pin.append(start)
    return low, pin


def remaining(activity: Activity[K], start: int, today: int) -> int:
    """Working days left of a running activity: by its percentage, or else by the days gone; never less than one."""
    if activity.percent is None:
        return max(1, activity.duration - max(0, today - start))
    return max(1, -(-activity.duration * (100 - activity.percent) // 100))


def _facts(activity: Activity[K], problem: Problem[K], *, opens: bool) -> tuple[int, int]:
    """Start and finish of a finished activity; a milestone without predecessors opens its day, others close it."""
    calendar = problem.calendar
    day = activity.actual_finish or activity.actual_start
    assert day is not None
    if not activity.duration:
        instant = calendar.index_of(day) if opens else calendar.index_after(day)
        return instant, instant
    finish = calendar.index_after(day)
    return (calendar.index_of(activity.actual_start) if activity.actual_start else finish - activity.duration), finish


def _weights(
    network: Network[K], links: Sequence[Link[K]], duration: list[int], hold: list[Hold]
) -> tuple[list[int], list[int]]:
    """Per incoming link the edge it reads and what it adds; links that a fact or a fixed day settles never hold."""
    before, after = network.before, network.after
    source, weight = [], []
    for position in network.in_link:
        link = links[position]
        later = after[position]
        from_finish, to_finish = ENDS[link.type]
        source.append(2 * before[position] + from_finish)
        held = hold[later]
        if held and (held is not Hold.RUNNING or not to_finish):
            weight.append(NEVER)
        else:
            weight.append(link.lag - duration[later] if to_finish else link.lag)
    return source, weight


def _forward(
    network: Network[K],
    duration: list[int],
    low: list[int],
    pin: list[int | None],
    source: list[int],
    weight: list[int],
) -> list[int]:
    first = network.in_first
    edge = [0] * (2 * len(low))
    for place in network.order:
        start = low[place]
        for k in range(first[place], first[place + 1]):
            candidate = edge[source[k]] + weight[k]
            if candidate > start:
                start = candidate
        true_start = pin[place]
        edge[2 * place] = start if true_start is None else true_start
        edge[2 * place + 1] = start + duration[place]
    return edge


def _opening(
    network: Network[K],
    duration: list[int],
    hold: list[Hold],
    low: list[int],
    source: list[int],
    weight: list[int],
    edge: list[int],
) -> list[int]:
    first = network.in_first
    opens = [0] * len(low)
    for place in network.order:
        if duration[place]:
            continue
        links = range(first[place], first[place + 1])
        instant = edge[2 * place]
        if hold[place] is Hold.DONE:
            opens[place] = int(not links)
        elif low[place] >= instant:
            opens[place] = 1
        else:
            drivers = [source[k] for k in links if edge[source[k]] + weight[k] == instant]
            opens[place] = int(any(opens[end // 2] or (duration[end // 2] and not end % 2) for end in drivers))
    return opens
