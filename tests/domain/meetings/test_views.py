"""The pages of meetings, minutes and action items."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import NOW, Cast, actor, place
from tests.domain.meetings.held import HOUR, TOMORROW, action, call, chair, hold, issue, write
from tests.make import make_collaboration
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.meetings import queries, services
from xietong.domain.meetings.models import ActionItem, Meeting, Minutes
from xietong.domain.meetings.states import MeetingKind
from xietong.domain.people.models import Person
from xietong.kit.clock import clock_at

Browser = Callable[[Person], Client]


def text_of(client: Client, address: str, at: datetime = NOW) -> str:
    with clock_at(at):
        response = client.get(address)
    assert response.status_code == 200, response.content[:300]
    return response.content.decode()


def post(client: Client, address: str, at: datetime = NOW, **sent: Any) -> str:
    """What the person reads after the redirect."""
    with clock_at(at):
        response = client.post(address, sent, follow=True)
    assert response.redirect_chain, response.content.decode()[:2000]
    return response.content.decode()


def page_of(meeting: Meeting) -> str:
    return f"/collaborations/{meeting.collaboration_id}/meetings/{meeting.pk}"


def test_an_empty_list_says_what_meetings_are_for(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast, "execution")

    assert "召集启动会" in text_of(signed_in(cast.chen), f"{collaboration.href}/meetings")
    assert "召集启动会" not in text_of(signed_in(cast.xu), f"{collaboration.href}/meetings")


def test_a_meeting_is_called_with_its_warnings(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast, "execution")
    lead, here = signed_in(cast.chen), f"{collaboration.href}/meetings"
    assert "召集会议" in text_of(lead, f"{here}/new?kind=weekly")

    shown = post(lead, here, kind="weekly", starts_at="2026-11-23T15:00", minutes_planned="90", place="三楼")

    assert "已通知 7 人" in shown
    assert "周例会宜为 30–60 分钟" in shown
    assert "距开会不足 24 小时" in shown
    assert "第1次周例会" in text_of(lead, here)


def test_a_wrong_call_keeps_what_was_typed(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast, "execution")

    response = signed_in(cast.chen).post(
        f"{collaboration.href}/meetings", {"kind": "special", "starts_at": "明天", "title": "缺料专题会"}
    )

    assert response.status_code == 422
    assert "缺料专题会" in response.content.decode()
    assert not Meeting.objects.exists()


def test_the_arrangement_is_changed_in_the_same_form(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting = call(cast, collaboration)
    lead, address = signed_in(cast.chen), f"{page_of(meeting)}/arrangement"
    assert "2026-11-24T10:00" in text_of(lead, address)

    post(lead, address, kind="weekly", starts_at="2026-11-24T14:00", place="腾讯会议", attendees=[cast.xu.pk])

    meeting.refresh_from_db()
    assert meeting.place == "腾讯会议"
    assert {row.person for row in queries.attendees_of(meeting)} == {cast.chen, cast.lin, cast.xu}


def test_a_whole_weekly_meeting_in_the_browser(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting = call(cast, collaboration)
    lead, recorder, here = signed_in(cast.chen), signed_in(cast.lin), page_of(meeting)

    assert "纪要已备好" in post(lead, f"{here}/opening", TOMORROW, version=meeting.version)
    assert "会议纪要（草稿）" in text_of(recorder, here, TOMORROW)
    post(
        recorder,
        f"{here}/attendance",
        TOMORROW,
        **{f"attendance-{cast.ma.pk}": "absent", f"reason-{cast.ma.pk}": "出差"},
    )
    assert "等待 林晓岚 整理纪要、陈静 签发" in post(lead, f"{here}/closing", TOMORROW + HOUR)
    filled = {
        "reports-0-department": str(cast.rnd.pk),
        "reports-0-done": "样机装配",
        "topics-0-topic": "上市日期",
        "topics-0-conclusion": "维持12月18日",
        "actions-0-problem": "样机缺料",
        "actions-0-solution": "改用二供",
        "actions-0-owner": str(cast.xu.pk),
        "actions-0-due_on": "2026-11-30",
        "version": str(Minutes.objects.get().version),
    }
    with clock_at(TOMORROW + HOUR):
        saved = recorder.post(f"{here}/minutes/draft", filled)
        assert saved.json()["fields"]["version"] == Minutes.objects.get().version
    assert "签发人：陈静" in post(recorder, f"{here}/minutes", TOMORROW + HOUR, **{**filled, "version": ""})
    assert "签发纪要" not in text_of(recorder, here, TOMORROW + HOUR)

    shown = post(lead, f"{here}/minutes/issue", TOMORROW + 2 * HOUR)
    assert "1 项行动项已交办，等待 6 人确认" in shown
    assert "马超（出差）" in shown
    assert "维持12月18日" in shown
    owner = signed_in(cast.xu)
    assert "请您确认纪要" in text_of(owner, here, TOMORROW + 2 * HOUR)
    assert "已确认纪要" in post(owner, f"{here}/receipt", TOMORROW + 2 * HOUR)


def test_what_is_missing_before_issue_is_listed(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting = hold(cast, collaboration)
    write(cast, meeting, actions=[action(cast, owner=None)])

    shown = text_of(signed_in(cast.chen), page_of(meeting), TOMORROW + HOUR)

    assert "签发前还要补上" in shown
    assert "四、决议与行动项 第1行 负责人" in shown


def test_unreadable_input_while_typing_is_422_and_the_rest_is_kept(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting = hold(cast, collaboration)

    response = signed_in(cast.lin).post(
        f"{page_of(meeting)}/minutes/draft",
        {"actions-0-problem": "缺料", "actions-0-due_on": "下周", "other": "茶歇"},
        headers={"HX-Request": "true"},
    )

    assert response.status_code == 422
    assert Minutes.objects.get().answers["other"] == "茶歇"


def test_minutes_are_objected_to_and_corrected(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast, "execution")
    minutes = issue(cast, collaboration)
    here, later = page_of(minutes.meeting), TOMORROW + 3 * HOUR

    shown = post(signed_in(cast.ma), f"{here}/receipt/objection", later, reason="期限应为12月2日")
    assert "异议已提交，等待 陈静、林晓岚 处理" in shown
    lead = signed_in(cast.chen)
    assert "期限应为12月2日" in text_of(lead, here, later)
    assert "更正纪要（第 2 版草稿）" in post(lead, f"{here}/minutes/correction", later, reason="期限写错")
    post(lead, f"{here}/minutes/issue", later)

    assert "第 2 版" in text_of(lead, here, later)
    assert "已被更正" in text_of(lead, f"{here}/minutes/versions/1", later)


def test_action_items_are_given_finished_returned_extended_and_dropped(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast, "execution")
    lead, here = signed_in(cast.chen), f"{collaboration.href}/action-items"
    given = {"problem": "缺料", "solution": "催货", "owner": str(cast.xu.pk), "due_on": "2026-11-30"}

    assert "已交办给 许婷，期限 11-30" in post(lead, here, **given)
    item = ActionItem.objects.get()
    assert "催货" in text_of(signed_in(cast.xu), f"{here}?show=mine")
    assert "行动项已完成" in post(signed_in(cast.xu), f"{here}/{item.pk}/completion", result="已到货")
    assert "等待 许婷 继续办理" in post(lead, f"{here}/{item.pk}/return", reason="数量不够")
    assert "期限延至 12-04" in post(lead, f"{here}/{item.pk}/extension", due_on="2026-12-04")
    assert "行动项已撤销" in post(lead, f"{here}/{item.pk}/removal", reason="不再需要")
    assert signed_in(cast.ma).post(f"{here}/{item.pk}/completion", {"result": "好"}).status_code == 403
    response = lead.post(here, {"problem": "只有问题"})
    assert response.status_code == 422
    assert "只有问题" in response.content.decode()


def test_a_late_extension_is_refused_with_the_way_out(cast: Cast, signed_in: Browser) -> None:
    collaboration = make_collaboration(cast, "execution")
    issue(cast, collaboration)
    item = ActionItem.objects.get()

    with clock_at(NOW + timedelta(days=20)):
        response = signed_in(cast.chen).post(
            f"{collaboration.href}/action-items/{item.pk}/extension", {"due_on": "2026-12-30"}
        )

    assert response.status_code == 409
    assert "补报延误原因" in response.content.decode()


def test_the_calendar_file_is_ours_and_in_the_offices_time(cast: Cast, signed_in: Browser) -> None:
    meeting = call(cast, make_collaboration(cast, "execution"), place="三楼")

    response = signed_in(cast.xu).get(f"{page_of(meeting)}/calendar.ics")

    said = response.content.decode()
    assert response["Content-Type"].startswith("text/calendar")
    assert "BEGIN:VTIMEZONE" in said
    assert "DTSTART;TZID=Asia/Shanghai:20261124T100000" in said
    assert "LOCATION:三楼" in said


def test_a_stranger_finds_no_meeting(cast: Cast, signed_in: Browser) -> None:
    meeting = call(cast, make_collaboration(cast, "execution"))
    stranger = signed_in(cast.qian)

    for address in (
        page_of(meeting),
        f"{page_of(meeting)}/calendar.ics",
        f"/collaborations/{meeting.collaboration_id}/action-items",
    ):
        assert stranger.get(address).status_code == 404
    other = make_collaboration(cast, "execution")
    assert signed_in(cast.chen).get(f"{other.href}/meetings/{meeting.pk}").status_code == 404


def many(cast: Cast, collaboration: Collaboration, count: int) -> None:
    for number in range(count):
        call(cast, collaboration, MeetingKind.DAILY, starts_at=TOMORROW + timedelta(days=number))
        services.add_action_item(
            collaboration,
            problem="缺料",
            solution=f"催货 {number}",
            owner=cast.xu,
            due_on=NOW.date(),
            by=actor(cast.chen, collaboration),
            now=NOW,
        )


@pytest.mark.parametrize("count", [3, 30])
def test_the_lists_take_the_same_statements_however_long(
    cast: Cast,
    signed_in: Browser,
    django_assert_num_queries: Callable[..., Any],
    django_assert_max_num_queries: Callable[..., Any],
    count: int,
) -> None:
    collaboration = make_collaboration(cast, "execution")
    many(cast, collaboration, count)
    at = place(cast.chen, collaboration)
    meeting = queries.meeting_in(at, Meeting.objects.earliest("pk").pk)
    assert meeting

    with django_assert_num_queries(3):
        queries.meeting_list(at, NOW)
    with django_assert_num_queries(1):
        queries.action_item_list(at, NOW, "open")
    services.close_meeting(meeting, by=chair(cast, collaboration), now=TOMORROW)
    meeting = queries.meeting_in(at, meeting.pk)
    assert meeting
    with django_assert_num_queries(7):
        queries.meeting_page(at, meeting, NOW)
    browser = signed_in(cast.chen)
    browser.get("/")  # the figures in the frame are counted once and kept for a while
    for address in (f"{collaboration.href}/meetings", page_of(meeting), f"{collaboration.href}/action-items"):
        with django_assert_max_num_queries(20):
            assert browser.get(address).status_code == 200
