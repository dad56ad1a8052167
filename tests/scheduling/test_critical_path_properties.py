"""Thousands of arbitrary networks against a slow and obvious oracle."""

from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.scheduling.networks import (
    MONDAY,
    WEEKS,
    Obvious,
    lacking,
    small_networks,
    working_day,
)
from xietong.scheduling import (
    Activity,
    Direction,
    LinkType,
    Problem,
    schedule,
)


@settings(max_examples=1200, deadline=None)
@given(small_networks())
def test_dates_and_floats_equal_the_obvious_answer(network):
    durations, links = network
    answer = Obvious.of(durations, links)

    result = schedule(Problem([Activity(n, d) for n, d in enumerate(durations)], links, WEEKS, MONDAY))

    for n, length in enumerate(durations):
        dates = result.by_id[n]
        assert dates.total_float == answer.late[n] - answer.early[n]
        assert dates.critical == (answer.late[n] == answer.early[n])
        if length:
            assert (dates.start, dates.finish) == (
                working_day(answer.early[n]),
                working_day(answer.early[n] + length - 1),
            )
            assert (dates.late_start, dates.late_finish) == (
                working_day(answer.late[n]),
                working_day(answer.late[n] + length - 1),
            )
        else:
            assert dates.start in (working_day(answer.early[n]), working_day(max(0, answer.early[n] - 1)))


@settings(max_examples=500, deadline=None)
@given(small_networks())
def test_free_float_is_the_room_before_any_other_activity_moves(network):
    durations, links = network
    answer = Obvious.of(durations, links)
    result = schedule(Problem([Activity(n, d) for n, d in enumerate(durations)], links, WEEKS, MONDAY))

    for n, dates in result.by_id.items():
        for slip, kept in ((dates.free_float, True), (dates.free_float + 1, False)):
            moved = [start + slip * (place == n) for place, start in enumerate(answer.early)]
            fits = all(lacking(link, moved, durations) <= 0 for link in links) and moved[n] + durations[n] <= answer.end
            assert fits == kept


@settings(max_examples=500, deadline=None)
@given(small_networks(least=1))
def test_the_critical_path_is_an_unbroken_chain_of_critical_drivers(network):
    durations, links = network
    result = schedule(Problem([Activity(n, d) for n, d in enumerate(durations)], links, WEEKS, MONDAY))

    path = result.critical_path

    assert result.by_id[path[-1]].finish == result.finish
    assert all(result.by_id[n].critical for n in path)
    assert all(before in result.by_id[after].driving for before, after in pairwise(path))
    assert result.by_id[path[0]].driving == ()
    for position in result.driving_links:
        assert links[position].before in result.by_id[links[position].after].driving


@settings(max_examples=500, deadline=None)
@given(small_networks(), st.integers(0, 20), st.booleans())
def test_backward_ends_on_the_target_with_the_dates_of_forward(network, target, by_activity):
    durations, links = network
    activities = [Activity(n, d) for n, d in enumerate(durations)]
    goal = len(durations) - 1 if by_activity else None
    day = working_day(60 + target)

    backward = schedule(Problem(activities, links, WEEKS, day, Direction.BACKWARD, goal))

    reached = backward.finish if goal is None else backward.by_id[goal].finish
    assert reached == day
    assert backward.earliest_possible is None
    forward = schedule(Problem(activities, links, WEEKS, backward.start))
    assume(forward.start == backward.start)
    assert [(d.start, d.finish) for d in forward.by_id.values()] == [
        (d.start, d.finish) for d in backward.by_id.values()
    ]


@settings(max_examples=400, deadline=None)
@given(small_networks(), st.data())
def test_facts_stay_and_open_work_obeys_its_links_and_the_data_date(network, data):
    durations, links = network
    as_of = working_day(data.draw(st.integers(0, 8)))
    activities = []
    for n, length in enumerate(durations):
        status = data.draw(st.sampled_from(["open", "running", "done"]))
        start = working_day(data.draw(st.integers(0, 5)))
        finish = max(start, working_day(data.draw(st.integers(0, 8))))
        percent = data.draw(st.sampled_from([None, 0, 30, 100]))
        activities.append(
            Activity(
                n,
                length,
                actual_start=None if status == "open" else start,
                actual_finish=finish if status == "done" else None,
                percent=percent,
            )
        )

    result = schedule(Problem(activities, links, WEEKS, MONDAY), as_of=as_of)

    for n, activity in enumerate(activities):
        dates = result.by_id[n]
        assert dates.start <= dates.finish <= result.finish
        assert dates.free_float <= max(0, dates.total_float)
        assert dates.total_float >= 0
        if activity.actual_finish:
            assert dates.finish == activity.actual_finish
            assert not dates.critical
        elif activity.duration:
            assert dates.finish >= as_of
        if activity.actual_start and (activity.duration or not activity.actual_finish):
            assert dates.start == activity.actual_start
        if not activity.actual_start and not activity.actual_finish:
            assert dates.start >= as_of
    for link in links:
        before, after = result.by_id[link.before], result.by_id[link.after]
        follower = activities[link.after]
        if link.type is LinkType.FS and not follower.actual_start and durations[link.before] and durations[link.after]:
            assert WEEKS.between(before.finish, after.start) >= link.lag + 1
