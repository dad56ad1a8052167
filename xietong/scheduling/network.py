"""The graph of activities and links: dense numbers, an order of computation, loops named, reachability.

Algorithm: ids become 0 … n-1; the links are kept twice as compressed rows (all links into an activity, all links out
of it); one pass of Kahn's topological sort (A. B. Kahn, CACM 5, 1962) gives the order. What it leaves over holds a
loop, which is found by walking backwards among the left-over activities until one repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

from xietong.scheduling.problem import K, Link


class BadNetwork(ValueError):
    """The activities and links do not form a network that can be computed."""


class Loop(BadNetwork):
    """Activities that wait for each other; ``members`` in the order of their links, the first not repeated."""

    def __init__(self, members: Sequence[object]) -> None:
        self.members = tuple(members)
        super().__init__(f"activities wait for each other: {' → '.join(map(str, [*members, members[0]]))}")


class SelfLink(BadNetwork):
    """An activity linked to itself; ``activity`` is its id."""

    def __init__(self, activity: object) -> None:
        self.activity = activity
        super().__init__(f"activity {activity!r} is linked to itself")


class UnknownActivity(BadNetwork):
    """An id that no activity has; ``activity`` is that id."""

    def __init__(self, activity: object, place: str) -> None:
        self.activity = activity
        super().__init__(f"{place} names the activity {activity!r}, which is not in the problem")


class DuplicateActivity(BadNetwork):
    """Two activities with the same id; ``activity`` is that id."""

    def __init__(self, activity: object) -> None:
        self.activity = activity
        super().__init__(f"two activities have the id {activity!r}")


@dataclass(frozen=True, slots=True)
class Network(Generic[K]):
    """A checked graph without loops. Positions stand for ids; link positions are those of the given links.

    order: activities, each after all its predecessors. The links into activity j are
    ``in_link[in_first[j]:in_first[j + 1]]``, those out of it likewise with ``out_``.
    """

    ids: tuple[K, ...]
    position: dict[K, int]
    before: list[int]
    after: list[int]
    order: list[int]
    in_first: list[int]
    in_link: list[int]
    out_first: list[int]
    out_link: list[int]

    @classmethod
    def of(cls, ids: Sequence[K], links: Sequence[Link[K]]) -> Network[K]:
        """Number the activities and order them; raises a BadNetwork that names what is wrong."""
        position = {id_: place for place, id_ in enumerate(ids)}
        if len(position) != len(ids):
            raise DuplicateActivity(next(id_ for place, id_ in enumerate(ids) if position[id_] != place))
        before, after = _ends(position, links)
        in_first, in_link = _rows(after, len(ids))
        out_first, out_link = _rows(before, len(ids))
        order = _order(after, in_first, out_first, out_link)
        if len(order) < len(ids):
            raise Loop([ids[place] for place in _loop(before, in_first, in_link, order)])
        return cls(tuple(ids), position, before, after, order, in_first, in_link, out_first, out_link)

    def downstream(self, activity: K) -> frozenset[K]:
        """Every activity that directly or indirectly waits for this one, itself excluded."""
        return self._reached(activity, self.after, self.out_first, self.out_link)

    def upstream(self, activity: K) -> frozenset[K]:
        """Every activity that this one directly or indirectly waits for, itself excluded."""
        return self._reached(activity, self.before, self.in_first, self.in_link)

    def would_loop(self, before: K, after: K) -> bool:
        """Whether a new link from ``before`` to ``after`` would close a loop."""
        return before == after or before in self.downstream(after)

    def _reached(self, activity: K, ends: list[int], first: list[int], link: list[int]) -> frozenset[K]:
        if activity not in self.position:
            raise UnknownActivity(activity, "the question")
        waiting = [self.position[activity]]
        seen = set(waiting)
        while waiting:
            place = waiting.pop()
            for k in range(first[place], first[place + 1]):
                other = ends[link[k]]
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        seen.discard(self.position[activity])
        return frozenset(self.ids[place] for place in seen)


def _ends(position: dict[K, int], links: Sequence[Link[K]]) -> tuple[list[int], list[int]]:
    try:
        before = [position[link.before] for link in links]
        after = [position[link.after] for link in links]
    except KeyError as missing:
        wrong = next(link for link in links if link.before not in position or link.after not in position)
        place = f"the link {wrong.before!r} → {wrong.after!r}"
        unknown = wrong.before if wrong.before not in position else wrong.after
        raise UnknownActivity(unknown, place) from missing
    for place_before, place_after, link in zip(before, after, links, strict=True):
        if place_before == place_after:
            raise SelfLink(link.before)
    return before, after


def _rows(ends: list[int], size: int) -> tuple[list[int], list[int]]:
    """Links grouped by one of their ends: where each group begins, and the grouped link positions."""
    first = [0] * (size + 1)
    for end in ends:
        first[end + 1] += 1
    total = 0
    for place, amount in enumerate(first):
        total += amount
        first[place] = total
    return first, sorted(range(len(ends)), key=ends.__getitem__)


def _order(after: list[int], in_first: list[int], out_first: list[int], out_link: list[int]) -> list[int]:
    size = len(in_first) - 1
    open_links = [in_first[place + 1] - in_first[place] for place in range(size)]
    order = [place for place in range(size) if not open_links[place]]
    for place in order:  # grows while it is read: the list is the queue
        for link in out_link[out_first[place] : out_first[place + 1]]:
            follower = after[link]
            open_links[follower] -= 1
            if not open_links[follower]:
                order.append(follower)
    return order


def _loop(before: list[int], in_first: list[int], in_link: list[int], order: list[int]) -> list[int]:
    """The members of one loop among the activities that the order could not hold, in the order of the links."""
    left_over = set(range(len(in_first) - 1)).difference(order)
    place = min(left_over)
    walk: dict[int, int] = {}
    while place not in walk:
        walk[place] = len(walk)
        row = in_link[in_first[place] : in_first[place + 1]]
        place = next(before[link] for link in row if before[link] in left_over)
    members = list(walk)[walk[place] :][::-1]
    smallest = members.index(min(members))
    return members[smallest:] + members[:smallest]
