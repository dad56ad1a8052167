"""The only code that writes people: recognising a signer again, delegations, the calendar, heads, offices."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from xietong.domain.people import events
from xietong.domain.people.models import CalendarDay, CalendarYear, DayKind, Delegation, Department, Person
from xietong.domain.people.permissions import PEOPLE
from xietong.domain.people.queries import company_calendar
from xietong.domain.people.roles import Role
from xietong.domain.people.rules import token_days
from xietong.kit.access import Actor, Forbidden
from xietong.kit.api.models import Token
from xietong.kit.events.announce import announce
from xietong.kit.notices.models import Notice, Preference
from xietong.kit.notices.reading import mark_read
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


@transaction.atomic
def name_executive(department: Department, *, executive: Person | None, by: Actor, now: datetime) -> Department:
    """Who stands above a department (分管领导): approves above the threshold, receives escalations."""
    PEOPLE.require("department.edit", by.roles)
    row = Department.objects.select_for_update().get(pk=department.pk)
    before, row.executive = row.executive_id, executive
    row.save(update_fields=["executive"])
    announce(
        events.ExecutiveNamed(department_id=row.pk, before_id=before, after_id=executive.pk if executive else None),
        by=by,
        now=now,
    )
    return row


THEMES = ("light", "dark", "system")


@transaction.atomic
def save_profile(person: Person, *, email: str, phone: str, theme: str, mail: bool, by: Actor, now: datetime) -> Person:
    """One's own address, telephone, theme, and whether notices also go by mail."""
    if by.person_id != person.pk:
        raise Forbidden("profile.edit", "只能修改本人的资料。")
    problems = []
    if email and not _is_email(email):
        problems.append(Problem("email", "邮箱", "邮箱地址不完整，例如 name@example.com。"))
    if len(phone) > 30:
        problems.append(Problem("phone", "电话", "最多 30 个字符。"))
    if theme not in THEMES:
        problems.append(Problem("theme", "显示主题", "请选浅色、深色或跟随系统。"))
    if problems:
        raise Problems(problems)
    row = Person.objects.select_for_update().get(pk=person.pk)
    row.email, row.phone, row.theme = email, phone, theme
    row.save(update_fields=["email", "phone", "theme"])
    Preference.objects.update_or_create(person=row, defaults={"mail": mail})
    return row


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


@transaction.atomic
def make_token(*, person: Person, name: str, may_write: bool, days: int, by: Actor, now: datetime) -> tuple[Token, str]:
    """(row, the key). The key is shown once and stored as its digest only."""
    if by.person_id != person.pk and Role.SYSTEM not in by.roles:
        raise Forbidden("token.make", "只能为本人签发令牌。")
    problems = []
    if not name.strip():
        problems.append(Problem("name", "名称", "请写明用途，例如“进度看板”。", "missing"))
    if why_not := token_days(days):
        problems.append(Problem("days", "有效期", why_not))
    if problems:
        raise Problems(problems)
    key = f"xt_{secrets.token_urlsafe(32)}"
    row = Token.objects.create(
        person=person,
        name=name.strip()[:80],
        digest=hashlib.sha256(key.encode()).hexdigest(),
        hint=key[-4:],
        may_write=may_write,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    announce(events.TokenMade(token_id=row.pk, person_id=person.pk), by=by, now=now)
    return row, key


@transaction.atomic
def end_token(token: Token, *, by: Actor, now: datetime) -> None:
    """It opens nothing from now on. Safe to repeat."""
    if by.person_id != token.person_id:
        raise Forbidden("token.end", "只能停用本人的令牌。")
    row = Token.objects.select_for_update().get(pk=token.pk)
    if row.ended_at is None:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        announce(events.TokenEnded(token_id=row.pk, person_id=row.person_id), by=by, now=now)


@transaction.atomic
def name_officers(
    department: Department, *, head: Person, executive: Person | None, by: Actor, now: datetime
) -> Department:
    """Head and executive of a department in one go; only what differs is written and told."""
    row = department
    if head.pk != department.head_id:
        row = name_head(department, head=head, by=by, now=now)
    if (executive.pk if executive else None) != department.executive_id:
        row = name_executive(department, executive=executive, by=by, now=now)
    PEOPLE.require("department.edit", by.roles)
    return row


@transaction.atomic
def read_notices(person_id: int, *, notice_id: int | None, now: datetime) -> str:
    """Mark one notice read, or all; gives the place that the one leads to."""
    mark_read(person_id, now=now, notice_id=notice_id)
    if notice_id is None:
        return ""
    return Notice.objects.filter(person=person_id, pk=notice_id).values_list("href", flat=True).first() or ""
