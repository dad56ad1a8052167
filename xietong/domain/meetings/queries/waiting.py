"""What waits for a person in this house: action items, minutes to write and to issue, minutes to acknowledge."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from xietong.domain.collaborations.states import Stage
from xietong.domain.meetings.models import ActionItem, Meeting, Minutes, MinutesReceipt
from xietong.domain.meetings.rules import CONFIRM_WITHIN, MINUTES_WITHIN
from xietong.domain.meetings.states import ActionState, MeetingState, MinutesState
from xietong.domain.people.queries import Who
from xietong.kit.waiting import Waiting

ENDED = (Stage.ARCHIVED, Stage.TERMINATED)


def waiting(who: Who, now: datetime) -> list[Waiting]:
    """My open action items, minutes I owe as recorder or chair, minutes I have not confirmed (three statements)."""
    return [*_action_items(who), *_minutes_owed(who), *_receipts(who)]


def _action_items(who: Who) -> list[Waiting]:
    rows = (
        ActionItem.objects.filter(owner__in=who.stands_for, state=ActionState.OPEN)
        .exclude(collaboration__state__in=ENDED)
        .select_related("collaboration", "owner", "meeting__chair")
    )
    return [
        Waiting(
            kind="act",
            title=f"行动项：{item.solution[:60]}" + _for(who, item.owner_id, item.owner.name),
            href=f"{item.collaboration.href}/action-items#action-item-{item.pk}",
            action="报结果",
            context=item.collaboration.title,
            context_id=item.collaboration_id,
            since=item.state_since,
            due=item.due_on,
            from_whom=item.meeting.chair.name if item.meeting else "",
        )
        for item in rows
    ]


def _minutes_owed(who: Who) -> list[Waiting]:
    """Closed meetings without issued minutes: the recorder writes; the chair issues what is there."""
    issued = Minutes.objects.filter(meeting=OuterRef("pk")).exclude(state=MinutesState.DRAFT)
    drafted = Minutes.objects.filter(meeting=OuterRef("pk"), state=MinutesState.DRAFT)
    rows = (
        Meeting.objects.filter(
            Q(recorder__in=who.stands_for) | Q(chair__in=who.stands_for), ~Exists(issued), state=MeetingState.CLOSED
        )
        .exclude(collaboration__state__in=ENDED)
        .annotate(has_draft=Exists(drafted))
        .select_related("collaboration", "recorder", "chair")
    )
    found = []
    for meeting in rows:
        writes = meeting.recorder_id in who.stands_for
        if not writes and not meeting.has_draft:
            continue  # nothing to issue yet
        found.append(
            Waiting(
                kind="act" if writes else "approve",
                title=f"{'整理' if writes else '签发'}《{meeting.title}》的纪要",
                href=f"{meeting.collaboration.href}/meetings/{meeting.pk}",
                action="去整理" if writes else "去签发",
                context=meeting.collaboration.title,
                context_id=meeting.collaboration_id,
                since=meeting.closed_at,
                due=meeting.closed_at + MINUTES_WITHIN if meeting.closed_at else None,
                from_whom=meeting.chair.name if writes else meeting.recorder.name,
            )
        )
    return found


def _receipts(who: Who) -> list[Waiting]:
    rows = (
        MinutesReceipt.objects.filter(
            person__in=who.stands_for, confirmed_at=None, objection="", minutes__state=MinutesState.ISSUED
        )
        .exclude(minutes__collaboration__state__in=ENDED)
        .select_related("minutes__meeting", "minutes__collaboration", "minutes__written_by", "person")
    )
    return [
        Waiting(
            kind="acknowledge",
            title=f"确认会议纪要：{row.minutes.meeting.title}" + _for(who, row.person_id, row.person.name),
            href=f"{row.minutes.collaboration.href}/meetings/{row.minutes.meeting_id}#receipt",
            action="去确认",
            context=row.minutes.collaboration.title,
            context_id=row.minutes.collaboration_id,
            since=row.asked_at,
            due=row.asked_at + CONFIRM_WITHIN,
            from_whom=row.minutes.written_by.name,
        )
        for row in rows
    ]


def _for(who: Who, person_id: int, name: str) -> str:
    return "" if person_id == who.person_id else f"（代 {name}）"
