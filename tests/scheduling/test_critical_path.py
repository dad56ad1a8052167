"""Dates, floats and the critical path against drawn answers and against a slow and obvious oracle."""

import time
from datetime import date

import pytest

from tests.scheduling.networks import (
    MONDAY,
    WEEKS,
    links_of,
    plan,
    realistic_problem,
    working_day,
)
from xietong.scheduling import (
    Activity,
    Direction,
    FindingKind,
    Link,
    Loop,
    NothingToSchedule,
    OutsideCalendar,
    Problem,
    WorkCalendar,
    schedule,
)

LONG_OFF = WorkCalendar(off=frozenset({date(2025, 3, 6), date(2025, 3, 7)}), known_years=frozenset({2025}))


def days(result, id_):
    return result.by_id[id_].start, result.by_id[id_].finish


# A takes 3 days from 0; B takes 2. Drawn: the stretch [start, finish] of B in working days after the anchor.
#   FS 0   AAA          SS 0  AAA     FF 0  AAA     SF 0  AAA
#             BB              BB             BB           BB (cannot be earlier than the anchor)
@pytest.mark.parametrize(
    "how, first, last",
    [
        ("FS", 3, 4),
        ("FS+2", 5, 6),
        ("FS-1", 2, 3),
        ("FS-9", 0, 1),
        ("SS", 0, 1),
        ("SS+2", 2, 3),
        ("SS-2", 0, 1),
        ("FF", 1, 2),
        ("FF+2", 3, 4),
        ("FF-1", 0, 1),
        ("FF-9", 0, 1),
        ("SF", 0, 1),
        ("SF+4", 2, 3),
        ("SF-1", 0, 1),
    ],
)
def test_each_link_type_with_each_sign_of_lag_gives_the_drawn_days(how, first, last):
    result = schedule(plan({"A": 3, "B": 2}, f"A {how} B"))

    assert days(result, "A") == (working_day(0), working_day(2))
    assert days(result, "B") == (working_day(first), working_day(last))


def test_the_classic_network_has_its_known_floats_and_path():
    # A3 ─ B4 ─ D5 ─ F2     A-B-D-F = 14 decides; C2 and E1 hang between A and F
    #   └─ C2 ─ E1 ─┘
    result = schedule(
        plan({"A": 3, "B": 4, "C": 2, "D": 5, "E": 1, "F": 2}, "A FS B, A FS C, B FS D, C FS E, D FS F, E FS F")
    )

    assert result.critical_path == ("A", "B", "D", "F")
    assert {id_: d.total_float for id_, d in result.by_id.items()} == {"A": 0, "B": 0, "C": 6, "D": 0, "E": 6, "F": 0}
    assert {id_: d.free_float for id_, d in result.by_id.items()} == {"A": 0, "B": 0, "C": 0, "D": 0, "E": 6, "F": 0}
    assert [id_ for id_, d in result.by_id.items() if d.critical] == ["A", "B", "D", "F"]
    assert (result.length, result.start, result.finish) == (14, MONDAY, working_day(13))
    assert result.by_id["F"].driving == ("D",)
    assert result.driving_links == (0, 1, 2, 3, 4)
    assert days(result, "C") == (working_day(3), working_day(4))
    assert (result.by_id["C"].late_start, result.by_id["C"].late_finish) == (working_day(9), working_day(10))


def test_the_four_types_agree_with_dates_stored_by_microsoft_project():
    # 1 to 5, one day each: 1 FS 2, 2 SS+1 3, 3 FF 4, 4 SF 5; stored by Project from Thursday, 21 September 2006
    problem = plan(dict.fromkeys("12345", 1), "1 FS 2, 2 SS+1 3, 3 FF 4, 4 SF 5", anchor=date(2006, 9, 21))

    result = schedule(problem)

    starts = {id_: dates.start.isoformat()[5:] for id_, dates in result.by_id.items()}
    assert starts == {"1": "09-21", "2": "09-22", "3": "09-25", "4": "09-25", "5": "09-22"}
    assert [dates.critical for dates in result.by_id.values()] == [True, True, True, True, False]
    assert (result.by_id["5"].total_float, result.by_id["5"].late_start) == (1, date(2006, 9, 25))


