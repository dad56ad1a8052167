"""Days in every notation that forms were seen to use."""

import datetime

import pytest

from xietong.kit.intake.values.days import Years, read_day, read_moment, read_period
from xietong.kit.intake.values.taken import NotUnderstood

ANCHOR = Years(first=datetime.date(2026, 10, 12))


@pytest.mark.parametrize(
    "text, day",
    [
        ("2026-11-22", "2026-11-22"),
        ("2026/1/5", "2026-01-05"),
        ("2026.1.5", "2026-01-05"),
        ("2026年11月22日", "2026-11-22"),
        ("2026 年 11 月 22 日", "2026-11-22"),
        ("２０２６年１１月２２日", "2026-11-22"),
        ("26年11月22日", "2026-11-22"),
        ("20261122", "2026-11-22"),
        ("二〇二六年十一月二十二日", "2026-11-22"),
        ("2026-11-22（周日）", "2026-11-22"),
        ("2026-11-22 星期日", "2026-11-22"),
        ("2026-11-22 00:00:00", "2026-11-22"),
        ("2026年11月22日前", "2026-11-22"),
        ("2028-02-29", "2028-02-29"),
    ],
)
def test_a_full_day_is_certain(text, day):
    taken = read_day(text, Years())

    assert (taken.value, taken.sure) == (day, 1.0)


@pytest.mark.parametrize(
    "text, day",
    [
        ("46348", "2026-11-22"),
        ("46348.5", "2026-11-22"),
        ("预计2026年11月22日交付", "2026-11-22"),
        ("2026年11月底", "2026-11-30"),
        ("2026年底", "2026-12-31"),
        ("2026-11-01 至 2026-11-22", "2026-11-22"),
    ],
)
def test_a_roundabout_day_is_less_certain(text, day):
    taken = read_day(text, Years())

    assert taken.value == day
    assert taken.sure < 0.9
    assert taken.how


@pytest.mark.parametrize(
    "text, day",
    [
        ("1月5日", "2027-01-05"),
        ("11月6日", "2026-11-06"),
        ("12/18", "2026-12-18"),
        ("1.5", "2027-01-05"),
        ("11月底", "2026-11-30"),
    ],
)
def test_a_missing_year_comes_from_the_form(text, day):
    taken = read_day(text, ANCHOR)

    assert taken.value == day
    assert taken.sure <= 0.7


def test_a_missing_year_is_the_nearest_to_today_without_any_other_day():
    assert read_day("1月5日", Years(today=datetime.date(2026, 11, 22))).value == "2027-01-05"
    assert read_day("10月5日", Years(today=datetime.date(2026, 11, 22))).value == "2026-10-05"


def test_a_missing_year_is_asked_for_when_nothing_gives_it():
    with pytest.raises(NotUnderstood, match="没有写年份"):
        read_day("1月5日", Years())


@pytest.mark.parametrize(
    "text, why",
    [
        ("2026年2月30日", "2月没有30日"),
        ("2026-13-01", "没有13月"),
        ("2027-02-29", "2月没有29日"),
        ("2月30日", "2月没有30日"),
        ("3026-01-01", "年份 3026 不对"),
    ],
)
def test_a_day_that_does_not_exist_is_named(text, why):
    with pytest.raises(NotUnderstood, match=why):
        read_day(text, ANCHOR)


@pytest.mark.parametrize("text", ["待定", "2026年11月", "11月上旬", "2026", "尽快", "2026年Q4"])
def test_a_vague_day_is_not_guessed(text):
    with pytest.raises(NotUnderstood, match="请写成"):
        read_day(text, ANCHOR)


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-12 至 2027-01-29",
        "2026年10月12日至2027年1月29日",
        "2026/10/12-2027/1/29",
        "2026.10.12—2027.1.29",
        "2026年10月12日～2027年1月29日",
        "自2026年10月12日起至2027年1月29日止",
        "2026-10-12 起，2027-01-29 止",
        "2026年10月12日至1月29日",
        "10月12日至2027年1月29日",
        "开始：2026-10-12\n结束：2027-01-29",
        "46307 至 46416",
    ],
)
def test_a_period_has_two_ends(text):
    first, last = read_period(text, Years())

    assert first
    assert last
    assert (first.value, last.value) == ("2026-10-12", "2027-01-29")


def test_the_second_day_of_a_period_may_leave_out_the_month():
    first, last = read_period("2026年10月12日—29日", Years())

    assert first
    assert last
    assert (first.value, last.value) == ("2026-10-12", "2026-10-29")


@pytest.mark.parametrize(
    "text, ends", [("2026-10-12 起", ("2026-10-12", None)), ("2027-01-29 前完成", (None, "2027-01-29"))]
)
def test_one_end_of_a_period_is_kept_as_such(text, ends):
    first, last = read_period(text, Years())

    assert (first and first.value, last and last.value) == ends


def test_three_days_are_no_period():
    with pytest.raises(NotUnderstood, match="3个日期"):
        read_period("2026-01-01，2026-02-01，2026-03-01", Years())


@pytest.mark.parametrize(
    "text, moment",
    [
        ("2026-11-22 09:30", "2026-11-22 09:30"),
        ("2026年11月22日 下午2点", "2026-11-22 14:00"),
        ("2026/11/22 9时5分", "2026-11-22 09:05"),
    ],
)
def test_a_moment_is_a_day_and_a_time(text, moment):
    assert read_moment(text, Years()).value == moment
