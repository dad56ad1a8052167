"""Readings about meetings: who is invited, who comes, what is on, and as whom one stands in one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import Place, people_with, visible
from xietong.domain.meetings.models import Attendee, Meeting, Minutes
from xietong.domain.meetings.rules import calling_warnings
from xietong.domain.meetings.states import Attendance, MeetingKind, MeetingState, MinutesState
from xietong.domain.people.models import Person
from xietong.domain.people.queries import people_with_office, person_choices, who_is
from xietong.domain.people.roles import Role
from xietong.kit.access import Actor
from xietong.kit.clock import day_of

# Whom a meeting of each kind needs, if nobody says otherwise (guide; domain.md §4).
INVITED = {
    MeetingKind.LAUNCH: {Role.INITIATOR, Role.LEAD, Role.INITIATING_HEAD, Role.HEAD},
    MeetingKind.WEEKLY: {Role.LEAD, Role.LIAISON, Role.INITIATING_HEAD, Role.HEAD},
    MeetingKind.DAILY: {Role.LEAD, Role.LIAISON},
    MeetingKind.SPECIAL: {Role.LEAD, Role.LIAISON},
    MeetingKind.ACCEPTANCE: {Role.LEAD, Role.HEAD, Role.LIAISON},
    MeetingKind.RETROSPECTIVE: {Role.LEAD, Role.HEAD, Role.LIAISON, Role.INITIATOR, Role.OWNER, Role.TASK_FORCE_LEADER},
}
DECIDERS = {Role.LEAD, Role.HEAD, Role.INITIATING_HEAD}
TEAM_ROLES = frozenset(Role) - {Role.SYSTEM}


def default_attendees(collaboration: Collaboration, kind: MeetingKind) -> list[int]:
    return people_with(INVITED[kind], collaboration.pk)


def next_ordinal(collaboration: Collaboration, kind: MeetingKind) -> int:
    last = Meeting.objects.filter(collaboration=collaboration, kind=kind).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def strangers_among(collaboration: Collaboration, person_ids: Iterable[int], now: datetime) -> list[Person]:
    """Those of the persons to whom the collaboration is not visible yet."""
    known = set(people_with(TEAM_ROLES, collaboration.pk))
    others = Person.objects.filter(pk__in=[pk for pk in person_ids if pk not in known])
    return [
        person for person in others if not visible(who_is(person, day_of(now))).filter(pk=collaboration.pk).exists()
    ]


def about_meeting(place: Place, meeting: Meeting) -> Actor:
    """The actor with the roles held towards this meeting: its chair, its recorder."""
    return place.about(
        Role.CHAIR if place.actor.is_(meeting.chair_id) else None,
        Role.RECORDER if place.actor.is_(meeting.recorder_id) else None,
    )


def meeting_in(place: Place, pk: Any) -> Meeting | None:
    """A meeting of this collaboration; None when there is none."""
    return (
        Meeting.objects.filter(collaboration=place.collaboration, pk=pk)
        .select_related("collaboration__lead", "chair", "recorder")
        .first()
    )


@dataclass(frozen=True)
class MeetingRow:
    """One meeting in the list."""

    meeting: Meeting
    href: str
    ends_at: datetime
    invited: int
    came: int
    minutes: str  # how its minutes stand, in words


def meeting_rows(collaboration: Collaboration) -> list[MeetingRow]:
    """All meetings, the latest first (two statements)."""
    came = Count("attendees", filter=Q(attendees__attendance=Attendance.PRESENT))
    meetings = (
        Meeting.objects.filter(collaboration=collaboration)
        .select_related("chair", "recorder")
        .annotate(invited=Count("attendees"), came=came)
        .order_by("-starts_at", "-id")
    )
    latest: dict[int, Minutes] = {}
    for minutes in Minutes.objects.filter(collaboration=collaboration).order_by("revision"):
        latest[minutes.meeting_id] = minutes
    return [
        MeetingRow(
            meeting=meeting,
            href=f"{collaboration.href}/meetings/{meeting.pk}",
            ends_at=ends_at(meeting),
            invited=meeting.invited,
            came=meeting.came,
            minutes=_minutes_word(meeting, latest.get(meeting.pk)),
        )
        for meeting in meetings
    ]


def _minutes_word(meeting: Meeting, minutes: Minutes | None) -> str:
    if meeting.state in (MeetingState.CALLED, MeetingState.CANCELLED):
        return ""
    if minutes is None:
        return "未整理"
    if minutes.state == MinutesState.DRAFT:
        return "更正中" if minutes.revision > 1 else "整理中"
    return f"{minutes.state.label} {minutes.number}"


def ends_at(meeting: Meeting) -> datetime:
    """The real end, or the planned one."""
    return meeting.closed_at or meeting.starts_at + timedelta(minutes=meeting.minutes_planned)


def warnings_of(meeting: Meeting, attendees: Iterable[Attendee], now: datetime) -> list[str]:
    """What is worth a second look while people can still be told otherwise."""
    if meeting.state != MeetingState.CALLED:
        return []
    deciders = {*people_with(DECIDERS, meeting.collaboration_id), *people_with_office(Role.EXECUTIVE)}
    return calling_warnings(
        starts_at=meeting.starts_at,
        minutes=meeting.minutes_planned,
        now=now,
        weekly=meeting.kind in (MeetingKind.WEEKLY, MeetingKind.DAILY),
        topics=sum(1 for point in meeting.agenda if point.get("own")),
        deciders=sum(1 for attendee in attendees if attendee.person_id in deciders),
    )


def attendees_of(meeting: Meeting) -> list[Attendee]:
    return list(meeting.attendees.select_related("person", "department").order_by("department__order", "id"))


def call_choices(meeting: Meeting | None = None) -> dict[str, Any]:
    """Anybody in the company may be invited."""
    return {"person": person_choices()}


def alive_meetings(collaboration_ids: Any) -> list[Meeting]:
    """Meetings to come, for a person's calendar."""
    return list(
        Meeting.objects.filter(collaboration__in=collaboration_ids, state=MeetingState.CALLED).select_related(
            "collaboration", "chair"
        )
    )
