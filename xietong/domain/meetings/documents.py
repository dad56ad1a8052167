"""Minutes (form 4) and meeting notices as files; a meeting as a calendar entry."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.meetings import queries
from xietong.domain.meetings.models import Attendee, Meeting, Minutes
from xietong.domain.meetings.paper import MINUTES_FORM, NOTICE_FORM
from xietong.domain.meetings.states import Attendance, MeetingState, MinutesState
from xietong.kit.paperwork.documents import Document
from xietong.kit.paperwork.printout import Facts, Printout, Signed, Table
from xietong.kit.paperwork.words import moment_in_words

if TYPE_CHECKING:  # read when an entry is made: eighty modules that no other page needs
    from icalendar import Event, vCalAddress

MARKS = {MinutesState.DRAFT: "草稿", MinutesState.SUPERSEDED: "作废"}


def minutes_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    """Every meeting's newest minutes, by their running number (`3` of XT-…-JY-03); drafts by that of the meeting."""
    found = {}
    for minutes in queries.issued_minutes_of(collaboration):
        key = str(int(minutes.number.rpartition("-")[2])) if minutes.number else f"draft{minutes.meeting_id}"
        found[key] = minutes_printout(minutes)
    return found


def minutes_printout(minutes: Minutes) -> Printout:
    meeting = minutes.meeting
    values = queries.minutes_values(minutes, queries.attendees_of(meeting))
    names = queries.names_in(values, meeting.collaboration)
    issued = minutes.state != MinutesState.DRAFT
    return Printout(
        paper=MINUTES_FORM,
        values=values,
        lookups=names,
        facts=Facts(
            company=settings.COMPANY,
            number=minutes.number,
            version=f"V{minutes.revision}.0" if issued else f"V{minutes.revision - 1}.9",
            confidentiality=meeting.collaboration.confidentiality.label,
            state=minutes.state.label,
        ),
        body=(_receipts(minutes),) if issued else (),
        signatures=(
            Signed(capacity="编制", signer=names.person.get(meeting.recorder_id, "") if issued else ""),
            Signed(capacity="审核"),
            Signed(
                capacity="批准",
                signer=names.person.get(meeting.chair_id, "") if issued else "",
                at=minutes.issued_at,
            ),
        ),
        mark=MARKS.get(minutes.state, ""),
        made_at=minutes.issued_at or minutes.state_since,
    )


def _receipts(minutes: Minutes) -> Table:
    """Who confirmed (已阅), who objected, whose answer is waited for."""
    rows = []
    for receipt in queries.receipts_of(minutes):
        said = "异议" if receipt.objection else "已确认" if receipt.confirmed_at else "待确认"
        when = moment_in_words(receipt.confirmed_at) if receipt.confirmed_at else "/"
        rows.append((receipt.person.name, said, when, receipt.objection or "/"))
    return Table(title="与会人确认", headers=("姓名", "确认", "时间", "异议"), rows=tuple(rows), widths=(4, 3, 5, 10))


def notice_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    """A notice for each meeting that is still to come."""
    coming = [row.meeting for row in queries.meeting_rows(collaboration) if row.meeting.state == MeetingState.CALLED]
    return {str(meeting.pk): notice_printout(meeting, collaboration) for meeting in coming}


def notice_printout(meeting: Meeting, collaboration: Collaboration) -> Printout:
    values: dict[str, Any] = {
        "meeting_title": meeting.title,
        "kind": meeting.kind.value,
        "task_name": collaboration.title,
        "task_no": collaboration.number or "",
        "starts": timezone.localtime(meeting.starts_at).isoformat(timespec="minutes"),
        "lasts": f"{meeting.minutes_planned} 分钟",
        "place": meeting.place,
        "chair": meeting.chair_id,
        "recorder": meeting.recorder_id,
        "goal": meeting.goal,
        "attendees": [attendee.person_id for attendee in queries.attendees_of(meeting)],
        "agenda": [
            {
                "id": number,
                "topic": point["topic"],
                "presenter": point.get("presenter") or "",
                "minutes": str(point.get("minutes") or ""),
                "why": point.get("why") or "",
            }
            for number, point in enumerate(meeting.agenda, 1)
        ],
    }
    return Printout(
        paper=NOTICE_FORM,
        values=values,
        lookups=queries.names_in(values, collaboration),
        facts=Facts(
            company=settings.COMPANY,
            confidentiality=collaboration.confidentiality.label,
            state=meeting.state.label,
        ),
        made_at=meeting.state_since,
    )


def any_issued(collaboration: Collaboration) -> bool:
    """Issued minutes are given away as PDF only; while there are none, drafts may be had as Word."""
    rows = queries.issued_minutes_of(collaboration)
    return bool(rows) and all(minutes.state != MinutesState.DRAFT for minutes in rows)


# Calendar -------------------------------------------------------------------------------------------------------------


def calendar_file(meeting: Meeting, attendees: Iterable[Attendee], *, host: str) -> bytes:
    """RFC 5545 with the office's time zone; a changed meeting replaces its entry, a cancelled one removes it."""
    from icalendar import Calendar  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", "-//Xietong//meetings//ZH")
    calendar.add("version", "2.0")
    cancelled = meeting.state == MeetingState.CANCELLED
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    calendar.add_component(_entry(meeting, attendees, host, cancelled))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _entry(meeting: Meeting, attendees: Iterable[Attendee], host: str, cancelled: bool) -> "Event":
    from icalendar import Event, vText  # noqa: PLC0415

    zone = timezone.get_current_timezone()
    collaboration = meeting.collaboration
    entry = Event()
    entry.add("uid", f"meeting-{meeting.pk}@{host.partition(':')[0]}")
    entry.add("sequence", meeting.version - 1)
    entry.add("dtstamp", meeting.state_since)
    entry.add("dtstart", meeting.starts_at.astimezone(zone))
    entry.add("dtend", queries.ends_at(meeting).astimezone(zone))
    entry.add("summary", f"{meeting.title}（{collaboration.title}）")
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if meeting.place:
        entry.add("location", meeting.place)
    lines = [meeting.goal] if meeting.goal else []
    lines += [f"{number}. {point['topic']}" for number, point in enumerate(meeting.agenda, 1)]
    if lines:
        entry.add("description", "\n".join(lines))
    entry["organizer"] = _address(meeting.chair)
    for attendee in attendees:
        if attendee.person.email:
            address = _address(attendee.person)
            address.params["ROLE"] = vText(
                "OPT-PARTICIPANT" if attendee.attendance == Attendance.GUEST else "REQ-PARTICIPANT"
            )
            entry.add("attendee", address, encode=False)
    return entry


def _address(person: Any) -> "vCalAddress":
    from icalendar import vCalAddress, vText  # noqa: PLC0415

    address = vCalAddress(f"mailto:{person.email or 'nobody@invalid'}")
    address.params["CN"] = vText(person.name)
    return address


DOCUMENTS = [
    Document(form="meeting-notice", type="TZ", label="会议通知", make=notice_printouts),
    Document(
        form="minutes",
        type="JY",
        label="跨部门协同会议纪要",
        make=minutes_printouts,
        kinds=("docx", "xlsx", "pdf"),
        signed=any_issued,
    ),
]
