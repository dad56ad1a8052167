"""Forecasts: what was really started and finished, and the data date."""

from datetime import date

import pytest

from tests.scheduling.networks import (
    MONDAY,
    WEEKS,
    links_of,
    plan,
)
from xietong.scheduling import (
    Activity,
    FindingKind,
    Problem,
    schedule,
)


def days(result, id_):
    return result.by_id[id_].start, result.by_id[id_].finish


def test_finished_work_keeps_its_days_even_free_ones_and_is_not_critical():
    saturday = date(2025, 3, 8)
    activities = [Activity("A", 3, actual_start=MONDAY, actual_finish=saturday), Activity("B", 2)]

    result = schedule(Problem(activities, links_of("A FS B"), WEEKS, MONDAY), as_of=date(2025, 3, 10))

    assert days(result, "A") == (MONDAY, saturday)
    assert not result.by_id["A"].critical
    assert days(result, "B") == (date(2025, 3, 10), date(2025, 3, 11))
    assert result.critical_path == ("A", "B")


def test_open_work_never_lies_before_the_data_date():
    result = schedule(plan({"A": 3, "B": 2}, "A FS B"), as_of=date(2025, 3, 12))

    assert days(result, "A") == (date(2025, 3, 12), date(2025, 3, 14))
    assert days(result, "B") == (date(2025, 3, 17), date(2025, 3, 18))


@pytest.mark.parametrize(
    "percent, finish",
    [(None, 12), (0, 21), (25, 19), (50, 17), (99, 12), (100, 12)],
)
def test_running_work_finishes_its_rest_from_the_data_date(percent, finish):
    # Eight days from Monday 3 March would end on Wednesday 12 March, which is also the data date.
    activity = Activity("A", 8, actual_start=MONDAY, percent=percent)

    result = schedule(Problem([activity], [], WEEKS, MONDAY), as_of=date(2025, 3, 12))

    assert days(result, "A") == (MONDAY, date(2025, 3, finish))


def test_running_work_without_a_data_date_is_taken_at_its_duration():
    activity = Activity("A", 3, actual_start=date(2025, 3, 4), percent=10)

    assert days(schedule(Problem([activity], [], WEEKS, MONDAY)), "A")[1] == date(2025, 3, 6)


def test_a_link_between_finishes_still_holds_running_work_back():
    activities = [Activity("A", 6), Activity("B", 2, actual_start=MONDAY)]

    result = schedule(Problem(activities, links_of("A FF B, A FS-1 B"), WEEKS, MONDAY), as_of=MONDAY)

    assert days(result, "B") == (MONDAY, date(2025, 3, 10))
    assert result.by_id["B"].driving == ("A",)
    assert [(f.kind, f.activity, f.days) for f in result.warnings] == [(FindingKind.OUT_OF_ORDER, "B", 5)]
    assert result.by_id["B"].critical
    assert result.by_id["A"].total_float == 0


def test_work_done_out_of_order_does_not_bind_its_predecessor():
    activities = [Activity("A", 2), Activity("B", 1, actual_finish=MONDAY), Activity("C", 9)]

    result = schedule(Problem(activities, links_of("A FS B"), WEEKS, MONDAY))

    assert days(result, "B") == (MONDAY, MONDAY)
    assert result.by_id["A"].total_float == 7
    assert [(f.kind, f.activity) for f in result.warnings] == [(FindingKind.OUT_OF_ORDER, "B")]


def test_a_reached_milestone_closes_its_day_but_a_kick_off_opens_it():
    activities = [
        Activity("K", 0, actual_finish=MONDAY),
        Activity("A", 1),
        Activity("M", 0, actual_start=date(2025, 3, 4)),
        Activity("B", 1),
    ]

    result = schedule(Problem(activities, links_of("K FS A, A FS M, M FS B"), WEEKS, MONDAY))

    assert days(result, "A")[0] == MONDAY
    assert days(result, "M") == (date(2025, 3, 4), date(2025, 3, 4))
    assert days(result, "B")[0] == date(2025, 3, 5)


def test_a_fixed_start_that_has_passed_moves_to_the_data_date():
    activity = Activity("A", 2, fixed_start=date(2025, 3, 5))

    result = schedule(Problem([activity], [], WEEKS, MONDAY), as_of=date(2025, 3, 10))

    assert days(result, "A") == (date(2025, 3, 10), date(2025, 3, 11))
