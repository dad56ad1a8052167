"""Readings about people: who somebody is today, departments, the working calendar."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q
from django.http import HttpRequest

from xietong.domain.people.models import (
    CalendarDay,
    CalendarYear,
    CompanyRole,
    DayKind,
    Delegation,
    Department,
    Person,
)
from xietong.domain.people.permissions import PEOPLE
from xietong.domain.people.roles import Role
from xietong.kit.access import Actor
from xietong.kit.api.models import Token
from xietong.kit.notices.models import Preference
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


class Request(HttpRequest):
    """A request as views and API get it: somebody is signed in, and `who` says who they are today."""

    who: Who
    # never anonymous behind login_required and the API's door
    user: Person


# The clock, the worker, a command: acts with the role SYSTEM and no person.
SYSTEM = Actor(None, frozenset({Role.SYSTEM}))


def who_is(person: Any, day: date) -> Who:
    """Offices and delegations in force on `day`, in one statement. A delegation is not passed on further."""
    if not getattr(person, "is_authenticated", False) or not person.is_active:
        return NOBODY
    with connection.cursor() as cursor:
        cursor.execute(_OFFICES_AND_PRINCIPALS, [person.pk, person.pk, day, day])
        held = cursor.fetchall()
    return Who(
        person_id=person.pk,
        name=person.name,
        department_id=person.department_id,
        company_roles=frozenset(Role(role) for role, _ in held if role),
        stands_for=frozenset([person.pk, *(principal for _, principal in held if principal)]),
    )


# Asked at every request, so it is written out: building it from querysets costs ten times what it costs to run.
_OFFICES_AND_PRINCIPALS = """
    SELECT role, NULL FROM people_companyrole WHERE person_id = %s
    UNION ALL
    SELECT NULL, principal_id FROM people_delegation
    WHERE delegate_id = %s AND ended_at IS NULL AND from_on <= %s AND until_on >= %s
"""


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
_CALENDAR_STATE = """
    SELECT COUNT(*), MAX(version), (SELECT COUNT(*) FROM people_calendarday), (SELECT MAX(id) FROM people_calendarday)
    FROM people_calendaryear
"""


def company_calendar() -> WorkCalendar:
    """The company's working days. Built once per process and rebuilt when the table changed (one small statement)."""
    global _calendar
    with connection.cursor() as cursor:
        cursor.execute(_CALENDAR_STATE)
        state = cursor.fetchone()
    if _calendar is None or _calendar[0] != state:
        off: set[date] = set()
        worked: set[date] = set()
        for day, kind in CalendarDay.objects.values_list("day", "kind"):
            (off if kind == DayKind.OFF else worked).add(day)
        years = frozenset(CalendarYear.objects.values_list("year", flat=True))
        _calendar = (state, WorkCalendar(off=frozenset(off), worked=frozenset(worked), known_years=years))
    return _calendar[1]


def superior_of(person_id: int, department_id: int | None) -> int | None:
    """Whom an overdue matter climbs to: the executive above the department, else the parent's head; never the person."""
    found = Department.objects.select_related("parent")
    department = found.filter(pk=department_id).first() if department_id else None
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


@dataclass(frozen=True)
class TreeRow:
    """A department in the tree: how deep it stands, and its people, the head first."""

    department: Department
    depth: int
    people: list[Person]


def organisation(q: str = "") -> list[TreeRow]:
    """The active tree from the top, with everybody in it (three statements); `q` keeps departments and people it names."""
    everyone: dict[int | None, list[Person]] = {}
    people = Person.objects.filter(is_active=True).prefetch_related("company_roles").order_by("department__order", "id")
    for person in people:
        everyone.setdefault(person.department_id, []).append(person)
    below: dict[int | None, list[Department]] = {}
    rows = (
        Department.objects.filter(is_active=True).select_related("head", "executive", "parent").order_by("order", "id")
    )
    known = {department.pk for department in rows}
    for department in rows:
        below.setdefault(department.parent_id if department.parent_id in known else None, []).append(department)
    found: list[TreeRow] = []

    def walk(parent: int | None, depth: int) -> None:
        for department in below.get(parent, ()):
            members = sorted(everyone.get(department.pk, []), key=lambda p: (p.pk != department.head_id, p.pk))
            if q and q not in department.name and not any(q in alias for alias in department.aliases):
                members = [person for person in members if q in person.name or q in person.post]
            if not q or members or q in department.name:
                found.append(TreeRow(department, depth, members))
            walk(department.pk, depth + 1)

    walk(None, 0)
    return found


def delegations_of(person_id: int) -> list[Delegation]:
    """Given and held, those in force or to come first."""
    rows = Delegation.objects.filter(Q(principal=person_id) | Q(delegate=person_id))
    return list(rows.select_related("principal", "delegate").order_by("ended_at", "-from_on")[:50])


def delegation_for(person_id: int, pk: int) -> Delegation | None:
    return Delegation.objects.filter(principal=person_id, pk=pk).first()


def tokens_of(person_id: int) -> list[Token]:
    return list(Token.objects.filter(person=person_id).order_by("ended_at", "-made_at")[:100])


def token_for(person_id: int, pk: int) -> Token | None:
    return Token.objects.filter(person=person_id, pk=pk).first()


def wants_mail(person_id: int) -> bool:
    return not Preference.objects.filter(person=person_id, mail=False).exists()


def special_days(year: int) -> list[CalendarDay]:
    return list(CalendarDay.objects.filter(day__year=year).order_by("day"))


def calendar_year(year: int) -> CalendarYear | None:
    return CalendarYear.objects.filter(year=year).first()


def known_years() -> list[int]:
    return list(CalendarYear.objects.order_by("year").values_list("year", flat=True))


@dataclass(frozen=True)
class DayCell:
    """A day of the months view. `kind`: work, weekend, off, worked; empty outside the month."""

    day: date | None
    kind: str = ""
    name: str = ""


def months_of(year: int, today: date) -> list[dict[str, Any]]:
    """Twelve months as weeks of seven days, Monday first, with what is special about each day."""
    special = {row.day: row for row in special_days(year)}
    months = []
    for month in range(1, 13):
        weeks, worked = [], 0
        for week in calendar.Calendar().monthdatescalendar(year, month):
            cells = []
            for day in week:
                if day.month != month:
                    cells.append(DayCell(None))
                    continue
                row = special.get(day)
                kind = row.kind if row else "weekend" if day.weekday() >= 5 else "work"
                worked += kind in ("work", "worked")
                cells.append(DayCell(day, kind, row.name if row else ""))
            weeks.append(cells)
        months.append(
            {"month": month, "weeks": weeks, "worked": worked, "now": (year, month) == (today.year, today.month)}
        )
    return months


def department_by_id(pk: int) -> Department | None:
    return Department.objects.filter(pk=pk, is_active=True).select_related("head", "executive").first()


def people_rows(*, q: str = "", department: int = 0, after: int = 0, limit: int = 100) -> list[dict[str, Any]]:
    """Active persons in order of id, one more than `limit` when there are more (one statement)."""
    rows = Person.objects.filter(is_active=True, pk__gt=after)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(post__icontains=q) | Q(username__iexact=q))
    if department:
        rows = rows.filter(department=department)
    columns = ("id", "name", "post", "department_id", "department__name", "email")
    return [dict(zip(columns, row, strict=True)) for row in rows.order_by("id").values_list(*columns)[: limit + 1]]


def require_office(who: Who, action: str) -> None:
    """Forbidden unless one of the person's offices may do this (people/permissions.py)."""
    PEOPLE.require(action, who.company_roles)
