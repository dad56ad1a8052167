"""Notices: told once, not by what one did oneself, by mail only where wanted."""

import pytest
from django.core import mail
from django.db import transaction

from tests.cast import NOW
from xietong.domain.people.events import CalendarChanged
from xietong.kit.access import Actor
from xietong.kit.events.announce import NOTICED, announce
from xietong.kit.jobs import work
from xietong.kit.notices import reading, rules
from xietong.kit.notices.deliver import mail as send_mail
from xietong.kit.notices.deliver import tell
from xietong.kit.notices.models import Notice, Preference
from xietong.kit.notices.rules import INBOX, MAIL, NoticeRule, Words


@pytest.fixture
def told(cast, monkeypatch):
    """Chen and Wu are told of every change of the calendar, in the product and by mail."""
    for person in (cast.chen, cast.wu):
        type(person).objects.filter(pk=person.pk).update(email=f"{person.username}@example.org")
    rule = NoticeRule(
        CalendarChanged,
        lambda event: [cast.chen.pk, cast.wu.pk],
        lambda event: Words("日历已更新", "请查看", "/calendar"),
        INBOX | MAIL,
    )
    monkeypatch.setattr(rules, "NOTICES", {CalendarChanged.name(): [rule]})
    monkeypatch.setattr("xietong.kit.notices.deliver.NOTICES", {CalendarChanged.name(): [rule]})
    NOTICED.add(CalendarChanged.name())
    return cast


def change_calendar(by=None):
    with transaction.atomic():
        return announce(CalendarChanged(year=2026, days=1), by=by, now=NOW)


def test_everyone_named_is_told_once_and_by_mail(told):
    change_calendar()
    work.run_all(now=NOW)
    assert Notice.objects.count() == 2
    assert sorted(m.to[0] for m in mail.outbox) == ["chen@example.org", "wu@example.org"]
    assert "/calendar" in mail.outbox[0].body


def test_the_one_who_acted_is_not_told(told):
    change_calendar(by=Actor(told.chen.pk))
    work.run_all(now=NOW)
    assert [n.person_id for n in Notice.objects.all()] == [told.wu.pk]


def test_a_repeated_delivery_tells_nobody_twice(told):
    event = change_calendar()
    work.run_all(now=NOW)
    tell(event.pk, now=NOW)
    send_mail(Notice.objects.first().pk, now=NOW)
    assert Notice.objects.count() == 2
    assert len(mail.outbox) == 2


def test_who_wants_no_mail_gets_none(told):
    Preference.objects.create(person=told.wu, mail=False)
    change_calendar()
    work.run_all(now=NOW)
    assert [m.to[0] for m in mail.outbox] == ["chen@example.org"]
    assert Notice.objects.count() == 2


def test_mails_carry_a_stable_message_id(told):
    change_calendar()
    work.run_all(now=NOW)
    ids = {m.extra_headers["Message-ID"] for m in mail.outbox}
    assert ids == {f"<notice-{pk}@localhost>" for pk in Notice.objects.values_list("pk", flat=True)}


def test_one_reads_only_ones_own_notices(told):
    change_calendar()
    work.run_all(now=NOW)
    mine = reading.notices_of(told.chen.pk)
    assert reading.unread_count(told.chen.pk) == 1
    assert reading.mark_read(told.wu.pk, now=NOW, notice_id=mine[0].pk) == 0
    assert reading.mark_read(told.chen.pk, now=NOW) == 1
    assert reading.unread_count(told.chen.pk) == 0
