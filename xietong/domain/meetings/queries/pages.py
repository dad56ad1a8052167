"""What the pages of this house show: ready values, buttons already filtered by the tables."""

from datetime import datetime
from typing import Any

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import Place
from xietong.domain.collaborations.states import Stage
from xietong.domain.meetings.models import ActionItem, Meeting
from xietong.domain.meetings.permissions import MEETINGS
from xietong.domain.meetings.queries.action_items import about_item, action_items_of
from xietong.domain.meetings.queries.meetings import about_meeting, attendees_of, ends_at, meeting_rows, warnings_of
from xietong.domain.meetings.queries.minutes import (
    head_values,
    may_object,
    minutes_values,
    missing_in,
    names_in,
    receipt_of,
    receipts_of,
    versions_of,
)
from xietong.domain.meetings.states import ActionState, Attendance, MeetingState, MinutesState
from xietong.kit.clock import day_of
from xietong.kit.steps import buttons


def running(collaboration: Collaboration) -> bool:
    return collaboration.state not in (Stage.ARCHIVED, Stage.TERMINATED)


def meeting_list(place: Place, now: datetime) -> dict[str, Any]:
    """All meetings and the open action items (three statements)."""
    rows = meeting_rows(place.collaboration)
    items = [item for item in action_items_of(place.collaboration) if item.state == ActionState.OPEN]
    return {
        "rows": rows,
        "coming": [row for row in rows if row.meeting.state in (MeetingState.CALLED, MeetingState.RUNNING)],
        "past": [row for row in rows if row.meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED)],
        "open_items": len(items),
        "late_items": sum(item.due_on < day_of(now) for item in items),
        "may_call": running(place.collaboration) and MEETINGS.allows("meeting.call", place.actor.roles),
    }


def meeting_page(place: Place, meeting: Meeting, now: datetime) -> dict[str, Any]:
    """One meeting: agenda, who comes, minutes, receipts, action items (seven statements)."""
    actor = about_meeting(place, meeting)
    alive = running(place.collaboration)
    attendees = attendees_of(meeting)
    versions = versions_of(meeting)
    draft = next((row for row in versions if row.state == MinutesState.DRAFT), None)
    issued = next((row for row in versions if row.state == MinutesState.ISSUED), None)
    may_write = alive and MEETINGS.allows("minutes.edit", actor.roles)
    values = minutes_values(issued, attendees) if issued else {}
    receipt = receipt_of(issued, actor.stands_for, actor.person_id or 0) if issued else None
    verbs = dict(buttons(meeting, actor.roles)) if alive else {}
    attending = meeting.state != MeetingState.CANCELLED and issued is None
    return {
        "meeting": meeting,
        "ends_at": ends_at(meeting),
        "verbs": verbs,
        "warnings": warnings_of(meeting, attendees, now),
        "attendees": attendees,
        "attendances": [(one.value, one.label) for one in Attendance],
        "counted": head_values(meeting, attendees)["counted"],
        "may_arrange": alive and meeting.state == MeetingState.CALLED and MEETINGS.allows("meeting.edit", actor.roles),
        "may_attend": alive and attending and MEETINGS.allows("meeting.edit", actor.roles),
        "draft": draft,
        "issued": issued,
        "older": [row for row in versions if row.state == MinutesState.SUPERSEDED],
        "may_write": may_write and draft is not None,
        "missing": missing_in(draft) if draft and may_write and meeting.state == MeetingState.CLOSED else [],
        "may_issue": (
            alive
            and draft is not None
            and meeting.state == MeetingState.CLOSED
            and MEETINGS.allows("minutes.issue", actor.roles)
            and not (actor.person_id == meeting.recorder_id != meeting.chair_id)
        ),
        "may_correct": alive
        and issued is not None
        and draft is None
        and MEETINGS.allows("minutes.correct", actor.roles),
        "values": values,
        "lookups": names_in(values, place.collaboration) if issued else None,
        "receipts": receipts_of(issued) if issued else [],
        "receipt": receipt if alive else None,
        "may_object": bool(receipt and may_object(receipt, now)),
        "items": item_rows(
            place, [item for item in action_items_of(place.collaboration) if item.meeting_id == meeting.pk]
        ),
        "day": day_of(now),
    }


def item_rows(place: Place, items: list[ActionItem]) -> list[dict[str, Any]]:
    """Action items, each with what this person may do to it."""
    alive = running(place.collaboration)
    rows = []
    for item in items:
        actor = about_item(place, item)
        item.collaboration = place.collaboration
        rows.append(
            {
                "item": item,
                "verbs": dict(buttons(item, actor.roles)) if alive else {},
                "may_extend": (
                    alive and item.state == ActionState.OPEN and MEETINGS.allows("action_item.extend", actor.roles)
                ),
            }
        )
    return rows


def action_item_list(place: Place, now: datetime, chosen: str) -> dict[str, Any]:
    """The action items of a collaboration: all, mine, open, late, done."""
    items, day = action_items_of(place.collaboration), day_of(now)
    kinds = {
        "open": ("未完成", [item for item in items if item.state == ActionState.OPEN]),
        "mine": ("我的", [item for item in items if item.owner_id in place.actor.stands_for]),
        "late": ("已超期", [item for item in items if item.state == ActionState.OPEN and item.due_on < day]),
        "done": ("已完成", [item for item in items if item.state == ActionState.DONE]),
        "all": ("全部", items),
    }
    chosen = chosen if chosen in kinds else "open"
    href = f"{place.collaboration.href}/action-items"
    return {
        "kinds": [
            {"label": word, "url": f"{href}?show={key}", "on": key == chosen, "count": len(rows)}
            for key, (word, rows) in kinds.items()
        ],
        "items": item_rows(place, kinds[chosen][1]),
        "day": day,
        "may_add": running(place.collaboration) and MEETINGS.allows("action_item.add", place.actor.roles),
    }
