"""Write minutes while the meeting runs, issue them, ask everybody to confirm, correct them, tell when they are late."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from xietong.domain.collaborations.queries import participations_of
from xietong.domain.collaborations.services import require_running
from xietong.domain.meetings import events
from xietong.domain.meetings.models import Meeting, Minutes, MinutesReceipt
from xietong.domain.meetings.paper import MINUTES_FORM
from xietong.domain.meetings.permissions import MEETINGS
from xietong.domain.meetings.queries import (
    draft_of,
    first_minutes,
    issued_of,
    late_meetings,
    material,
    may_object,
    missing_in,
    versions_of,
)
from xietong.domain.meetings.services.action_items import settle_action_items
from xietong.domain.meetings.states import MeetingKind, MeetingState, MinutesState
from xietong.domain.people.queries import SYSTEM
from xietong.kit.access import Actor, Forbidden
from xietong.kit.events.announce import announce
from xietong.kit.numbering.models import next_number
from xietong.kit.paperwork.spec import ROW_ID, Grid
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import take_step
from xietong.kit.workflow import NotNow

REPORTING = (MeetingKind.WEEKLY, MeetingKind.DAILY)  # the four columns are the guide's for these


def start_minutes(meeting: Meeting, *, by: Actor, now: datetime) -> Minutes:
    """The draft of a meeting's minutes; made when there is none, with what is known already in it."""
    rows = versions_of(meeting)
    if rows:
        return rows[0]
    given = material(meeting.collaboration, now) if meeting.kind in REPORTING else None
    departments = [row.department for row in participations_of(meeting.collaboration)]
    minutes = Minutes.objects.create(
        meeting=meeting,
        collaboration=meeting.collaboration,
        answers=first_minutes(meeting, given, departments),
        written_by_id=by.person_id or meeting.recorder_id,
        state_since=now,
    )
    minutes.meeting = meeting
    return minutes


@transaction.atomic
def save_minutes(
    minutes: Minutes,
    *,
    answers: Mapping[str, Any],
    by: Actor,
    now: datetime,
    version: int | None = None,
    while_typing: bool = False,
) -> Minutes:
    """Keep what is written so far. `answers` were checked as a draft of paper.MINUTES_FORM; computed columns stay.

    `while_typing` saves are not announced: the journal would be full of them.
    """
    require_running(minutes.collaboration)
    MEETINGS.require("minutes.edit", by.roles)
    row = Minutes.objects.select_for_update().select_related("meeting__collaboration").get(pk=minutes.pk)
    if version is not None and row.version != version:
        raise StaleVersion(row)
    if row.state != MinutesState.DRAFT:
        raise NotNow(f"纪要{row.state.label}，不能直接修改。需要修改时请「更正」，另出新版。", state=row.state)
    row.answers = with_computed(answers, row.answers)
    row.written_by_id = by.person_id or row.written_by_id
    row.version += 1
    row.save(update_fields=["answers", "written_by", "version"])
    if not while_typing:
        announce(events.MinutesSaved(minutes_id=row.pk, context_id=row.collaboration_id), by=by, now=now)
    return row


