"""Dates, floats and the critical path of a large plan, in this process alone."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import date

from bench.rows import Row, bench, beside, row
from xietong.scheduling import Activity, Link, LinkType, Problem, WorkCalendar, schedule

TASKS, LINKS, SEED, ROUNDS = 5_000, 10_000, 2026, 9


def network(tasks: int = TASKS, links: int = LINKS) -> tuple[list[int], list[tuple[int, int, LinkType, int]]]:
    """Durations in days, and links that always lead to a later task; the same network every time."""
    chance = random.Random(SEED)
    durations = [chance.randint(1, 10) for _ in range(tasks)]
    found: dict[tuple[int, int], tuple[LinkType, int]] = {}
    kinds = [LinkType.FS] * 7 + [LinkType.SS, LinkType.FF, LinkType.SF]
    while len(found) < links:
        later = chance.randrange(1, tasks)
        earlier = max(0, later - chance.randint(1, 50))
        found[earlier, later] = (chance.choice(kinds), chance.randint(0, 3))
    return durations, [(a, b, kind, lag) for (a, b), (kind, lag) in found.items()]


@bench("schedule")
def dates() -> Iterator[Row]:
    durations, links = network()
    problem = Problem(
        activities=tuple(Activity(number, days) for number, days in enumerate(durations)),
        links=tuple(Link(a, b, kind, lag) for a, b, kind, lag in links),
        calendar=WorkCalendar(),
        anchor=date(2026, 1, 5),
    )
    schedule(problem)  # the calendar's table is made once in a process

    ours, floor = beside(ROUNDS, lambda: _ms(lambda: schedule(problem)), lambda: _ms(lambda: _bare(durations, links)))
    yield row(f"dates and critical path, {TASKS} tasks, {LINKS} links", ours, "ms", floor)


def _bare(durations: list[int], links: list[tuple[int, int, LinkType, int]]) -> tuple[list[int], list[int]]:
    """Earliest and latest starts as plain integers, finish to start only: no calendar, no names, no findings."""
    count = len(durations)
    after: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for a, b, _kind, lag in links:
        after[a].append((b, durations[a] + lag))
    early = [0] * count
    for a in range(count):
        for b, gap in after[a]:
            early[b] = max(early[b], early[a] + gap)
    end = max(map(int.__add__, early, durations))
    late = [end - days for days in durations]
    for a in reversed(range(count)):
        for b, gap in after[a]:
            late[a] = min(late[a], late[b] - gap)
    return early, late


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
