"""The few things a printed page is made of: what `layout` makes and the printers for Word, Excel and PDF draw."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from xietong.kit.paperwork import spec
from xietong.kit.paperwork.printout import Heading, PageBreak, Paragraph, Picture

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Words in a cell; `value` is the same as a number or day, for spreadsheets that calculate with it."""

    text: str
    align: Align = "left"
    value: int | Decimal | date | datetime | None = None
    format: str = ""  # of the value, in spreadsheets


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A label and its value. `lines` is the least height of the value, in lines; `options` what it may be chosen from."""

    label: str
    cell: Cell
    lines: int = 1
    options: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Labels and values in four columns: two pairs in a row, or one over the full width. `title` is a row of its own."""

    rows: tuple[tuple[Pair, ...], ...]
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class GridBlock:
    """A table whose head repeats on each page. `widths` in Chinese characters."""

    headers: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    section: str = ""  # the heading of the section that begins with this table
    stretch: tuple[bool, ...] = ()  # columns that take what is left of the width
    landscape: bool = False
    blank: bool = False
    options: tuple[tuple[str, ...], ...] = ()  # of each column, for blanks in Excel


@dataclass(frozen=True, kw_only=True)
class SignatureRow:
    who: str
    opinion: str
    signed: str
    proof: str
    when: str


@dataclass(frozen=True, kw_only=True)
class Signatures:
    """The signature block: `kind` says how it looks; blank rows are left to sign by hand."""

    kind: spec.SignatureBlock
    rows: tuple[SignatureRow, ...]


SheetBlock = Rows | GridBlock | Signatures | Heading | Paragraph | Picture | PageBreak


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A document ready to be drawn."""

    title: str
    company: str
    top: tuple[str, ...]  # the line under the title: form code, number, version, confidentiality
    number: str
    layout: spec.Layout
    landscape: bool
    blocks: tuple[SheetBlock, ...]
    notes: tuple[str, ...]
    mark: str
    verification: str = ""
    verification_url: str = ""
    code: str = ""  # XT-BD-01 A/0
    paper: str = ""
