"""Lays a printout out on paper, once for Word, Excel and PDF: rows of labels and values, tables, signatures.

After this the printers know nothing of kinds of lines any more; they draw the few blocks of `sheet.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from xietong.kit.paperwork import spec
from xietong.kit.paperwork.printout import Heading, ListTable, Paragraph, Printout, Signed, Table
from xietong.kit.paperwork.sheet import Align, Cell, GridBlock, Pair, Rows, Sheet, SheetBlock, SignatureRow, Signatures
from xietong.kit.paperwork.words import (
    NO_NAMES,
    NOTHING,
    Lookups,
    day_in_words,
    in_words,
    is_empty,
    label_in_words,
    moment_in_words,
)

SHORT_DIGEST = 12  # characters of a digest that are printed
BLANK_ROWS_OF_A_GRID, BLANK_ROWS_OF_A_LIST = 4, 12
MOST_BOXES = 8  # options a blank form offers as boxes to tick
SERIAL = "序号"
TRIPLE = ("编制", "审核", "批准")
BLANK_DAY = "　　年　月　日"
BLANK_OPINION = "□同意　□不同意（说明理由）"
CHINESE_NUMBERS = "一二三四五六七八九十"


def lay_out(printout: Printout) -> Sheet:
    """The sheet of a printout: what stands where, in words."""
    paper = printout.paper
    writer = _Writer(printout)
    blocks: list[SheetBlock] = []
    if not printout.body_only:
        blocks += writer.lines()
    for block in printout.body:
        blocks.append(writer.body_block(block))
    if signatures := writer.signatures():
        blocks.insert(_before_annexes(blocks), signatures)
    notes = [f"注：{paper.note}"] if paper.note else []
    return Sheet(
        title=printout.heading,
        company=printout.facts.company,
        top=tuple(_top_line(printout)),
        number=printout.facts.number,
        layout=paper.layout,
        landscape=paper.orientation == "landscape",
        blocks=tuple(blocks),
        notes=tuple(notes),
        mark=printout.mark,
        verification=printout.verification,
        verification_url=printout.verification_url,
        code=f"{paper.number} {paper.edition}".strip(),
        paper=paper.name,
    )


def lay_out_values(paper: spec.PaperForm, values: Mapping[str, Any], lookups: Lookups = NO_NAMES) -> Sheet:
    """A filled paper without head and signatures, to be read on screen."""
    return lay_out(Printout(paper=replace(paper, signature_block=None), values=values, lookups=lookups))


def _before_annexes(blocks: Sequence[SheetBlock]) -> int:
    """Signatures follow the last upright page; landscape tables and drawings after it are annexes."""
    end = len(blocks)
    while end and getattr(blocks[end - 1], "landscape", False):
        end -= 1
    return end


def _top_line(printout: Printout) -> list[str]:
    facts, paper = printout.facts, printout.paper
    top = [f"表单编号：{paper.number} {paper.edition}".rstrip()]
    for label, value in (
        ("编号", facts.number),
        ("版本", facts.version),
        ("密级", facts.confidentiality),
        ("状态", facts.state),
    ):
        if value:
            top.append(f"{label}：{value}")
    return top


class _Writer:
    def __init__(self, printout: Printout) -> None:
        self.printout, self.paper = printout, printout.paper
        self.lookups: Lookups = printout.lookups
        self.blank = printout.blank
        self.chapters = 0

    def lines(self) -> list[SheetBlock]:
        blocks: list[SheetBlock] = []
        if self.paper.header_lines:
            blocks.append(Rows(rows=self.pairs(self.paper.header_lines)))
        if self.paper.layout == "report":
            for line in self.paper.body_lines:
                blocks += self.chapter(line)
        elif self.paper.layout == "letter":
            for line in self.paper.body_lines:
                blocks += self.letter_line(line)
        else:
            blocks += self.form_body()
        return blocks

    def form_body(self) -> list[SheetBlock]:
        """Short lines in pairs, long ones over the full width, grids as tables, each section under its heading."""
        blocks: list[SheetBlock] = []
        titles = {section.key: section.label for section in self.paper.sections}
        for section, lines in groupby(self.paper.body_lines, key=lambda line: line.section):
            title = titles.get(section, "")
            for is_grid, some in groupby(lines, key=lambda line: isinstance(line, spec.Grid)):
                if not is_grid:
                    blocks.append(Rows(rows=self.pairs(tuple(some)), title=title))
                else:
                    for line in some:
                        assert isinstance(line, spec.Grid)
                        heading = "" if self.paper.layout == "list" and line.key == spec.ROWS else line.label
                        blocks.append(replace(self.grid(line, title=heading), section=title))
                        title = ""
                title = ""
        return blocks

    def pairs(self, lines: Sequence[spec.Line]) -> tuple[tuple[Pair, ...], ...]:
        rows: list[tuple[Pair, ...]] = []
        waiting: list[Pair] = []
        for line in lines:
            pair = self.pair(line)
            if line.is_wide:
                if waiting:
                    rows.append(tuple(waiting))
                    waiting = []
                rows.append((pair,))
                continue
            waiting.append(pair)
            if len(waiting) == 2:
                rows.append(tuple(waiting))
                waiting = []
        return tuple(rows + ([tuple(waiting)] if waiting else []))

    def pair(self, line: spec.Line) -> Pair:
        lines = getattr(line, "lines", 1) if isinstance(line, spec.Text) else 3 if isinstance(line, spec.Texts) else 1
        return Pair(
            label=label_in_words(line),
            cell=self.cell(line, self.printout.values.get(line.key), in_column=False),
            lines=lines if self.blank else min(lines, 2),
            options=_options(line),
        )

    def cell(self, line: spec.Line, value: Any, *, in_column: bool) -> Cell:
        if self.blank:
            boxes = "　".join(f"□{label}" for label in _options(line))
            text = boxes if not in_column and len(_options(line)) <= MOST_BOXES else ""
            return Cell(text=text, align=ALIGN[type(line)] if in_column else "left")
        calculated, form = _calculated(line, value)
        return Cell(
            text=in_words(line, value, self.lookups, empty=NOTHING),
            align="center" if in_column and is_empty(value) else ALIGN[type(line)] if in_column else "left",
            value=calculated,
            format=form,
        )

    def grid(
        self, grid: spec.Grid, rows: Sequence[Mapping[str, Any]] | None = None, title: str | None = None
    ) -> GridBlock:
        if rows is None:
            rows = self.printout.values.get(grid.key) or []
        if self.blank:
            least = BLANK_ROWS_OF_A_LIST if grid.key == spec.ROWS else BLANK_ROWS_OF_A_GRID
            rows = [{} for _ in range(max(least, grid.min_rows))]
        elif not rows:
            rows = [{}]
        cells = [[self.cell(column, row.get(column.key), in_column=True) for column in grid.columns] for row in rows]
        headers = [label_in_words(column) for column in grid.columns]
        widths = [column.width or _width(column) for column in grid.columns]
        if not any(word in headers[0] for word in (SERIAL, "编号")):
            headers, widths = [SERIAL, *headers], [3, *widths]
            given = any(rows) or self.blank
            cells = [
                [Cell(text=str(number) if given else NOTHING, align="center", value=number if given else None), *row]
                for number, row in enumerate(cells, 1)
            ]
        return GridBlock(
            title=grid.label if title is None else title,
            headers=tuple(headers),
            widths=tuple(widths),
            rows=tuple(tuple(row) for row in cells),
            stretch=(*[False] * (len(headers) - len(grid.columns)), *(_stretches(column) for column in grid.columns)),
            blank=self.blank,
            options=tuple([()] * (len(headers) - len(grid.columns)) + [_options(column) for column in grid.columns]),
        )

    def chapter(self, line: spec.Line) -> list[SheetBlock]:
        """A line of a report: a numbered heading and its text or table."""
        number = CHINESE_NUMBERS[self.chapters] if self.chapters < len(CHINESE_NUMBERS) else str(self.chapters + 1)
        self.chapters += 1
        heading = Heading(text=f"{number}、{line.label}")
        if isinstance(line, spec.Grid):
            return [heading, self.grid(line, title="")]
        value = self.printout.values.get(line.key)
        text = "" if self.blank else in_words(line, value, self.lookups, empty="无", long_dates=True)
        return [heading, *(Paragraph(text=part) for part in text.split("\n") if part or self.blank)]

    def letter_line(self, line: spec.Line) -> list[SheetBlock]:
        if isinstance(line, spec.Grid):
            return [Paragraph(text=f"{line.label}："), self.grid(line, title="")]
        value = self.printout.values.get(line.key)
        text = "" if self.blank else in_words(line, value, self.lookups, empty="无", long_dates=True)
        return [Paragraph(text=f"{line.label}：{text}")]

    def body_block(self, block: Any) -> SheetBlock:
        if isinstance(block, ListTable):
            grid = block.paper.rows
            table = self.grid(grid, block.rows, block.title or block.paper.title)
            return replace(table, landscape=block.landscape)
        if isinstance(block, Table):
            widths = block.widths or _guessed_widths(block)
            rows = tuple(tuple(Cell(text=text or NOTHING) for text in row) for row in block.rows)
            empty = (tuple(Cell(text=NOTHING, align="center") for _ in block.headers),)
            return GridBlock(
                title=block.title,
                headers=block.headers,
                widths=widths,
                stretch=tuple(width >= WIDTHS[spec.Text] for width in widths),
                rows=rows or empty,
                landscape=block.landscape,
            )
        kept: SheetBlock = block
        return kept

    def signatures(self) -> Signatures | None:
        kind, signed = self.paper.signature_block, self.printout.signatures
        if kind is None:
            return Signatures(kind="countersign", rows=tuple(map(_signature, signed))) if signed else None
        if kind == "triple":
            signed = _triple(signed)
        elif kind == "countersign" and not signed:
            signed = tuple(Signed(capacity="") for _ in range(4)) if self.blank else ()
        rows = [_signature(one) for one in signed]
        if kind == "letter":
            rows = [replace(row, when=_letter_day(one)) for row, one in zip(rows, signed, strict=True)]
        return Signatures(kind=kind, rows=tuple(rows)) if rows else None


def _letter_day(signed: Signed) -> str:
    return day_in_words(moment_in_words(signed.at), long=True) if signed.at else BLANK_DAY


def _signature(signed: Signed) -> SignatureRow:
    who = "\n".join(part for part in (signed.department, signed.capacity) if part)
    if not signed.signer:
        return SignatureRow(who=who, opinion=BLANK_OPINION, signed="", proof="", when=BLANK_DAY)
    return SignatureRow(
        who=who,
        opinion="\n".join(part for part in (signed.opinion, signed.reason) if part) or NOTHING,
        signed=f"{signed.signer}（代 {signed.on_behalf_of}）" if signed.on_behalf_of else signed.signer,
        proof=f"校验 {signed.digest[:SHORT_DIGEST]}" if signed.digest else "",
        when=moment_in_words(signed.at) if signed.at else NOTHING,
    )


def _triple(signed: Sequence[Signed]) -> tuple[Signed, ...]:
    """编制, 审核 and 批准 in this order, whoever of them has signed; others follow."""
    by_capacity = {one.capacity: one for one in signed}
    first = tuple(by_capacity.get(capacity, Signed(capacity=capacity)) for capacity in TRIPLE)
    return first + tuple(one for one in signed if one.capacity not in TRIPLE)


def _options(line: spec.Line) -> tuple[str, ...]:
    if isinstance(line, spec.YesNo):
        return ("是", "否")
    return tuple(option.label for option in line.options) if isinstance(line, spec.Choice) else ()


def _width(line: spec.Line) -> int:
    """How many Chinese characters of this kind of line fit comfortably in one row of a table."""
    width = WIDTHS[type(line)]
    if getattr(line, "many", False) or getattr(line, "lines", 1) > 1:
        width = width * 3 // 2
    words = len(label_in_words(line))
    return max(width, words if words <= 5 else (words + 1) // 2)


def _stretches(line: spec.Line) -> bool:
    return isinstance(line, (spec.Text, spec.Texts, spec.Files)) and not 0 < line.width < 4


def _guessed_widths(table: Table) -> tuple[int, ...]:
    """Widths from the words themselves, between 3 and 16 characters."""
    columns = zip(*([table.headers, *table.rows[:200]]), strict=False)
    return tuple(min(max(3, *(len(text) for text in column)) + 1, 16) for column in columns)


def _calculated(line: spec.Line, value: Any) -> tuple[Any, str]:
    """The value as a spreadsheet calculates with it, and its number format there."""
    kind = CALCULATED.get(type(line))
    if kind is None or is_empty(value):
        return None, ""
    convert, form = kind
    try:
        return convert(value), form
    except (TypeError, ValueError, AttributeError, InvalidOperation):
        return None, ""


CALCULATED: dict[type[spec.Line], tuple[Callable[[Any], Any], str]] = {
    spec.Day: (lambda value: date.fromisoformat(day_in_words(value)), "yyyy-mm-dd"),
    spec.Moment: (lambda value: datetime.fromisoformat(moment_in_words(value)), "yyyy-mm-dd hh:mm"),
    spec.Number: (lambda value: Decimal(str(value)), "General"),
    spec.Money: (lambda value: Decimal(str(value)), "#,##0.00"),
    spec.Percent: (lambda value: Decimal(str(value)) / 100, "0%"),
}

ALIGN: dict[type[spec.Line], Align] = {
    spec.Text: "left",
    spec.Texts: "left",
    spec.Day: "center",
    spec.Moment: "center",
    spec.Number: "right",
    spec.Money: "right",
    spec.Percent: "right",
    spec.YesNo: "center",
    spec.Choice: "center",
    spec.PersonPick: "center",
    spec.DepartmentPick: "center",
    spec.Files: "left",
    spec.Grid: "left",
}

WIDTHS: dict[type[spec.Line], int] = {
    spec.Text: 8,
    spec.Texts: 10,
    spec.Day: 6,
    spec.Moment: 9,
    spec.Number: 4,
    spec.Money: 7,
    spec.Percent: 4,
    spec.YesNo: 3,
    spec.Choice: 4,
    spec.PersonPick: 4,
    spec.DepartmentPick: 5,
    spec.Files: 8,
    spec.Grid: 14,
}
