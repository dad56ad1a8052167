"""Networks to compute with: a realistic one of any size, small arbitrary ones, and an oracle that is slow and obvious."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from xietong.scheduling import Activity, Link, LinkType, Problem, WorkCalendar

MONDAY = date(2025, 3, 3)
WEEKS = WorkCalendar()  # Saturdays and Sundays free, nothing else


def realistic_problem(
    tasks: int, links: int, *, seed: int = 1, window: int = 100, calendar: WorkCalendar = WEEKS, anchor: date = MONDAY
) -> Problem[int]:
    """A plan as people make them: mostly finish-to-start, some lags, few milestones, links to one of the last 100 tasks."""
    chance = random.Random(seed)
    activities = [Activity(n, 0 if chance.random() < 0.05 else chance.randint(1, 15)) for n in range(tasks)]
    types = chance.choices(list(LinkType), [85, 8, 5, 2], k=links)
    joined: list[Link[int]] = []
    seen: set[tuple[int, int]] = set()
    while len(joined) < links:
        after = chance.randrange(1, tasks)
        before = chance.randrange(max(0, after - window), after)
        if (before, after) not in seen:
            seen.add((before, after))
            lag = chance.choice([0, 0, 0, 0, 0, 1, 2, -1])
            joined.append(Link(before, after, types[len(joined)], lag))
    return Problem(activities, joined, calendar, anchor)


def plan(durations: dict[str, int], links: str = "", *, anchor: date = MONDAY, **more) -> Problem[str]:
    """A problem in short-hand: ``plan({"A": 2, "B": 3}, "A FS+1 B, A SS B")``."""
    return Problem([Activity(id_, n) for id_, n in durations.items()], links_of(links), WEEKS, anchor, **more)


def links_of(text: str) -> list[Link[str]]:
    joined = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        before, how, after = part.split()
        joined.append(Link(before, after, LinkType(how[:2]), int(how[2:] or 0)))
    return joined


def working_day(n: int, anchor: date = MONDAY) -> date:
    """The n-th working day after the anchor (0 is the anchor), counted one day at a time."""
    day, step = anchor, timedelta(1 if n >= 0 else -1)
    while n:
        day += step
        if day.weekday() < 5:
            n -= 1 if n > 0 else -1
    return day


@st.composite
def small_networks(draw: st.DrawFn, least: int = 0) -> tuple[list[int], list[Link[int]]]:
    """Durations and links of up to nine activities, named in an order that has nothing to do with the links."""
    durations = draw(st.lists(st.integers(least, 6), min_size=1, max_size=9))
    size = len(durations)
    order = draw(st.permutations(range(size)))
    links = []
    if size > 1:
        for _ in range(draw(st.integers(0, 2 * size))):
            after = draw(st.integers(1, size - 1))
            before = draw(st.integers(0, after - 1))
            kind, lag = draw(st.sampled_from(LinkType)), draw(st.integers(-4, 4))
            links.append(Link(order[before], order[after], kind, lag))
    return durations, links


@dataclass
class Obvious:
    """Earliest and latest starts by pushing one day at a time until nothing pushes any more."""

    early: list[int]
    late: list[int]
    end: int

    @classmethod
    def of(cls, durations: list[int], links: list[Link[int]]) -> Obvious:
        early = [0] * len(durations)
        while any(gap := [lacking(link, early, durations) for link in links]) and max(gap) > 0:
            for link in links:
                if lacking(link, early, durations) > 0:
                    early[link.after] += 1
        end = max(start + length for start, length in zip(early, durations, strict=True))
        late = [end - length for length in durations]
        while links and max(lacking(link, late, durations) for link in links) > 0:
            for link in links:
                if lacking(link, late, durations) > 0:
                    late[link.before] -= 1
        return cls(early, late, end)


def lacking(link: Link[int], start: list[int], durations: list[int]) -> int:
    """By how many working days the later activity is too early for the link; 0 or less when the link is kept."""
    before = start[link.before] + (durations[link.before] if link.type in ("FS", "FF") else 0)
    after = start[link.after] + (durations[link.after] if link.type in ("FF", "SF") else 0)
    return before + link.lag - after
