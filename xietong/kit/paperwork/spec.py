"""A printed form, declared once as pure data: no Django, no Word; small printers turn it into outputs.

RISK_FORM = PaperForm(
    name="risk", number="XT-BD-08", title="风险登记表", header=("owner", "level"),
    lines=(
        PersonPick(key="owner", label="责任人", required=True),
        Choice(key="level", label="等级", options=RiskLevel),
        Text(key="why", label="原因", lines=4, max_length=2000),
        Grid(key="measures", label="应对措施", min_rows=1, columns=(
            Text(key="what", label="措施", required=True), Day(key="by", label="完成日期"))),
    ),
)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from xietong.kit.workflow import State

Orientation = Literal["portrait", "landscape"]
Layout = Literal["form", "list", "letter", "report"]
SignatureBlock = Literal["countersign", "triple", "letter"]

ROWS = "rows"  # the key under which a list keeps its rows
ROW_ID = "id"  # the hidden, stable name of a grid row


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a form. `synonyms` are other labels under which offices print the same line, for reading back."""

    key: str
    label: str
    help: str = ""
    required: bool = False
    synonyms: tuple[str, ...] = ()
    computed: bool = False  # filled by the system: shown, never asked
    personal: bool = False  # data about a person: left out of anonymised copies
    section: str = ""  # the key of a Section
    width: int = 0  # as a column: relative width, 0 = as its kind usually needs

    @property
    def is_wide(self) -> bool:
        """Whether the line takes the full width of the printed form instead of half of it."""
        return False


@dataclass(frozen=True, kw_only=True)
class Text(Line):
    max_length: int = 200
    lines: int = 1  # more than one: a long text

    @property
    def is_wide(self) -> bool:
        return self.lines > 1


@dataclass(frozen=True, kw_only=True)
class Texts(Line):
    """A list of short texts, one per row. Stored as a list of strings."""

    max_length: int = 200  # of each text
    max_rows: int = 50

    @property
    def is_wide(self) -> bool:
        return True


@dataclass(frozen=True, kw_only=True)
class Day(Line):
    """Stored as `2026-11-22`."""


@dataclass(frozen=True, kw_only=True)
class Moment(Line):
    """A day and a time of day. Stored as ISO 8601 with the office's offset."""


@dataclass(frozen=True, kw_only=True)
class Number(Line):
    """A whole number, stored as int; with `places` a decimal number, stored as a string such as `0.5`."""

    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""
    places: int = 0


@dataclass(frozen=True, kw_only=True)
class Money(Line):
    """An amount in 元. Stored as a decimal string with two places: `1260000.00`."""

    minimum: int | None = 0


@dataclass(frozen=True, kw_only=True)
class Percent(Line):
    """Whole percent, stored as int."""

    minimum: int = 0
    maximum: int = 100


@dataclass(frozen=True, kw_only=True)
class YesNo(Line):
    """Stored as true or false."""


@dataclass(frozen=True, kw_only=True)
class Choice(Line):
    """One (or many) of the options, stored by value. Organisations may bring further options when the form is filled."""

    options: type[State]
    many: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonPick(Line):
    """A person (or many), stored by id."""

    many: bool = False


@dataclass(frozen=True, kw_only=True)
class DepartmentPick(Line):
    """A department (or many), stored by id."""

    many: bool = False


@dataclass(frozen=True, kw_only=True)
class Files(Line):
    """Attachments, stored as a list of their ids."""

    max_files: int = 20

    @property
    def is_wide(self) -> bool:
        return True


@dataclass(frozen=True, kw_only=True)
class Grid(Line):
    """Repeated rows, stored as a list of dicts; a row may carry a stable hidden `id`.

    `fixed`: the rows are given by the system; people fill them but neither add nor remove any.
    """

    columns: tuple[Line, ...]
    min_rows: int = 0
    max_rows: int = 200
    fixed: bool = False

    def __post_init__(self) -> None:
        _check_keys(f"grid {self.key}", self.columns)
        assert ROW_ID not in {column.key for column in self.columns}, f"grid {self.key}: a column must not be called id"
        assert not any(isinstance(column, Grid) for column in self.columns), f"grid {self.key}: no grid in a grid"

    @property
    def is_wide(self) -> bool:
        return True

    def column(self, key: str) -> Line:
        return next(column for column in self.columns if column.key == key)


