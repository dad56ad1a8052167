"""Where each node stands: a column in time, a track inside its lane.

Columns are longest paths over the ways that do not lead back. Inside a lane each node takes the track of the node
that leads to it if that cell is free, else the nearest free one; so a chain in one lane is drawn on one line.
"""

from dataclasses import dataclass

from xietong.kit.swimlanes.graph import Graph
from xietong.kit.swimlanes.model import Kind, Lane, Map

NO_LANE = "（未归入泳道）"


@dataclass(frozen=True)
class Cell:
    """A place: the column, the number of the lane, and the track inside the lane, all from 0."""

    column: int
    lane: int
    track: int


@dataclass(frozen=True)
class Placing:
    """All places, with the lanes as drawn (an extra one gathers nodes without a lane)."""

    lanes: tuple[Lane, ...]
    tracks: tuple[int, ...]  # how many tracks each lane has
    columns: int
    cells: dict[str, Cell]


def place(graph: Graph) -> Placing:
    """Columns and tracks for all nodes of a drawing."""
    drawing = graph.drawing
    lanes = _lanes(drawing)
    number = {lane.key: no for no, lane in enumerate(lanes)}
    columns = _columns(graph)
    lane_of = {node.id: number.get(node.lane, len(lanes) - 1) for node in drawing.nodes}
    taken: dict[tuple[int, int], set[int]] = {}
    track: dict[str, int] = {}
    for here in sorted(graph.order, key=lambda node: columns[node]):
        lane = lane_of[here]
        used = taken.setdefault((lane, columns[here]), set())
        wish = _wish(graph, here, lane_of, track, columns)
        free = min((no for no in range(len(used) + wish + 1) if no not in used), key=lambda no: (abs(no - wish), no))
        used.add(free)
        track[here] = free
    tracks = [1] * len(lanes)
    for here, no in track.items():
        tracks[lane_of[here]] = max(tracks[lane_of[here]], no + 1)
    cells = {here: Cell(columns[here], lane_of[here], track[here]) for here in track}
    return Placing(lanes, tuple(tracks), max(columns.values(), default=0) + 1, cells)


def _lanes(drawing: Map) -> tuple[Lane, ...]:
    known = {lane.key for lane in drawing.lanes}
    if drawing.lanes and all(node.lane in known for node in drawing.nodes):
        return drawing.lanes
    return (*drawing.lanes, Lane("", NO_LANE))


def _columns(graph: Graph) -> dict[str, int]:
    found: dict[str, int] = {}
    for here in graph.order:
        before = [found[edge.source] for edge in graph.into[here] if edge not in graph.back]
        found[here] = max(before, default=-1) + 1
    # A node that nothing leads to stands just before what follows it, not at the far left.
    for here in reversed(graph.order):
        node = graph.drawing.node(here)
        after = [found[edge.target] for edge in graph.out[here] if edge not in graph.back]
        if not graph.into[here] and after and node is not None and node.kind is not Kind.START:
            found[here] = min(after) - 1
    return found


def _wish(graph: Graph, here: str, lane_of: dict[str, int], track: dict[str, int], columns: dict[str, int]) -> int:
    """The track of the nearest node in the same lane that leads here; the first one when there is none."""
    before = [
        edge.source
        for edge in graph.into[here]
        if edge not in graph.back and lane_of[edge.source] == lane_of[here] and edge.source in track
    ]
    if not before:
        return 0
    nearest = max(before, key=lambda node: columns[node])
    return track[nearest]
