"""Daily updates: all or none, with history, version check, light and the statements they take."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, TODAY, actor, who
from tests.domain.tracking.running_work import leaf, running
from xietong.domain.planning.models import Task
from xietong.domain.planning.states import TaskState
from xietong.domain.tracking.models import ProgressReport
from xietong.domain.tracking.services import ReportLine, report_progress
from xietong.kit.access import Forbidden
from xietong.kit.events.models import HappenedEvent
from xietong.kit.problems import Problems, StaleVersion
from xietong.kit.workflow import NotNow


def report(person, *lines, **more):
    return report_progress(lines=lines, by=who(person).actor(), now=NOW, **more)


def test_an_update_changes_the_task_and_leaves_its_history(cast):
    task = leaf(running(cast), cast.wu, cast.marketing, percent=40)

    [made] = report(cast.wu, {"task_id": task.pk, "percent": 60, "done": "签约 200 家", "version": task.version})

    task.refresh_from_db()
    assert (task.percent, task.reported_at, task.version) == (60, NOW, 2)
    assert (made.percent_before, made.percent, made.done, made.on) == (40, 60, "签约 200 家", TODAY)
    assert HappenedEvent.objects.filter(name="tracking.ProgressReported", context_id=task.collaboration_id).count() == 1


def test_the_first_percent_starts_the_task(cast):
    task = leaf(running(cast), cast.wu, cast.marketing, percent=0, state=TaskState.NOT_STARTED, start=0)

    report(cast.wu, {"task_id": task.pk, "percent": 30, "done": "开工"})

    task.refresh_from_db()
    assert (task.state, task.actual_start, task.percent) == (TaskState.RUNNING, TODAY, 30)
    assert HappenedEvent.objects.filter(name="planning.TaskStarted").exists()


def test_a_blocked_task_says_its_problem_and_turns_yellow(cast):
    task = leaf(running(cast), cast.wu, cast.marketing, finish=20, percent=50)

    with pytest.raises(Problems) as refused:
        report(cast.wu, {"task_id": task.pk, "status": "blocked"})
    assert {p.field.split("-")[0] for p in refused.value.items} == {"problem", "cause"}
    assert "1.1 门店签约" in refused.value.items[0].where

    report(cast.wu, {"task_id": task.pk, "status": "blocked", "problem": "缺样机", "cause": "resources"})
    task.refresh_from_db()
    assert (task.state, task.light, task.light_rule) == (TaskState.BLOCKED, "yellow", "blocked")

    report(cast.wu, {"task_id": task.pk, "status": "running", "percent": 60, "done": "样机到位"})
    task.refresh_from_db()
    assert (task.state, task.light) == (TaskState.RUNNING, "green")


def test_a_late_task_asks_for_the_cause(cast):
    task = leaf(running(cast), cast.wu, cast.marketing, finish=-4)

    with pytest.raises(Problems) as refused:
        report(cast.wu, {"task_id": task.pk, "percent": 60})

    assert "滞后原因" in str(refused.value)


def test_a_hundred_percent_is_not_done(cast):
    task = leaf(running(cast), cast.wu, cast.marketing, percent=90)

    report(cast.wu, {"task_id": task.pk, "percent": 100, "done": "全部签约"})

    task.refresh_from_db()
    assert task.state == TaskState.RUNNING


def test_a_jump_without_a_word_is_marked(cast):
    task = leaf(running(cast), cast.wu, cast.marketing, percent=10, finish=30)

    [silent] = report(cast.wu, {"task_id": task.pk, "percent": 60})
    [said] = report(cast.wu, {"task_id": task.pk, "percent": 10, "done": "更正"})

    assert (silent.is_jump, said.is_jump) == (True, False)


def test_the_same_as_last_time_only_touches_the_time(cast):
    task = leaf(running(cast), cast.wu, cast.marketing, finish=-9, percent=45, reported=-3)

    [made] = report(cast.wu, {"task_id": task.pk, "same": True})

    task.refresh_from_db()
    assert (task.percent, task.reported_at, made.done) == (45, NOW, "与上次相同")


@pytest.mark.parametrize("state", [TaskState.CANCELLED, TaskState.DONE, TaskState.HANDED_IN, TaskState.LEFT_OVER])
def test_one_closed_task_is_refused_by_name_and_nothing_is_written(cast, state):
    collaboration = running(cast)
    good = leaf(collaboration, cast.wu, cast.marketing)
    ended = leaf(collaboration, cast.wu, cast.marketing, code="1.2", name="海报设计", state=state)

    with pytest.raises(Problems) as refused:
        report(cast.wu, {"task_id": good.pk, "percent": 60}, {"task_id": ended.pk, "percent": 70})

    assert refused.value.items[0].where == "第2行 1.2 海报设计"
    assert state.label in refused.value.items[0].message
    assert not ProgressReport.objects.exists()
    assert Task.objects.get(pk=good.pk).percent == 50


def test_a_stale_version_is_told_and_carries_the_present_task(cast):
    task = leaf(running(cast), cast.wu, cast.marketing)
    report(cast.wu, {"task_id": task.pk, "percent": 55, "version": 1})

    with pytest.raises(StaleVersion) as stale:
        report(cast.wu, {"task_id": task.pk, "percent": 60, "version": 1})

    assert stale.value.current.percent == 55


def test_the_departments_liaison_may_report_and_another_may_not(cast):
    collaboration = running(cast)
    task = leaf(collaboration, cast.lin, cast.marketing)

    report(cast.wu, {"task_id": task.pk, "percent": 60, "done": "x"})
    with pytest.raises(Forbidden) as refused:
        report_progress(
            lines=[{"task_id": task.pk, "percent": 70}],
            by=actor(cast.xu, collaboration),
            now=NOW,
            collaboration_id=collaboration.pk,
        )
    assert "门店签约" in refused.value.message


def test_tasks_that_are_nobodys_business_of_mine_do_not_exist(cast):
    task = leaf(running(cast), cast.wu, cast.marketing)

    for missing in (task.pk, 99999):
        with pytest.raises(Problems) as refused:
            report(cast.qian, {"task_id": missing, "percent": 70})
        assert f"没有任务 {missing}" in str(refused.value)


def test_only_running_collaborations_take_updates(cast):
    collaboration = running(cast)
    task = leaf(collaboration, cast.wu, cast.marketing)
    type(collaboration).objects.filter(pk=collaboration.pk).update(state="archived")

    with pytest.raises(NotNow, match="已归档"):
        report(cast.wu, {"task_id": task.pk, "percent": 70})


@pytest.mark.parametrize(
    "line, place",
    [
        ({"percent": 101}, "第1行 进度"),
        ({"percent": -1}, "第1行 进度"),
        ({"percent": True}, "第1行 进度"),
        ({"percent": 12.5}, "第1行 进度"),
        ({"status": "done"}, "第1行 状态"),
        ({"status": "flying"}, "第1行 状态"),
        ({"cause": "weather"}, "第1行 滞后原因"),
        ({"done": "字" * 2001}, "第1行"),
        ({"surprise": 1}, "第1行"),
    ],
)
def test_bad_values_are_refused_with_their_place(cast, line, place):
    task = leaf(running(cast), cast.wu, cast.marketing)

    with pytest.raises(Problems) as refused:
        report(cast.wu, {"task_id": task.pk, **line})

    assert refused.value.items[0].where == place


def test_the_same_task_twice_and_an_empty_update_are_refused(cast):
    task = leaf(running(cast), cast.wu, cast.marketing)

    with pytest.raises(Problems, match="一行"):
        report(cast.wu, {"task_id": task.pk, "percent": 60}, {"task_id": task.pk, "percent": 70})
    with pytest.raises(Problems, match="没有要更新的任务"):
        report(cast.wu)


def test_a_whole_department_over_several_collaborations_in_one_go(cast):
    first, second = running(cast), running(cast, title="华东路演")
    tasks = [leaf(first, cast.wu, cast.marketing, code=f"1.{n}", finish=30) for n in range(1, 6)]
    tasks += [leaf(second, cast.lin, cast.marketing, code=f"2.{n}", finish=30) for n in range(1, 6)]

    with CaptureQueriesContext(connection) as counted:
        made = report(cast.wu, *(ReportLine(task_id=task.pk, percent=60, done="x") for task in tasks))

    assert len(made) == 10
    assert set(Task.objects.values_list("percent", flat=True)) == {60}
    assert len(counted) <= 12, [q["sql"][:80] for q in counted]


def test_one_update_takes_at_most_twelve_statements(cast):
    collaboration = running(cast)
    task = leaf(collaboration, cast.wu, cast.marketing, finish=30)
    by = actor(cast.wu, collaboration)

    with CaptureQueriesContext(connection) as counted:
        report_progress(
            lines=[{"task_id": task.pk, "percent": 55, "version": 1}],
            by=by,
            now=NOW + timedelta(hours=1),
            collaboration_id=collaboration.pk,
        )

    assert len(counted) <= 9, [q["sql"][:80] for q in counted]
