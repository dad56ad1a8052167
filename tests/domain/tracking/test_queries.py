"""What tracking reads: the table, updates, overdue work, what waits, figures; each in a fixed number of statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, TODAY, actor, who
from tests.domain.tracking.running_work import leaf, major_risk, running
from tests.make import make_collaboration
from xietong.domain.planning.models import Link, Task
from xietong.domain.planning.states import TaskState
from xietong.domain.tracking import queries
from xietong.domain.tracking.documents import tracking_printouts
from xietong.domain.tracking.models import Alert
from xietong.domain.tracking.queries import Filters
from xietong.domain.tracking.services import (
    ask_support,
    raise_alerts,
    report_progress,
    run_support_clocks,
    take_alert,
    take_snapshot,
)
from xietong.kit.access import Forbidden
from xietong.kit.paperwork.printers import print_out

DAY = timedelta(days=1)


def statements(function):
    with CaptureQueriesContext(connection) as counted:
        function()
    return len(counted)


@pytest.fixture
def table(cast):
    """One of each: red, due soon, normal, not begun."""
    collaboration = running(cast)
    leaf(collaboration, cast.wu, cast.marketing, code="1.1", name="门店签约", finish=-5)
    leaf(collaboration, cast.xu, cast.rnd, code="1.2", name="固件验证", finish=1)
    leaf(collaboration, cast.xu, cast.rnd, code="2.1", name="量产评审", finish=20, percent=70)
    leaf(
        collaboration,
        cast.ma,
        cast.production,
        code="2.2",
        name="试产",
        start=5,
        finish=9,
        percent=0,
        state=TaskState.NOT_STARTED,
        reported=None,
    )
    raise_alerts(now=NOW)
    return collaboration


def names(rows):
    return [row.name for row in rows]


def test_red_ones_stand_on_top_then_yellow_then_by_finish(table):
    rows = queries.table_rows(table, Filters(), now=NOW)

    assert names(rows) == ["门店签约", "固件验证", "量产评审", "试产"]
    first = rows[0]
    assert (first.light, first.rule_label, first.why) == ("red", "逾期超限", "已逾期 5 天，超过 2 天")
    assert (first.department, first.owner, first.planned, first.percent) == ("市场部", "吴磊", 100, 50)
    assert first.alert_id == Alert.objects.get().pk
    assert first.light_since == NOW


@pytest.mark.parametrize(
    "filters, expected",
    [
        (Filters(light="red"), ["门店签约"]),
        (Filters(light="grey"), ["试产"]),
        (Filters(overdue=True), ["门店签约"]),
        (Filters(state="not_started"), ["试产"]),
        (Filters(sort="code"), ["门店签约", "固件验证", "量产评审", "试产"]),
        (Filters(sort="-percent"), ["量产评审", "门店签约", "固件验证", "试产"]),
        (Filters(group="department"), ["门店签约", "固件验证", "量产评审", "试产"]),
        (Filters(group="phase", sort="-finish"), ["固件验证", "门店签约", "量产评审", "试产"]),
    ],
)
def test_filters_groups_and_orders(table, filters, expected):
    if filters.group == "phase":
        expected = ["固件验证", "门店签约", "试产", "量产评审"]
        rows = queries.table_rows(table, filters, now=NOW)
        assert sorted(names(rows)[:2]) == sorted(expected[:2])
        assert sorted(names(rows)[2:]) == sorted(expected[2:])
        return
    assert names(queries.table_rows(table, filters, now=NOW)) == expected


def test_the_table_comes_in_pages(table):
    first = queries.table_rows(table, Filters(), now=NOW, limit=2)
    rest = queries.table_rows(table, Filters(), now=NOW, limit=2, offset=2)

    assert names(first[:2]) + names(rest) == ["门店签约", "固件验证", "量产评审", "试产"]
    assert len(first) == 3, "one more says that a page follows"


def test_variance_is_in_working_days_against_the_baseline(table):
    Task.objects.filter(name="量产评审").update(finish_on=TODAY + 27 * DAY)

    [row] = [r for r in queries.table_rows(table, Filters(), now=NOW) if r.name == "量产评审"]

    assert row.variance == 5


def test_the_figures_count_every_light(table):
    figures = queries.table_figures(table, TODAY)

    assert {key: figures[key] for key in ("total", "red", "yellow", "green", "grey", "overdue")} == {
        "total": 4, "red": 1, "yellow": 1, "green": 1, "grey": 1, "overdue": 1,
    }  # fmt: skip


def test_the_table_takes_the_same_statements_for_three_and_for_thirty_rows(cast, table):
    few = statements(lambda: queries.table_rows(table, Filters(), now=NOW))
    for n in range(30):
        leaf(table, cast.wu, cast.marketing, code=f"3.{n}")
    many = statements(lambda: queries.table_rows(table, Filters(), now=NOW))

    assert few == many <= 8


def test_updates_show_mine_or_my_departments_over_all_collaborations(cast, table):
    other = running(cast, title="华东路演")
    leaf(other, cast.lin, cast.marketing, name="场地预订", finish=2)

    assert names(queries.update_rows(who(cast.wu), now=NOW)) == ["门店签约"]
    assert names(queries.update_rows(who(cast.wu), now=NOW, scope="department")) == ["门店签约", "场地预订"]
    assert not queries.update_rows(who(cast.qian), now=NOW, scope="department")


def test_what_is_updated_today_goes_to_the_end(cast):
    collaboration = running(cast)
    first = leaf(collaboration, cast.wu, cast.marketing, finish=3, name="先")
    leaf(collaboration, cast.wu, cast.marketing, code="1.2", finish=9, name="后")

    report_progress(lines=[{"task_id": first.pk, "same": True}], by=actor(cast.wu), now=NOW)

    rows = queries.update_rows(who(cast.wu), now=NOW)
    assert [(r.name, r.updated_today) for r in rows] == [("后", False), ("先", True)]


def test_overdue_work_of_everything_i_may_see_and_nothing_else(cast, table):
    secret = make_collaboration(
        cast, "execution", title="并购准备", departments=(cast.finance, cast.legal), lead=cast.li, initiator=cast.tang,
        confidentiality="core_secret",
    )  # fmt: skip
    leaf(secret, cast.tang, cast.finance, name="尽调", finish=-30)
    planning = make_collaboration(cast, "planning", title="明年")
    leaf(planning, cast.wu, cast.marketing, name="不算", finish=-60)

    assert names(queries.overdue(who(cast.zhang), now=NOW)) == ["尽调", "门店签约"]
    assert names(queries.overdue(who(cast.zhou), now=NOW)) == ["门店签约"]
    assert names(queries.overdue(who(cast.wu), now=NOW)) == ["门店签约"]
    assert names(queries.overdue(who(cast.qian), now=NOW)) == []


def test_overdue_work_is_paged_by_key_in_five_statements(cast, table):
    for n in range(30):
        leaf(table, cast.wu, cast.marketing, code=f"3.{n}", name=f"晚{n}", finish=-6 - n // 3)

    seen, cursor = [], None
    while True:
        rows = queries.overdue(who(cast.wu), now=NOW, limit=7, cursor=cursor)
        seen += [row.id for row in rows[:7]]
        if len(rows) <= 7:
            break
        cursor = [rows[6].finish_on, rows[6].id]

    assert len(seen) == len(set(seen)) == 31
    me = who(cast.wu)
    assert statements(lambda: queries.overdue(me, now=NOW)) <= 4


def test_overdue_rides_on_its_partial_index(cast, table):
    if connection.vendor != "sqlite":
        return
    with CaptureQueriesContext(connection) as counted:
        queries.overdue(who(cast.wu), now=NOW)
    sql = next(q["sql"] for q in counted if "finish_on" in q["sql"])
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
        plan = " ".join(row[3] for row in cursor.fetchall())

    assert "task_overdue" in plan


def test_what_waits_for_each_person(cast, table):
    ask_support(
        table, asking_id=cast.marketing.pk, asked_id=cast.rnd.pk, matter="提供样机", requirement="两台",
        by=actor(cast.wu, table), now=NOW,
    )  # fmt: skip

    def waits(person):
        return [(w.kind, w.title) for w in queries.waiting(who(person), NOW)]

    assert waits(cast.wu) == [("update", "更新 1 项任务的进度")]
    assert sorted(waits(cast.xu)) == [("answer", "答复支持请求：提供样机"), ("update", "更新 2 项任务的进度")]
    assert waits(cast.chen) == [("act", "处理预警：已逾期 5 天，超过 2 天")]
    assert waits(cast.qian) == []


def test_a_waiting_thing_says_where_since_when_and_its_clock(cast, table):
    [waiting] = queries.waiting(who(cast.chen), NOW)

    alert = Alert.objects.get()
    assert waiting.href == f"/collaborations/{table.pk}/alerts/{alert.pk}"
    assert (waiting.context, waiting.context_id, waiting.since, waiting.due) == (
        table.title,
        table.pk,
        NOW,
        alert.handle_by,
    )


def test_nobody_is_asked_for_updates_on_a_free_day(cast, table):
    sunday = NOW - DAY

    assert queries.waiting(who(cast.wu), sunday) == []


def test_waiting_takes_the_same_few_statements_however_much_waits(cast, table):
    me = who(cast.xu)
    few = statements(lambda: queries.waiting(me, NOW))
    for n in range(20):
        ask_support(
            table, asking_id=cast.marketing.pk, asked_id=cast.rnd.pk, matter=f"样机{n}", requirement="两台",
            by=actor(cast.wu, table), now=NOW,
        )  # fmt: skip

    assert statements(lambda: queries.waiting(me, NOW)) == few <= 4


def test_an_alert_shows_what_moves_when_its_task_slips(cast):
    collaboration = running(cast)
    late = leaf(collaboration, cast.wu, cast.marketing, name="门店签约", finish=-5, duration=5)
    after = leaf(
        collaboration, cast.xu, cast.rnd, code="1.2", name="培训", start=1, finish=3, duration=3, percent=0,
        state=TaskState.NOT_STARTED,
    )  # fmt: skip
    Link.objects.create(collaboration=collaboration, before=late, after=after)

    impact = queries.impact_of(collaboration, late, days=20, today=TODAY)

    assert [row.name for row in impact] == ["培训"]
    assert impact[0].days > 0


def test_lights_of_departments(table):
    rows = queries.department_lights([table.pk])

    assert rows[0]["department"] == "市场部"
    assert {r["department"]: (r["red"], r["yellow"], r["open"]) for r in rows} == {
        "市场部": (1, 0, 1), "研发部": (0, 1, 2), "生产部": (0, 0, 1),
    }  # fmt: skip


def test_a_snapshot_keeps_the_table_with_reports_and_measures(cast, table):
    alert = Alert.objects.get()
    report_progress(
        lines=[{"task_id": alert.task_id, "percent": 60, "done": "签约 200 家", "problem": "样机不足", "cause": "resources"}],
        by=actor(cast.wu), now=NOW,
    )  # fmt: skip
    take_alert(
        alert, cause="resources", measure="coordinate", measure_text="借样机两台", responsible_id=cast.wu.pk,
        due_on=TODAY + DAY, by=actor(cast.chen, table), now=NOW,
    )  # fmt: skip

    snapshot = take_snapshot(table, by=actor(cast.chen, table), now=NOW)

    assert snapshot.number == f"{table.number}-GZ-01"
    assert snapshot.summary["light"] == "red"
    first = snapshot.rows[0]
    assert (first["name"], first["done"], first["cause"]) == ("门店签约", "签约 200 家", "资源不足")
    assert first["measure"] == "借样机两台，吴磊，11-24 前"
    assert take_snapshot(table, by=actor(cast.chen, table), now=NOW).number.endswith("-GZ-02")
    with pytest.raises(Forbidden):
        take_snapshot(table, by=actor(cast.qian, table), now=NOW)


def test_the_table_prints_live_and_as_it_was(cast, table):
    take_snapshot(table, by=actor(cast.chen, table), now=NOW)

    printouts = tracking_printouts(table)

    assert list(printouts) == ["", "1"]
    assert printouts["1"].facts.number.endswith("-GZ-01")
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        assert print_out(printouts["1"], kind).startswith(start)


def test_a_risk_that_happened_waits_for_the_lead_as_a_case_of_its_own(cast):
    collaboration = running(cast)
    major_risk(collaboration, cast.wu, [], state="triggered")
    raise_alerts(now=NOW)

    assert [w.kind for w in queries.waiting(who(cast.chen), NOW)] == ["act"]
    assert queries.subject_of(Alert.objects.get()) == "风险 芯片交期"


def test_the_support_clock_has_nothing_to_do_without_requests(cast):
    assert run_support_clocks(now=NOW) == {"near": 0, "breached": 0}
