"""Checks what people or other systems filled into a paper and says, in their words and with the place, what is wrong."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from xietong.kit.paperwork import spec
from xietong.kit.paperwork.parse import Refused, parse
from xietong.kit.paperwork.words import is_empty
from xietong.kit.problems import Problem

Choices = Mapping[str, Sequence[tuple[int | str, str]]]

NO_CHOICES: Choices = {}

MISSING = "missing"  # the code of a problem that a draft does not have

# keys of `choices` that serve every pick of their kind which has no choices of its own
ANY_PERSON, ANY_DEPARTMENT = "person", "department"


class Checked(NamedTuple):
    clean: dict[str, Any]
    problems: list[Problem]


def validate(
    paper: spec.PaperForm,
    answers: Mapping[str, Any],
    choices: Choices = NO_CHOICES,
    partial: bool = False,
    arriving: frozenset[str] = frozenset(),
) -> Checked:
    """Plain, JSON-able answers to this paper, and everything that is wrong with them, all at once.

    Dates become ISO strings, money a decimal string, picks ids, rows dicts with their `id` kept; every asked line is
    a key of the result (None, "" or [] when empty). Computed lines are never taken from the answers.
    With `partial` (a draft) nothing is reported as missing; what cannot be understood is still reported and left out.
    `choices` limits picks to the given (id, label) pairs, by the key of the line, `grid.column`, or `person` and
    `department` for all picks of that kind. `arriving` names the fields for which files were sent that have no id yet.
    """
    if not isinstance(answers, Mapping):
        return Checked({}, [Problem("", paper.title, "内容应为一个对象（栏目名: 值）。")])
    check = _Check(choices, partial, arriving)
    known = {line.key for line in paper.all_lines}
    for key in answers:
        if key not in known:
            check.report(str(key)[:60], paper.title, f"没有“{str(key)[:60]}”这一栏，请删去或改成表单已有的栏目。")
    clean = check.lines(paper.asked_lines, answers)
    return Checked(clean, check.problems)


def options_for(line: spec.Line, grid: spec.Grid | None, choices: Choices) -> Sequence[tuple[int | str, str]] | None:
    """What this line may be chosen from; None when anything of its kind goes."""
    keys = [f"{grid.key}.{line.key}", line.key] if grid else [line.key]
    if isinstance(line, spec.PersonPick):
        keys.append(ANY_PERSON)
    elif isinstance(line, spec.DepartmentPick):
        keys.append(ANY_DEPARTMENT)
    elif not isinstance(line, (spec.Choice, spec.Files)):
        return None
    for key in keys:
        if key in choices:
            return choices[key]
    return [(option.value, option.label) for option in line.options] if isinstance(line, spec.Choice) else None


class _Check:
    def __init__(self, choices: Choices, partial: bool, arriving: frozenset[str]) -> None:
        self.choices, self.partial, self.arriving = choices, partial, arriving
        self._rows_arriving = {field.rsplit("-", 1)[0] for field in arriving}
        self.problems: list[Problem] = []
        self._options: dict[tuple[str, str], dict[str, Any] | None] = {}

    def report(self, field: str, where: str, message: str, code: str = "invalid") -> None:
        self.problems.append(Problem(field, where, message, code))

    def lines(
        self, lines: Sequence[spec.Line], answers: Mapping[str, Any], grid: spec.Grid | None = None, row: int = 0
    ) -> dict[str, Any]:
        clean = {}
        for line in lines:
            field = f"{grid.key}-{row}-{line.key}" if grid else line.key
            where = f"{grid.label} 第{row + 1}行 {line.label}" if grid else line.label
            raw = answers.get(line.key)
            if isinstance(line, spec.Grid):
                clean[line.key] = self.rows(line, raw)
            else:
                clean[line.key] = self.one(line, raw, field, where, grid)
        return clean

    def one(self, line: spec.Line, raw: Any, field: str, where: str, grid: spec.Grid | None) -> Any:
        try:
            value = parse(line, raw, self.options(line, grid))
        except Refused as refused:
            self.report(field, where, refused.reason)
            return refused.keep
        if is_empty(value) and line.required and not self.partial and field not in self.arriving:
            self.report(field, where, "没有选择，请选择。" if _is_chosen(line) else "没有填写，请填写。", MISSING)
        return value

    def rows(self, grid: spec.Grid, raw: Any) -> list[dict[str, Any]]:
        if raw is None or raw == "":
            raw = []
        if not isinstance(raw, (list, tuple)):
            self.report(grid.key, grid.label, "应为若干行。")
            return []
        if len(raw) > grid.max_rows:
            self.report(grid.key, grid.label, f"最多 {grid.max_rows} 行，现有 {len(raw)} 行，请删去多余的行。")
        asked = [column for column in grid.columns if not column.computed]
        clean = []
        for number, row in enumerate(raw[: grid.max_rows]):
            if not isinstance(row, Mapping):
                self.report(f"{grid.key}-{number}", f"{grid.label} 第{number + 1}行", "应为一行（栏目名: 值）。")
                continue
            if is_blank_row(grid, row) and f"{grid.key}-{number}" not in self._rows_arriving:
                continue
            self.unknown_columns(grid, row, number)
            kept = self.lines(asked, row, grid, number)
            identity = _row_id(row.get(spec.ROW_ID))
            clean.append(kept if identity is None else {spec.ROW_ID: identity, **kept})
        least = max(grid.min_rows, 1 if grid.required else 0)
        if len(clean) < least and not self.partial:
            self.report(grid.key, grid.label, f"至少要填 {least} 行，现有 {len(clean)} 行。", MISSING)
        return clean

    def unknown_columns(self, grid: spec.Grid, row: Mapping[str, Any], number: int) -> None:
        known = {column.key for column in grid.columns} | {spec.ROW_ID}
        for key in row:
            if key not in known:
                field, where = f"{grid.key}-{number}-{key}", f"{grid.label} 第{number + 1}行"
                self.report(field[:120], where, f"没有“{str(key)[:60]}”这一栏。")

    def options(self, line: spec.Line, grid: spec.Grid | None) -> dict[str, Any] | None:
        """Everything a person may write for an option → the value that is stored; made once for all rows of a grid."""
        place = (grid.key if grid else "", line.key)
        if place not in self._options:
            pairs = options_for(line, grid, self.choices)
            self._options[place] = None if pairs is None else _spellings(pairs)
        return self._options[place]


def is_blank_row(grid: spec.Grid, row: Mapping[str, Any]) -> bool:
    """Whether a row says nothing and is skipped; a given row of a fixed grid never is."""
    if grid.fixed and not is_empty(row.get(spec.ROW_ID)):
        return False
    for column in grid.columns:
        value = row.get(column.key)
        if column.computed or is_empty(value) or (isinstance(value, str) and not value.strip()):
            continue
        if isinstance(value, (list, tuple)) and not any(value):
            continue
        return False
    return True


def _spellings(pairs: Sequence[tuple[int | str, str]]) -> dict[str, Any]:
    labels = [label for _, label in pairs]
    spelled = {label: value for value, label in pairs if labels.count(label) == 1} if len(pairs) < 2000 else {}
    return spelled | {str(value): value for value, _ in pairs}


def _row_id(raw: Any) -> int | str | None:
    if isinstance(raw, bool) or is_empty(raw) or not isinstance(raw, (int, str)):
        return None
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < 19:
        return int(raw)
    return raw if isinstance(raw, int) else raw[:40]


def _is_chosen(line: spec.Line) -> bool:
    return isinstance(line, (spec.Choice, spec.PersonPick, spec.DepartmentPick, spec.YesNo))