def with_computed(answers: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with the computed columns of given rows, which no form sends back."""
    kept = dict(answers)
    for line in MINUTES_FORM.lines:
        if isinstance(line, Grid) and line.fixed:
            known = {str(row.get(ROW_ID)): row for row in before.get(line.key) or []}
            sent = {str(row.get(ROW_ID)): row for row in answers.get(line.key) or []}
            kept[line.key] = [{**row, **sent.get(pk, {}), ROW_ID: row.get(ROW_ID)} for pk, row in known.items()]
    return kept


@transaction.atomic
def issue_minutes(minutes: Minutes, *, by: Actor, now: datetime, version: int | None = None) -> Minutes:
    """The chair issues: a number is given, action items go to their owners, every attendee is asked to confirm.

    Raises Problems for what is missing; NotNow before the meeting is over; Forbidden for the recorder, who does not
    issue their own minutes unless appointed as both (domain.md §3.1).
    """
    require_running(minutes.collaboration)
    MEETINGS.require("minutes.issue", by.roles)
    meeting = Meeting.objects.select_related("collaboration").get(pk=minutes.meeting_id)
    if meeting.state != MeetingState.CLOSED:
        raise NotNow("会议尚未结束，结束后才能签发纪要。", state=meeting.state)
    if by.person_id == meeting.recorder_id != meeting.chair_id:
        raise Forbidden("minutes.issue", "记录人不能签发自己整理的纪要，请由主持人签发。")
    row = Minutes.objects.select_for_update().get(pk=minutes.pk)
    problems = missing_in(row)
    if problems:
        raise Problems(problems)
    earlier = issued_of(meeting)
    if earlier:
        why = row.answers.get("correction") or ""
        take_step(earlier, "correct", by=by, now=now, why=why)
    number = earlier.number if earlier else _number(meeting)
    answers = settle_action_items(meeting, row.answers, by=by, now=now)
    row = take_step(
        row,
        "issue",
        by=by,
        now=now,
        version=version,
        changes={"number": number, "issued_at": now, "answers": answers},
    )
    _ask_receipts(row, meeting, by=by, now=now)
    return row


def _number(meeting: Meeting) -> str:
    """XT-2026-0001-JY-03; never reused."""
    base = f"{meeting.collaboration.number or f'{meeting.collaboration_id}'}-JY"
    return f"{base}-{next_number(base):02d}"


def _ask_receipts(minutes: Minutes, meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Everybody invited and everybody copied; whoever issues has read it."""
    people = [*meeting.attendees.values_list("person_id", flat=True), *(minutes.answers.get("copies_to") or [])]
    MinutesReceipt.objects.bulk_create(
        MinutesReceipt(minutes=minutes, person_id=pk, asked_at=now, confirmed_at=now if pk == by.person_id else None)
        for pk in dict.fromkeys(people)
    )


@transaction.atomic
def correct_minutes(minutes: Minutes, *, why: str, by: Actor, now: datetime) -> Minutes:
    """Begin a new version of issued minutes; the old one stays in force until the new one is issued."""
    require_running(minutes.collaboration)
    MEETINGS.require("minutes.correct", by.roles)
    if not why.strip():
        raise Problems(Problem("reason", "更正说明", "请写明要更正什么、为什么。", "required"))
    if minutes.state != MinutesState.ISSUED:
        raise NotNow(f"纪要{minutes.state.label}，只有已签发的纪要才需要更正。", state=minutes.state)
    if draft_of(minutes.meeting):
        raise NotNow("这份纪要已经在更正中，请直接修改草稿。", state=minutes.state)
    return Minutes.objects.create(
        meeting=minutes.meeting,
        collaboration=minutes.collaboration,
        number=minutes.number,
        revision=minutes.revision + 1,
        answers=minutes.answers | {"correction": why.strip()},
        written_by_id=by.person,
        state_since=now,
    )


@transaction.atomic
def confirm_minutes(receipt: MinutesReceipt, *, by: Actor, now: datetime) -> MinutesReceipt:
    """已阅, agreed. Safe to repeat."""
    row = _receipt(receipt, by)
    if row.confirmed_at:
        return row
    row.confirmed_at = now
    row.save(update_fields=["confirmed_at"])
    event = events.MinutesConfirmed(
        minutes_id=row.minutes_id, person_id=row.person_id, context_id=row.minutes.collaboration_id
    )
    announce(event, by=by, now=now)
    return row


@transaction.atomic
def object_to_minutes(receipt: MinutesReceipt, *, why: str, by: Actor, now: datetime) -> MinutesReceipt:
    """Say what is wrong in the minutes, within 24 hours of being asked (domain.md §2.4)."""
    row = _receipt(receipt, by)
    if not why.strip():
        raise Problems(Problem("reason", "异议", "请写明哪一处不对、应当怎样写。", "required"))
    if not may_object(row, now):
        raise NotNow("签发已超过 24 小时，异议期已过。请联系主持人更正纪要。")
    row.objection, row.confirmed_at = why.strip(), None
    row.save(update_fields=["objection", "confirmed_at"])
    event = events.MinutesObjected(
        minutes_id=row.minutes_id, person_id=row.person_id, why=why.strip(), context_id=row.minutes.collaboration_id
    )
    announce(event, by=by, now=now)
    return row


def _receipt(receipt: MinutesReceipt, by: Actor) -> MinutesReceipt:
    row = MinutesReceipt.objects.select_for_update().select_related("minutes__collaboration").get(pk=receipt.pk)
    require_running(row.minutes.collaboration)
    MEETINGS.require("minutes.confirm", by.roles)
    if not by.is_(row.person_id):
        raise Forbidden("minutes.confirm", "这份纪要没有请您确认。")
    if row.minutes.state != MinutesState.ISSUED:
        raise NotNow(f"这一版纪要{row.minutes.state.label}，请看新的一版。", state=row.minutes.state)
    return row


def tell_of_late_minutes(*, now: datetime) -> int:
    """The clock job: 24 hours after a meeting without minutes, recorder and chair are told, once."""
    told = 0
    for meeting in late_meetings(now):
        with transaction.atomic():
            row = Meeting.objects.select_for_update().get(pk=meeting.pk)
            if row.minutes_late_told_at:
                continue
            row.minutes_late_told_at = now
            row.save(update_fields=["minutes_late_told_at"])
            event = events.MinutesLate(meeting_id=row.pk, recorder_id=row.recorder_id, context_id=row.collaboration_id)
            announce(event, by=SYSTEM, now=now)
            told += 1
    return told
