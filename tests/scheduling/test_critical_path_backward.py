"""Plans placed backward from a target day."""

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
    Direction,
    FindingKind,
    Problem,
    schedule,
)


def days(result, id_):
    return result.by_id[id_].start, result.by_id[id_].finish


def test_the_whole_is_placed_so_that_it_ends_on_the_target():
    target = date(2025, 3, 14)

    result = schedule(plan({"A": 3, "B": 2, "C": 1}, "A FS B", anchor=target, direction=Direction.BACKWARD))

    assert (result.start, result.finish) == (date(2025, 3, 10), target)
    assert days(result, "C") == (date(2025, 3, 10), date(2025, 3, 10))  # as early as possible, not as late
    assert result.earliest_possible is None


def test_a_target_on_a_free_day_means_the_working_day_before():
    result = schedule(plan({"A": 3}, anchor=date(2025, 3, 16), direction=Direction.BACKWARD))

    assert days(result, "A") == (date(2025, 3, 12), date(2025, 3, 14))


def test_the_target_may_be_an_activity_that_others_follow():
    problem = plan(
        {"prepare": 4, "event": 1, "review": 3, "extra": 2},
        "prepare FS event, event FS review, extra FS event",
        anchor=date(2025, 3, 14),
        direction=Direction.BACKWARD,
        anchor_activity="event",
    )

    result = schedule(problem)

    assert result.by_id["event"].finish == date(2025, 3, 14)
    assert result.start == date(2025, 3, 10)
    assert result.finish == date(2025, 3, 19)
    assert result.critical_path == ("prepare", "event")
    assert result.by_id["extra"].total_float == 2


def test_a_loose_follower_does_not_loosen_what_leads_to_the_target():
    problem = plan(
        {"event": 2, "long": 9},
        anchor=date(2025, 3, 14),
        direction=Direction.BACKWARD,
        anchor_activity="event",
    )

    result = schedule(problem)

    assert result.by_id["event"].critical
    assert result.finish == date(2025, 3, 25)


def test_a_target_too_near_starts_at_the_first_possible_day_and_names_the_earliest_finish():
    problem = plan(
        {"A": 3, "B": 4},
        "A FS B",
        anchor=date(2025, 3, 7),
        direction=Direction.BACKWARD,
        not_before=MONDAY,
    )

    result = schedule(problem)

    assert result.start == MONDAY
    assert result.earliest_possible == result.finish == date(2025, 3, 11)
    assert [(f.kind, f.activity, f.days) for f in result.warnings] == [(FindingKind.TARGET_UNREACHABLE, None, 2)]
    assert all(d.total_float >= 0 for d in result.by_id.values())


def test_a_date_of_an_activity_can_put_the_target_out_of_reach():
    activities = [Activity("A", 3), Activity("B", 2, not_before=date(2025, 3, 13))]
    problem = Problem(activities, links_of("A FS B"), WEEKS, date(2025, 3, 12), Direction.BACKWARD)

    result = schedule(problem)

    assert result.earliest_possible == date(2025, 3, 14)
    assert result.warnings[0].days == 2


@pytest.mark.parametrize("links", ["A FS M", "A FS B, B SS M", "A FS B, M FS B"])
def test_a_milestone_as_target_falls_on_the_target_day(links):
    target = date(2025, 3, 14)
    problem = plan({"A": 3, "B": 2, "M": 0}, links, anchor=target, direction=Direction.BACKWARD, anchor_activity="M")

    result = schedule(problem)

    assert days(result, "M") == (target, target)
    assert result.earliest_possible is None


def test_a_lone_milestone_falls_on_the_target_day():
    result = schedule(plan({"M": 0}, anchor=MONDAY, direction=Direction.BACKWARD))

    assert days(result, "M") == (MONDAY, MONDAY)


def test_a_started_project_keeps_its_facts_and_is_measured_against_the_target():
    activities = [Activity("A", 3, actual_start=MONDAY, actual_finish=date(2025, 3, 11)), Activity("B", 4)]
    problem = Problem(activities, links_of("A FS B"), WEEKS, date(2025, 3, 13), Direction.BACKWARD)

    result = schedule(problem, as_of=date(2025, 3, 12))

    assert days(result, "B") == (date(2025, 3, 12), date(2025, 3, 17))
    assert result.earliest_possible == date(2025, 3, 17)


def test_a_finished_project_has_dates_too():
    done = Activity("A", 3, actual_start=MONDAY, actual_finish=date(2025, 3, 11))

    result = schedule(Problem([done], [], WEEKS, date(2025, 3, 13), Direction.BACKWARD, "A"))

    assert days(result, "A") == (MONDAY, date(2025, 3, 11))


def test_what_cannot_move_does_not_count_into_the_length():
    activities = [Activity("A", 10, fixed_start=MONDAY), Activity("B", 10, actual_start=MONDAY), Activity("C", 2)]
    problem = Problem(activities, links_of("A FS C, B FS C"), WEEKS, date(2025, 3, 28), Direction.BACKWARD)

    result = schedule(problem)

    assert days(result, "A")[0] == days(result, "B")[0] == MONDAY
    assert days(result, "C") == (date(2025, 3, 27), date(2025, 3, 28))
