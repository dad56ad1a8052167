"""Begin and end a meeting, and who came."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from xietong.domain.collaborations.services import require_running
from xietong.domain.meetings import events
from xietong.domain.meetings.models import Meeting
from xietong.domain.meetings.permissions import MEETINGS
from xietong.domain.meetings.queries import issued_of
from xietong.domain.meetings.services.minutes import start_minutes
from xietong.domain.meetings.states import Attendance, MeetingState
from xietong.kit.access import Actor
from xietong.kit.problems import Problem, Problems
from xietong.kit.steps import change, take_step
from xietong.kit.workflow import NotNow


@transaction.atomic
def open_meeting(meeting: Meeting, *, by: Actor, now: datetime, version: int | None = None) -> Meeting:
    """The meeting begins: its minutes are opened with the four columns and the open action items already in them."""
    require_running(meeting.collaboration)
    row = take_step(meeting, "open", by=by, now=now, version=version, changes={"opened_at": now})
    start_minutes(row, by=by, now=now)
    return row


@transaction.atomic
def close_meeting(meeting: Meeting, *, by: Actor, now: datetime, version: int | None = None) -> Meeting:
    """The meeting is over; whoever is not marked absent was there. A meeting that was never opened ran as planned."""
    require_running(meeting.collaboration)
    began = meeting.opened_at or min(meeting.starts_at, now)
    changes = {"closed_at": now, "opened_at": began}
    row = take_step(meeting, "close", by=by, now=now, version=version, changes=changes)
    row.attendees.filter(attendance=Attendance.INVITED).update(attendance=Attendance.PRESENT)
    start_minutes(row, by=by, now=now)
    return row


@transaction.atomic
def record_attendance(
    meeting: Meeting,
    *,
    rows: Mapping[int, tuple[Attendance, str]],
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Meeting:
    """Who came, who only listened, who was absent and why: by person. Until the minutes are issued."""
    require_running(meeting.collaboration)
    MEETINGS.require("meeting.edit", by.roles)
    if meeting.state == MeetingState.CANCELLED or issued_of(meeting):
        raise NotNow("会议已取消或纪要已签发，出席情况不能再改。", state=meeting.state)
    attendees = {row.person_id: row for row in meeting.attendees.select_related("person")}
    unknown = [pk for pk in rows if pk not in attendees]
    if unknown:
        raise Problems(Problem("attendance", "出席情况", "有人不在与会人名单中，请先邀请。"))
    problems = [
        Problem(f"reason-{pk}", f"{attendees[pk].person.name} 缺席原因", "请写明缺席的原因。", "missing")
        for pk, (attendance, reason) in rows.items()
        if attendance == Attendance.ABSENT and not reason.strip()
    ]
    if problems:
        raise Problems(problems)
    for pk, (attendance, reason) in rows.items():
        row = attendees[pk]
        row.attendance = attendance
        row.reason = reason.strip()[:200] if attendance == Attendance.ABSENT else ""
        row.save(update_fields=["attendance", "reason"])
    event = events.AttendanceRecorded(meeting_id=meeting.pk, context_id=meeting.collaboration_id)
    return change(meeting, by=by, now=now, version=version, event=event)
