"""The weekly meeting's agenda from daily updates, and form 5 kept when the meeting ends."""

from datetime import timedelta

import pytest

from tests.cast import NOW, TODAY, Cast
from tests.domain.meetings.held import TOMORROW, call, hold
from tests.make import make_collaboration
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.lifecycle.reactions import keep_the_table_of_the_meeting
from xietong.domain.meetings.states import MeetingKind
from xietong.domain.planning.models import Task
from xietong.domain.tracking.models import ProgressReport, Snapshot
from xietong.domain.tracking.queries.agenda import agenda_material
from xietong.kit.events.models import HappenedEvent


@pytest.fixture
def collaboration(cast: Cast) -> Collaboration:
    return make_collaboration(cast, "execution")


def task(cast: Cast, collaboration: Collaboration, code: str, name: str, department: object, **more: object) -> Task:
    return Task.objects.create(
        collaboration=collaboration, code=code, name=name, department=department, owner=cast.xu, state_since=NOW, **more
    )


def report(cast: Cast, row: Task, at: object = NOW, **words: str) -> None:
    ProgressReport.objects.create(
        task=row,
        collaboration=row.collaboration,
        by=cast.xu,
        on=TODAY,
        at=at,
        percent=50,
        percent_before=40,
        status="running",
        **words,
    )


def test_the_four_columns_by_department_the_red_one_first(cast: Cast, collaboration: Collaboration) -> None:
    brief = task(cast, collaboration, "1.1", "需求书", cast.marketing)
    sample = task(cast, collaboration, "2.1", "样机", cast.rnd, light="red")
    report(cast, brief, done="初稿完成")
    report(cast, sample, undone="装配", problem="电机缺料", need="借测试台")

    meeting = call(cast, collaboration)

    topics = [point["topic"] for point in meeting.agenda]
    assert topics[:2] == ["研发部汇报", "市场部汇报"]
    rows = {row.department_id: row for row in agenda_material(collaboration, NOW - timedelta(days=7)).reports}
    assert rows[cast.rnd.pk].problems == ("2.1 样机：电机缺料",)
    assert rows[cast.rnd.pk].needs == ("2.1 样机：借测试台",)
    assert rows[cast.marketing.pk].done == ("1.1 需求书：初稿完成",)


def test_what_a_newer_update_no_longer_says_is_settled(cast: Cast, collaboration: Collaboration) -> None:
    sample = task(cast, collaboration, "2.1", "样机", cast.rnd)
    report(cast, sample, NOW - timedelta(days=1), problem="电机缺料", done="结构件齐")
    report(cast, sample, NOW, done="整机装配")

    row = agenda_material(collaboration, NOW - timedelta(days=7)).reports[0]

    assert row.problems == ()
    assert row.done == ("2.1 样机：整机装配",)


def test_updates_before_the_last_meeting_are_not_told_again(cast: Cast, collaboration: Collaboration) -> None:
    sample = task(cast, collaboration, "2.1", "样机", cast.rnd)
    report(cast, sample, NOW - timedelta(days=3), done="旧的")

    assert agenda_material(collaboration, NOW - timedelta(days=2)).reports == ()


def test_form_5_is_kept_once_when_a_weekly_meeting_ends(cast: Cast, collaboration: Collaboration) -> None:
    hold(cast, collaboration)
    event = HappenedEvent.objects.get(name="meetings.MeetingClosed")

    keep_the_table_of_the_meeting(event, now=TOMORROW + timedelta(hours=2))
    keep_the_table_of_the_meeting(event, now=TOMORROW + timedelta(hours=3))

    assert Snapshot.objects.filter(collaboration=collaboration).count() == 1


def test_other_meetings_keep_no_table(cast: Cast, collaboration: Collaboration) -> None:
    hold(cast, collaboration, MeetingKind.SPECIAL)

    keep_the_table_of_the_meeting(HappenedEvent.objects.get(name="meetings.MeetingClosed"), now=TOMORROW)

    assert not Snapshot.objects.exists()
