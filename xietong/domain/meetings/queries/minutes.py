"""Readings about minutes: the draft, what is issued, who confirmed, the values of form 4."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.meetings.models import Attendee, Meeting, Minutes, MinutesReceipt
from xietong.domain.meetings.paper import MINUTES_FORM
from xietong.domain.meetings.queries.meetings import ends_at
from xietong.domain.meetings.rules import CONFIRM_WITHIN, MINUTES_WITHIN, no_result
from xietong.domain.meetings.states import Attendance, MeetingState, MinutesState
from xietong.domain.people.queries import department_choices, department_names, person_choices, person_names
from xietong.domain.planning.models import Task
from xietong.kit.paperwork.spec import Grid
from xietong.kit.paperwork.validate import MISSING, validate
from xietong.kit.paperwork.words import Lookups
from xietong.kit.problems import Problem

GRIDS = {"last_actions": ("owner",), "topics": ("presenter",), "actions": ("owner",)}


def versions_of(meeting: Meeting) -> list[Minutes]:
    """Every version of a meeting's minutes, the newest first."""
    rows = list(meeting.minutes.select_related("written_by").order_by("-revision"))
    for row in rows:
        row.meeting = meeting
    return rows


def draft_of(meeting: Meeting) -> Minutes | None:
    return next((row for row in versions_of(meeting) if row.state == MinutesState.DRAFT), None)


def issued_of(meeting: Meeting) -> Minutes | None:
    """The version in force."""
    return next((row for row in versions_of(meeting) if row.state == MinutesState.ISSUED), None)


def head_values(meeting: Meeting, attendees: list[Attendee], number: str = "") -> dict[str, Any]:
    """The computed head of form 4."""
    came = [row for row in attendees if row.attendance == Attendance.PRESENT]
    guests = [row for row in attendees if row.attendance == Attendance.GUEST]
    absent = [row for row in attendees if row.attendance == Attendance.ABSENT]
    asked = [row for row in attendees if row.attendance != Attendance.GUEST]
    started = timezone.localtime(meeting.opened_at or meeting.starts_at)
    ended = timezone.localtime(ends_at(meeting))
    return {
        "minutes_no": number,
        "meeting_title": meeting.title,
        "kind": meeting.kind.value,
        "ordinal": f"第 {meeting.number} 次",
        "task_name": meeting.collaboration.title,
        "task_no": meeting.collaboration.number or "",
        "period": f"{started:%Y-%m-%d %H:%M} 至 {ended:%H:%M}",
        "place": meeting.place,
        "chair": meeting.chair_id,
        "recorder": meeting.recorder_id,
        "present": [row.person_id for row in came],
        "guests": [row.person_id for row in guests],
        "absent": "；".join(row.person.name + (f"（{row.reason}）" if row.reason else "") for row in absent) or "无",
        "counted": f"应到 {len(asked)} 人，实到 {len(came)} 人",
    }


def minutes_values(minutes: Minutes, attendees: list[Attendee]) -> dict[str, Any]:
    """Head and answers: what form 4 says."""
    return minutes.answers | head_values(minutes.meeting, attendees, minutes.number)


def names_in(values: dict[str, Any], collaboration: Collaboration) -> Lookups:
    """Names for every id on the paper (three small statements)."""
    people = {values.get("chair"), values.get("recorder"), *(values.get("copies_to") or [])}
    people |= {*(values.get("present") or []), *(values.get("guests") or []), *(values.get("attendees") or [])}
    for grid, columns in GRIDS.items():
        people |= {row.get(column) for row in values.get(grid) or [] for column in columns}
    departments = {row.get("department") for row in values.get("reports") or []}
    tasks = {row.get("task") for row in values.get("actions") or [] if row.get("task")}
    return Lookups(
        person=person_names(pk for pk in people if isinstance(pk, int)),
        department=department_names(pk for pk in departments if isinstance(pk, int)),
        choice={"task": dict(task_choices(collaboration, tasks))} if tasks else {},
    )


def minutes_choices(collaboration: Collaboration) -> dict[str, Any]:
    return {
        "person": person_choices(),
        "department": department_choices(),
        "actions.task": task_choices(collaboration),
    }


def task_choices(collaboration: Collaboration, only: set[str] | None = None) -> list[tuple[str, str]]:
    rows = Task.objects.filter(collaboration=collaboration, is_leaf=True)
    if only is not None:
        rows = rows.filter(pk__in=[int(pk) for pk in only if str(pk).isdigit()])
    return [(str(pk), f"{code} {name}") for pk, code, name in rows.values_list("pk", "code", "name")]


def missing_in(minutes: Minutes) -> list[Problem]:
    """What must be filled in before the minutes can be issued."""
    asked = {line.key for line in MINUTES_FORM.asked_lines}
    computed = {
        line.key: {c.key for c in line.columns if c.computed} for line in MINUTES_FORM.lines if isinstance(line, Grid)
    }
    answers = {key: value for key, value in minutes.answers.items() if key in asked}
    for key, columns in computed.items():
        answers[key] = [{k: v for k, v in row.items() if k not in columns} for row in answers.get(key) or []]
    problems = [
        problem
        for problem in validate(MINUTES_FORM, answers, minutes_choices(minutes.collaboration)).problems
        if problem.code == MISSING or problem.field.startswith("actions")
    ]
    if no_result(minutes.answers) and not (minutes.answers.get("no_result") or "").strip():
        text = "会议没有结论也没有行动项：请补上，或说明原因。"
        problems.append(Problem("no_result", "没有决议和行动项的原因", text, "missing"))
    if minutes.revision > 1 and not (minutes.answers.get("correction") or "").strip():
        problems.append(Problem("correction", "更正说明", "请写明更正了什么、为什么。", "missing"))
    return problems


def receipts_of(minutes: Minutes) -> list[MinutesReceipt]:
    return list(minutes.receipts.select_related("person").order_by("id"))


def receipt_of(minutes: Minutes, stands_for: frozenset[int], person_id: int) -> MinutesReceipt | None:
    """The request this person may answer now: the own one first."""
    rows = [row for row in minutes.receipts.select_related("person") if row.person_id in stands_for]
    return min(rows, key=lambda row: (row.confirmed_at is not None, row.person_id != person_id), default=None)


def may_object(receipt: MinutesReceipt, now: datetime) -> bool:
    return now <= receipt.asked_at + CONFIRM_WITHIN


def late_meetings(now: datetime) -> list[Meeting]:
    """Closed meetings without issued minutes after 24 hours, of which nobody was told."""
    issued = Minutes.objects.exclude(state=MinutesState.DRAFT).values("meeting")
    return list(
        Meeting.objects.filter(
            state=MeetingState.CLOSED, closed_at__lt=now - MINUTES_WITHIN, minutes_late_told_at=None
        ).exclude(pk__in=issued)
    )


def issued_minutes_of(collaboration: Collaboration) -> list[Minutes]:
    """The newest issued version of every meeting's minutes, and drafts that never were issued, oldest first."""
    latest: dict[int, Minutes] = {}
    rows = Minutes.objects.filter(collaboration=collaboration).select_related(
        "meeting__chair", "meeting__recorder", "meeting__collaboration"
    )
    for minutes in rows.order_by("meeting__starts_at", "meeting_id", "revision"):
        if minutes.state == MinutesState.ISSUED or minutes.meeting_id not in latest:
            latest[minutes.meeting_id] = minutes
    return list(latest.values())