def test_a_one_day_activity_starts_and_finishes_on_the_same_day():
    result = schedule(plan({"A": 1}))

    assert days(result, "A") == (MONDAY, MONDAY)
    assert (result.length, result.critical_path) == (1, ("A",))


def test_free_days_are_stepped_over():
    result = schedule(Problem([Activity(1, 3), Activity(2, 2)], [Link(1, 2)], LONG_OFF, MONDAY))

    assert days(result, 1) == (MONDAY, date(2025, 3, 5))
    assert days(result, 2) == (date(2025, 3, 10), date(2025, 3, 11))
    assert result.years_without_data == ()


def test_an_anchor_on_a_free_day_means_the_next_working_day_and_unknown_years_are_named():
    result = schedule(plan({"A": 1}, anchor=date(2025, 3, 1)))

    assert days(result, "A") == (MONDAY, MONDAY)
    assert result.years_without_data == (2025,)


def test_a_milestone_falls_on_the_finish_of_its_driver_and_its_follower_starts_the_next_day():
    result = schedule(plan({"A": 5, "M": 0, "B": 1}, "A FS M, M FS B"))

    assert days(result, "M") == (date(2025, 3, 7), date(2025, 3, 7))
    assert days(result, "B") == (date(2025, 3, 10), date(2025, 3, 10))
    assert result.critical_path == ("A", "M", "B")


def test_a_milestone_held_by_a_start_or_by_nothing_opens_its_day():
    result = schedule(plan({"K": 0, "A": 5, "B": 2, "M": 0, "C": 1}, "K FS A, A FS B, B SS M, M FS C"))

    assert days(result, "K") == (MONDAY, MONDAY)
    assert days(result, "A")[0] == MONDAY
    assert days(result, "M") == (date(2025, 3, 10), date(2025, 3, 10))
    assert days(result, "C") == (date(2025, 3, 10), date(2025, 3, 10))


def test_a_chain_of_milestones_at_the_start_stays_on_the_first_day():
    result = schedule(plan({"K": 0, "L": 0, "M": 0, "A": 1}, "K FS L, L FF M, M FS A"))

    assert {result.by_id[id_].finish for id_ in "KLMA"} == {MONDAY}


def test_a_milestone_waits_for_its_own_date_even_when_work_ends_the_evening_before():
    monday = date(2025, 3, 10)
    activities = [Activity("A", 5), Activity("M", 0, not_before=monday), Activity("B", 1)]

    result = schedule(Problem(activities, links_of("A FS M, M FS B"), WEEKS, MONDAY))

    assert days(result, "M") == (monday, monday)
    assert days(result, "B") == (monday, monday)
    assert result.finish == monday


def test_a_loose_milestone_may_be_as_late_as_the_last_day_and_no_later():
    result = schedule(plan({"A": 5, "K": 0}))

    assert result.by_id["K"].late_finish == date(2025, 3, 7)
    assert result.by_id["K"].total_float == 5


def test_activities_linked_by_their_starts_only_have_finite_float():
    result = schedule(plan({"A": 4, "B": 2, "C": 20}, "A SS B"))

    assert result.by_id["B"].total_float == 18
    assert result.by_id["B"].free_float == 18
    assert result.by_id["A"].total_float == 16
    assert result.by_id["A"].free_float == 0


def test_a_date_of_its_own_holds_an_activity_and_nothing_drives_it():
    activities = [Activity("A", 2), Activity("B", 1, not_before=date(2025, 3, 15))]

    result = schedule(Problem(activities, links_of("A FS B"), WEEKS, MONDAY))

    assert days(result, "B")[0] == date(2025, 3, 17)
    assert result.by_id["B"].driving == ()
    assert result.by_id["A"].free_float == 8
    assert result.critical_path == ("B",)


