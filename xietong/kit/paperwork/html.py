"""A paper as an HTML form: reads what a browser sends, validates everything at once, and feeds `ui/paper.html`.

Names: `title` for a line, `outcomes-0-name` for a column of a row, `outcomes-0-id` for the hidden id of a row,
`outcomes-0-DELETE` for a row that was removed. Rows may be any number and have gaps; blank rows are skipped.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xietong.kit.paperwork import spec
from xietong.kit.paperwork.fields import FieldView, View
from xietong.kit.paperwork.parse import is_many
from xietong.kit.paperwork.validate import NO_CHOICES, Choices, is_blank_row, validate
from xietong.kit.paperwork.words import NO_NAMES, Lookups, is_empty
from xietong.kit.problems import Problem

DELETE = "DELETE"
MOST_ROWS_READ = 10_000  # beyond this nobody typed it


@dataclass(frozen=True)
class Upload:
    """A file sent for a line; for a column of a grid `row` is the index in the clean rows."""

    key: str
    file: Any
    column: str = ""
    row: int = -1


def paper_form(
    paper: spec.PaperForm,
    data: Mapping[str, Any] | None = None,
    files: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
    choices: Choices = NO_CHOICES,
    partial: bool = False,
    lookups: Lookups = NO_NAMES,
) -> "HtmlForm":
    """The form of a paper; bound when `data` (request.POST) is given.

    `initial` are stored answers (and computed values); `choices` as in `validate`; `lookups` names ids in computed
    lines. With `partial` a draft is taken: nothing is reported as missing.
    """
    return HtmlForm(paper, data, files, initial or {}, choices, partial, lookups)


@dataclass
class HtmlForm:
    paper: spec.PaperForm
    data: Mapping[str, Any] | None
    files: Mapping[str, Any] | None
    initial: Mapping[str, Any]
    choices: Choices
    partial: bool
    lookups: Lookups
    extra_problems: list[Problem] = field(default_factory=list)

    @property
    def is_bound(self) -> bool:
        return self.data is not None

    def is_valid(self) -> bool:
        return self.is_bound and not self.problems

    def clean(self) -> dict[str, Any]:
        """The plain answers, to be stored; with problems those that could be understood."""
        return self._checked[0]

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong, in the order of the form."""
        return [*self._checked[1], *self.extra_problems] if self.is_bound else list(self.extra_problems)

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Shows beside the lines what a service refused (`Problems.items`)."""
        self.extra_problems.extend(problems)
        self.__dict__.pop("fields", None)

    @property
    def errors(self) -> dict[str, list[str]]:
        """Messages by field name."""
        by_field: dict[str, list[str]] = {}
        for problem in self.problems:
            by_field.setdefault(problem.field, []).append(problem.message)
        return by_field

    @cached_property
    def fields(self) -> list[FieldView]:
        """All lines as the template shows them, in their order."""
        view = View(self.choices, self.lookups, self.errors, self.paper.name)
        values = self._raw if self.is_bound else self.initial
        return [self._field(view, line, values.get(line.key)) for line in self.paper.all_lines]

    def field(self, key: str) -> FieldView:
        return next(view for view in self.fields if view.line.key == key)

    def fields_of(self, section: str | None) -> list[FieldView]:
        """The lines of one section; None means all."""
        return [view for view in self.fields if section is None or view.line.section == section]

    def groups(self, section: str | None = None) -> list[tuple[bool, list[FieldView]]]:
        """Fields as they stand on the page: runs of short ones side by side, and wide ones (True) alone."""
        runs: list[tuple[bool, list[FieldView]]] = []
        for view in self.fields_of(section):
            if view.line.is_wide or not runs or runs[-1][0]:
                runs.append((view.line.is_wide, [view]))
            else:
                runs[-1][1].append(view)
        return runs

    @property
    def uploads(self) -> list[Upload]:
        """Files that were sent, each with the line it was sent for."""
        return list(self._uploads.values()) if self.is_bound else []

    @cached_property
    def _raw(self) -> dict[str, Any]:
        """What was sent, by line; rows in order, without the removed ones and the blank ones at the end."""
        raw: dict[str, Any] = {}
        for line in self.paper.asked_lines:
            raw[line.key] = self._raw_rows(line) if isinstance(line, spec.Grid) else _sent_value(self.data, line)
        return raw

    def _raw_rows(self, grid: spec.Grid) -> list[dict[str, Any]]:
        rows = []
        for number in _row_numbers(grid.key, {**dict.fromkeys(self.data or ()), **dict.fromkeys(self.files or ())}):
            prefix = f"{grid.key}-{number}-"
            if _sent(self.data, prefix + DELETE) and not grid.fixed:
                continue
            row = {column.key: _sent_value(self.data, column, prefix) for column in grid.columns if not column.computed}
            rows.append({spec.ROW_ID: "".join(_sent(self.data, prefix + spec.ROW_ID)[:1]), **row, _NUMBER: number})
        while rows and self._is_blank(grid, rows[-1]):
            rows.pop()
        return rows

    def _is_blank(self, grid: spec.Grid, row: Mapping[str, Any]) -> bool:
        return is_blank_row(grid, row) and not any(self._sent_files(grid, row, column) for column in _file_lines(grid))

    def _sent_files(self, grid: spec.Grid, row: Mapping[str, Any], column: spec.Line) -> list[Any]:
        return _sent(self.files, f"{grid.key}-{row[_NUMBER]}-{column.key}")

    @cached_property
    def _uploads(self) -> dict[tuple[str, int], Upload]:
        """Uploads by the name of their field (as `validate` counts rows) and their order there."""
        found = {}
        for line in _file_lines(self.paper):
            for order, file in enumerate(_sent(self.files, line.key)):
                found[line.key, order] = Upload(line.key, file)
        for grid in self.paper.asked_lines:
            if not isinstance(grid, spec.Grid):
                continue
            filled = [(at, row) for at, row in enumerate(self._raw[grid.key]) if not self._is_blank(grid, row)]
            for index, (at, row) in enumerate(filled):
                for column in _file_lines(grid):
                    for order, file in enumerate(self._sent_files(grid, row, column)):
                        found[f"{grid.key}-{at}-{column.key}", order] = Upload(grid.key, file, column.key, index)
        return found

    @cached_property
    def _checked(self) -> tuple[dict[str, Any], list[Problem]]:
        if not self.is_bound:
            return {}, []
        answers = {
            line.key: [_without_number(row) for row in self._raw[line.key]]
            if isinstance(line, spec.Grid)
            else self._raw[line.key]
            for line in self.paper.asked_lines
        }
        arriving = frozenset(field for field, _ in self._uploads)
        return validate(self.paper, answers, self.choices, self.partial, arriving)

    def _field(self, view: View, line: spec.Line, value: Any) -> FieldView:
        if line.computed:
            return view.computed(line, self.initial.get(line.key))
        if not isinstance(line, spec.Grid):
            return view.field(line, value)
        return view.grid(line, self._rows_to_show(line, value or []))

    def _rows_to_show(self, grid: spec.Grid, rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """The rows, with computed columns from `initial`, and empty ones to fill in: a page without scripts needs one."""
        known = {str(row[spec.ROW_ID]): row for row in self.initial.get(grid.key) or [] if row.get(spec.ROW_ID)}
        computed = [column.key for column in grid.columns if column.computed]
        merged: list[Mapping[str, Any]] = []
        for row in rows:
            given = known.get(str(row.get(spec.ROW_ID)), {})
            merged.append({**row, **{key: given.get(key, row.get(key)) for key in computed}})
        if not grid.fixed:
            wanted = min(max(len(merged) + 1, grid.min_rows), grid.max_rows)
            merged += [{} for _ in range(wanted - len(merged))]
        return merged


_NUMBER = "\x00number"  # no key of a column can be this


def _without_number(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != _NUMBER}


def _file_lines(owner: spec.PaperForm | spec.Grid) -> list[spec.Line]:
    lines = owner.columns if isinstance(owner, spec.Grid) else owner.all_lines
    return [line for line in lines if isinstance(line, spec.Files) and not line.computed]


def _row_numbers(key: str, names: Mapping[str, Any]) -> list[int]:
    pattern = re.compile(rf"{re.escape(key)}-(\d{{1,9}})-")
    numbers = {int(match[1]) for name in names if (match := pattern.match(name))}
    return sorted(numbers)[:MOST_ROWS_READ]


def _sent(source: Mapping[str, Any] | None, name: str) -> list[Any]:
    """All values of this name, from a QueryDict or a plain dict, without empty ones."""
    if source is None or name not in source:
        return []
    getlist: Callable[[str], list[Any]] | None = getattr(source, "getlist", None)
    values = getlist(name) if getlist else source[name]
    return [value for value in (values if isinstance(values, (list, tuple)) else [values]) if not is_empty(value)]


def _sent_value(source: Mapping[str, Any] | None, line: spec.Line, prefix: str = "") -> Any:
    values = _sent(source, prefix + line.key)
    if isinstance(line, spec.Texts):
        return "\n".join(str(value) for value in values)
    if is_many(line):
        return values
    return values[-1] if values else ""