KINDS: tuple[type[Line], ...] = (
    Text,
    Texts,
    Day,
    Moment,
    Number,
    Money,
    Percent,
    YesNo,
    Choice,
    PersonPick,
    DepartmentPick,
    Files,
    Grid,
)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A group of lines under one heading; lines name it by `section=`."""

    key: str
    label: str
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperForm:
    """A form: its lines, and how it stands on paper.

    `number` and `edition` are the code of the controlled blank (XT-BD-01, A/0), not the number of a filled document.
    `header` names the lines of the four-column head; all others make the body, in their order.
    """

    name: str
    number: str
    title: str
    lines: tuple[Line, ...]
    edition: str = "A/0"
    orientation: Orientation = "portrait"
    layout: Layout = "form"
    header: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    signature_block: SignatureBlock | None = None
    note: str = ""  # 注: how many copies, who keeps them

    def __post_init__(self) -> None:
        _check_keys(self.name, self.all_lines)
        keys = {line.key for line in self.lines}
        assert keys >= set(self.header), f"{self.name}: header names unknown lines {set(self.header) - keys}"
        known = {section.key for section in self.sections}
        named = {line.section for line in self.all_lines if line.section}
        assert known >= named, f"{self.name}: unknown sections {named - known}"

    @property
    def all_lines(self) -> tuple[Line, ...]:
        return self.lines

    @property
    def header_lines(self) -> tuple[Line, ...]:
        return tuple(self.line(key) for key in self.header)

    @property
    def body_lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self.all_lines if line.key not in self.header)

    @property
    def asked_lines(self) -> tuple[Line, ...]:
        """The lines people fill in, in their order."""
        return tuple(line for line in self.all_lines if not line.computed)

    def line(self, key: str) -> Line:
        """The line of this key; KeyError when there is none."""
        for line in self.all_lines:
            if line.key == key:
                return line
        raise KeyError(f"{self.name} has no line {key}")

    def lines_of(self, section: str) -> tuple[Line, ...]:
        """The lines of one section; an empty key means those without a section."""
        return tuple(line for line in self.all_lines if line.section == section)

    def every_line(self) -> Iterator[Line]:
        """All lines and all columns of grids."""
        for line in self.all_lines:
            yield line
            if isinstance(line, Grid):
                yield from line.columns


@dataclass(frozen=True, kw_only=True)
class ListForm(PaperForm):
    """A list: one row a matter or task. `lines` stand in its head, `columns` make the table; values keep the rows
    under the key `rows`."""

    lines: tuple[Line, ...] = ()
    columns: tuple[Line, ...] = ()
    orientation: Orientation = "landscape"
    layout: Layout = "list"
    signature_block: SignatureBlock | None = "triple"
    min_rows: int = 0
    max_rows: int = 5000
    fixed: bool = False

    def __post_init__(self) -> None:
        assert self.columns, f"{self.name}: a list needs columns"
        if not self.header:
            object.__setattr__(self, "header", tuple(line.key for line in self.lines))
        super().__post_init__()

    @property
    def rows(self) -> Grid:
        return Grid(
            key=ROWS,
            label=self.title,
            columns=self.columns,
            min_rows=self.min_rows,
            max_rows=self.max_rows,
            fixed=self.fixed,
        )

    @property
    def all_lines(self) -> tuple[Line, ...]:
        return (*self.lines, self.rows)


def _check_keys(owner: str, lines: tuple[Line, ...]) -> None:
    keys = [line.key for line in lines]
    twice = {key for key in keys if keys.count(key) > 1}
    assert not twice, f"{owner}: keys given twice: {sorted(twice)}"
    # names in HTML are joined with hyphens, so a key may not contain one
    odd = [key for key in keys if not key.isidentifier()]
    assert not odd, f"{owner}: keys must be identifiers: {odd}"
