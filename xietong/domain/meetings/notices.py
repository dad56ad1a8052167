"""When X happened in meetings, minutes and action items, tell whom."""

from collections.abc import Iterable

from django.utils import timezone

from xietong.domain.collaborations.queries import people_with
from xietong.domain.meetings import events
from xietong.domain.meetings.models import ActionItem, Attendee, Meeting, Minutes, MinutesReceipt
from xietong.domain.meetings.queries import late_open_items
from xietong.domain.people.queries import delegates_of, person_names
from xietong.domain.people.roles import Role
from xietong.kit.clock import day_of
from xietong.kit.events.models import HappenedEvent
from xietong.kit.notices.rules import INBOX, MAIL, NoticeRule, Words


def _meeting(event: HappenedEvent) -> Meeting:
    return Meeting.objects.select_related("collaboration", "chair", "recorder").get(pk=event.data["meeting_id"])


def _minutes(event: HappenedEvent) -> Minutes:
    return Minutes.objects.select_related("meeting__collaboration", "meeting__chair").get(pk=event.data["minutes_id"])


def _item(event: HappenedEvent) -> ActionItem:
    return ActionItem.objects.select_related("collaboration", "owner", "meeting").get(pk=event.data["action_item_id"])


def _href(meeting: Meeting) -> str:
    return f"{meeting.collaboration.href}/meetings/{meeting.pk}"


def _item_href(item: ActionItem) -> str:
    return f"{item.collaboration.href}/action-items?show=all#action-item-{item.pk}"


# whom


def everybody_invited(event: HappenedEvent) -> Iterable[int]:
    return Attendee.objects.filter(meeting_id=event.data["meeting_id"]).values_list("person_id", flat=True)


def everybody_asked(event: HappenedEvent) -> Iterable[int]:
    """Whoever is to confirm the minutes, and who stands in for them."""
    rows = MinutesReceipt.objects.filter(minutes_id=event.data["minutes_id"], confirmed_at=None)
    people = list(rows.values_list("person_id", flat=True))
    return [*people, *delegates_of(people, day_of(event.at))]


def chair_and_recorder(event: HappenedEvent) -> Iterable[int]:
    meeting = _minutes(event).meeting
    return [meeting.chair_id, meeting.recorder_id]


def chair_and_recorder_of_late(event: HappenedEvent) -> Iterable[int]:
    meeting = _meeting(event)
    return [meeting.recorder_id, meeting.chair_id]


def the_owner(event: HappenedEvent) -> Iterable[int]:
    owner_id = event.data.get("owner_id") or _item(event).owner_id
    return [owner_id, *delegates_of([owner_id], day_of(event.at))]


def who_gave_it(event: HappenedEvent) -> Iterable[int]:
    """The chair of the meeting that decided it, else the lead."""
    item = _item(event)
    return [item.meeting.chair_id] if item.meeting else people_with({Role.LEAD}, item.collaboration_id)


# words


def called_words(event: HappenedEvent) -> Words:
    meeting = _meeting(event)
    when = f"{timezone.localtime(meeting.starts_at):%m-%d %H:%M}"
    where = f"，{meeting.place}" if meeting.place else ""
    body = f"{when}，{meeting.minutes_planned} 分钟{where}。主持：{meeting.chair.name}。"
    return Words(f"会议通知：{meeting.title}（{meeting.collaboration.title}）", body, _href(meeting))


def changed_words(event: HappenedEvent) -> Words:
    words = called_words(event)
    return Words(words.title.replace("会议通知", "会议安排有变"), words.body, words.href)


def cancelled_words(event: HappenedEvent) -> Words:
    meeting = _meeting(event)
    return Words(
        f"会议取消：{meeting.title}（{meeting.collaboration.title}）", event.data.get("why", ""), _href(meeting)
    )


def issued_words(event: HappenedEvent) -> Words:
    minutes = _minutes(event)
    again = f"第 {minutes.revision} 版，" if minutes.revision > 1 else ""
    return Words(
        f"请确认会议纪要：{minutes.meeting.title}",
        f"{minutes.number}，{again}请在 24 小时内确认或提出异议。",
        f"{_href(minutes.meeting)}#receipt",
    )


