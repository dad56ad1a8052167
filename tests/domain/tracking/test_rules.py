"""The guide's lights over every combination of figures, and the sentences that say why."""

from datetime import UTC, date, datetime, timedelta
from itertools import product as combined

import pytest

from xietong.domain.tracking.rules import (
    CAUSE_ASKED,
    RULES,
    CloseFacts,
    CollaborationFacts,
    Limits,
    QueryFacts,
    SettlementFacts,
    TaskFacts,
    breach_level,
    collaboration_light,
    is_jump,
    lights,
    limits_of,
    may_close,
    may_query,
    may_settle,
    missing_in_line,
    near_due_at,
    planned_percent,
    remaining_days,
    reopens,
    response_hours,
    risk_standing,
    worse,
)


def combinations(*parts):
    return list(combined(*parts))


OPEN = ("not_started", "running", "blocked")


@pytest.mark.parametrize("limit, overdue, clock", combinations((0, 1, 2, 5), range(-2, 9), ("natural", "working")))
def test_overdue_by_more_than_the_limit_is_red_and_up_to_it_yellow(limit, overdue, clock):
    limits = Limits(red_overdue_days=limit, overdue_clock=clock)

    verdict = lights(TaskFacts("running", 95, overdue=overdue), limits)

    assert verdict.light == ("red" if overdue > limit else "yellow" if overdue > 0 else "green")
    if overdue > 0:
        assert f"已逾期 {overdue} {limits.unit}" in verdict.why


def test_with_the_guides_limit_the_third_day_is_red():
    assert [lights(TaskFacts("running", overdue=days)).light for days in (1, 2, 3)] == ["yellow", "yellow", "red"]


@pytest.mark.parametrize(
    "state, overdue, risk, percent", combinations(("done", "cancelled", "left_over"), (0, 9), (0, 2), (0, 100))
)
def test_what_has_ended_is_grey_whatever_its_dates_say(state, overdue, risk, percent):
    assert lights(TaskFacts(state, percent, overdue=overdue, risk=risk)).light == "grey"


def test_what_awaits_acceptance_is_not_late_by_its_owner():
    assert lights(TaskFacts("handed_in", 100, overdue=9)) == ("green", "handed_in", "已提交，等待验收")


@pytest.mark.parametrize(
    "risk, strict, light, rule",
    [
        (0, False, "green", "on_plan"),
        (1, False, "yellow", "risk_open"),
        (2, False, "red", "risk_happened"),
        (1, True, "red", "risk_strict"),
        (2, True, "red", "risk_happened"),
    ],
)
def test_a_major_risk_is_yellow_before_it_happens_and_red_after_or_at_once_when_strict(risk, strict, light, rule):
    verdict = lights(TaskFacts("running", 90, risk=risk, risk_name="芯片交期"), Limits(major_risk_strict=strict))

    assert (verdict.light, verdict.rule) == (light, rule)
    assert not risk or "芯片交期" in verdict.why


@pytest.mark.parametrize("days, due_in, percent", combinations((0, 1, 2, 5), range(-1, 8), (0, 40, 79, 80, 100)))
def test_near_due_with_little_progress_is_yellow(days, due_in, percent):
    verdict = lights(TaskFacts("running", percent, due_in=due_in), Limits(yellow_due_in_workdays=days))

    assert (verdict.light == "yellow") == (0 <= due_in <= days and percent < 80)


@pytest.mark.parametrize("planned, percent", combinations(range(0, 101, 10), range(0, 101, 10)))
def test_more_than_twenty_points_behind_the_plan_is_yellow(planned, percent):
    verdict = lights(TaskFacts("running", percent, planned=planned))

    assert (verdict.rule == "behind") == (planned - percent > 20)


@pytest.mark.parametrize(
    "slip, silent, frequency", combinations((-2, 0, 1, 2, 9), (0, 1, 2, 5, 6), ("daily", "weekly"))
)
def test_late_forecasts_and_silence_are_yellow_and_never_normal(slip, silent, frequency):
    verdict = lights(TaskFacts("running", 90, slip=slip, silent=silent), Limits(update_frequency=frequency))

    quiet = silent > (1 if frequency == "daily" else 5)
    expected = "forecast_late" if slip >= 2 else "no_update" if quiet else "on_plan"
    assert verdict.rule == expected


