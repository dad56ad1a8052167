"""Side by side: arrows that run in the same channel get slots of their own, ordered so that they cross least.

Segments on one grid line that overlap form a bunch; segments that may share (see routing) are one strand of it. The
strands of a bunch are ordered by counting for each pair which order crosses less, and take slots around the middle.
"""

from dataclasses import dataclass

from xietong.kit.swimlanes.graph import Edge
from xietong.kit.swimlanes.model import Kind
from xietong.kit.swimlanes.routing import Route, may_share

ALONG, ACROSS = 0, 1  # a segment runs along time (on a row) or across it (on a column line)
Line = tuple[int, int]  # (ALONG or ACROSS, number of the grid line)


@dataclass(frozen=True)
class Segment:
    """One straight piece of a route, from `low` to `high` on its line, in half steps.

    `ends` says, for its low and high end, which way the route goes on: -1, 0, +1. Where it touches its shape it is
    shortened by one, so that an arrow into a shape and one out of its other side do not push each other away.
    """

    route: int
    number: int
    line: Line
    low: int
    high: int
    ends: tuple[int, int]
    from_start: int
    from_end: int


@dataclass
class Strand:
    """Segments drawn on top of each other."""

    segments: list[Segment]

    @property
    def low(self) -> int:
        return min(segment.low for segment in self.segments)

    @property
    def high(self) -> int:
        return max(segment.high for segment in self.segments)

    def meets(self, other: "Strand") -> bool:
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True)
class Slots:
    """For each (route, segment) its offset in slots from the middle of its line, and the bunch size per line."""

    offset: dict[tuple[int, int], float]
    most: dict[Line, int]


def spread(routes: list[Route], kinds: dict[str, Kind]) -> Slots:
    """Offsets for all segments of all routes."""
    back = frozenset(route.edge for route in routes if route.back)
    edges = [route.edge for route in routes]
    lines: dict[Line, list[Segment]] = {}
    for no, route in enumerate(routes):
        for segment in _segments(no, route):
            lines.setdefault(segment.line, []).append(segment)
    offset: dict[tuple[int, int], float] = {}
    most: dict[Line, int] = {}
    for line, segments in lines.items():
        for bunch in _bunches(_strands(segments, edges, kinds, back)):
            slots = _slots(bunch)
            count = max(slots) + 1
            most[line] = max(most.get(line, 0), count)
            for strand, slot in zip(bunch, slots, strict=True):
                for segment in strand.segments:
                    offset[segment.route, segment.number] = slot - (count - 1) / 2
    return Slots(offset, most)


def _segments(no: int, route: Route) -> list[Segment]:
    found = []
    points = route.points
    count = len(points) - 1
    for number in range(count):
        one, two = points[number], points[number + 1]
        axis = ALONG if one[1] == two[1] else ACROSS
        run = 0 if axis == ALONG else 1
        before = points[number - 1][1 - run] - one[1 - run] if number else 0
        after = points[number + 2][1 - run] - two[1 - run] if number + 2 < len(points) else 0
        ends = (_sign(before), _sign(after))
        way = _sign(two[run] - one[run])
        low = 2 * one[run] + (way if number == 0 else 0)
        high = 2 * two[run] - (way if number == count - 1 else 0)
        if way < 0:
            low, high, ends = high, low, (ends[1], ends[0])
        found.append(Segment(no, number, (axis, one[1 - run]), low, high, ends, number, count - 1 - number))
    return found


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _strands(segments: list[Segment], edges: list[Edge], kinds: dict[str, Kind], back: frozenset[Edge]) -> list[Strand]:
    strands: list[Strand] = []
    for segment in sorted(segments, key=lambda item: (item.low, item.high, item.route)):
        homes = [s for s in strands if segment.low <= s.high and s.low <= segment.high]
        homes = [s for s in homes if all(_one(segment, o, edges, kinds, back) for o in s.segments)]
        if homes:
            homes[0].segments.append(segment)
        else:
            strands.append(Strand([segment]))
    return strands


def _one(one: Segment, two: Segment, edges: list[Edge], kinds: dict[str, Kind], back: frozenset[Edge]) -> bool:
    """Whether two segments lie on the common beginning or the common end of two arrows that may share."""
    first, second = edges[one.route], edges[two.route]
    if not may_share(first, second, kinds, back):
        return False
    if first.target == second.target and one.from_end == two.from_end:
        return True
    return first.source == second.source and kinds[first.source] is Kind.FORK and one.from_start == two.from_start


def _bunches(strands: list[Strand]) -> list[list[Strand]]:
    found: list[list[Strand]] = []
    reach = 0
    for strand in sorted(strands, key=lambda item: (item.low, item.high)):
        if found and strand.low <= reach:
            found[-1].append(strand)
            reach = max(reach, strand.high)
        else:
            found.append([strand])
            reach = strand.high
    return found


def _slots(bunch: list[Strand]) -> list[int]:
    """A slot for each strand: neighbours are swapped while that saves crossings; strands that do not meet may share."""
    order = list(range(len(bunch)))
    for _ in bunch:
        swapped = False
        for at in range(len(order) - 1):
            one, two = bunch[order[at]], bunch[order[at + 1]]
            if _crossings(two, one) < _crossings(one, two):
                order[at], order[at + 1] = order[at + 1], order[at]
                swapped = True
        if not swapped:
            break
    slots = [0] * len(bunch)
    for at, which in enumerate(order):
        below = [slots[other] for other in order[:at] if bunch[other].meets(bunch[which])]
        slots[which] = max(below, default=-1) + 1
    return slots


def _crossings(low: Strand, high: Strand) -> float:
    """How often two strands cross when the first lies on the lower side of the second."""
    return _reach(low, high, +1) + _reach(high, low, -1)


def _reach(one: Strand, two: Strand, towards: int) -> float:
    """Ends of `one` that go on in the direction of `two` within its run; half when just at its end."""
    found = 0.0
    for segment in one.segments:
        for at, way in ((segment.low, segment.ends[0]), (segment.high, segment.ends[1])):
            if way == towards:
                found += 1 if two.low < at < two.high else 0.5 if at in (two.low, two.high) else 0
    return found
