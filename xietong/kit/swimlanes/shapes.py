"""How big each kind of shape is with its words in it, and on which sides its arrows leave and arrive."""

from dataclasses import dataclass
from enum import Enum

from xietong.kit.swimlanes.model import Kind, Node
from xietong.kit.swimlanes.text import width, wrap

FONT = 13  # px: names in shapes
SMALL = 11.5  # px: words on arrows, names of gateways, documents
LINE = 18  # px from line to line
SMALL_LINE = 15
STEP_WIDTH = 132
GATE = 40  # px: a fork or join, tip to tip
NOTE_INSET = 10  # px by which a document is narrower than its step


class Direction(Enum):
    """Which way time runs: lanes are rows when it runs right, columns when it runs down."""

    RIGHT = "right"
    DOWN = "down"


class Side(Enum):
    """A side of a shape, seen along the way of time and across the lanes."""

    AHEAD = (1, 0)
    REAR = (-1, 0)
    LOW = (0, -1)
    HIGH = (0, 1)

    @property
    def opposite(self) -> "Side":
        return Side((-self.value[0], -self.value[1]))


@dataclass(frozen=True)
class Figure:
    """A shape before it has a place. Extents in px from its centre: left, top, right, bottom, words and notes included."""

    node: Node
    width: float
    height: float
    lines: tuple[str, ...]
    label: tuple[str, ...]  # words beside the shape, for forks and joins
    note: tuple[str, ...]  # the documents that it puts out
    left: float
    top: float
    right: float
    bottom: float

    @property
    def note_height(self) -> float:
        return len(self.note) * SMALL_LINE + 14 if self.note else 0


def figure(node: Node, direction: Direction, *, documents: bool) -> Figure:
    """The figure of a node, its words already broken into lines."""
    lines: list[str] = []
    label: list[str] = []
    note: list[str] = []
    if node.kind in {Kind.FORK, Kind.JOIN}:
        wide = tall = float(GATE)
        label = wrap(node.name, 6.6, 3) if node.name else []
    elif node.kind is Kind.DECISION:
        lines, wide, tall = _diamond(node.title)
    elif node.kind in {Kind.START, Kind.END}:
        lines = wrap(node.title, 7, 2)
        wide = max(76.0, max(width(line) for line in lines) * FONT + 34)
        tall = 38.0 if len(lines) == 1 else 50.0
    else:
        wide = float(STEP_WIDTH)
        lines = wrap(node.title, (wide - 14) / FONT, 4)
        tall = max(50.0, len(lines) * LINE + 18)
        if documents and node.outputs:
            note = wrap("、".join(node.outputs), (wide - 2 * NOTE_INSET - 12) / SMALL, 3)
    left = right = wide / 2
    top = bottom = tall / 2
    if note:
        bottom += len(note) * SMALL_LINE + 14
    if label:
        words = max(width(line) for line in label) * SMALL
        if direction is Direction.RIGHT:
            bottom += len(label) * SMALL_LINE + 4
            left, right = max(left, words / 2), max(right, words / 2)
        else:
            right += words + 8
    return Figure(node, wide, tall, tuple(lines), tuple(label), tuple(note), left, top, right, bottom)


def _diamond(title: str) -> tuple[list[str], float, float]:
    """The smallest of a few diamonds in which the title fits without touching its sides."""
    for wide, tall, em, most in ((132, 74, 6.2, 1), (152, 82, 7.2, 2), (176, 104, 7.2, 3), (200, 124, 8.2, 4)):
        lines = wrap(title, em, most)
        if not lines[-1].endswith("…") and all(_fits(lines, wide, tall)):
            return lines, float(wide), float(tall)
    return lines, float(wide), float(tall)


def _fits(lines: list[str], wide: float, tall: float) -> list[bool]:
    found = []
    for no, line in enumerate(lines):
        far = abs(no - (len(lines) - 1) / 2) * LINE + 6
        found.append(width(line) * FONT <= wide * (1 - far / (tall / 2)) + 2)
    return found


def ways_out(kind: Kind) -> dict[Side, float]:
    """The sides on which arrows leave such a shape, and how unwelcome each is."""
    if kind is Kind.DECISION:
        return {Side.AHEAD: 0, Side.LOW: 0.3, Side.HIGH: 0.2}
    if kind in {Kind.FORK, Kind.JOIN}:
        return {Side.AHEAD: 0}
    return {Side.AHEAD: 0, Side.LOW: 2.5, Side.HIGH: 2.5}


def ways_in(kind: Kind, *, back: bool) -> dict[Side, float]:
    """The sides on which arrows arrive; one that closes a loop rather comes from above or below."""
    if kind is Kind.FORK:
        return {Side.REAR: 0, Side.LOW: 1}
    if kind is Kind.JOIN:
        return {Side.REAR: 0, Side.LOW: 3}
    if back:
        return {Side.LOW: 0, Side.HIGH: 0, Side.REAR: 3}
    return {Side.REAR: 0, Side.LOW: 3.5, Side.HIGH: 3.5}
