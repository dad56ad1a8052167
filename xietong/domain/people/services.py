"""The only code that writes people: recognising a signer again, delegations, the calendar, heads, offices."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xietong.domain.people import events
from xietong.domain.people.models import CalendarDay, CalendarYear, DayKind, Delegation, Department, Person
from xietong.domain.people.permissions import PEOPLE
from xietong.domain.people.queries import company_calendar
from xietong.kit.access import Actor, Forbidden
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems


def recognise_again(person: Person, password: str) -> str:
    """Re-authentication at signing: the method to be recorded, or Problems. The password is never stored or logged."""
    if not password:
        raise Problems(Problem("password", "登录密码", "签字前请再次输入您的登录密码。", "required"))
    if not person.is_active or not person.check_password(password):
        raise Problems(Problem("password", "登录密码", "密码不对，没有签字。请重新输入。", "password"))
    return "password"


@transaction.atomic
def delegate(
    *, principal: Person, delegate: Person, from_on: date, until_on: date, reason: str, by: Actor, now: datetime
) -> Delegation:
    """Name a stand-in for a period (both days included). Only for oneself; not to oneself; not in a circle."""
    if by.person_id != principal.pk:
        raise Forbidden("delegation.make", "代理人只能由本人指定。")
    if until_on < from_on:
        raise Problems(Problem("until_on", "结束日期", "结束日期早于开始日期，请改正。"))
    if delegate.pk == principal.pk:
        raise Problems(Problem("delegate", "代理人", "代理人不能是本人，请选择他人。"))
    if not delegate.is_active:
        raise Problems(Problem("delegate", "代理人", f"{delegate.name} 已离职或停用，请选择他人。"))
    overlapping = Delegation.objects.filter(ended_at=None, from_on__lte=until_on, until_on__gte=from_on)
    if overlapping.filter(principal=delegate, delegate=principal).exists():
        raise Problems(Problem("delegate", "代理人", f"{delegate.name} 在此期间已委托您代理，不能互相代理。"))
    if overlapping.filter(principal=principal).exists():
        raise Problems(Problem("from_on", "期间", "此期间您已有代理人，请先结束原来的代理。"))
    row = Delegation.objects.create(
        principal=principal, delegate=delegate, from_on=from_on, until_on=until_on, reason=reason, made_at=now
    )
    announce(
        events.DelegationMade(delegation_id=row.pk, principal_id=principal.pk, delegate_id=delegate.pk), by=by, now=now
    )
    return row


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: Actor, now: datetime) -> None:
    if by.person_id != delegation.principal_id:
        raise Forbidden("delegation.end", "只有委托人本人可以结束代理。")
    row = Delegation.objects.select_for_update().get(pk=delegation.pk)
    if row.ended_at:
        return
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    announce(
        events.DelegationEnded(delegation_id=row.pk, principal_id=row.principal_id, delegate_id=row.delegate_id),
        by=by,
        now=now,
    )


@transaction.atomic
def set_calendar_year(
    *, year: int, days: Iterable[tuple[date, DayKind, str]], source: str, by: Actor, now: datetime
) -> CalendarYear:
    """Replace the arrangement of one year. All days must lie in it; a worked day must fall on a weekend."""
    PEOPLE.require("calendar.edit", by.roles)
    rows = sorted(set(days))
    problems = [
        Problem("days", f"{day}", f"日期不在 {year} 年内。", "year") for day, _kind, _name in rows if day.year != year
    ]
    seen: dict[date, Any] = {}
    for day, kind, _name in rows:
        if day in seen:
            problems.append(Problem("days", f"{day}", "同一天既放假又上班，或重复。", "twice"))
        seen[day] = kind
        if kind == DayKind.WORKED and day.weekday() < 5:
            problems.append(Problem("days", f"{day}", "调休上班日应当是周六或周日。", "weekday"))
    if problems:
        raise Problems(problems)
    CalendarDay.objects.filter(day__year=year).delete()
    CalendarDay.objects.bulk_create(CalendarDay(day=day, kind=kind, name=name) for day, kind, name in rows)
    row, made = CalendarYear.objects.get_or_create(year=year, defaults={"source": source})
    if not made:
        row.version += 1
        row.source = source
        row.save(update_fields=["version", "source"])
    announce(events.CalendarChanged(year=year, days=len(rows)), by=by, now=now)
    company_calendar()
    return row


@transaction.atomic
def name_head(department: Department, *, head: Person | None, by: Actor, now: datetime) -> Department:
    PEOPLE.require("department.edit", by.roles)
    row = Department.objects.select_for_update().get(pk=department.pk)
    before = row.head_id
    row.head = head
    row.save(update_fields=["head"])
    announce(
        events.HeadChanged(department_id=row.pk, before_id=before, after_id=head.pk if head else None), by=by, now=now
    )
    return row
