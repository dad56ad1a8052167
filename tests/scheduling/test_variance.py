"""Slips against a baseline, and what the slip of one activity does to the others."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scheduling.networks import MONDAY, WEEKS, Obvious, links_of, plan, small_networks
from xietong.scheduling import (
    Activity,
    Link,
    Problem,
    Slip,
    Span,
    UnknownActivity,
    compare_with_baseline,
    downstream,
    schedule,
    spans,
)

CHAIN = "A FS B, B FS C"


def test_slips_are_counted_in_working_days_over_the_weekend():
    baseline = spans(schedule(plan({"A": 3, "B": 2, "C": 1}, CHAIN)))
    current = spans(schedule(plan({"A": 5, "B": 2, "C": 1}, CHAIN)))

    result = compare_with_baseline(baseline, current, WEEKS)

    assert result.by_id == {"A": Slip(0, 2), "B": Slip(2, 2), "C": Slip(2, 2)}
    assert result.project == 2


def test_an_earlier_finish_is_a_negative_slip():
    baseline = {"A": Span(MONDAY, date(2025, 3, 12))}
    current = {"A": Span(MONDAY, date(2025, 3, 7))}

    assert compare_with_baseline(baseline, current, WEEKS).by_id["A"] == Slip(0, -3)


def test_activities_that_came_and_went_are_named():
    baseline = {"A": Span(MONDAY, MONDAY), "B": Span(MONDAY, MONDAY)}
    current = {"B": Span(MONDAY, MONDAY), "C": Span(MONDAY, date(2025, 3, 4))}

    result = compare_with_baseline(baseline, current, WEEKS)

    assert (result.added, result.removed, list(result.by_id), result.project) == (("C",), ("A",), ["B"], 1)


def test_nothing_to_compare_slips_by_nothing():
    assert compare_with_baseline({}, {"A": Span(MONDAY, MONDAY)}, WEEKS).project == 0


def test_float_absorbs_a_slip_and_only_the_rest_goes_on():
    problem = plan({"A": 2, "B": 5, "C": 1}, "A FS C, B FS C")

    assert downstream(problem, "A", 3) == {"A": 3}
    assert downstream(problem, "A", 5) == {"A": 5, "C": 2}
    assert downstream(problem, "B", 1) == {"B": 1, "C": 1}
    assert downstream(problem, "C", 0) == {}


def test_a_fixed_start_stops_a_slip():
    activities = [Activity("A", 2), Activity("B", 1, fixed_start=date(2025, 3, 5)), Activity("C", 1)]
    problem = Problem(activities, links_of(CHAIN), WEEKS, MONDAY)

    assert downstream(problem, "A", 4) == {"A": 4}
    assert downstream(problem, "B", 4) == {"B": 4, "C": 4}


def test_running_work_can_slip_and_finished_work_cannot():
    activities = [
        Activity("A", 2, actual_start=MONDAY, actual_finish=date(2025, 3, 4)),
        Activity("B", 4, actual_start=date(2025, 3, 5), percent=50),
        Activity("C", 1),
    ]
    problem = Problem(activities, links_of(CHAIN), WEEKS, MONDAY)

    assert downstream(problem, "A", 2, as_of=date(2025, 3, 7)) == {}
    assert downstream(problem, "B", 2, as_of=date(2025, 3, 7)) == {"B": 2, "C": 2}


@pytest.mark.parametrize("id_, days, error", [("Z", 1, UnknownActivity), ("A", -1, ValueError)])
def test_impossible_questions_are_refused(id_, days, error):
    with pytest.raises(error):
        downstream(plan({"A": 1}), id_, days)


@settings(max_examples=500, deadline=None)
@given(small_networks(), st.integers(0, 8), st.data())
def test_a_slip_equals_a_predecessor_that_takes_so_long(network, days, data):
    durations, links = network
    slipping = data.draw(st.integers(0, len(durations) - 1))
    before = Obvious.of(durations, links).early
    hold = len(durations)
    after = Obvious.of([*durations, before[slipping] + days], [*links, Link(hold, slipping)]).early
    activities = [Activity(n, length) for n, length in enumerate(durations)]

    answer = downstream(Problem(activities, links, WEEKS, MONDAY), slipping, days)

    assert answer == {n: after[n] - old for n, old in enumerate(before) if after[n] > old}
