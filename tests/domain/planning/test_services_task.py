"""Tasks: adding, editing, moving, linking; who may; numbers and dates that follow by themselves."""

from datetime import date

import pytest

from tests.cast import NOW, actor
from tests.domain.planning.making import lead_of, make_plan, make_tasks, many_tasks, task_row
from tests.make import make_collaboration
from xietong.domain.collaborations.models import Member
from xietong.domain.planning import services
from xietong.domain.planning.models import Link, Task, Timetable
from xietong.domain.planning.states import LinkKind, TaskState
from xietong.kit.access import Forbidden
from xietong.kit.events.models import HappenedEvent
from xietong.kit.problems import Problems, StaleVersion
from xietong.kit.workflow import NotNow


@pytest.fixture
def place(cast):
    return make_collaboration(cast, "planning")


def codes(place):
    return list(Task.objects.filter(collaboration=place).order_by("sort_key").values_list("code", "name"))


def edit(place, task, by, **values):
    return services.edit_tasks(place, [services.Edit(task.pk, values)], by=by, now=NOW)[0]


def test_a_playbook_makes_a_numbered_and_dated_list(cast, place):
    made = make_tasks(cast, place)

    assert codes(place) == [
        ("1", "准备"), ("1.1", "市场方案"), ("1.2", "用户调研"), ("2", "实施"), ("2.1", "样机研制"), ("2.2", "试产"),
    ]  # fmt: skip
    assert (made["1.1"].start_on, made["1.1"].finish_on) == (date(2026, 11, 24), date(2026, 11, 25))
    assert (made["2.1"].start_on, made["2.1"].finish_on) == (date(2026, 11, 26), date(2026, 12, 2))
    assert made["2.2"].finish_on == date(2026, 12, 7)
    assert made["2.2"].is_critical
    assert made["1.2"].total_float == 6
    assert not made["1.2"].is_critical


def test_parents_roll_up_dates_and_percent(cast, place):
    made = make_tasks(cast, place)

    assert (made["1"].start_on, made["1"].finish_on) == (date(2026, 11, 24), date(2026, 11, 27))
    assert not made["1"].is_leaf
    Task.objects.filter(pk=made["2.1"].pk).update(percent=80)
    services.roll_up(place)
    assert Task.objects.get(pk=made["2"].pk).percent == 50  # 5 days at 80 %, 3 at 0


def test_owners_may_read_the_collaboration(cast, place):
    make_tasks(cast, place)

    assert set(Member.objects.filter(collaboration=place, role="owner").values_list("person__username", flat=True)) == {
        "wu", "xu", "ma",
    }  # fmt: skip


def test_adding_a_child_makes_its_parent_a_heading(cast, place):
    made = make_tasks(cast, place)

    child = services.add_task(
        place, values={"name": "结构设计", "duration": 2}, parent_id=made["2.1"].pk, by=lead_of(cast, place), now=NOW
    )

    assert child.code == "2.1.1"
    assert child.department == cast.rnd  # as its parent
    assert not Task.objects.get(pk=made["2.1"].pk).is_leaf
    assert child.start_on == date(2026, 11, 26)  # the parent's predecessor holds for it


def test_a_sibling_is_put_right_after(cast, place):
    made = make_tasks(cast, place)

    services.add_task(place, values={"name": "竞品分析"}, after_id=made["1.1"].pk, by=lead_of(cast, place), now=NOW)

    assert codes(place)[1:4] == [("1.1", "市场方案"), ("1.2", "竞品分析"), ("1.3", "用户调研")]


def test_indent_outdent_and_moving_renumber(cast, place):
    made = make_tasks(cast, place)
    by = lead_of(cast, place)

    services.move_task(made["1.2"], "indent", by=by, now=NOW)
    assert ("1.1.1", "用户调研") in codes(place)
    services.move_task(Task.objects.get(pk=made["1.2"].pk), "outdent", by=by, now=NOW)
    assert ("1.2", "用户调研") in codes(place)
    services.move_task(Task.objects.get(pk=made["1.2"].pk), "up", by=by, now=NOW)
    assert ("1.1", "用户调研") in codes(place)
    services.move_task(Task.objects.get(pk=made["1"].pk), "down", by=by, now=NOW)
    assert codes(place)[0] == ("1", "实施")


def test_where_there_is_nowhere_to_go_one_is_told(cast, place):
    made = make_tasks(cast, place)
    by = lead_of(cast, place)

    with pytest.raises(NotNow, match="没有同级"):
        services.move_task(made["1"], "indent", by=by, now=NOW)
    with pytest.raises(NotNow, match="第一级"):
        services.move_task(made["1"], "outdent", by=by, now=NOW)
    with pytest.raises(NotNow, match="最后面"):
        services.move_task(made["2.2"], "down", by=by, now=NOW)