def objected_words(event: HappenedEvent) -> Words:
    minutes = _minutes(event)
    who = person_names([event.data["person_id"]]).get(event.data["person_id"], "")
    return Words(
        f"{who} 对会议纪要有异议：{minutes.meeting.title}", event.data["why"], f"{_href(minutes.meeting)}#receipts"
    )


def late_words(event: HappenedEvent) -> Words:
    meeting = _meeting(event)
    return Words(
        f"纪要逾期：{meeting.title}",
        f"会议结束已超过 24 小时。请 {meeting.recorder.name} 整理、{meeting.chair.name} 签发。",
        _href(meeting),
    )


def given_words(event: HappenedEvent) -> Words:
    item = _item(event)
    return Words(
        f"新的行动项：{item.solution[:60]}", f"问题：{item.problem[:200]}。期限 {item.due_on:%m-%d}。", _item_href(item)
    )


def done_words(event: HappenedEvent) -> Words:
    item = _item(event)
    return Words(f"行动项已完成：{item.solution[:60]}", f"{item.owner.name}：{item.result[:300]}", _item_href(item))


def reopened_words(event: HappenedEvent) -> Words:
    item = _item(event)
    return Words(f"行动项被退回：{item.solution[:60]}", event.data.get("why", ""), _item_href(item))


def dropped_words(event: HappenedEvent) -> Words:
    item = _item(event)
    return Words(f"行动项已撤销：{item.solution[:60]}", event.data.get("why", ""), _item_href(item))


def extended_words(event: HappenedEvent) -> Words:
    item = _item(event)
    return Words(
        f"行动项已延期：{item.solution[:60]}",
        f"期限由 {event.data['before']} 延至 {event.data['after']}，原期限保留备查。",
        _item_href(item),
    )


def overdue_words(event: HappenedEvent) -> Words:
    """One word for everything of this owner that is late in this collaboration."""
    item = _item(event)
    day = day_of(event.at)
    rows = late_open_items(event.data["owner_id"], item.collaboration_id, event.at, day)
    listed = "\n".join(f"· {row.solution[:60]}（期限 {row.due_on:%m-%d}）" for row in rows)
    return Words(
        f"{len(rows)} 项行动项已超期：{item.collaboration.title}",
        f"{listed}\n请尽快完成，并在完成情况中补报延误原因。",
        f"{item.collaboration.href}/action-items?show=mine",
    )


# fmt: off
NOTICES = [
    #          when                       whom                         words            by
    NoticeRule(events.MeetingCalled,      everybody_invited,           called_words,    INBOX | MAIL),
    NoticeRule(events.MeetingChanged,     everybody_invited,           changed_words,   INBOX | MAIL),
    NoticeRule(events.MeetingCancelled,   everybody_invited,           cancelled_words, INBOX | MAIL),
    NoticeRule(events.MinutesIssued,      everybody_asked,             issued_words,    INBOX | MAIL),
    NoticeRule(events.MinutesObjected,    chair_and_recorder,          objected_words,  INBOX | MAIL),
    NoticeRule(events.MinutesLate,        chair_and_recorder_of_late,  late_words,      INBOX | MAIL),
    NoticeRule(events.ActionItemGiven,    the_owner,                   given_words,     INBOX | MAIL),
    NoticeRule(events.ActionItemDone,     who_gave_it,                 done_words,      INBOX),
    NoticeRule(events.ActionItemReopened, the_owner,                   reopened_words,  INBOX | MAIL),
    NoticeRule(events.ActionItemDropped,  the_owner,                   dropped_words,   INBOX),
    NoticeRule(events.ActionItemExtended, the_owner,                   extended_words,  INBOX),
    NoticeRule(events.ActionItemOverdue,  the_owner,                   overdue_words,   INBOX | MAIL),
]
# fmt: on
