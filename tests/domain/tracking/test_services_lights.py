"""The clock's pass: lights, cases of alert, progress and forecast; and what people do with a case."""

from datetime import timedelta

import pytest

from tests.cast import NOW, TODAY, actor
from tests.domain.tracking.running_work import leaf, major_risk, running
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.planning.models import ChangeRequest, Task
from xietong.domain.planning.states import TaskState
from xietong.domain.tracking.models import Alert
from xietong.domain.tracking.queries import no_red_alert_open
from xietong.domain.tracking.services import (
    close_alert,
    raise_alert,
    raise_alerts,
    reopen_alert,
    report_progress,
    take_alert,
)
from xietong.domain.tracking.states import AlertState
from xietong.kit.access import Forbidden
from xietong.kit.events.models import HappenedEvent
from xietong.kit.problems import Problems, StaleVersion
from xietong.kit.workflow import NotNow

WEEK = timedelta(days=7)


def take(alert, cast, *, responsible=None, due=3, by=None, now=NOW, **changes):
    given = {
        "cause": "resources",
        "cause_text": "样机不足",
        "measure": "coordinate",
        "measure_text": "向研发部借样机两台",
        "responsible_id": (responsible or cast.wu).pk,
        "due_on": TODAY + timedelta(days=due),
    }
    return take_alert(alert, **{**given, **changes}, by=by or actor(cast.chen, alert.collaboration), now=now)


@pytest.fixture
def late(cast):
    """A task overdue by four days, with its case."""
    task = leaf(running(cast), cast.wu, cast.marketing, finish=-4)
    raise_alerts(now=NOW)
    return Alert.objects.get(task=task)


def test_a_new_red_light_opens_one_case_and_a_second_pass_writes_nothing(cast):
    collaboration = running(cast)
    late = leaf(collaboration, cast.wu, cast.marketing, finish=-4)
    fine = leaf(collaboration, cast.xu, cast.rnd, code="1.2", finish=20, percent=60)

    first = raise_alerts(now=NOW)
    second = raise_alerts(now=NOW + timedelta(minutes=5))

    alert = Alert.objects.get()
    late.refresh_from_db()
    fine.refresh_from_db()
    assert (first["changed"], first["opened"]) == (2, 1)
    assert set(second.values()) == {0}
    assert (late.light, late.light_rule, late.light_since) == ("red", "overdue_red", NOW)
    assert (fine.light, fine.light_rule) == ("green", "on_plan")
    assert alert.number == f"{collaboration.number}-YJ-01"
    assert alert.why == "已逾期 4 天，超过 2 天"
    assert alert.handle_by.date() == TODAY + timedelta(days=2)
    assert HappenedEvent.objects.filter(name="tracking.AlertOpened").count() == 1


@pytest.mark.parametrize(
    "overdue, clock, light", [(2, "natural", "yellow"), (3, "natural", "red"), (3, "working", "yellow")]
)
def test_the_collaborations_own_clock_counts(cast, overdue, clock, light):
    """Three days before a Monday is a Friday: one working day."""
    task = leaf(running(cast, rules={"overdue_clock": clock}), cast.wu, cast.marketing, finish=-overdue, percent=90)

    raise_alerts(now=NOW)

    task.refresh_from_db()
    assert task.light == light


def test_a_task_without_updates_is_shown_as_such(cast):
    task = leaf(running(cast), cast.wu, cast.marketing, finish=30, percent=50, reported=-5)

    raise_alerts(now=NOW)

    task.refresh_from_db()
    assert (task.light, task.light_rule) == ("yellow", "no_update")


def test_only_running_collaborations_are_looked_at(cast):
    collaboration = running(cast)
    leaf(collaboration, cast.wu, cast.marketing, finish=-9)
    Collaboration.objects.filter(pk=collaboration.pk).update(state="planning")

    assert raise_alerts(now=NOW)["opened"] == 0


def test_the_collaboration_carries_light_progress_and_forecast(cast):
    collaboration = running(cast, finish_on=TODAY + timedelta(days=30))
    leaf(collaboration, cast.wu, cast.marketing, finish=-4, percent=50, duration=1)
    leaf(collaboration, cast.xu, cast.rnd, code="1.2", finish=20, percent=70, duration=3)

    raise_alerts(now=NOW)

    collaboration.refresh_from_db()
    assert (collaboration.light, collaboration.light_why) == ("red", "1 项任务红色预警")
    assert collaboration.progress == 65
    assert collaboration.forecast_on is not None
    assert collaboration.forecast_on >= TODAY + timedelta(days=20)


def test_an_open_major_risk_makes_the_collaboration_red_and_its_tasks_yellow(cast):
    collaboration = running(cast)
    task = leaf(collaboration, cast.wu, cast.marketing, finish=30, percent=80)
    risk = major_risk(collaboration, cast.wu, [task])

    raise_alerts(now=NOW)
    task.refresh_from_db()
    collaboration.refresh_from_db()
    assert (task.light, collaboration.light) == ("yellow", "red")
    assert "芯片交期" in collaboration.light_why
    assert not Alert.objects.exists()

    type(risk).objects.filter(pk=risk.pk).update(state="triggered")
    raise_alerts(now=NOW)
    task.refresh_from_db()
    assert (task.light, task.light_rule) == ("red", "risk_happened")
    assert Alert.objects.get().risk_id == risk.pk, "one case of the risk, not one a task"


