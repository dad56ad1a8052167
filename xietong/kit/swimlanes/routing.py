"""Which channels each arrow takes: the cheapest orthogonal path on a grid of columns, tracks and the gaps between.

The grid has one line through every column and one through every gap beside it, one through every track and one through
every corridor beside it. A path may not cross a cell in which a shape stands. Length, bends, crossings and running
along another arrow cost; arrows that end in the same shape, or leave the same fork, may share a line. A* search.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise

from xietong.kit.swimlanes.graph import Edge, Graph
from xietong.kit.swimlanes.model import Kind
from xietong.kit.swimlanes.placing import Cell, Placing
from xietong.kit.swimlanes.shapes import Side, ways_in, ways_out

Point = tuple[int, int]
BEND = 2.2
CROSSING = 1.6
BESIDE = 1.1  # for each step along another arrow
SHARED = 0.55  # a step on a line that this arrow may share costs only so much of itself
AGAINST = 1.5  # for each step against time, unless the arrow closes a loop
TAKEN = 9.0  # leaving or arriving where another arrow already does
PATIENCE = 60_000  # steps of one search, so that a huge drawing still ends


@dataclass(frozen=True)
class Route:
    """The path of one arrow: its corner points on the grid, ends included."""

    edge: Edge
    back: bool
    points: tuple[Point, ...]
    leaves: Side
    arrives: Side


@dataclass
class Grid:
    """The lines of the grid and what already runs on them."""

    placing: Placing
    rows: list[tuple[int, int]] = field(default_factory=list)  # (lane, track), track -1 for a corridor
    row_of: dict[tuple[int, int], int] = field(default_factory=dict)
    blocked: set[Point] = field(default_factory=set)
    along: dict[tuple[Point, Point], set[Edge]] = field(default_factory=lambda: defaultdict(set))
    ports_out: dict[tuple[str, Side], int] = field(default_factory=lambda: defaultdict(int))
    ports_in: dict[tuple[str, Side], int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        for lane, tracks in enumerate(self.placing.tracks):
            self.rows.append((lane, -1))
            for track in range(tracks):
                self.row_of[lane, track] = len(self.rows)
                self.rows += [(lane, track), (lane, -1)]
        self.blocked = {self.spot(cell) for cell in self.placing.cells.values()}

    @property
    def width(self) -> int:
        return 2 * self.placing.columns + 1

    def spot(self, cell: Cell) -> Point:
        """The grid point at the centre of a cell."""
        return 2 * cell.column + 1, self.row_of[cell.lane, cell.track]

    def step(self, row: int, other: int) -> float:
        """What it costs to go from one row to a neighbouring one; to cross a lane's border costs little."""
        return 0.25 if self.rows[row][1] == self.rows[other][1] == -1 else 0.75


def route_all(graph: Graph, placing: Placing) -> tuple[Grid, list[Route]]:
    """A route for every way of the drawing: short ones first, loops last, so that the main line stays straight."""
    grid = Grid(placing)
    kinds = {node.id: node.kind for node in graph.drawing.nodes}
    finder = _Finder(grid, kinds, graph.back)
    routes = [finder.find(edge) for edge in sorted(graph.edges, key=lambda edge: _turn(edge, graph, placing))]
    return grid, routes


def _turn(edge: Edge, graph: Graph, placing: Placing) -> tuple[object, ...]:
    one, two = placing.cells[edge.source], placing.cells[edge.target]
    straight = (one.lane, one.track) == (two.lane, two.track)
    return edge in graph.back, abs(two.column - one.column), not straight, abs(two.lane - one.lane), edge


