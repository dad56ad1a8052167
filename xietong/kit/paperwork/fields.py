"""What the template `ui/paper.html` needs to know about each line of a form that is being filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from xietong.kit.paperwork import spec
from xietong.kit.paperwork.parse import is_many
from xietong.kit.paperwork.validate import Choices, options_for
from xietong.kit.paperwork.words import Lookups, in_words, is_empty, label_in_words

ROW_PLACE = "__i__"  # stands for the number of the row in the <template> of a grid
MOST_OPTIONS_IN_A_ROW = 60  # beyond this a cell of a grid offers a shared list to type into, or the page grows heavy

YES_NO_OPTIONS = [("yes", "是"), ("no", "否")]


@dataclass(frozen=True, kw_only=True)
class FieldView:
    """One field: `widget` says which control shows it, `values` what stands in it (strings, as an HTML value)."""

    line: spec.Line
    widget: str
    name: str
    id: str
    values: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    list_id: str = ""  # the <datalist> of a combo
    text: str = ""  # of a computed line: what it says
    errors: tuple[str, ...] = ()
    rows: tuple["RowView", ...] = ()
    template_row: "RowView | None" = None
    attributes: tuple[tuple[str, str], ...] = ()
    help_id: str = ""  # a column's help stands once, in the head

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def label(self) -> str:
        label = label_in_words(self.line)
        return f"{label}（%）" if isinstance(self.line, spec.Percent) and self.widget != "computed" else label

    @property
    def head(self) -> tuple["FieldView", ...]:
        """Of a grid: one field of each column, for its labels."""
        return self.template_row.cells if self.template_row else self.rows[0].cells if self.rows else ()

    @property
    def lists(self) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
        """Of a grid: the lists that its combos share."""
        return [(cell.list_id, cell.options) for cell in self.head if cell.list_id]

    @property
    def described_by(self) -> str:
        """The ids of the elements that explain this field, for aria-describedby."""
        parts = [self.help_id] if self.line.help else []
        return " ".join(parts + ([f"{self.id}-error"] if self.errors else []))


@dataclass(frozen=True, kw_only=True)
class RowView:
    prefix: str  # outcomes-0
    number: str  # as people count: 1
    row_id: str
    cells: tuple[FieldView, ...]
    errors: tuple[str, ...] = ()


WIDGETS: dict[type[spec.Line], str] = {
    spec.Text: "text",
    spec.Texts: "texts",
    spec.Day: "date",
    spec.Moment: "datetime-local",
    spec.Number: "number",
    spec.Money: "money",
    spec.Percent: "number",
    spec.YesNo: "select",
    spec.Choice: "select",
    spec.PersonPick: "select",
    spec.DepartmentPick: "select",
    spec.Files: "files",
    spec.Grid: "grid",
}


def shown(line: spec.Line, value: Any) -> tuple[str, ...]:
    """A stored value, or what was typed, as the values of an HTML control."""
    if is_empty(value):
        return ()
    if isinstance(line, spec.Texts):
        return (value if isinstance(value, str) else "\n".join(map(str, value)),)
    if isinstance(value, (list, tuple)):
        return tuple(str(one) for one in value)
    if isinstance(line, spec.YesNo) and isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(line, spec.Moment):
        return (_local_moment(value),)
    return (str(value),)


def _local_moment(value: Any) -> str:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return str(value)
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return f"{moment:%Y-%m-%dT%H:%M}"


class View:
    """Builds the fields of one form."""

    def __init__(self, choices: Choices, lookups: Lookups, errors: Mapping[str, list[str]], prefix: str) -> None:
        self.choices, self.lookups, self.errors, self.prefix = choices, lookups, errors, prefix
        self._options: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}

    def field(self, line: spec.Line, value: Any, grid: spec.Grid | None = None, row: str = "") -> FieldView:
        name = f"{grid.key}-{row}-{line.key}" if grid else line.key
        view = FieldView(
            line=line,
            widget=WIDGETS[type(line)],
            name=name,
            id=f"{self.prefix}-{name}",
            values=shown(line, value),
            errors=tuple(self.errors.get(name, ())),
            attributes=_attributes(line),
            help_id=f"{self.prefix}-{grid.key}-{line.key}-help" if grid else f"{self.prefix}-{name}-help",
        )
        if isinstance(line, spec.Files):
            ids = value if isinstance(value, (list, tuple)) else []
            return replace(view, options=tuple((str(one), self._file_name(one)) for one in ids))
        if view.widget == "select":
            return self._with_options(view, grid)
        if view.widget == "text" and getattr(line, "lines", 1) > 1:
            return replace(view, widget="textarea")
        if view.widget in ("date", "datetime-local", "number") and view.errors and view.values:
            return replace(view, widget="text")  # those controls would swallow what they cannot read
        return view

    def computed(self, line: spec.Line, value: Any, grid: spec.Grid | None = None, row: str = "") -> FieldView:
        name = f"{grid.key}-{row}-{line.key}" if grid else line.key
        text = in_words(line, value, self.lookups)
        return FieldView(line=line, widget="computed", name=name, id=f"{self.prefix}-{name}", text=text)

    def grid(self, grid: spec.Grid, rows: Sequence[Mapping[str, Any]]) -> FieldView:
        return FieldView(
            line=grid,
            widget="grid",
            name=grid.key,
            help_id=f"{self.prefix}-{grid.key}-help",
            id=f"{self.prefix}-{grid.key}",
            errors=tuple(self.errors.get(grid.key, ())),
            rows=tuple(self.row(grid, row, str(number)) for number, row in enumerate(rows)),
            template_row=None if grid.fixed else self.row(grid, {}, ROW_PLACE),
        )

    def row(self, grid: spec.Grid, row: Mapping[str, Any], number: str) -> RowView:
        return RowView(
            prefix=f"{grid.key}-{number}",
            number=str(int(number) + 1) if number.isdigit() else number,
            row_id=str(row.get(spec.ROW_ID) or ""),
            cells=tuple(
                (self.computed if column.computed else self.field)(column, row.get(column.key), grid, number)
                for column in grid.columns
            ),
            errors=tuple(self.errors.get(f"{grid.key}-{number}", ())),
        )

    def _with_options(self, view: FieldView, grid: spec.Grid | None) -> FieldView:
        line = view.line
        options = self._options_of(line, grid)
        if grid and len(options) > MOST_OPTIONS_IN_A_ROW:
            labels = dict(options)
            separator = "、" if is_many(line) else ""
            text = separator.join(labels.get(value, value) for value in view.values)
            list_id = f"{self.prefix}-{grid.key}-{line.key}-options"
            return replace(view, widget="combo", values=(text,) if text else (), options=options, list_id=list_id)
        missing = tuple((value, self._name(line, value)) for value in view.values if value not in dict(options))
        return replace(view, widget="multiselect" if is_many(line) else "select", options=options + missing)

    def _options_of(self, line: spec.Line, grid: spec.Grid | None) -> tuple[tuple[str, str], ...]:
        place = (grid.key if grid else "", line.key)
        if place not in self._options:
            if isinstance(line, spec.YesNo):
                self._options[place] = tuple(YES_NO_OPTIONS)
            else:
                pairs = options_for(line, grid, self.choices) or ()
                self._options[place] = tuple((str(value), label) for value, label in pairs)
        return self._options[place]

    def _name(self, line: spec.Line, value: str) -> str:
        """A value that may no longer be chosen keeps its name, so that nothing changes unseen."""
        return in_words(line, int(value) if value.isdigit() else value, self.lookups)

    def _file_name(self, file_id: Any) -> str:
        return in_words(
            spec.Files(key="file", label=""), [int(file_id) if str(file_id).isdigit() else file_id], self.lookups
        )


def _attributes(line: spec.Line) -> tuple[tuple[str, str], ...]:
    """Limits the browser can show before anything is sent; the server checks them again."""
    found: dict[str, Any] = {}
    if isinstance(line, spec.Text):
        found["maxlength"] = line.max_length
    if isinstance(line, spec.Text) and line.lines > 1:
        found["rows"] = line.lines
    if isinstance(line, (spec.Number, spec.Percent)):
        found |= {"min": line.minimum, "max": line.maximum}
    if isinstance(line, spec.Number):
        found["step"] = 10**-line.places if line.places else 1
    return tuple((key, f"{value}") for key, value in found.items() if value is not None)