def test_the_strict_reading_makes_its_tasks_red_at_once(cast):
    collaboration = running(cast, rules={"major_risk_strict": True})
    task = leaf(collaboration, cast.wu, cast.marketing, finish=30, percent=80)
    major_risk(collaboration, cast.wu, [task])

    raise_alerts(now=NOW)

    task.refresh_from_db()
    assert task.light == "red"


def test_an_untouched_case_clears_itself_when_the_rule_holds_no_more(late):
    Task.objects.filter(pk=late.task_id).update(finish_on=TODAY + WEEK)

    assert raise_alerts(now=NOW)["cleared"] == 1

    late.refresh_from_db()
    assert late.state == AlertState.CLEARED


def test_a_finished_task_loses_its_light_and_its_untouched_case(late):
    Task.objects.filter(pk=late.task_id).update(state="done")

    raise_alerts(now=NOW)

    late.refresh_from_db()
    assert late.state == AlertState.CLEARED
    assert Task.objects.get(pk=late.task_id).light == "grey"


def test_the_same_red_again_opens_the_same_case_and_counts(late):
    Task.objects.filter(pk=late.task_id).update(finish_on=TODAY + WEEK)
    raise_alerts(now=NOW)
    Task.objects.filter(pk=late.task_id).update(finish_on=TODAY - timedelta(days=4))

    assert raise_alerts(now=NOW)["reopened"] == 1

    late.refresh_from_db()
    assert (late.state, late.recurrence, Alert.objects.count()) == (AlertState.OPEN, 1, 1)


def test_a_case_not_handled_in_two_working_days_goes_to_the_executive_once(cast, late):
    later = late.handle_by + timedelta(minutes=1)

    assert raise_alerts(now=later)["escalated"] == 1
    assert raise_alerts(now=later + timedelta(hours=1))["escalated"] == 0

    event = HappenedEvent.objects.get(name="tracking.AlertEscalated")
    assert event.data["to_id"] == cast.zhou.pk


def test_a_handled_case_is_left_alone_until_its_measures_date_and_then_opens_again(cast, late):
    take(late, cast, due=3)

    assert raise_alerts(now=NOW + timedelta(days=3))["reopened"] == 0
    assert raise_alerts(now=NOW + timedelta(days=4))["reopened"] == 1

    late.refresh_from_db()
    assert (late.state, late.recurrence) == (AlertState.OPEN, 1)


def test_taking_a_case_needs_cause_measure_person_and_date(cast, late):
    with pytest.raises(Problems) as refused:
        take(late, cast, cause="", measure="", measure_text=" ", responsible_id=cast.qian.pk, due_on=TODAY - WEEK)

    assert {p.field for p in refused.value.items} == {"cause", "measure", "measure_text", "responsible", "due_on"}
    with pytest.raises(Forbidden):
        take(late, cast, by=actor(cast.wu, late.collaboration))


def test_closing_is_refused_while_the_rule_holds_and_to_the_one_responsible(cast, late):
    take(late, cast, responsible=cast.chen)
    late.refresh_from_db()
    lead = actor(cast.chen, late.collaboration)

    with pytest.raises(NotNow, match="责任人不能自己关闭"):
        close_alert(late, evidence="已补货", by=lead, now=NOW)
    with pytest.raises(NotNow, match="规则仍成立"):
        close_alert(late, evidence="已补货", by=actor(cast.zhang, late.collaboration), now=NOW)
    with pytest.raises(NotNow, match="证据"):
        close_alert(late, evidence=" ", by=actor(cast.zhang, late.collaboration), now=NOW)


def test_a_case_is_closed_with_evidence_once_the_rule_holds_no_more(cast, late):
    take(late, cast)
    Task.objects.filter(pk=late.task_id).update(finish_on=TODAY + WEEK)
    late = Alert.objects.get(pk=late.pk)

    closed = close_alert(
        late,
        evidence="样机已到位，新计划已批准",
        by=actor(cast.chen, late.collaboration),
        now=NOW,
        version=late.version,
    )

    assert (closed.state, closed.closed_by_id, closed.closed_at) == (AlertState.CLOSED, cast.chen.pk, NOW)
    assert no_red_alert_open(late.collaboration)[0].done


@pytest.mark.parametrize("way", ["handed_in", "change"])
def test_a_finished_task_or_an_approved_change_lets_the_case_be_closed(cast, late, way):
    take(late, cast)
    if way == "handed_in":
        Task.objects.filter(pk=late.task_id).update(state=TaskState.HANDED_IN)
    else:
        ChangeRequest.objects.create(
            collaboration=late.collaboration, number="BG-1", kind="schedule", state="approved", state_since=NOW,
            lines=[{"task": late.task_id}], reason="延期", asked_by=cast.wu, asked_at=NOW,
        )  # fmt: skip

    closed = close_alert(
        Alert.objects.get(pk=late.pk), evidence="见变更", by=actor(cast.chen, late.collaboration), now=NOW
    )

    assert closed.state == AlertState.CLOSED


