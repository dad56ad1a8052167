"""Deadlines in hours: the natural clock, the working clock, and their time zones."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.test_calendars import CHINA
from xietong.scheduling import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
LUNCH = (time(12), time(13))


def at(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def test_the_natural_clock_runs_through_night_and_holiday():
    assert CHINA.add_hours(at(2, 14, 17, 30), 24, clock="natural") == at(2, 15, 17, 30)


@pytest.mark.parametrize(
    "asked, hours, answer",
    [
        (at(3, 2, 10), 4, at(3, 2, 14)),  # inside one day
        (at(3, 2, 10), 8, at(3, 2, 18)),  # closing time stays closing time
        (at(3, 2, 10), 9, at(3, 3, 10)),
        (at(3, 2, 6), 1, at(3, 2, 10)),  # before opening
        (at(3, 2, 20), 1, at(3, 3, 10)),  # after closing
        (at(3, 2, 18), 1, at(3, 3, 10)),  # at closing
        (at(3, 6, 17), 2, at(3, 9, 10)),  # over the weekend
        (at(3, 7, 12), 1, at(3, 9, 10)),  # asked on a Saturday
        (at(2, 27, 17), 2, at(2, 28, 10)),  # a Saturday that is worked
        (at(2, 14, 17), 24, at(2, 26, 14)),  # over the Spring Festival: 1 + 9 + 9 + 5
        (at(3, 2, 10), 0, at(3, 2, 10)),
        (at(3, 2, 22), 0, at(3, 3, 9)),
        (at(3, 2, 9), 90, at(3, 13, 18)),
    ],
)
def test_the_working_clock_runs_in_working_hours_only(asked, hours, answer):
    assert CHINA.add_hours(asked, hours, clock="working") == answer


@pytest.mark.parametrize(
    "asked, hours, answer",
    [
        (at(3, 2, 11), 2, at(3, 2, 14)),
        (at(3, 2, 11), 1, at(3, 2, 12)),
        (at(3, 2, 12, 20), 1, at(3, 2, 14)),
        (at(3, 2, 9), 24, at(3, 4, 18)),
    ],
)
def test_the_lunch_break_does_not_count(asked, hours, answer):
    assert CHINA.add_hours(asked, hours, clock="working", lunch=LUNCH) == answer


def test_days_are_those_of_the_given_zone():
    asked = datetime(2026, 3, 6, 23, 30, tzinfo=UTC)  # Saturday morning in Shanghai

    answer = CHINA.add_hours(asked, 1, clock="working", zone=SHANGHAI)

    assert answer == at(3, 9, 10)
    assert answer.tzinfo is SHANGHAI
    assert CHINA.add_hours(asked, 1, clock="natural", zone=SHANGHAI).tzinfo is SHANGHAI


def test_the_natural_clock_counts_true_hours_when_summer_time_begins():
    berlin = ZoneInfo("Europe/Berlin")

    answer = WorkCalendar().add_hours(datetime(2026, 3, 28, 12, tzinfo=berlin), 24, clock="natural")

    assert answer == datetime(2026, 3, 29, 13, tzinfo=berlin)


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 365 * 24 * 4), st.integers(0, 120), st.sampled_from([None, LUNCH]))
def test_the_working_clock_equals_a_clock_that_ticks_every_quarter(quarter, hours, lunch):
    tick = timedelta(minutes=15)
    asked = datetime(2026, 1, 1, tzinfo=SHANGHAI) + quarter * tick

    def running(moment):
        in_hours = time(9) <= moment.time() < time(18)
        at_lunch = lunch is not None and lunch[0] <= moment.time() < lunch[1]
        return in_hours and not at_lunch and CHINA.is_working(moment.date())

    moment, left = asked, 4 * hours
    while left:
        left -= running(moment)
        moment += tick
    while not hours and not running(moment):
        moment += tick

    assert CHINA.add_hours(asked, hours, clock="working", lunch=lunch) == moment


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"instant": datetime(2026, 3, 2, 9)}, "time zone"),
        ({"hours": -1}, "must not be negative"),
        ({"day_start": time(18)}, "must end after it starts"),
        ({"lunch": (time(8), time(13))}, "lunch break"),
    ],
)
def test_impossible_clocks_are_refused(wrong, words):
    asked = {"instant": at(3, 2, 9), "hours": 1, "clock": "working"} | wrong

    with pytest.raises(ValueError, match=words):
        WorkCalendar().add_hours(asked.pop("instant"), asked.pop("hours"), **asked)


def test_a_date_stays_a_date_of_the_calendar():
    assert CHINA.add_hours(at(9, 19, 10), 1, clock="working").date() == date(2026, 9, 20)  # a Sunday that is worked