def test_a_blocked_task_is_yellow_and_a_task_that_need_not_have_begun_is_grey():
    assert lights(TaskFacts("blocked", 90)).rule == "blocked"
    assert lights(TaskFacts("not_started", begun=False, due_in=1)).light == "grey"
    assert lights(TaskFacts("not_started", begun=False, risk=1)).light == "yellow"


CASES = combinations(
    OPEN, (0, 50, 100), (-1, 1, 3), (0, 1, 2), ("", "yellow", "red"), (None, 60), (0, 3), (False, True)
)


@pytest.mark.parametrize("strict", [False, True])
def test_every_combination_has_one_verdict_that_says_why_and_worse_figures_never_look_better(strict):
    rank = {"grey": 0, "green": 1, "yellow": 2, "red": 3}
    limits = Limits(major_risk_strict=strict)
    for state, percent, overdue, risk, raised, planned, slip, begun in CASES:
        facts = TaskFacts(state, percent, begun, overdue, -overdue, planned, slip, 0, risk, "风险", raised, "理由")

        verdict = lights(facts, limits)

        assert verdict.rule in RULES
        assert verdict.why
        assert verdict.light != "red" or overdue > 2 or risk == 2 or raised == "red" or (risk and strict)
        for worse_facts in (facts._replace(overdue=9), facts._replace(risk=2), facts._replace(raised="red")):
            assert rank[lights(worse_facts, limits).light] >= rank[verdict.light]


@pytest.mark.parametrize(
    "score, state, missed", combinations(range(1, 26), ("watched", "triggered", "closed"), (False, True))
)
def test_only_major_risks_stand_out(score, state, missed):
    standing = risk_standing(state=state, score=score, mitigation_overdue=missed)

    if score < 15 or state == "closed":
        assert standing == 0
    else:
        assert standing == (2 if state == "triggered" or missed else 1)


@pytest.mark.parametrize(
    "own, expected",
    [
        (None, Limits()),
        ({}, Limits()),
        ({"red_overdue_days": 0}, Limits(red_overdue_days=0)),
        ({"red_overdue_days": -1}, Limits()),
        ({"red_overdue_days": "3"}, Limits()),
        ({"red_overdue_days": True}, Limits()),
        ({"response_hours": 4, "response_clock": "working"}, Limits(response_hours=4, response_clock="working")),
        ({"response_hours": 0}, Limits()),
        ({"overdue_clock": "lunar"}, Limits()),
        (
            {"major_risk_strict": True, "update_frequency": "weekly"},
            Limits(major_risk_strict=True, update_frequency="weekly"),
        ),
    ],
)
def test_a_collaborations_own_rules_override_the_defaults_where_they_make_sense(own, expected):
    assert limits_of(own) == expected