class _Finder:
    """The search, and the memory of what was routed before."""

    def __init__(self, grid: Grid, kinds: dict[str, Kind], back: frozenset[Edge]) -> None:
        self.grid = grid
        self.kinds = kinds
        self.back = back

    def find(self, edge: Edge) -> Route:
        """The cheapest path, remembered so that later arrows keep clear of it."""
        start, goal = (self.grid.spot(self.grid.placing.cells[node]) for node in (edge.source, edge.target))
        back = edge in self.back
        points = self._search(edge, start, goal, back) or _fallback(start, goal)
        self._remember(edge, points)
        corners = tuple(_corners(points))
        leaves, arrives = _side(corners[0], corners[1]), _side(corners[-1], corners[-2])
        self.grid.ports_out[edge.source, leaves] += 1
        self.grid.ports_in[edge.target, arrives] += 1
        return Route(edge, back, corners, leaves, arrives)

    def _search(self, edge: Edge, start: Point, goal: Point, back: bool) -> list[Point]:
        sides_in = ways_in(self.kinds[edge.target], back=back)
        waiting: list[tuple[float, float, int, Point, Side]] = []
        came: list[tuple[Point, int]] = []
        best: dict[tuple[Point, Side], float] = {}
        for side, dislike in ways_out(self.kinds[edge.source]).items():
            point = (start[0] + side.value[0], start[1] + side.value[1])
            cost = dislike + self._port_out(edge.source, side) + self._move(edge, start, point, side)
            self._offer(waiting, came, best, (cost, point, side, -1), goal)
        for _ in range(PATIENCE):
            if not waiting:
                break
            _, cost, trail, point, side = heappop(waiting)
            if point == goal:
                return _unwind(start, came, trail)
            if cost > best[point, side] or not self._free(point):
                continue
            for turn in Side:
                if turn is side.opposite:
                    continue
                ahead = (point[0] + turn.value[0], point[1] + turn.value[1])
                if ahead == goal:
                    if turn.opposite not in sides_in:
                        continue
                    extra = sides_in[turn.opposite] + self._port_in(edge.target, turn.opposite)
                elif self._free(ahead):
                    extra = 0.0
                else:
                    continue
                extra += self._move(edge, point, ahead, turn)
                if turn is Side.REAR and not back:
                    extra += AGAINST
                extra += BEND if turn is not side else self._crossings(edge, point, turn)
                self._offer(waiting, came, best, (cost + extra, ahead, turn, trail), goal)
        return []

    def _offer(
        self,
        waiting: list[tuple[float, float, int, Point, Side]],
        came: list[tuple[Point, int]],
        best: dict[tuple[Point, Side], float],
        found: tuple[float, Point, Side, int],
        goal: Point,
    ) -> None:
        cost, point, side, trail = found
        if point != goal and not self._free(point):
            return
        if cost >= best.get((point, side), float("inf")):
            return
        best[point, side] = cost
        came.append((point, trail))
        guess = cost + SHARED * abs(goal[0] - point[0])
        heappush(waiting, (guess, cost, len(came) - 1, point, side))

    def _free(self, point: Point) -> bool:
        i, j = point
        return 0 <= i < self.grid.width and 0 <= j < len(self.grid.rows) and point not in self.grid.blocked

    def _port_out(self, node: str, side: Side) -> float:
        shared = 0.0 if self.kinds[node] is Kind.FORK else TAKEN * self.grid.ports_out[node, side]
        return shared + TAKEN * self.grid.ports_in[node, side]

    def _port_in(self, node: str, side: Side) -> float:
        return TAKEN * self.grid.ports_out[node, side]

    def _move(self, edge: Edge, one: Point, two: Point, side: Side) -> float:
        if not (0 <= two[1] < len(self.grid.rows)):
            return 1.0
        plain = 1.0 if side.value[0] else self.grid.step(one[1], two[1])
        others = self.grid.along.get(_piece(one, two))
        if not others:
            return plain
        if all(may_share(edge, other, self.kinds, self.back) for other in others):
            return plain * SHARED
        return plain + BESIDE

    def _crossings(self, edge: Edge, point: Point, side: Side) -> float:
        across = Side.HIGH if side.value[0] else Side.AHEAD
        found: set[Edge] = set()
        for way in (across, across.opposite):
            found |= self.grid.along.get(_piece(point, (point[0] + way.value[0], point[1] + way.value[1])), set())
        return CROSSING * sum(not may_share(edge, other, self.kinds, self.back) for other in found)

    def _remember(self, edge: Edge, points: list[Point]) -> None:
        for one, two in pairwise(points):
            self.grid.along[_piece(one, two)].add(edge)


def may_share(one: Edge, two: Edge, kinds: dict[str, Kind], back: frozenset[Edge]) -> bool:
    """Whether two arrows may run on one line: into the same shape, or out of the same fork; loops only with loops."""
    if (one in back) != (two in back):
        return False
    return one.target == two.target or (one.source == two.source and kinds[one.source] is Kind.FORK)


def _piece(one: Point, two: Point) -> tuple[Point, Point]:
    return (one, two) if one < two else (two, one)


def _unwind(start: Point, came: list[tuple[Point, int]], trail: int) -> list[Point]:
    points = []
    while trail >= 0:
        point, trail = came[trail]
        points.append(point)
    return [start, *reversed(points)]


def _fallback(start: Point, goal: Point) -> list[Point]:
    """A plain path for the rare drawing in which the search finds none: out ahead, across, in from the rear."""
    gap = start[0] + 1
    return list(
        _steps([start, (gap, start[1]), (gap, start[1] + 1), (goal[0] - 1, start[1] + 1), (goal[0] - 1, goal[1]), goal])
    )


def _steps(corners: list[Point]) -> Iterator[Point]:
    yield corners[0]
    for one, two in pairwise(corners):
        here = one
        while here != two:
            here = (here[0] + _sign(two[0] - here[0]), here[1] + (0 if here[0] != two[0] else _sign(two[1] - here[1])))
            yield here


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _corners(points: Iterable[Point]) -> Iterator[Point]:
    """The points where the direction changes, and both ends."""
    trail = list(points)
    yield trail[0]
    for before, here, after in zip(trail, trail[1:], trail[2:], strict=False):
        if (here[0] - before[0], here[1] - before[1]) != (after[0] - here[0], after[1] - here[1]):
            yield here
    yield trail[-1]


def _side(shape: Point, other: Point) -> Side:
    return Side((_sign(other[0] - shape[0]), _sign(other[1] - shape[1])))
