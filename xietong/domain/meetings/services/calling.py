"""Call a meeting, change it before it begins, cancel it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.services import add_member, require_running
from xietong.domain.meetings import events
from xietong.domain.meetings.models import Attendee, Meeting
from xietong.domain.meetings.permissions import MEETINGS
from xietong.domain.meetings.queries import (
    carried_over,
    default_attendees,
    material,
    next_ordinal,
    strangers_among,
    weekly_agenda,
)
from xietong.domain.meetings.states import ActionState, MeetingKind, MeetingState
from xietong.domain.people.models import Person
from xietong.domain.people.queries import department_names, person_names
from xietong.domain.people.roles import Role
from xietong.kit.access import Actor, Forbidden
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems
from xietong.kit.steps import change, take_step
from xietong.kit.workflow import NotNow

USUAL_MINUTES = 60
WITH_ORDINAL = (MeetingKind.WEEKLY, MeetingKind.DAILY)
LATEST_NOTE = timedelta(days=1)  # a meeting held yesterday may still be put down


@transaction.atomic
def call_meeting(
    collaboration: Collaboration,
    *,
    kind: MeetingKind,
    starts_at: datetime,
    title: str = "",
    minutes_planned: int | None = None,
    place: str = "",
    chair_id: int | None = None,
    recorder_id: int | None = None,
    goal: str = "",
    topics: Iterable[Mapping[str, Any]] = (),
    attendees: Iterable[int] = (),
    by: Actor,
    now: datetime,
) -> Meeting:
    """Call a meeting and tell everybody invited.

    Who is not named is taken from the collaboration: the lead chairs, the initiator records, and by kind heads,
    liaisons or owners come. A weekly meeting's agenda is made from what the departments reported since the last one.
    `topics`: {"topic", "presenter" (a person's id), "minutes"}.
    """
    require_running(collaboration)
    MEETINGS.require("meeting.call", by.roles)
    minutes = minutes_planned or USUAL_MINUTES
    _check_time(starts_at, now)
    chair_id = chair_id or collaboration.lead_id or by.person_id
    if chair_id is None:
        raise Problems(Problem("chair", "主持人", "项目还没有总负责人，请选择主持人。", "missing"))
    people = list(dict.fromkeys(attendees)) or default_attendees(collaboration, kind)
    recorder_id = recorder_id or _usual_recorder(collaboration, chair_id, people)
    people = list(dict.fromkeys([pk for pk in (chair_id, recorder_id, *people) if pk]))
    number = next_ordinal(collaboration, kind)
    meeting = Meeting.objects.create(
        collaboration=collaboration,
        kind=kind,
        number=number,
        title=title.strip() or (f"第{number}次{kind.label}" if kind in WITH_ORDINAL else kind.label),
        starts_at=starts_at,
        minutes_planned=minutes,
        place=place.strip(),
        chair_id=chair_id or by.person,
        recorder_id=recorder_id or by.person,
        goal=goal.strip(),
        agenda=_agenda(collaboration, kind, list(topics), minutes, starts_at, now),
        state_since=now,
    )
    _invite(meeting, people, by=by, now=now)
    announce(events.MeetingCalled(meeting_id=meeting.pk, context_id=collaboration.pk), by=by, now=now)
    return meeting


def _check_time(starts_at: datetime, now: datetime) -> None:
    if starts_at < now - LATEST_NOTE:
        raise Problems(
            Problem("starts_at", "开始时间", "开始时间已经过去一天以上，请改正；补记的会议最迟在次日登记。", "past")
        )


def _usual_recorder(collaboration: Collaboration, chair_id: int, people: list[int]) -> int:
    """The initiator, or whoever comes and does not chair: the recorder does not issue their own minutes."""
    candidates = [collaboration.initiator_id, *people]
    return next((pk for pk in candidates if pk != chair_id), chair_id)


def _agenda(
    collaboration: Collaboration,
    kind: MeetingKind,
    topics: list[Mapping[str, Any]],
    minutes: int,
    starts_at: datetime,
    now: datetime,
) -> list[dict[str, Any]]:
    """The points in order: what was made from updates, then the topics that somebody wrote (`own`)."""
    points: list[dict[str, Any]] = []
    spent = sum(int(topic.get("minutes") or 0) for topic in topics)
    if kind == MeetingKind.WEEKLY:
        given = material(collaboration, now)
        waiting = [item for item in carried_over(collaboration, starts_at) if item.state == ActionState.OPEN]
        names = department_names(report.department_id for report in given.reports)
        points = weekly_agenda(given, names, len(waiting), max(minutes - spent, len(given.reports) + 3))
    people = person_names(topic.get("presenter") for topic in topics)
    for topic in topics:
        presenter = topic.get("presenter")
        points.append(
            {
                "topic": topic["topic"],
                "presenter": people.get(presenter, "") if presenter else "",
                "presenter_id": presenter,
                "minutes": topic.get("minutes"),
                "why": topic.get("why") or "",
                "own": True,
            }
        )
    return points


def _invite(meeting: Meeting, people: list[int], *, by: Actor, now: datetime) -> None:
    """Whoever cannot read the collaboration yet is let in, if the caller may let people in."""
    persons = Person.objects.in_bulk(people)
    gone = [person.name for person in persons.values() if not person.is_active]
    if gone:
        raise Problems(Problem("attendees", "与会人", f"{'、'.join(gone)} 已离职或停用，请另选。"))
    strangers = strangers_among(meeting.collaboration, people, now)
    if strangers and not meeting.collaboration.permissions.allows("member.add", by.roles):
        names = "、".join(person.name for person in strangers)
        raise Forbidden("member.add", f"{names} 不在项目的知悉范围内，须由总负责人或部门负责人邀请。")
    for person in strangers:
        add_member(meeting.collaboration, person.pk, Role.OBSERVER, now, by=by)
    Attendee.objects.bulk_create(
        Attendee(meeting=meeting, person=persons[pk], department_id=persons[pk].department_id)
        for pk in people
        if pk in persons
    )


@transaction.atomic
def change_meeting(
    meeting: Meeting,
    *,
    starts_at: datetime,
    minutes_planned: int | None,
    place: str,
    title: str,
    goal: str,
    chair_id: int | None,
    recorder_id: int | None,
    topics: Iterable[Mapping[str, Any]],
    attendees: Iterable[int],
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Meeting:
    """Another time, place, people or agenda, before it begins; everybody invited is told."""
    require_running(meeting.collaboration)
    MEETINGS.require("meeting.edit", by.roles)
    if meeting.state != MeetingState.CALLED:
        raise NotNow(f"会议{meeting.state.label}，不能再改安排。", state=meeting.state)
    if starts_at != meeting.starts_at:
        _check_time(starts_at, now)
    chair_id, recorder_id = chair_id or meeting.chair_id, recorder_id or meeting.recorder_id
    wanted = list(dict.fromkeys([chair_id, recorder_id, *attendees]))
    minutes = minutes_planned or meeting.minutes_planned
    row = change(
        meeting,
        by=by,
        now=now,
        version=version,
        event=events.MeetingChanged(meeting_id=meeting.pk, context_id=meeting.collaboration_id),
        starts_at=starts_at,
        minutes_planned=minutes,
        place=place.strip(),
        title=title.strip() or meeting.title,
        goal=goal.strip(),
        chair_id=chair_id,
        recorder_id=recorder_id,
        agenda=_agenda(meeting.collaboration, meeting.kind, list(topics), minutes, starts_at, now),
    )
    there = set(row.attendees.values_list("person_id", flat=True))
    row.attendees.exclude(person__in=wanted).delete()
    _invite(row, [pk for pk in wanted if pk not in there], by=by, now=now)
    return row


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, why: str, by: Actor, now: datetime, version: int | None = None) -> Meeting:
    """Call it off, with a reason that everybody invited reads."""
    require_running(meeting.collaboration)
    if not why.strip():
        raise Problems(Problem("reason", "取消原因", "请写明取消的原因，与会人会收到通知。", "required"))
    return take_step(meeting, "cancel", by=by, now=now, version=version, why=why.strip())