def test_a_longer_task_moves_what_waits_for_it(cast, place):
    made = make_tasks(cast, place)

    edit(place, made["1.1"], lead_of(cast, place), duration="4")

    assert Task.objects.get(pk=made["2.1"].pk).start_on == date(2026, 11, 30)
    assert Task.objects.get(pk=made["2.2"].pk).finish_on == date(2026, 12, 9)
    moved = HappenedEvent.objects.filter(name="planning.Rescheduled").last()
    assert moved.data["moved"] == 3


def test_a_loop_is_refused_by_name(cast, place):
    made = make_tasks(cast, place)

    with pytest.raises(Problems, match=r"市场方案.*互相等待") as refused:
        services.link_tasks(made["2.2"], made["1.1"], by=lead_of(cast, place), now=NOW)

    assert "试产" in str(refused.value)
    assert Link.objects.count() == 2  # nothing was written


def test_a_task_cannot_wait_for_its_own_parent(cast, place):
    made = make_tasks(cast, place)

    with pytest.raises(Problems, match="互相等待"):
        services.link_tasks(made["1"], made["1.1"], by=lead_of(cast, place), now=NOW)


@pytest.mark.parametrize(
    "kind, lag, start",
    [
        ("FS", 2, date(2026, 11, 30)),
        ("SS", 1, date(2026, 11, 25)),
        ("FF", 0, date(2026, 11, 24)),
        ("SF", 0, date(2026, 11, 24)),
    ],
)
def test_every_kind_of_link_holds(cast, place, kind, lag, start):
    made = make_tasks(cast, place, [task_row(cast, "1", "甲", 2), task_row(cast, "2", "乙", 2)])

    services.link_tasks(made["1"], made["2"], kind=LinkKind(kind), lag=lag, by=lead_of(cast, place), now=NOW)

    assert Task.objects.get(pk=made["2"].pk).start_on == start


def test_predecessors_are_written_as_people_write_them(cast, place):
    made = make_tasks(cast, place)

    edit(place, made["1.2"], lead_of(cast, place), predecessors="1.1SS+1， 2.1")

    rows = (
        Link.objects.filter(after=made["1.2"]).order_by("before__sort_key").values_list("before__code", "kind", "lag")
    )
    assert list(rows) == [("1.1", "SS", 1), ("2.1", "FS", 0)]
    with pytest.raises(Problems, match=r"没有编号为 9\.9"):
        edit(place, made["1.2"], lead_of(cast, place), predecessors="9.9")


def test_everything_wrong_is_said_at_once(cast, place):
    made = make_tasks(cast, place)

    with pytest.raises(Problems) as refused:
        services.edit_tasks(
            place,
            [
                services.Edit(made["1.1"].pk, {"duration": "很久"}),
                services.Edit(made["1.2"].pk, {"name": "", "owner": "没有这个人"}),
                services.Edit(999_999, {"name": "无"}),
            ],
            by=lead_of(cast, place),
            now=NOW,
        )

    assert len(refused.value.items) == 4
    assert "1.1 工期" in str(refused.value)
    assert Task.objects.get(pk=made["1.1"].pk).duration == 2


def test_a_liaison_edits_the_own_department_only(cast, place):
    made = make_tasks(cast, place)
    xu = actor(cast.xu, place)

    edit(place, made["2.1"], xu, name="样机研制与测试")
    with pytest.raises(Forbidden):
        edit(place, made["1.1"], xu, name="市场部的事")
    with pytest.raises(Forbidden):  # giving work to others is the lead's
        edit(place, made["2.1"], xu, department=cast.marketing.pk)


def test_a_liaison_breaks_down_below_the_own_node_only(cast, place):
    made = make_tasks(cast, place)
    xu = actor(cast.xu, place)

    child = services.add_task(place, values={"name": "结构设计"}, parent_id=made["2.1"].pk, by=xu, now=NOW)
    assert child.code == "2.1.1"
    with pytest.raises(Forbidden, match="总负责人"):
        services.add_task(place, values={"name": "另一件"}, by=xu, now=NOW)
    with pytest.raises(Forbidden):
        services.remove_task(made["2.1"], by=xu, now=NOW)