def test_a_missed_deadline_gives_negative_float_to_all_that_lead_to_it():
    activities = [Activity("A", 3), Activity("B", 4, must_finish_by=date(2025, 3, 9)), Activity("C", 9)]

    result = schedule(Problem(activities, links_of("A FS B"), WEEKS, MONDAY))

    assert [result.by_id[id_].total_float for id_ in "ABC"] == [-2, -2, 0]
    assert result.by_id["B"].late_finish == date(2025, 3, 7)
    assert result.by_id["A"].critical
    assert [(f.kind, f.activity, f.days) for f in result.warnings] == [(FindingKind.DEADLINE_MISSED, "B", 2)]


def test_a_deadline_limits_free_float_too():
    activities = [Activity("A", 2, must_finish_by=date(2025, 3, 5)), Activity("B", 1, not_before=date(2025, 3, 14))]

    result = schedule(Problem(activities, links_of("A FS B"), WEEKS, MONDAY))

    assert (result.by_id["A"].total_float, result.by_id["A"].free_float) == (1, 1)


@pytest.mark.parametrize("links, late", [("", []), ("A FS M", [1])])
def test_a_deadline_of_a_milestone_means_that_day(links, late):
    # Due on Monday. Alone, M opens Monday; after the two days of A it closes Tuesday.
    activities = [Activity("A", 2), Activity("M", 0, must_finish_by=MONDAY)]

    result = schedule(Problem(activities, links_of(links), WEEKS, MONDAY))

    assert [finding.days for finding in result.warnings] == late
    assert result.by_id["M"].total_float == -sum(late)


def test_a_fixed_start_stands_against_its_links_and_says_so():
    activities = [Activity("A", 5), Activity("B", 2, fixed_start=date(2025, 3, 5)), Activity("C", 1)]

    result = schedule(Problem(activities, links_of("A FS B, B FS C"), WEEKS, MONDAY))

    assert days(result, "B") == (date(2025, 3, 5), date(2025, 3, 6))
    assert days(result, "C") == (date(2025, 3, 7), date(2025, 3, 7))
    assert (result.by_id["A"].total_float, result.by_id["A"].free_float) == (-3, 0)
    assert [(f.kind, f.activity, f.days) for f in result.warnings] == [(FindingKind.FIXED_START_TOO_EARLY, "B", 3)]


def test_a_lead_longer_than_the_time_before_it_is_cut_off_at_the_anchor_and_reported():
    result = schedule(plan({"A": 3, "B": 2}, "A FS-5 B"))

    assert days(result, "B")[0] == MONDAY
    assert [(f.kind, f.activity, f.days) for f in result.warnings] == [(FindingKind.LEAD_CUT_OFF, "B", 2)]
    assert result.by_id["B"].driving == ()


def test_a_long_follower_of_a_finish_link_is_no_finding():
    assert schedule(plan({"A": 1, "B": 9}, "A FF B")).warnings == ()


def test_a_loop_is_refused_with_its_members():
    with pytest.raises(Loop, match="A → B → A"):
        schedule(plan({"A": 1, "B": 1}, "A FS B, B FS A"))


def test_nothing_cannot_be_scheduled():
    with pytest.raises(NothingToSchedule):
        schedule(plan({}))


def test_a_target_that_is_no_activity_is_refused():
    with pytest.raises(ValueError, match="the target names the activity 'Z'"):
        schedule(plan({"A": 1}, direction=Direction.BACKWARD, anchor_activity="Z"))


def test_a_duration_of_centuries_is_refused():
    with pytest.raises(OutsideCalendar):
        schedule(plan({"A": 10**6}))


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"duration": -1}, "negative duration"),
        ({"duration": 1, "percent": 101}, "percent"),
        ({"duration": 1, "actual_start": date(2025, 3, 4), "actual_finish": MONDAY}, "before its actual start"),
    ],
)
def test_impossible_activities_are_refused_by_name(wrong, words):
    with pytest.raises(ValueError, match=f"'A'.*{words}"):
        Activity("A", **wrong)


def test_a_realistic_plan_of_five_thousand_activities_takes_a_moment():
    problem = realistic_problem(5000, 10000)
    schedule(problem)
    best = min(_cpu_seconds(problem) for _ in range(5))

    assert best < 0.2  # measured about a quarter of this; the rest is room for a busy machine


def _cpu_seconds(problem):
    began = time.process_time()
    schedule(problem)
    return time.process_time() - began
