"""One geometry for everything: lanes, shapes and arrows with their places in px, for SVG, BPMN and print.

Rows are lanes when time runs right, columns when it runs down; the work is done along time (u) and across lanes (v)
and turned at the end. Places first (placing), then channels (routing), then slots (spreading), then sizes: every gap
and corridor becomes as wide as its slots, its arrowheads and its words need.
"""

from dataclasses import dataclass
from math import sqrt

from xietong.kit.swimlanes.graph import Edge, Graph
from xietong.kit.swimlanes.model import Kind, Map
from xietong.kit.swimlanes.placing import Placing, place
from xietong.kit.swimlanes.routing import Grid, Route, route_all
from xietong.kit.swimlanes.shapes import NOTE_INSET, SMALL, Direction, Figure, Side, figure
from xietong.kit.swimlanes.spreading import ACROSS, ALONG, Slots, spread
from xietong.kit.swimlanes.text import width

SLOT = 10  # px between arrows side by side
MARGIN = 10
HEAD = {Direction.RIGHT: 92, Direction.DOWN: 40}  # px: the strip with the lane's name
ARROW = 20  # px that an arrowhead needs before its shape
STUB = 13  # px that an arrow runs before it may turn
WORDS_TALL = 20  # px for words beside a vertical arrow


@dataclass(frozen=True)
class Box:
    """A rectangle in px, its corner at the upper left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Band:
    """One lane as drawn: the whole, and the strip at its head that carries the name."""

    key: str
    name: str
    box: Box
    head: Box


@dataclass(frozen=True)
class Shape:
    """One node as drawn. `note` is the sheet below a step that names what it puts out."""

    figure: Figure
    box: Box
    note: Box | None


@dataclass(frozen=True)
class Words:
    """The words on an arrow: where they are anchored (baseline), at which end, and the room they take."""

    text: str
    x: float
    y: float
    anchor: str
    box: Box


@dataclass(frozen=True)
class Arrow:
    """One way as drawn: corner points from border to border."""

    edge: Edge
    back: bool
    points: tuple[tuple[float, float], ...]
    words: Words | None


@dataclass(frozen=True)
class Geometry:
    """The whole picture."""

    direction: Direction
    width: float
    height: float
    bands: tuple[Band, ...]
    shapes: tuple[Shape, ...]
    arrows: tuple[Arrow, ...]


def lay_out(drawing: Map, direction: Direction = Direction.RIGHT, *, documents: bool = False) -> Geometry:
    """The geometry of a drawing; `documents` adds under each step the sheet that names its outputs."""
    graph = Graph(drawing)
    placing = place(graph)
    grid, routes = route_all(graph, placing)
    slots = spread(routes, {node.id: node.kind for node in drawing.nodes})
    figures = {node.id: figure(node, direction, documents=documents) for node in drawing.nodes}
    labels = {edge: graph_label(drawing, edge) for edge in graph.edges}
    return _Sheet(direction, placing, grid, routes, slots, figures, labels).geometry()


def graph_label(drawing: Map, edge: Edge) -> str:
    """The words on a way."""
    node = drawing.node(edge.source)
    return node.next[edge.number].label if node else ""


@dataclass
class _Sheet:
    direction: Direction
    placing: Placing
    grid: Grid
    routes: list[Route]
    slots: Slots
    figures: dict[str, Figure]
    labels: dict[Edge, str]

    def __post_init__(self) -> None:
        self.spots = {node: self.grid.spot(cell) for node, cell in self.placing.cells.items()}
        self.lines_u = self._measure_columns()
        self.lines_v, self.borders = self._measure_rows()

    # Extents in abstract directions -----------------------------------------------------------------------------

    def _extent(self, node: str, side: Side) -> float:
        """How far a figure reaches from its centre to this side."""
        fig = self.figures[node]
        if self.direction is Direction.RIGHT:
            reach = {Side.REAR: fig.left, Side.AHEAD: fig.right, Side.LOW: fig.top, Side.HIGH: fig.bottom}
        else:
            reach = {Side.REAR: fig.top, Side.AHEAD: fig.bottom, Side.LOW: fig.left, Side.HIGH: fig.right}
        return reach[side]

    def _need(self, node: str, side: Side) -> float:
        """The room that arrows on this side of a shape ask for: their heads, and their words."""
        needs = [0.0]
        flat = (side in {Side.AHEAD, Side.REAR}) == (self.direction is Direction.RIGHT)
        for route in self.routes:
            if route.edge.source == node and route.leaves is side:
                words = width(self.labels[route.edge]) * SMALL if self.labels[route.edge] else 0
                straight = len(route.points) == 2
                needs.append((words + (28 if straight else 17) if flat else WORDS_TALL) if words else STUB)
            if route.edge.target == node and route.arrives is side:
                needs.append(ARROW)
        return max(needs)

    def _room(self, nodes: list[str], side: Side, half: float) -> float:
        """What must stay free beyond the line `half` px from the centre, for all these nodes."""
        return max((self._need(node, side) - (half - self._extent(node, side)) for node in nodes), default=0)

    # Sizes ------------------------------------------------------------------------------------------------------

    def _measure_columns(self) -> list[float]:
        """The u of every grid line: gaps and columns by turns."""
        columns: list[list[str]] = [[] for _ in range(self.placing.columns)]
        for node, cell in self.placing.cells.items():
            columns[cell.column].append(node)
        rear = [max((self._extent(node, Side.REAR) for node in nodes), default=20) for nodes in columns]
        ahead = [max((self._extent(node, Side.AHEAD) for node in nodes), default=20) for nodes in columns]
        at = float(MARGIN + HEAD[self.direction])
        lines = []
        for no in range(self.placing.columns + 1):
            low = self._room(columns[no - 1], Side.AHEAD, ahead[no - 1]) if no else 0.0
            high = self._room(columns[no], Side.REAR, rear[no]) if no < self.placing.columns else 0.0
            count = self.slots.most.get((ACROSS, 2 * no), 0)
            if count:
                low, high = max(low, STUB), max(high, STUB)
            elif 0 < no < self.placing.columns:
                low = max(low, 28 - high)
            else:
                low = high = 7
            lines.append(at + low + max(count - 1, 0) * SLOT / 2)
            at += low + max(count - 1, 0) * SLOT + high
            if no < self.placing.columns:
                lines.append(at + rear[no])
                at += rear[no] + ahead[no]
        self.end_u = at
        return lines

    def _measure_rows(self) -> tuple[list[float], list[tuple[float, float]]]:
        """The v of every grid line, and for each lane where it begins and ends."""
        rows: dict[int, list[str]] = {}
        for node, spot in self.spots.items():
            rows.setdefault(spot[1], []).append(node)
        least = 22.0 if self.direction is Direction.RIGHT else 48.0
        half = {
            (row, side): max((self._extent(node, side) for node in rows.get(row, [])), default=0.0)
            for row in range(len(self.grid.rows))
            for side in (Side.LOW, Side.HIGH)
        }
        at = float(MARGIN)
        lines: list[float] = []
        borders: list[tuple[float, float]] = []
        for row, (_lane, track) in enumerate(self.grid.rows):
            first = row == 0 or self.grid.rows[row - 1][0] != _lane
            last = row + 1 == len(self.grid.rows) or self.grid.rows[row + 1][0] != _lane
            if first:
                begin = at
            if track >= 0:
                low, high = (max(half[row, side], least) for side in (Side.LOW, Side.HIGH))
                lines.append(at + low)
                at += low + high
            else:
                count = self.slots.most.get((ALONG, row), 0)
                before = (
                    0.0 if first else self._room(rows.get(row - 1, []), Side.HIGH, max(half[row - 1, Side.HIGH], least))
                )
                after = (
                    0.0 if last else self._room(rows.get(row + 1, []), Side.LOW, max(half[row + 1, Side.LOW], least))
                )
                floor = 9.0 if count else 7.0
                low, high = max(before, floor), max(after, floor)
                lines.append(at + low + max(count - 1, 0) * SLOT / 2)
                at += low + max(count - 1, 0) * SLOT + high
            if last:
                borders.append((begin, at))
        self.end_v = at
        return lines, borders

    # The picture ------------------------------------------------------------------------------------------------

    def geometry(self) -> Geometry:
        begin = float(MARGIN)
        head = HEAD[self.direction]
        bands = tuple(
            Band(
                lane.key,
                lane.name,
                self._box(begin, low, self.end_u, high),
                self._box(begin, low, begin + head, high),
            )
            for lane, (low, high) in zip(self.placing.lanes, self.borders, strict=True)
        )
        wide, tall = self._turn(self.end_u + MARGIN, self.end_v + MARGIN)
        shapes = tuple(self._shape(node) for node in self.placing.cells)
        arrows = tuple(self._arrow(no, route) for no, route in enumerate(self.routes))
        return Geometry(self.direction, wide, tall, bands, shapes, arrows)

    def _turn(self, u: float, v: float) -> tuple[float, float]:
        return (u, v) if self.direction is Direction.RIGHT else (v, u)

    def _box(self, u: float, v: float, to_u: float, to_v: float) -> Box:
        x, y = self._turn(u, v)
        to_x, to_y = self._turn(to_u, to_v)
        return Box(x, y, to_x - x, to_y - y)

    def _centre(self, node: str) -> tuple[float, float]:
        spot = self.spots[node]
        return self._turn(self.lines_u[spot[0]], self.lines_v[spot[1]])

    def _shape(self, node: str) -> Shape:
        fig = self.figures[node]
        x, y = self._centre(node)
        box = Box(x - fig.width / 2, y - fig.height / 2, fig.width, fig.height)
        note = None
        if fig.note:
            note = Box(box.x + NOTE_INSET, box.y + box.height, box.width - 2 * NOTE_INSET, fig.note_height)
        return Shape(fig, box, note)

    def _arrow(self, no: int, route: Route) -> Arrow:
        corners = []
        count = len(route.points) - 1
        for number, point in enumerate(route.points):
            u, v = self.lines_u[point[0]], self.lines_v[point[1]]
            for segment in {max(number - 1, 0), min(number, count - 1)}:
                one, two = route.points[segment], route.points[segment + 1]
                off = self.slots.offset[no, segment] * SLOT
                if one[1] == two[1]:
                    v = self.lines_v[point[1]] + off
                else:
                    u = self.lines_u[point[0]] + off
            corners.append(self._turn(u, v))
        corners[0] = self._border(route.edge.source, route.leaves, corners[0])
        corners[-1] = self._border(route.edge.target, route.arrives, corners[-1])
        return Arrow(route.edge, route.back, tuple(corners), _words(self.labels[route.edge], corners))

    def _border(self, node: str, side: Side, point: tuple[float, float]) -> tuple[float, float]:
        """The point of the shape's border on this side, at the arrow's own distance from the middle."""
        fig = self.figures[node]
        x, y = self._centre(node)
        dx, dy = self._turn(*side.value)
        off = point[1] - y if dx else point[0] - x
        half, other = (fig.width / 2, fig.height / 2) if dx else (fig.height / 2, fig.width / 2)
        if fig.node.kind in {Kind.DECISION, Kind.FORK, Kind.JOIN}:
            half *= 1 - min(abs(off) / other, 0.9)
        elif fig.node.kind in {Kind.START, Kind.END} and dx:
            half = half - other + sqrt(max(other**2 - off**2, 0))
        if dy > 0 and fig.note:
            half += fig.note_height - 4  # the sheet's lower edge is a wave
        return (x + dx * half, y + off) if dx else (x + off, y + dy * half)


def _words(text: str, corners: list[tuple[float, float]]) -> Words | None:
    """The words of an arrow beside its first piece, close to where it leaves."""
    if not text:
        return None
    (x, y), (to_x, to_y) = corners[0], corners[1]
    wide = width(text) * SMALL
    if abs(to_y - y) < 0.5:
        right = to_x > x
        at, base, anchor = (x + 5 if right else x - 5), y - 5, "start" if right else "end"
    else:
        at, base, anchor = x + 6, (y + 14 if to_y > y else y - 6), "start"
    left = at if anchor == "start" else at - wide
    return Words(text, at, base, anchor, Box(left, base - 11, wide, 14))
