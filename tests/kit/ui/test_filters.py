"""How values are said: days, ages, clocks, money, digests, links."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from xietong.kit.ui import filters

NOW = datetime(2026, 6, 8, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    "gone, words",
    [
        (timedelta(seconds=20), "刚刚"),
        (timedelta(minutes=25), "25分钟前"),
        (timedelta(hours=1, minutes=40), "1小时前"),
        (timedelta(hours=11), "11小时前"),
        (timedelta(hours=20), "昨天"),
        (timedelta(days=2), "前天"),
        (timedelta(days=9), "9天前"),
        (timedelta(days=60), "2026-04-09"),
    ],
)
def test_an_age_is_said_as_people_say_it(gone, words):
    assert filters.age(NOW - gone, NOW) == words


@pytest.mark.parametrize(
    "deadline, words, urgency",
    [
        (NOW - timedelta(hours=5), "已超时 5小时", "over"),
        (NOW + timedelta(hours=2, minutes=30), "还剩 2小时30分", "today"),
        (NOW + timedelta(days=2, hours=4), "还剩 2天4小时", "soon"),
        (date(2026, 6, 8), "今天到期", "today"),
        (date(2026, 6, 9), "明天到期", "soon"),
        (date(2026, 6, 6), "已超期 2天", "over"),
        (date(2026, 7, 8), "还剩 30天", "later"),
        (None, "无期限", "none"),
    ],
)
def test_a_clock_says_what_is_left_and_how_urgent_it_is(deadline, words, urgency):
    assert filters.time_left(deadline, NOW) == words
    assert filters.urgency(deadline, NOW) == urgency


def test_money_shows_cents_only_when_there_are_any():
    assert filters.money(480000) == "480,000 元"
    assert filters.money(Decimal("12.5")) == "12.50 元"
    assert filters.money(None) == "—"


def test_a_digest_is_cut_into_fours_and_sizes_have_units():
    assert filters.digest("9f86d081884c7d65") == "9f86 d081 884c"
    assert filters.size(48213) == "47.1 KB"
    assert filters.percent(0.456) == "46%"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//elsewhere.example", "/\\elsewhere", "data:text/html,x", ""]
)
def test_an_address_that_could_do_harm_leads_nowhere(address):
    assert filters.safe_link(address) == "#"


@pytest.mark.parametrize("address", ["/plans/1", "?sort=name", "https://example.org", "mailto:a@example.org"])
def test_an_ordinary_address_stays(address):
    assert filters.safe_link(address) == address
