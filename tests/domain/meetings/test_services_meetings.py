"""Calling, changing, holding and cancelling meetings; agendas from updates."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.cast import NOW, Cast, actor, names, place
from tests.domain.meetings.held import HOUR, TOMORROW, call, chair, hold, issue
from tests.make import make_collaboration
from xietong.domain.collaborations.models import Collaboration, Member
from xietong.domain.meetings import queries, services
from xietong.domain.meetings.models import ActionItem
from xietong.domain.meetings.queries import agenda
from xietong.domain.meetings.states import Attendance, MeetingKind
from xietong.kit.access import Forbidden
from xietong.kit.events.models import HappenedEvent
from xietong.kit.problems import Problems, StaleVersion
from xietong.kit.workflow import NotNow


@pytest.fixture
def reported(cast: Cast) -> Iterator[list[datetime]]:
    """A source of updates: 研发部 stands on red, 市场部 is quiet. Gives back since when it was asked."""
    asked: list[datetime] = []

    def source(collaboration: Collaboration, since: datetime) -> agenda.AgendaMaterial:
        asked.append(since)
        return agenda.AgendaMaterial(
            alerts=("开发样机 已超期 3 天",),
            reports=(
                agenda.DepartmentReport(cast.marketing.pk, done=("完成需求书",)),
                agenda.DepartmentReport(
                    cast.rnd.pk, undone=("样机",), problems=("电机缺料",), needs=("借测试台",), is_red=True
                ),
            ),
        )

    before = agenda.SOURCES[:]
    agenda.SOURCES[:] = [source]
    yield asked
    agenda.SOURCES[:] = before


def test_a_weekly_meeting_is_called_with_the_people_of_its_kind(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")

    meeting = call(cast, collaboration)

    assert (meeting.title, meeting.number, meeting.chair, meeting.recorder) == ("第1次周例会", 1, cast.chen, cast.lin)
    invited = {attendee.person.name for attendee in queries.attendees_of(meeting)}
    assert invited == set(names([cast.chen, cast.lin, cast.wu, cast.zhao, cast.xu, cast.wang, cast.ma]))
    assert HappenedEvent.objects.filter(name="meetings.MeetingCalled").exists()
    assert call(cast, collaboration).number == 2


def test_its_agenda_is_made_from_the_updates_alerts_first(cast: Cast, reported: list[datetime]) -> None:
    collaboration = make_collaboration(cast, "execution")

    meeting = call(cast, collaboration, topics=[{"topic": "上市日期", "presenter": cast.wu.pk, "minutes": 15}])

    topics = [point["topic"] for point in meeting.agenda]
    assert topics == ["红色预警：开发样机 已超期 3 天", "研发部汇报", "市场部汇报", "风险回顾", "上市日期"]
    assert "电机缺料" in meeting.agenda[1]["why"]
    assert meeting.agenda[4]["presenter"] == "吴磊"
    assert sum(point["minutes"] for point in meeting.agenda) <= 60


def test_the_minutes_begin_with_the_four_columns_and_the_open_items(cast: Cast, reported: list[datetime]) -> None:
    collaboration = make_collaboration(cast, "execution")
    services.add_action_item(
        collaboration,
        problem="缺料",
        solution="催货",
        owner=cast.xu,
        due_on=NOW.date(),
        by=actor(cast.chen, collaboration),
        now=NOW,
    )
    meeting = call(cast, collaboration, topics=[{"topic": "上市日期", "presenter": None, "minutes": None}])

    services.open_meeting(meeting, by=chair(cast, collaboration), now=TOMORROW)

    draft = queries.draft_of(meeting)
    assert draft
    assert [(row["department"], row["problems"]) for row in draft.answers["reports"]] == [
        (cast.rnd.pk, "电机缺料"),
        (cast.marketing.pk, ""),
        (cast.production.pk, ""),
    ]
    assert [row["what"] for row in draft.answers["last_actions"]] == ["催货"]
    assert [row["topic"] for row in draft.answers["topics"]] == ["上市日期"]


def test_updates_are_asked_for_since_the_last_weekly_meeting(cast: Cast, reported: list[datetime]) -> None:
    collaboration = make_collaboration(cast, "execution")
    hold(cast, collaboration)
    reported.clear()

    call(cast, collaboration, starts_at=TOMORROW + timedelta(days=7), now=TOMORROW + timedelta(days=6))

    assert reported == [TOMORROW + HOUR]


def test_whoever_may_not_call_a_meeting_is_refused(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")

    with pytest.raises(Forbidden):
        services.call_meeting(
            collaboration, kind=MeetingKind.WEEKLY, starts_at=TOMORROW, by=actor(cast.xu, collaboration), now=NOW
        )


def test_a_meeting_of_last_week_is_refused(cast: Cast) -> None:
    with pytest.raises(Problems, match="已经过去一天以上"):
        call(cast, make_collaboration(cast, "execution"), starts_at=NOW - timedelta(days=7))


def test_an_archived_collaboration_has_no_more_meetings(cast: Cast) -> None:
    with pytest.raises(NotNow, match="已归档"):
        call(cast, make_collaboration(cast, "archived"))


def test_the_lead_lets_a_stranger_in_by_inviting_them_and_an_initiator_may_not(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution", confidentiality="secret")

    with pytest.raises(Forbidden, match="钱进 不在项目的知悉范围内"):
        services.call_meeting(
            collaboration,
            kind=MeetingKind.SPECIAL,
            starts_at=TOMORROW,
            attendees=[cast.qian.pk],
            by=actor(cast.lin, collaboration),
            now=NOW,
        )
    call(cast, collaboration, MeetingKind.SPECIAL, attendees=[cast.qian.pk])

    assert Member.objects.filter(collaboration=collaboration, person=cast.qian, role="observer").exists()


def test_a_meeting_is_changed_until_it_begins(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting = call(cast, collaboration)
    given = {
        "starts_at": TOMORROW + HOUR,
        "minutes_planned": 45,
        "place": "三楼会议室",
        "title": "",
        "goal": "",
        "chair_id": None,
        "recorder_id": None,
        "topics": [],
        "attendees": [cast.chen.pk, cast.lin.pk, cast.xu.pk, cast.zheng.pk],
        "by": chair(cast, collaboration),
        "now": NOW,
    }

    changed = services.change_meeting(meeting, **given)

    assert (changed.place, changed.minutes_planned) == ("三楼会议室", 45)
    assert {a.person for a in queries.attendees_of(changed)} == {cast.chen, cast.lin, cast.xu, cast.zheng}
    with pytest.raises(StaleVersion):
        services.change_meeting(meeting, **given, version=meeting.version)
    services.open_meeting(changed, by=chair(cast, collaboration), now=TOMORROW)
    with pytest.raises(NotNow, match="进行中"):
        services.change_meeting(queries.meeting_in(place(cast.chen, collaboration), meeting.pk), **given)


def test_whoever_is_not_marked_absent_was_there(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting = services.open_meeting(call(cast, collaboration), by=chair(cast, collaboration), now=TOMORROW)

    with pytest.raises(Problems, match="缺席的原因"):
        services.record_attendance(
            meeting, rows={cast.ma.pk: (Attendance.ABSENT, "")}, by=chair(cast, collaboration), now=TOMORROW
        )
    meeting = services.record_attendance(
        meeting, rows={cast.ma.pk: (Attendance.ABSENT, "出差")}, by=chair(cast, collaboration), now=TOMORROW
    )
    meeting = services.close_meeting(meeting, by=chair(cast, collaboration), now=TOMORROW + HOUR)

    values = queries.head_values(meeting, queries.attendees_of(meeting))
    assert values["counted"] == "应到 7 人，实到 6 人"
    assert values["absent"] == "马超（出差）"


def test_a_meeting_is_cancelled_with_a_reason_and_only_before_it_began(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting, by = call(cast, collaboration), chair(cast, collaboration)

    with pytest.raises(Problems, match="取消的原因"):
        services.cancel_meeting(meeting, why=" ", by=by, now=NOW)
    assert services.cancel_meeting(meeting, why="主持人出差", by=by, now=NOW).state == "cancelled"
    with pytest.raises(NotNow):
        services.open_meeting(meeting, by=by, now=TOMORROW)


def test_what_is_open_is_carried_over_to_the_next_meeting(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    issue(cast, collaboration)

    meeting = call(cast, collaboration, starts_at=TOMORROW + timedelta(days=7))

    assert [item.pk for item in queries.carried_over(collaboration, meeting.starts_at, meeting)] == [
        ActionItem.objects.get().pk
    ]
    assert any("上次行动项落实（1 项未完成）" in point["topic"] for point in meeting.agenda)
