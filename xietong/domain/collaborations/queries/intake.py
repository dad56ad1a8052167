"""A filled form 1 as it was read, with names turned into people and departments of this company: the preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from xietong.domain.collaborations.paper import APPLICATION_FORM
from xietong.domain.collaborations.queries.answers import NO_TITLE, application_choices, contradictions, names_for
from xietong.domain.collaborations.states import Confidentiality, Priority
from xietong.domain.people.models import Department, Person
from xietong.domain.people.queries import departments
from xietong.kit.intake.reading import Reading, Understood, read_form, read_pasted
from xietong.kit.paperwork.spec import Choice, DepartmentPick, Files, Grid, Line, PersonPick
from xietong.kit.paperwork.validate import MISSING, validate
from xietong.kit.paperwork.words import Lookups, in_words, is_empty
from xietong.kit.problems import Problem

SURE = 0.8  # below this the person is asked to check
# What a form may leave out: most printed forms of offices have no such line.
USUAL = {"confidentiality": Confidentiality.INTERNAL.value, "priority": Priority.MIDDLE.value}


@dataclass(frozen=True)
class Line1:
    """One line of the preview: what was understood, from where, how sure."""

    key: str
    label: str
    words: str
    raw: str
    where: str
    sure: float
    how: str

    @property
    def check(self) -> bool:
        return self.sure < SURE


@dataclass
class Preview:
    """What a file says and what it would become. `problems` prevent creation, `notes` ask to check."""

    answers: dict[str, Any] = field(default_factory=dict)
    lines: list[Line1] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    left_over: list[tuple[str, str]] = field(default_factory=list)  # (place, text)
    fields: dict[str, Any] = field(default_factory=dict)  # as words: for `import-form`

    @property
    def initiator_id(self) -> int | None:
        return self.answers.get("initiator")

    @property
    def title(self) -> str:
        return self.answers.get("title") or NO_TITLE


def preview_of_file(content: bytes, filename: str, *, today: date) -> Preview:
    """Raises kit.intake's Refused for a file that must not or cannot be read."""
    return preview(read_form(content, filename, APPLICATION_FORM, today=today))


def preview_of_text(text: str, *, today: date) -> Preview:
    return preview(read_pasted(text, APPLICATION_FORM, today=today))


def preview(reading: Reading) -> Preview:
    found = Preview(left_over=[(piece.where, piece.text) for piece in reading.left_over])
    company = _Company(reading)
    for key, understood in reading.fields.items():
        line = APPLICATION_FORM.line(key)
        if line.computed:
            continue
        found.answers[key] = company.value(line, understood)
    for key, usual in USUAL.items():
        if is_empty(found.answers.get(key)):
            found.answers[key] = usual
            line = APPLICATION_FORM.line(key)
            message = f"表上没有填写，按“{in_words(line, usual)}”处理；不对请改。"
            found.notes.append(Problem(key, line.label, message, "usual"))
    _sort_problems(found, reading, company)
    names = names_for(found.answers)
    found.lines = [_line(key, understood, found.answers, names) for key, understood in _asked(reading)]
    found.fields = _fields(reading, found.answers, names)
    return found


def _asked(reading: Reading) -> list[tuple[str, Understood]]:
    return [(key, value) for key, value in reading.fields.items() if not APPLICATION_FORM.line(key).computed]


def _sort_problems(found: Preview, reading: Reading, company: "_Company") -> None:
    """A guess is to be checked; what was not understood, is unknown here, missing or contradictory prevents creation."""
    named: set[str | None] = set()
    for problem in reading.problems:
        key = problem.field
        if key in USUAL and key not in reading.fields:
            continue
        guess = key is not None and key in reading.fields and reading.fields[key].sure < SURE
        mere_note = key is None and bool(reading.fields) and not problem.message.startswith("表单编号")
        item = Problem(key or "", problem.where, problem.message, "read")
        (found.notes if guess or mere_note else found.problems).append(item)
        named.add(key)
    found.problems += company.problems
    named |= {problem.field for problem in company.problems}
    choices = application_choices()
    for wrong in validate(APPLICATION_FORM, found.answers, choices).problems:
        start = wrong.field.split("-")[0]
        if wrong.field in named or (start in named and wrong.code == MISSING):
            continue  # said already, with its place in the file
        found.problems.append(wrong)
    found.problems += contradictions(found.answers)


def _line(key: str, understood: Understood, answers: Mapping[str, Any], names: Lookups) -> Line1:
    line = APPLICATION_FORM.line(key)
    value = answers.get(key)
    words = in_words(line, value, names) or in_words(line, understood.value)
    return Line1(key, line.label, words, understood.raw, understood.where, understood.sure, understood.how)


