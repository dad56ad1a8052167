"""What the layout of a document gave: texts with the lines they belong to, not yet understood."""

from dataclasses import dataclass, field

from xietong.kit.intake.labels import Label

MOST_LEFT_OVER = 500  # more is another file, and nobody reads the list


@dataclass(frozen=True, slots=True)
class Piece:
    """A text and its place."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A label and the text beside, below or after it. `within` are labelled parts inside that text."""

    label: Label
    own: Piece  # the text without its labelled parts
    whole: Piece
    within: tuple[tuple[Label, Piece], ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a grid: column key → text, already cut out of a table."""

    key: str
    rows: tuple[dict[str, Piece], ...]
    where: str
    sure: float
    how: str
    heads: tuple[tuple[str, str], ...] = ()  # column key → hint of its head (万元)


@dataclass
class Findings:
    answers: list[Answer] = field(default_factory=list)
    grids: list[Rows] = field(default_factory=list)
    left_over: list[Piece] = field(default_factory=list)
    left_out: int = 0  # texts beyond those that are listed

    def leave(self, text: str, where: str) -> None:
        if not text.strip():
            return
        self.left_out += len(self.left_over) >= MOST_LEFT_OVER
        if len(self.left_over) < MOST_LEFT_OVER:
            self.left_over.append(Piece(text.strip(), where))
