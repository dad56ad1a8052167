"""What stands in a file, whatever wrote it: paragraphs and tables of cells, each with the place a person can find."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MAX_CELL_TEXT = 32_767  # characters; Excel's own limit
MAX_TEXT = 2_000_000  # characters of a whole document
MAX_CELLS = 100_000  # filled cells of a whole document (5,000 rows of 20 columns), merged ones counted once


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the grid. A merged cell stands in every place it covers, each time with the same `origin`."""

    text: str
    place: str
    origin: tuple[int, int]  # row and column of the top left corner, from 0
    tables: tuple["Table", ...] = ()

    @property
    def is_blank(self) -> bool:
        return not self.text.strip() and not self.tables


@dataclass(frozen=True, slots=True)
class Table:
    place: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Document:
    """All blocks in reading order, and the hidden code and edition of the form when our own printer wrote it."""

    blocks: tuple[Paragraph | Table, ...]
    form_code: str | None = None
    edition: str | None = None
    notes: tuple[tuple[str, str], ...] = field(default=())  # (place, message) about what could not be read

    def texts(self) -> Iterator[tuple[str, str]]:
        """(text, place) of everything, each merged cell once."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield block.text, block.place
            else:
                yield from table_texts(block)


def table_texts(table: Table) -> Iterator[tuple[str, str]]:
    for y, row in enumerate(table.rows):
        for x, cell in enumerate(row):
            if cell.origin == (y, x):
                if cell.text.strip():
                    yield cell.text, cell.place
                for inner in cell.tables:
                    yield from table_texts(inner)


def as_plain(document: Document) -> dict[str, Any]:
    """JSON-able form, to pass from the parsing process to its caller. A covered place is only its origin."""

    def table(block: Table) -> dict[str, Any]:
        rows = [
            [
                [cell.text, cell.place, [table(inner) for inner in cell.tables]]
                if cell.origin == (y, x)
                else [*cell.origin]
                for x, cell in enumerate(row)
            ]
            for y, row in enumerate(block.rows)
        ]
        return {"place": block.place, "rows": rows}

    blocks = [
        table(block) if isinstance(block, Table) else {"place": block.place, "text": block.text}
        for block in document.blocks
    ]
    return {
        "blocks": blocks,
        "form_code": document.form_code,
        "edition": document.edition,
        "notes": [list(note) for note in document.notes],
    }


def from_plain(data: dict[str, Any]) -> Document:
    def table(block: dict[str, Any]) -> Table:
        built: list[list[Cell]] = []
        for y, row in enumerate(block["rows"]):
            cells: list[Cell] = []
            built.append(cells)
            for x, item in enumerate(row):
                if len(item) == 2:
                    cells.append(built[item[0]][item[1]])
                else:
                    text, place, inner = item
                    cells.append(Cell(text, place, (y, x), tuple(table(each) for each in inner)))
        return Table(block["place"], tuple(tuple(row) for row in built))

    blocks: list[Paragraph | Table] = [
        table(block) if "rows" in block else Paragraph(block["text"], block["place"]) for block in data["blocks"]
    ]
    notes = tuple((place, message) for place, message in data["notes"])
    return Document(tuple(blocks), data["form_code"], data["edition"], notes)
