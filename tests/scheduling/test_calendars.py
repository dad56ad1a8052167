"""Working days against the official notices of 2024 to 2026 and against counting one day at a time."""

import copy
import csv
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xietong.scheduling import CalendarLayer, OutsideCalendar, WorkCalendar, layered

DATA = Path(__file__).parent / "data"
ONE_DAY = timedelta(days=1)


def rows(name):
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


SPECIAL = {date.fromisoformat(row["date"]): row["kind"] for row in rows("cn_special_days.csv")}
CHINA = WorkCalendar(
    off=frozenset(day for day, kind in SPECIAL.items() if kind == "off"),
    worked=frozenset(day for day, kind in SPECIAL.items() if kind == "makeup_workday"),
    known_years=frozenset({2024, 2025, 2026}),
)
SIX_DAYS = WorkCalendar(weekend=frozenset({6}))
CALENDARS = st.sampled_from([CHINA, WorkCalendar(), SIX_DAYS, WorkCalendar(weekend=frozenset())])
DAYS = st.dates(date(2023, 6, 1), date(2027, 6, 30))


def worked(calendar, day):
    """The rule itself, without a table."""
    return day in calendar.worked or (day.weekday() not in calendar.weekend and day not in calendar.off)


def counted(calendar, first, last):
    return sum(worked(calendar, first + ONE_DAY * n) for n in range((last - first).days + 1))


@pytest.mark.parametrize("row", rows("cn_workdays_per_month.csv"), ids=lambda row: row["year"])
def test_every_month_has_its_official_number_of_working_days(row):
    year = int(row["year"])
    firsts = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]

    months = [CHINA.count(first, following - ONE_DAY) for first, following in pairwise(firsts)]

    assert months == [int(row[f"{month:02}"]) for month in range(1, 13)]
    assert len(CHINA.working_days(year)) == int(row["total"]) == sum(months)


@pytest.mark.parametrize("day, kind", SPECIAL.items(), ids=lambda value: str(value))
def test_every_day_named_in_a_notice_is_kept(day, kind):
    assert CHINA.is_working(day) == (kind == "makeup_workday")
    assert CHINA.add(day, 0) == CHINA.next_working(day)
    assert (CHINA.next_working(day) == day) == (kind == "makeup_workday")


def test_spring_festival_2026_is_stepped_over_with_its_make_up_saturdays():
    assert CHINA.add(date(2026, 2, 13), 1) == date(2026, 2, 14)  # a Saturday that is worked
    assert CHINA.add(date(2026, 2, 14), 1) == date(2026, 2, 24)
    assert CHINA.add(date(2026, 2, 24), -1) == date(2026, 2, 14)
    assert CHINA.add(date(2026, 2, 27), 1) == date(2026, 2, 28)
    assert CHINA.between(date(2026, 2, 14), date(2026, 2, 24)) == 1


@settings(max_examples=1000, deadline=None)
@given(CALENDARS, DAYS, st.integers(-300, 300))
def test_adding_equals_walking(calendar, day, n):
    walked, left = day, abs(n)
    step = ONE_DAY if n >= 0 else -ONE_DAY
    while left or (n == 0 and not worked(calendar, walked)):
        walked += step
        left -= bool(left) and worked(calendar, walked)

    assert calendar.add(day, n) == walked


@settings(max_examples=1000, deadline=None)
@given(CALENDARS, DAYS, DAYS)
def test_counting_equals_counting_one_by_one(calendar, a, b):
    assert calendar.count(a, b) == (counted(calendar, a, b) if a <= b else 0)
    low, high = min(a, b), max(a, b)
    assert abs(calendar.between(a, b)) == counted(calendar, low + ONE_DAY, high)
    assert calendar.between(a, b) == -calendar.between(b, a)


@settings(max_examples=500, deadline=None)
@given(CALENDARS, DAYS, DAYS)
def test_indexes_rise_by_one_with_each_working_day(calendar, a, b):
    a, b = calendar.next_working(a), calendar.next_working(b)

    assert calendar.day_at(calendar.index_of(a)) == a
    assert calendar.index_of(b) - calendar.index_of(a) == calendar.between(a, b)
    assert calendar.index_after(a) == calendar.index_of(a) + 1
    assert calendar.days_at(calendar.index_of(a), calendar.index_of(b))[:1] == ([a] if a <= b else [])


