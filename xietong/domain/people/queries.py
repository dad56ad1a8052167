"""Readings about people: who somebody is today, departments, the working calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max

from xietong.domain.people.models import (
    CalendarDay,
    CalendarYear,
    CompanyRole,
    DayKind,
    Delegation,
    Department,
    Person,
)
from xietong.domain.people.roles import Role
from xietong.kit.access import Actor
from xietong.scheduling.calendars import WorkCalendar


@dataclass(frozen=True)
class Who:
    """A person today: themselves, those they stand in for, and their offices in the company."""

    person_id: int
    name: str
    department_id: int | None
    company_roles: frozenset[Role]
    stands_for: frozenset[int]  # ids, their own included

    def actor(self, roles: Iterable[Role] = ()) -> Actor:
        """An actor outside any collaboration, with the offices held and the roles given."""
        return Actor(self.person_id, self.company_roles | frozenset(roles), self.stands_for)


NOBODY = Who(0, "", None, frozenset(), frozenset())
# The clock, the worker, a command: acts with the role SYSTEM and no person.
SYSTEM = Actor(None, frozenset({Role.SYSTEM}))


def who_is(person: Any, day: date) -> Who:
    """One statement for offices and one for delegations in force on `day`. A delegation is not passed on further."""
    if not getattr(person, "is_authenticated", False) or not person.is_active:
        return NOBODY
    offices = CompanyRole.objects.filter(person_id=person.pk).values_list("role", flat=True)
    principals = Delegation.objects.in_force(day).filter(delegate_id=person.pk).values_list("principal_id", flat=True)
    return Who(
        person_id=person.pk,
        name=person.name,
        department_id=person.department_id,
        company_roles=frozenset(Role(role) for role in offices),
        stands_for=frozenset([person.pk, *principals]),
    )


def people_with_office(*roles: Role) -> list[int]:
    """Ids of the active persons who hold one of these offices."""
    held = CompanyRole.objects.filter(role__in=[r.value for r in roles], person__is_active=True)
    return sorted(set(held.values_list("person_id", flat=True)))


def delegates_of(person_ids: Iterable[int], day: date) -> list[int]:
    rows = Delegation.objects.in_force(day).filter(principal_id__in=list(person_ids))
    return sorted(set(rows.values_list("delegate_id", flat=True)))


def departments() -> list[Department]:
    """The whole active tree in order, heads at hand."""
    return list(Department.objects.filter(is_active=True).select_related("head", "parent").order_by("order", "id"))


def department_choices() -> list[tuple[int, str]]:
    return list(Department.objects.filter(is_active=True).order_by("order", "id").values_list("id", "name"))


def person_choices() -> list[tuple[int, str]]:
    rows = Person.objects.filter(is_active=True).order_by("department__order", "id")
    return [
        (pk, f"{name}（{department}）" if department else name)
        for pk, name, department in rows.values_list("id", "name", "department__name")
    ]


def person_names(ids: Iterable[int | None] | None = None) -> dict[int, str]:
    rows = Person.objects.all() if ids is None else Person.objects.filter(pk__in={i for i in ids if i})
    return dict(rows.values_list("id", "name"))


def department_names(ids: Iterable[int | None] | None = None) -> dict[int, str]:
    rows = Department.objects.all() if ids is None else Department.objects.filter(pk__in={i for i in ids if i})
    return dict(rows.values_list("id", "name"))


def department_called(word: str) -> Department | None:
    """The department that people mean by this word: name, then alias, then the same without 部/中心."""
    word = word.strip()
    everyone = departments()
    for department in everyone:
        if department.name == word:
            return department
    for department in everyone:
        if word in department.aliases:
            return department
    short = word.removesuffix("部").removesuffix("中心")
    matches = [d for d in everyone if short and d.name.removesuffix("部").removesuffix("中心") == short]
    return matches[0] if len(matches) == 1 else None


def people_called(word: str, department_id: int | None = None) -> list[Person]:
    """Active persons of this name, those of the department first."""
    found = list(Person.objects.filter(is_active=True, name=word.strip()).select_related("department"))
    return sorted(found, key=lambda person: (person.department_id != department_id, person.pk))


_calendar: tuple[Any, WorkCalendar] | None = None


def company_calendar() -> WorkCalendar:
    """The company's working days. Built once per process and rebuilt when the table changed (one small statement)."""
    global _calendar
    state = tuple(CalendarYear.objects.aggregate(a=Count("id"), b=Max("version")).values()) + tuple(
        CalendarDay.objects.aggregate(a=Count("id"), b=Max("id")).values()
    )
    if _calendar is None or _calendar[0] != state:
        off, worked = set(), set()
        for day, kind in CalendarDay.objects.values_list("day", "kind"):
            (off if kind == DayKind.OFF else worked).add(day)
        years = frozenset(CalendarYear.objects.values_list("year", flat=True))
        _calendar = (state, WorkCalendar(off=frozenset(off), worked=frozenset(worked), known_years=years))
    return _calendar[1]


def superior_of(person_id: int, department_id: int | None) -> int | None:
    """Whom an overdue matter climbs to: the executive above the department, else the parent's head; never the person."""
    department = Department.objects.select_related("parent").filter(pk=department_id).first()
    while department:
        for candidate in (department.executive_id, department.parent.head_id if department.parent else None):
            if candidate and candidate != person_id:
                return candidate
        department = department.parent
    return next((pk for pk in people_with_office(Role.EXECUTIVE) if pk != person_id), None)


def person_by_id(pk: Any) -> Person | None:
    """An active person by id as a form or a request sends it; None for anything else."""
    text = str(pk or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    return Person.objects.filter(pk=int(text), is_active=True).select_related("department").first()
