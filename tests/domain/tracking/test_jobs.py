"""The cut-off of daily updates, and whom notices reach."""

from datetime import timedelta

import pytest

from tests.cast import NOW, TODAY, actor
from tests.domain.tracking.running_work import leaf, running
from xietong.config.wiring import wire
from xietong.domain.tracking.jobs import JOBS
from xietong.domain.tracking.models import Alert
from xietong.domain.tracking.notices import NOTICES
from xietong.domain.tracking.services import (
    ask_support,
    raise_alerts,
    remind_of_missing_updates,
    report_progress,
)
from xietong.kit.events.announce import NOTICED
from xietong.kit.events.models import HappenedEvent
from xietong.kit.jobs.work import run_all
from xietong.kit.notices.models import Notice

SIX = NOW.replace(hour=18)
DAY = timedelta(days=1)


def told(name):
    return list(HappenedEvent.objects.filter(name=f"tracking.{name}").order_by("pk"))


def test_at_the_cut_off_the_ones_without_update_are_reminded_once(cast):
    collaboration = running(cast)
    leaf(collaboration, cast.wu, cast.marketing)
    leaf(collaboration, cast.wu, cast.marketing, code="1.2")
    done = leaf(collaboration, cast.xu, cast.rnd, code="1.3", finish=20)
    leaf(collaboration, cast.ma, cast.production, code="1.4", start=3, finish=9, percent=0, state="not_started")
    report_progress(lines=[{"task_id": done.pk, "same": True}], by=actor(cast.xu), now=NOW)

    assert remind_of_missing_updates(now=SIX) == {"missing": 1, "again": 0}
    assert remind_of_missing_updates(now=SIX) == {"missing": 0, "again": 0}

    [event] = told("ReportMissing")
    assert (event.data["person_id"], event.data["tasks"], event.data["day"]) == (cast.wu.pk, 2, TODAY.isoformat())


def test_the_second_working_day_in_a_row_the_head_is_told(cast):
    """From Monday to Tuesday; a head who owes updates himself is passed over."""
    collaboration = running(cast)
    leaf(collaboration, cast.wu, cast.marketing)
    leaf(collaboration, cast.chen, cast.marketing, code="1.2")

    remind_of_missing_updates(now=SIX)
    assert remind_of_missing_updates(now=SIX + DAY) == {"missing": 2, "again": 2}

    heads = {event.data["person_id"]: event.data["to_id"] for event in told("ReportMissedAgain")}
    assert heads == {cast.wu.pk: cast.chen.pk, cast.chen.pk: cast.zhou.pk}


def test_free_days_are_quiet_and_do_not_break_the_row(cast):
    leaf(running(cast), cast.wu, cast.marketing, start=-10, reported=-6)
    friday = SIX - 3 * DAY

    remind_of_missing_updates(now=friday)
    assert remind_of_missing_updates(now=friday + DAY) == {"missing": 0, "again": 0}
    assert remind_of_missing_updates(now=SIX)["again"] == 1


def test_weekly_updates_are_asked_weekly(cast):
    collaboration = running(cast, rules={"update_frequency": "weekly"})
    leaf(collaboration, cast.wu, cast.marketing, reported=-3)
    leaf(collaboration, cast.xu, cast.rnd, code="1.2", reported=-8)

    remind_of_missing_updates(now=SIX)

    assert [event.data["person_id"] for event in told("ReportMissing")] == [cast.xu.pk]


def test_a_red_alert_reaches_lead_owner_and_department(cast):
    wire()
    collaboration = running(cast)
    leaf(collaboration, cast.xu, cast.rnd, finish=-5)

    raise_alerts(now=NOW)
    run_all(now=NOW)

    people = set(
        Notice.objects.filter(rule__startswith="tracking.AlertOpened").values_list("person__username", flat=True)
    )
    assert people == {"chen", "xu", "zhao"}
    notice = Notice.objects.filter(rule__startswith="tracking.AlertOpened")[0]
    assert notice.title == "红色预警：任务 1.1 门店签约"
    assert notice.href == f"/collaborations/{collaboration.pk}/alerts/{Alert.objects.get().pk}"


def test_a_question_reaches_the_liaison(cast):
    wire()
    collaboration = running(cast)
    ask_support(
        collaboration, asking_id=cast.marketing.pk, asked_id=cast.production.pk, matter="排产", requirement="一条线",
        by=actor(cast.wu, collaboration), now=NOW,
    )  # fmt: skip

    run_all(now=NOW)

    assert list(Notice.objects.values_list("person__username", "title")) == [("ma", "市场部请求支持：排产")]


@pytest.mark.parametrize("rule", NOTICES, ids=lambda rule: rule.name)
def test_every_notice_is_wired(rule):
    wire()
    assert rule.when.name() in NOTICED


def test_the_clock_table():
    assert [(job.run.__name__, job.expression) for job in JOBS] == [
        ("raise_alerts", "*/5 * * * *"),
        ("run_support_clocks", "*/5 * * * *"),
        ("remind_of_returns", "30 8 * * *"),
        ("remind_of_missing_updates", "0 18 * * *"),
    ]