@settings(max_examples=300, deadline=None)
@given(CALENDARS, DAYS)
def test_next_and_previous_are_the_nearest_working_days_and_the_day_itself_when_it_is_one(calendar, day):
    following, before = calendar.next_working(day), calendar.previous_working(day)

    assert before <= day <= following
    assert worked(calendar, before)
    assert worked(calendar, following)
    assert (before == day) == (following == day) == worked(calendar, day) == calendar.is_working(day)
    assert counted(calendar, before, following) == (1 if before == following else 2)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.dates(date(1960, 1, 1), date(2060, 1, 1)), min_size=2, max_size=5))
def test_the_index_of_a_day_does_not_depend_on_what_was_asked_before(asked):
    fresh = WorkCalendar(off=CHINA.off | {date(1971, 5, 5)}, worked=CHINA.worked | {date(1971, 5, 8)})
    wide = WorkCalendar(off=fresh.off, worked=fresh.worked)
    wide.count(date(1955, 1, 1), date(2065, 1, 1))

    assert [fresh.index_of(day) for day in asked] == [wide.index_of(day) for day in asked]


def test_a_table_that_grows_under_many_threads_gives_every_thread_the_truth():
    calendar = WorkCalendar()
    days = [date(1990 + n, 7, 1) for n in range(0, 60, 4)] * 5

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda day: calendar.day_at(calendar.index_of(day)), days))

    assert answers == [WorkCalendar().next_working(day) for day in days]


def test_far_steps_leave_the_table_and_come_back():
    calendar = WorkCalendar()
    far = calendar.add(date(2026, 1, 5), 10_000)

    assert far == date(2026, 1, 5) + timedelta(weeks=2000)
    assert calendar.add(far, -10_000) == date(2026, 1, 5)
    assert WorkCalendar().add(date(2026, 1, 5), -10_000) == date(2026, 1, 5) - timedelta(weeks=2000)


@pytest.mark.parametrize(
    "ask",
    [
        lambda calendar: calendar.is_working(date(9999, 12, 31)),
        lambda calendar: calendar.index_of(date(1899, 12, 31)),
        lambda calendar: calendar.add(date(2026, 1, 1), 10**6),
        lambda calendar: calendar.add(date(2026, 1, 1), -(10**6)),
    ],
)
def test_dates_outside_three_centuries_are_refused(ask):
    with pytest.raises(OutsideCalendar, match="1900 to 2200"):
        ask(WorkCalendar())


def test_the_first_and_the_last_day_of_all_are_answered():
    assert WorkCalendar().is_working(date(1900, 1, 1))
    assert WorkCalendar().is_working(date(2200, 12, 31))


def test_years_without_an_announcement_are_named():
    assert CHINA.years_without_data(date(2026, 12, 1), date(2028, 1, 1)) == [2027, 2028]
    assert CHINA.years_without_data(date(2024, 1, 1), date(2026, 12, 31)) == []


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"weekend": frozenset({7})}, "weekdays 0 to 6"),
        ({"weekend": frozenset(range(7))}, "at least one weekday"),
        (
            {"off": frozenset({date(2026, 1, 1)}), "worked": frozenset({date(2026, 1, 1)})},
            "both off and worked: 2026-01-01",
        ),
    ],
)
def test_calendars_that_contradict_themselves_are_refused(wrong, words):
    with pytest.raises(ValueError, match=words):
        WorkCalendar(**wrong)


def test_equal_data_means_equal_calendars_whatever_they_were_asked():
    asked = WorkCalendar(CHINA.weekend, CHINA.off, CHINA.worked, CHINA.known_years)
    asked.is_working(date(2050, 1, 1))

    assert asked == CHINA
    assert hash(asked) == hash(CHINA)
    assert pickle.loads(pickle.dumps(asked)) == copy.deepcopy(asked) == CHINA


class TestLayers:
    def test_the_company_adds_a_day_off_and_takes_back_a_make_up_day(self):
        company = layered(CHINA, CalendarLayer(off=frozenset({date(2026, 2, 28), date(2026, 7, 1)})))

        assert not company.is_working(date(2026, 2, 28))
        assert not company.is_working(date(2026, 7, 1))
        assert company.is_working(date(2026, 2, 14))
        assert company.known_years == CHINA.known_years

    def test_the_last_layer_wins(self):
        day = date(2026, 10, 3)

        one_team_works = layered(CHINA, CalendarLayer(off=frozenset({day})), CalendarLayer(worked=frozenset({day})))

        assert one_team_works.is_working(day)

    def test_a_layer_may_change_the_weekend_and_announce_a_year(self):
        six = layered(CHINA, CalendarLayer(weekend=frozenset({6}), known_years=frozenset({2027})))

        assert six.is_working(date(2026, 7, 4))
        assert six.years_without_data(date(2027, 1, 1), date(2027, 2, 1)) == []

    def test_no_layer_changes_nothing(self):
        assert layered(CHINA) == CHINA