def test_a_stranger_may_nothing(cast, place):
    made = make_tasks(cast, place)
    qian = actor(cast.qian, place)

    for act in (
        lambda: edit(place, made["1.1"], qian, name="改"),
        lambda: services.add_task(place, values={"name": "新"}, by=qian, now=NOW),
        lambda: services.link_tasks(made["1.1"], made["1.2"], by=qian, now=NOW),
        lambda: services.set_timetable(place, backward=True, by=qian, now=NOW),
        lambda: services.import_tasks(place, [{"name": "新"}], by=qian, now=NOW),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_stale_version_is_refused(cast, place):
    made = make_tasks(cast, place)
    edit(place, made["1.1"], lead_of(cast, place), note="第一")

    with pytest.raises(StaleVersion):
        services.edit_tasks(
            place, [services.Edit(made["1.1"].pk, {"note": "第二"}, version=1)], by=lead_of(cast, place), now=NOW
        )


def test_removing_takes_what_is_below_but_not_what_has_begun(cast, place):
    made = make_tasks(cast, place)
    by = lead_of(cast, place)

    assert services.remove_task(made["1"], by=by, now=NOW) == 3
    assert codes(place) == [("1", "实施"), ("1.1", "样机研制"), ("1.2", "试产")]
    services.start_task(Task.objects.get(pk=made["2.1"].pk), by=actor(cast.xu, place), now=NOW)
    with pytest.raises(NotNow, match="已经开始"):
        services.remove_task(Task.objects.get(pk=made["2"].pk), by=by, now=NOW)


def test_backward_from_the_target_everything_ends_on_that_day(cast, place):
    made = make_tasks(cast, place)

    done = services.set_timetable(place, backward=True, anchor_on=date(2026, 12, 18), by=lead_of(cast, place), now=NOW)

    task = Task.objects.get(pk=made["2.2"].pk)
    assert task.finish_on == date(2026, 12, 18)
    assert Task.objects.get(pk=made["1.1"].pk).start_on == date(2026, 12, 7)
    assert done.earliest_possible is None


def test_backward_a_milestone_may_be_the_target(cast, place):
    made = make_tasks(cast, place)

    services.set_timetable(
        place,
        backward=True,
        anchor_on=date(2026, 12, 11),
        anchor_task_id=made["2.1"].pk,
        by=lead_of(cast, place),
        now=NOW,
    )

    assert Task.objects.get(pk=made["2.1"].pk).finish_on == date(2026, 12, 11)
    assert Task.objects.get(pk=made["2.2"].pk).finish_on == date(2026, 12, 16)


def test_a_target_out_of_reach_says_the_earliest_day_and_plans_nothing_in_the_past(cast, place):
    make_tasks(cast, place)

    done = services.set_timetable(place, backward=True, anchor_on=date(2026, 11, 30), by=lead_of(cast, place), now=NOW)

    assert done.earliest_possible == date(2026, 12, 4)
    assert min(Task.objects.values_list("start_on", flat=True)) == NOW.date()
    assert Timetable.objects.get(collaboration=place).earliest_possible == date(2026, 12, 4)


def test_a_published_plan_is_frozen_but_progress_is_not(cast, place):
    make_plan(cast, place)
    task = Task.objects.get(code="2.1")
    by = lead_of(cast, place)

    for act in (
        lambda: edit(place, task, by, duration=9),
        lambda: edit(place, task, by, owner=cast.wu.pk),
        lambda: services.add_task(place, values={"name": "新"}, by=by, now=NOW),
        lambda: services.move_task(task, "up", by=by, now=NOW),
        lambda: services.remove_task(task, by=by, now=NOW),
        lambda: services.set_timetable(place, backward=True, by=by, now=NOW),
        lambda: services.cancel_task(task, why="不做了", by=by, now=NOW),
        lambda: services.unlink(Link.objects.first(), by=by, now=NOW),
    ):
        with pytest.raises(NotNow, match="变更申请"):
            act()
    edit(place, task, by, note="客户来过电话")
    assert services.start_task(task, by=actor(cast.xu, place), now=NOW).state == TaskState.RUNNING


def test_while_it_goes_round_nothing_may_change(cast, place):
    make_plan(cast, place, "in_review")

    with pytest.raises(NotNow, match="正在会签"):
        edit(place, Task.objects.get(code="2.1"), lead_of(cast, place), name="改")


def test_the_owner_hands_in_and_another_accepts(cast, place):
    made = make_tasks(cast, place)

    task = services.hand_in_task(made["2.1"], by=actor(cast.xu, place), now=NOW)
    assert (task.state, task.percent, task.actual_finish) == (TaskState.HANDED_IN, 100, NOW.date())
    with pytest.raises(Forbidden):
        services.hand_in_task(made["2.2"], by=actor(cast.xu, place), now=NOW)
    assert services.accept_task(task, by=lead_of(cast, place), now=NOW).state == TaskState.DONE
    again = services.reopen_task(task, why="缺测试报告", by=lead_of(cast, place), now=NOW)
    assert (again.state, again.actual_finish) == (TaskState.RUNNING, None)


def test_nobody_accepts_the_own_work(cast, place):
    made = make_tasks(cast, place, [task_row(cast, "1", "甲", owner=cast.chen.pk)])
    task = services.hand_in_task(made["1"], by=lead_of(cast, place), now=NOW)

    with pytest.raises(NotNow, match="本人"):
        services.accept_task(task, by=lead_of(cast, place), now=NOW)


def test_rescheduling_writes_only_what_changed(cast, place, django_assert_max_num_queries):
    many_tasks(cast, place, 300)
    task, by = Task.objects.get(code="300"), lead_of(cast, place)

    with django_assert_max_num_queries(14):  # twelve, and the savepoint of the test's own transaction
        edit(place, task, by, duration=2)

    assert HappenedEvent.objects.filter(name="planning.Rescheduled").last().data["moved"] == 1


def test_an_archived_collaboration_is_read_only(cast):
    place = make_collaboration(cast, "archived")

    with pytest.raises(NotNow, match="归档"):
        services.add_task(place, values={"name": "新"}, by=lead_of(cast, place), now=NOW)