def _fields(reading: Reading, answers: Mapping[str, Any], names: Lookups) -> dict[str, Any]:
    """By the names of domain.md §2.1: dates ISO, lists as lists, people, departments and choices in words."""
    said: dict[str, Any] = {}
    for line in APPLICATION_FORM.asked_lines:
        if isinstance(line, Files):
            continue
        understood = reading.fields.get(line.key)
        read = understood.value if understood else None
        if isinstance(line, Grid):
            rows = answers.get(line.key) or []
            said[line.key] = [
                {c.key: _said(c, row.get(c.key), names) for c in line.columns if not c.computed} for row in rows
            ]
        else:
            value = answers.get(line.key)
            said[line.key] = _said(line, read if is_empty(value) else value, names)
    return said


def _said(line: Line, value: Any, names: Lookups) -> Any:
    if is_empty(value):
        return [] if isinstance(value, list) else None
    if isinstance(line, Choice | PersonPick | DepartmentPick):
        if isinstance(value, list):
            return [in_words(line, [one] if getattr(line, "many", False) else one, names) for one in value]
        return in_words(line, value, names)
    return value


class _Company:
    """Turns the names on a form into ids; two statements for all of them."""

    def __init__(self, reading: Reading) -> None:
        self.problems: list[Problem] = []
        self.departments = departments()
        wanted = set(self._names(reading))
        people = Person.objects.filter(Q(is_active=True), name__in=wanted).select_related("department")
        self.people: dict[str, list[Person]] = {}
        for person in people.order_by("pk"):
            self.people.setdefault(person.name, []).append(person)
        initiating = reading.fields.get("initiating_department")
        home = self._department_named(str(initiating.value)) if initiating else None
        self.home = home.pk if home else None

    def _names(self, reading: Reading) -> list[str]:
        found: list[str] = []
        for line in APPLICATION_FORM.asked_lines:
            if isinstance(line, PersonPick) and line.key in reading.fields:
                value = reading.fields[line.key].value
                found += [_bare(name) for name in (value if isinstance(value, list) else [value])]
        return found

    def value(self, line: Line, understood: Understood) -> Any:
        if isinstance(line, Grid):
            return [self._row(line, row, number, understood) for number, row in enumerate(understood.value)]
        return self._one(line, understood.value, line.key, line.label, understood.where)

    def _row(self, grid: Grid, row: Mapping[str, Any], number: int, understood: Understood) -> dict[str, Any]:
        clean = {}
        for column in grid.columns:
            if column.computed or column.key not in row:
                continue
            name, where = f"{grid.key}-{number}-{column.key}", f"{grid.label} 第{number + 1}行 {column.label}"
            clean[column.key] = self._one(column, row[column.key], name, where, understood.where)
        return clean

    def _one(self, line: Line, value: Any, name: str, where: str, place: str) -> Any:
        if isinstance(line, DepartmentPick | PersonPick):
            pick = self._department if isinstance(line, DepartmentPick) else self._person
            place = f"{where}（{place}）"
            if isinstance(value, list):
                found = [pick(str(one), name, place) for one in value]
                return [pk for pk in found if pk is not None]
            return pick(str(value), name, place)
        return value

    def _department(self, word: str, field_name: str, place: str) -> int | None:
        department = self._department_named(word)
        if department is None:
            known = "、".join(d.name for d in self.departments[:12])
            message = f"公司没有“{word}”这个部门。请改成组织中的名称，例如：{known}。"
            self.problems.append(Problem(field_name, place, message, "unknown_department"))
        return department.pk if department else None

    def _department_named(self, word: str) -> Department | None:
        word = word.strip()
        short = _short(word)
        for department in self.departments:
            if word == department.name or word in department.aliases:
                return department
        matches = [d for d in self.departments if short and _short(d.name) == short]
        return matches[0] if len(matches) == 1 else None

    def _person(self, word: str, field_name: str, place: str) -> int | None:
        people = self.people.get(_bare(word), [])
        here = [person for person in people if person.department_id == self.home]
        if len(people) == 1 or len(here) == 1:
            return (here or people)[0].pk
        if people:
            where = "、".join(person.department.name if person.department else "无部门" for person in people)
            message = f"有 {len(people)} 位“{word}”（{where}），请在预览中选定，或写明部门。"
            self.problems.append(Problem(field_name, place, message, "several_people"))
            return None
        message = f"公司没有名叫“{word}”的在职人员，请核对姓名，或请管理员先登记此人。"
        self.problems.append(Problem(field_name, place, message, "unknown_person"))
        return None


def _short(name: str) -> str:
    return name.removesuffix("部").removesuffix("中心")


def _bare(name: str) -> str:
    """A name without the post or department behind it: 周建国（副总经理）."""
    for mark in ("（", "(", "/", " "):
        name = name.split(mark)[0] if name.split(mark)[0] else name
    return name.strip()


def problems_in_words(problems: Sequence[Problem]) -> list[dict[str, str]]:
    """As `xietong import-form` prints them."""
    return [{"where": problem.where or problem.field, "message": problem.message} for problem in problems]