@pytest.mark.parametrize("elapsed, total", combinations(range(-2, 12), range(1, 11)))
def test_the_planned_percent_grows_from_none_to_all(elapsed, total):
    assert planned_percent(elapsed, total) == max(0, min(100, elapsed * 100 // total))


@pytest.mark.parametrize("total, percent", combinations(range(0, 12), range(0, 101, 7)))
def test_what_remains_is_rounded_up(total, percent):
    assert 0 <= remaining_days(total, percent) - total * (100 - percent) / 100 < 1


@pytest.mark.parametrize(
    "facts, light",
    [
        (CollaborationFacts(red=1, open=5), "red"),
        (CollaborationFacts(major_risks=("芯片交期",), open=5), "red"),
        (CollaborationFacts(late_days=3, open=5), "yellow"),
        (CollaborationFacts(yellow=2, open=5), "yellow"),
        (CollaborationFacts(open=5), "green"),
        (CollaborationFacts(), "grey"),
    ],
)
def test_a_collaboration_is_red_while_a_task_is_or_a_major_risk_is_open(facts, light):
    assert collaboration_light(facts).light == light


def test_lights_are_raised_only_to_worse():
    order = ["grey", "green", "yellow", "red"]
    for a, b in combinations(order, order):
        assert worse(a, b) == (order.index(a) > order.index(b))


@pytest.mark.parametrize(
    "before, after, words", combinations((0, 40, 60), (0, 30, 41, 80, 81, 100), ("", " ", "已签约"))
)
def test_a_jump_of_more_than_forty_points_without_a_word_is_marked(before, after, words):
    assert is_jump(before, after, words) == (after - before > 40 and not words.strip())


@pytest.mark.parametrize(
    "blocked, rule, problem, cause", combinations((False, True), RULES, ("", "缺料"), ("", "supplier"))
)
def test_a_blocked_line_needs_its_problem_and_a_late_one_its_cause(blocked, rule, problem, cause):
    missing = [key for key, _words in missing_in_line(blocked=blocked, rule=rule, problem=problem, cause=cause)]

    assert ("problem" in missing) == (blocked and not problem)
    assert ("cause" in missing) == (rule in CAUSE_ASKED and not cause)


@pytest.mark.parametrize(
    "facts, allowed",
    [
        (CloseFacts("已补货"), True),
        (CloseFacts(" "), False),
        (CloseFacts("已补货", closer_is_responsible=True), False),
        (CloseFacts("已补货", still_holds="已逾期 5 天"), False),
        (CloseFacts("已补货", still_holds="已逾期 5 天", settled=True), True),
    ],
)
def test_closing_needs_evidence_a_second_person_and_a_rule_that_holds_no_more(facts, allowed):
    assert (may_close(facts) is None) == allowed


@pytest.mark.parametrize(
    "was_red, closed, due, opens",
    [
        (False, 0, 5, True),  # green in between
        (True, 0, None, False),  # closed today
        (True, -1, None, True),
        (True, -3, 2, False),  # the measure has time until its date
        (True, -3, -1, True),
        (True, None, None, True),
    ],
)
def test_a_closed_case_opens_again_after_the_measures_date(was_red, closed, due, opens):
    today = date(2026, 11, 23)

    def day(n):
        return None if n is None else today + timedelta(days=n)

    assert reopens(was_red=was_red, closed_on=day(closed), due_on=day(due), today=today) is opens


def test_the_clock_rests_once():
    assert may_query(QueryFacts(False)) is None
    assert "一次" in (may_query(QueryFacts(True)) or "")


@pytest.mark.parametrize(
    "facts, allowed",
    [
        (SettlementFacts(agreed=False), True),
        (SettlementFacts(agreed=True), False),
        (SettlementFacts(given_back=True), True),
        (SettlementFacts(given_back=True, damaged=True), False),
        (SettlementFacts(given_back=True, damaged=True, settlement="已修复"), True),
    ],
)
def test_a_letter_is_settled_when_all_is_back_and_whole(facts, allowed):
    assert (may_settle(facts) is None) == allowed


def test_near_due_is_told_at_twenty_of_twenty_four_hours():
    asked = datetime(2026, 11, 23, 1, tzinfo=UTC)

    assert near_due_at(asked, asked + timedelta(hours=24)) == asked + timedelta(hours=20)


@pytest.mark.parametrize("hours, level", [(0, 0), (23, 0), (24, 1), (47, 1), (48, 2), (500, 2)])
def test_breach_climbs_at_24_and_48_hours(hours, level):
    asked = datetime(2026, 11, 23, 1, tzinfo=UTC)
    due, executive = asked + timedelta(hours=24), asked + timedelta(hours=48)

    assert breach_level(now=asked + timedelta(hours=hours), answer_by=due, executive_at=executive) == level


def test_response_hours_leave_out_the_clarification():
    asked = datetime(2026, 11, 23, 1, tzinfo=UTC)

    assert response_hours(asked_at=asked, answered_at=asked + timedelta(hours=30), rested=timedelta(hours=10)) == 20
