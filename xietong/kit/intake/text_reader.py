"""Pasted text as a document: each line a paragraph; lines with tabs (copied from Excel or Word) a table."""

from collections.abc import Iterator

from xietong.kit.intake.document import MAX_CELL_TEXT, MAX_TEXT, Cell, Document, Paragraph, Table
from xietong.kit.intake.package import Unreadable

MAX_LINES = 5_000
MAX_COLUMNS = 100
MAX_LINES_OF_A_CELL = 100


def read_text(text: str) -> Document:
    """Raises Unreadable when the text is beyond the limits."""
    if len(text) > MAX_TEXT:
        raise Unreadable(f"粘贴的文字超过 {MAX_TEXT // 10_000} 万字，请只粘贴申请表的内容。")
    lines = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MAX_LINES:
        raise Unreadable(f"粘贴的文字超过 {MAX_LINES} 行，请只粘贴申请表的内容。")
    lines = list(_unbroken(lines))
    blocks: list[Paragraph | Table] = []
    run: list[tuple[int, str]] = []
    number = 0
    for line in [*lines, ""]:
        number += 1 + line.count("\n")
        if "\t" in line.strip():
            run.append((number, line))
            continue
        if run:
            blocks.append(_table(run))
            run = []
        if line.strip():
            blocks.append(Paragraph(line.strip(), f"第{number}行"))
    return Document(tuple(blocks))


def _unbroken(lines: list[str]) -> Iterator[str]:
    """Excel copies a cell with several lines as one quoted text: put its lines together again."""
    at = 0
    while at < len(lines):
        taken = 1
        if lines[at].startswith('"') or '\t"' in lines[at]:
            quotes = lines[at].count('"')
            while quotes % 2 and at + taken < len(lines) and taken <= MAX_LINES_OF_A_CELL:
                quotes += lines[at + taken].count('"')
                taken += 1
            taken = 1 if quotes % 2 else taken
        yield "\n".join(lines[at : at + taken])
        at += taken


def _unquoted(part: str) -> str:
    part = part.strip()
    if len(part) > 1 and part.startswith('"') and part.endswith('"') and "\n" in part:
        return part[1:-1].replace('""', '"')
    return part


def _table(lines: list[tuple[int, str]]) -> Table:
    rows = []
    for y, (number, line) in enumerate(lines):
        parts = [_unquoted(part) for part in line.split("\t")]
        if len(parts) > MAX_COLUMNS or any(len(part) > MAX_CELL_TEXT for part in parts):
            raise Unreadable(f"第{number}行太长，请只粘贴申请表的内容。")
        rows.append(tuple(Cell(part.strip(), f"第{number}行第{x + 1}列", (y, x)) for x, part in enumerate(parts)))
    return Table(f"第{lines[0][0]}—{lines[-1][0]}行", tuple(rows))