def test_a_case_closed_by_a_change_that_did_not_help_opens_again_after_its_date(cast, late):
    take(late, cast, due=1)
    ChangeRequest.objects.create(
        collaboration=late.collaboration, number="BG-1", kind="schedule", state="approved", state_since=NOW,
        lines=[{"task": late.task_id}], reason="延期", asked_by=cast.wu, asked_at=NOW,
    )  # fmt: skip
    close_alert(Alert.objects.get(pk=late.pk), evidence="见变更", by=actor(cast.chen, late.collaboration), now=NOW)

    assert raise_alerts(now=NOW + timedelta(hours=1))["reopened"] == 0
    assert raise_alerts(now=NOW + timedelta(days=2))["reopened"] == 1


def test_lights_are_raised_by_hand_only_to_worse_and_with_a_reason(cast):
    collaboration = running(cast)
    task = leaf(collaboration, cast.wu, cast.marketing, finish=30, percent=80, light="green")
    lead = actor(cast.chen, collaboration)

    with pytest.raises(Problems, match="理由"):
        raise_alert(task, level="red", why="", by=lead, now=NOW)
    with pytest.raises(Forbidden):
        raise_alert(task, level="red", why="客户投诉", by=actor(cast.wu, collaboration), now=NOW)
    yellow = raise_alert(task, level="yellow", why="供应商口头预告延期", by=lead, now=NOW)
    task.refresh_from_db()
    assert (task.light, task.light_rule) == ("yellow", "raised_yellow")

    with pytest.raises(Problems, match="更严重"):
        raise_alert(task, level="yellow", why="再说一遍", by=lead, now=NOW)
    red = raise_alert(task, level="red", why="供应商书面确认延期", by=lead, now=NOW)
    task.refresh_from_db()
    raise_alerts(now=NOW)
    assert (red.pk, task.light) == (yellow.pk, "red")
    assert Alert.objects.get().state == AlertState.OPEN, "the clock does not clear what people raised"


def test_a_light_raised_by_hand_goes_when_its_case_is_closed(cast):
    collaboration = running(cast)
    task = leaf(collaboration, cast.wu, cast.marketing, finish=30, percent=80, light="green")
    alert = raise_alert(task, level="red", why="客户投诉", by=actor(cast.chen, collaboration), now=NOW)
    take(alert, cast)

    close_alert(Alert.objects.get(), evidence="客户确认", by=actor(cast.chen, collaboration), now=NOW)

    task.refresh_from_db()
    assert task.light == "green"


def test_a_closed_case_can_be_opened_again_by_people(cast, late):
    take(late, cast)
    Task.objects.filter(pk=late.task_id).update(finish_on=TODAY + WEEK)
    close_alert(Alert.objects.get(), evidence="好了", by=actor(cast.chen, late.collaboration), now=NOW)

    opened = reopen_alert(Alert.objects.get(), why="证据不足", by=actor(cast.zhang, late.collaboration), now=NOW)

    assert (opened.state, opened.closed_at, opened.recurrence) == (AlertState.OPEN, None, 1)


def test_a_stale_version_is_told(cast, late):
    with pytest.raises(StaleVersion):
        take_alert(
            late, cause="resources", measure="other", measure_text="x", responsible_id=cast.wu.pk, due_on=TODAY,
            by=actor(cast.chen, late.collaboration), now=NOW, version=7,
        )  # fmt: skip


def test_the_gate_names_every_open_case_and_who_owes_it(cast, late):
    [item] = no_red_alert_open(late.collaboration)

    assert not item.done
    assert item.who == "陈静"
    assert "已逾期 4 天" in item.message
    assert item.href == f"/collaborations/{late.collaboration_id}/alerts/{late.pk}"


def test_a_report_does_not_undo_what_the_clock_found_of_a_risk(cast):
    collaboration = running(cast)
    task = leaf(collaboration, cast.wu, cast.marketing, finish=30, percent=80)
    major_risk(collaboration, cast.wu, [task], state="triggered")
    raise_alerts(now=NOW)

    report_progress(lines=[{"task_id": task.pk, "percent": 85}], by=actor(cast.wu, collaboration), now=NOW)

    task.refresh_from_db()
    assert (task.light, task.light_rule) == ("red", "risk_happened")


def test_a_pass_over_many_leaves_takes_few_statements(cast, django_assert_max_num_queries):
    collaboration = running(cast)
    for n in range(40):
        leaf(collaboration, cast.wu, cast.marketing, code=f"1.{n}", finish=-4 if n % 2 else 20)

    with django_assert_max_num_queries(30):
        counts = raise_alerts(now=NOW)

    assert counts["opened"] == 20
