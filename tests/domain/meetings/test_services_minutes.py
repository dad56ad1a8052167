"""Writing, issuing, confirming and correcting minutes; action items from them to their end."""

from datetime import date, timedelta

import pytest

from tests.cast import NOW, Cast, actor, who
from tests.domain.meetings.held import HOUR, TOMORROW, action, call, chair, hold, issue, recorder, write
from tests.make import make_collaboration
from xietong.domain.collaborations.models import Collaboration, Member
from xietong.domain.meetings import queries, services
from xietong.domain.meetings.models import ActionItem, Minutes
from xietong.domain.meetings.states import MeetingKind
from xietong.domain.people.roles import Role
from xietong.kit.access import Forbidden
from xietong.kit.events.models import HappenedEvent
from xietong.kit.problems import Problems, StaleVersion
from xietong.kit.workflow import NotNow

LATER = TOMORROW + 3 * HOUR


def receipt_of(person: object, minutes: Minutes):  # type: ignore[no-untyped-def]
    return minutes.receipts.get(person=person)


def test_issued_minutes_have_a_number_receipts_and_action_items(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")

    minutes = issue(cast, collaboration)

    assert minutes.number == f"{collaboration.number}-JY-01"
    item = ActionItem.objects.get()
    assert (item.owner, str(item.due_on), item.priority) == (cast.xu, "2026-11-30", "high")
    assert minutes.answers["actions"][0]["id"] == item.pk
    asked = {receipt.person for receipt in minutes.receipts.filter(confirmed_at=None)}
    assert asked == {cast.lin, cast.wu, cast.zhao, cast.xu, cast.wang, cast.ma}
    assert receipt_of(cast.chen, minutes).confirmed_at


def test_an_owner_from_elsewhere_can_read_the_collaboration_from_now_on(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")

    issue(cast, collaboration, action(cast, owner=cast.tang.pk))

    assert Member.objects.filter(collaboration=collaboration, person=cast.tang, role="member").exists()


def test_the_recorder_does_not_issue_unless_appointed_as_both(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    minutes = write(cast, hold(cast, collaboration), actions=[action(cast)])

    with pytest.raises(Forbidden):
        services.issue_minutes(minutes, by=recorder(cast, collaboration), now=LATER)
    with pytest.raises(Forbidden, match="请由主持人签发"):
        services.issue_minutes(minutes, by=actor(cast.lin, collaboration, Role.CHAIR), now=LATER)

    both = call(cast, collaboration, MeetingKind.SPECIAL, chair_id=cast.chen.pk, recorder_id=cast.chen.pk)
    both = services.close_meeting(both, by=chair(cast, collaboration), now=TOMORROW + HOUR)
    draft = write(cast, both, no_result="情况通报，无需决议")
    assert services.issue_minutes(draft, by=chair(cast, collaboration), now=LATER).state == "issued"


def test_minutes_are_issued_only_after_the_meeting(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting = services.open_meeting(call(cast, collaboration), by=chair(cast, collaboration), now=TOMORROW)
    minutes = write(cast, meeting, actions=[action(cast)])

    with pytest.raises(NotNow, match="尚未结束"):
        services.issue_minutes(minutes, by=chair(cast, collaboration), now=LATER)


def test_an_action_item_needs_the_guides_four(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    minutes = write(cast, hold(cast, collaboration), actions=[action(cast, owner=None, due_on=None, solution="")])

    with pytest.raises(Problems) as refused:
        services.issue_minutes(minutes, by=chair(cast, collaboration), now=LATER)

    assert {problem.field for problem in refused.value.items} == {
        "actions-0-solution",
        "actions-0-owner",
        "actions-0-due_on",
    }


def test_a_meeting_without_a_result_says_why(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting = hold(cast, collaboration)
    minutes = write(cast, meeting)

    with pytest.raises(Problems, match="没有结论也没有行动项"):
        services.issue_minutes(minutes, by=chair(cast, collaboration), now=LATER)
    minutes = write(cast, meeting, no_result="各部门均按计划进行")

    assert services.issue_minutes(minutes, by=chair(cast, collaboration), now=LATER).state == "issued"


def test_typing_is_kept_without_filling_the_journal_and_computed_columns_stay(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    issue(cast, collaboration)
    meeting = call(cast, collaboration, starts_at=TOMORROW + timedelta(days=7))
    meeting = services.open_meeting(meeting, by=chair(cast, collaboration), now=meeting.starts_at)
    draft = queries.draft_of(meeting)
    assert draft
    item = ActionItem.objects.get()
    before = HappenedEvent.objects.filter(name="meetings.MinutesSaved").count()

    row = services.save_minutes(
        draft,
        answers={"last_actions": [{"id": item.pk, "note": "样件已到"}], "reports": [], "topics": [], "actions": []},
        by=recorder(cast, collaboration),
        now=LATER,
        while_typing=True,
    )

    assert row.answers["last_actions"][0]["what"] == item.solution
    assert row.answers["last_actions"][0]["note"] == "样件已到"
    assert HappenedEvent.objects.filter(name="meetings.MinutesSaved").count() == before
    with pytest.raises(StaleVersion):
        services.save_minutes(draft, answers={}, by=recorder(cast, collaboration), now=LATER, version=row.version - 1)
    with pytest.raises(Forbidden):
        services.save_minutes(draft, answers={}, by=actor(cast.xu, collaboration), now=LATER)


def test_an_attendee_confirms_or_objects_within_a_day(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    minutes = issue(cast, collaboration)
    issued = minutes.issued_at
    assert issued
    confirmed = services.confirm_minutes(receipt_of(cast.xu, minutes), by=actor(cast.xu, collaboration), now=LATER)
    assert confirmed.confirmed_at == LATER

    objection = services.object_to_minutes(
        receipt_of(cast.ma, minutes), why="期限应为12月2日", by=actor(cast.ma, collaboration), now=LATER
    )
    assert objection.objection == "期限应为12月2日"
    with pytest.raises(NotNow, match="异议期已过"):
        services.object_to_minutes(
            receipt_of(cast.wang, minutes),
            why="太晚",
            by=actor(cast.wang, collaboration),
            now=issued + timedelta(hours=24, minutes=1),
        )
    with pytest.raises(Forbidden):
        services.confirm_minutes(receipt_of(cast.ma, minutes), by=actor(cast.wang, collaboration), now=LATER)


def test_a_correction_is_a_new_version_that_everybody_confirms_again(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    minutes = issue(cast, collaboration, action(cast), action(cast, solution="加购测试台", owner=cast.ma.pk))
    by = chair(cast, collaboration)
    keep, drop = ActionItem.objects.order_by("pk")

    draft = services.correct_minutes(minutes, why="期限写错", by=by, now=LATER)
    assert queries.issued_of(minutes.meeting) == minutes
    rows = [{**draft.answers["actions"][0], "due_on": "2026-12-02", "owner": cast.zhao.pk}]
    draft = write(cast, minutes.meeting, LATER, actions=rows)
    again = services.issue_minutes(draft, by=by, now=LATER)

    minutes.refresh_from_db()
    assert (minutes.state, again.number, again.revision) == ("superseded", minutes.number, 2)
    keep.refresh_from_db()
    drop.refresh_from_db()
    assert (keep.owner, str(keep.due_on), str(keep.first_due_on)) == (cast.zhao, "2026-12-02", "2026-12-02")
    assert drop.state == "dropped"
    assert again.receipts.filter(confirmed_at=None).count() == 6
    with pytest.raises(NotNow, match="已被更正"):
        services.confirm_minutes(receipt_of(cast.xu, minutes), by=actor(cast.xu, collaboration), now=LATER)


def item_of(cast: Cast, collaboration: Collaboration) -> ActionItem:
    issue(cast, collaboration)
    return ActionItem.objects.select_related("collaboration", "meeting").get()


def test_an_action_item_is_finished_with_a_result_and_may_be_sent_back(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    item = item_of(cast, collaboration)
    own = actor(cast.xu, collaboration, Role.OWNER_OF_THIS)

    with pytest.raises(Problems, match="写明结果"):
        services.finish_action_item(item, result="", by=own, now=LATER)
    with pytest.raises(Forbidden):
        services.finish_action_item(item, result="好", by=actor(cast.ma, collaboration), now=LATER)
    done = services.finish_action_item(item, result="二供协议已签", by=own, now=LATER)
    assert (done.state, done.finished_at) == ("done", LATER)

    back = services.reopen_action_item(item, why="缺附件", by=chair(cast, collaboration), now=LATER)
    assert (back.state, back.finished_at) == ("open", None)


def test_an_extension_is_agreed_before_the_day_and_the_first_day_stays(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    item, by = item_of(cast, collaboration), chair(cast, collaboration)

    with pytest.raises(Problems, match="晚于原期限"):
        services.extend_action_item(item, due_on=date(2026, 11, 29), by=by, now=LATER)
    item = services.extend_action_item(item, due_on=date(2026, 12, 4), by=by, now=LATER)

    assert (str(item.due_on), str(item.first_due_on)) == ("2026-12-04", "2026-11-30")
    with pytest.raises(NotNow, match="补报延误原因"):
        services.extend_action_item(item, due_on=date(2026, 12, 9), by=by, now=LATER + timedelta(days=20))


def test_an_item_is_dropped_with_a_reason(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    item = item_of(cast, collaboration)

    with pytest.raises(Problems):
        services.drop_action_item(item, why="", by=chair(cast, collaboration), now=LATER)
    dropped = services.drop_action_item(item, why="改由采购负责", by=chair(cast, collaboration), now=LATER)

    assert dropped.state == "dropped"


def test_late_minutes_are_told_once(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting = hold(cast, collaboration)
    closed = TOMORROW + HOUR

    assert services.tell_of_late_minutes(now=closed + timedelta(hours=23)) == 0
    assert services.tell_of_late_minutes(now=closed + timedelta(hours=25)) == 1
    assert services.tell_of_late_minutes(now=closed + timedelta(hours=26)) == 0
    assert HappenedEvent.objects.get(name="meetings.MinutesLate").data["meeting_id"] == meeting.pk


def test_overdue_items_are_told_once_a_day_to_each_owner(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    issue(cast, collaboration, action(cast), action(cast, solution="再催货"), action(cast, owner=cast.ma.pk))
    tuesday = NOW + timedelta(days=8)

    assert services.tell_of_overdue_items(now=NOW + timedelta(days=7)) == 0
    assert services.tell_of_overdue_items(now=tuesday) == 2
    assert services.tell_of_overdue_items(now=tuesday + HOUR) == 0
    assert services.tell_of_overdue_items(now=tuesday + timedelta(days=1)) == 2
    assert services.tell_of_overdue_items(now=NOW + timedelta(days=12)) == 0, "a Saturday"


def test_what_waits_for_whom(cast: Cast) -> None:
    collaboration = make_collaboration(cast, "execution")
    meeting = hold(cast, collaboration)
    assert [row.action for row in queries.waiting(who(cast.lin), LATER)] == ["去整理"]
    assert [row.action for row in queries.waiting(who(cast.chen), LATER)] == ["去签发"]

    minutes = write(cast, meeting, actions=[action(cast)])
    services.issue_minutes(minutes, by=chair(cast, collaboration), now=LATER)

    assert queries.waiting(who(cast.chen), LATER) == []
    waiting = queries.waiting(who(cast.xu), LATER)
    assert [(row.kind, row.action) for row in waiting] == [("act", "报结果"), ("acknowledge", "去确认")]
    assert waiting[1].due == LATER + timedelta(hours=24)
    assert str(waiting[0].due) == "2026-11-30"
