"""Meetings, agenda and minutes for other programs."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from ninja import Router, Schema

from xietong.domain.collaborations.queries import Place, place_for
from xietong.domain.meetings import queries, services
from xietong.domain.meetings.models import Meeting, Minutes
from xietong.domain.meetings.paper import CALL_FORM, MINUTES_FORM
from xietong.domain.meetings.states import Attendance, MeetingKind
from xietong.domain.people.queries import Request
from xietong.kit.api.manners import answer, body_of, if_match, remembered
from xietong.kit.clock import clock
from xietong.kit.paperwork.schema import json_schema
from xietong.kit.paperwork.spec import PaperForm
from xietong.kit.paperwork.validate import validate
from xietong.kit.problems import Problem, Problems

router = Router(tags=["会议与行动项"])


def body_schema(paper: PaperForm) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"schema": json_schema(paper)}}}}


class Reason(Schema):
    """为什么。"""

    reason: str


class AttendanceRow(Schema):
    """一名与会人的出席情况：invited、present、guest、absent（须写原因）。"""

    person: str
    attendance: str
    reason: str = ""


class AttendanceRows(Schema):
    """出席情况。"""

    rows: list[AttendanceRow]


# Meetings -------------------------------------------------------------------------------------------------------------


def _meeting_json(meeting: Meeting) -> dict[str, Any]:
    return {
        "id": str(meeting.pk),
        "kind": meeting.kind.value,
        "number": meeting.number,
        "title": meeting.title,
        "state": meeting.state,
        "starts_at": meeting.starts_at.isoformat(),
        "minutes_planned": meeting.minutes_planned,
        "place": meeting.place,
        "goal": meeting.goal,
        "chair": {"id": str(meeting.chair_id), "name": meeting.chair.name},
        "recorder": {"id": str(meeting.recorder_id), "name": meeting.recorder.name},
        "opened_at": meeting.opened_at.isoformat() if meeting.opened_at else None,
        "closed_at": meeting.closed_at.isoformat() if meeting.closed_at else None,
        "version": meeting.version,
    }


def _whole(meeting: Meeting) -> dict[str, Any]:
    attendees = [
        {
            "person": {"id": str(row.person_id), "name": row.person.name},
            "department": row.department.name if row.department else None,
            "attendance": row.attendance.value,
            "reason": row.reason,
        }
        for row in queries.attendees_of(meeting)
    ]
    return _meeting_json(meeting) | {"attendees": attendees, "agenda": meeting.agenda}


@router.get("/collaborations/{int:pk}/meetings", summary="会议列表")
def meetings(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    rows = queries.meeting_rows(place.collaboration)
    items = [_meeting_json(row.meeting) | {"minutes": row.minutes, "invited": row.invited} for row in rows]
    return answer({"items": items, "next": None}, request=request)


@router.post("/collaborations/{int:pk}/meetings", summary="召集会议", openapi_extra=body_schema(CALL_FORM))
@remembered
def call_meeting(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    answers = checked_answers(CALL_FORM, body_of(request), queries.call_choices())
    meeting = services.call_meeting(
        place.collaboration,
        kind=MeetingKind(answers["kind"]),
        starts_at=datetime.fromisoformat(answers["starts_at"]),
        title=answers["title"],
        minutes_planned=answers["minutes_planned"],
        place=answers["place"],
        chair_id=answers["chair"],
        recorder_id=answers["recorder"],
        goal=answers["goal"],
        topics=answers["topics"],
        attendees=answers["attendees"],
        by=place.actor,
        now=clock(),
    )
    warnings = queries.warnings_of(meeting, queries.attendees_of(meeting), clock())
    return answer({**_whole(meeting), "warnings": warnings}, status=201, version=meeting.version)


def checked_answers(paper: PaperForm, body: dict[str, Any], choices: Any, *, partial: bool = False) -> dict[str, Any]:
    checked = validate(paper, body, choices, partial=partial)
    if checked.problems:
        raise Problems(checked.problems)
    return checked.clean


@router.get("/collaborations/{int:pk}/meetings/{m}", summary="一个会议：安排、议程、出席")
def meeting(request: Request, pk: int, m: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = _meeting(place, m)
    return answer(_whole(row), version=row.version, request=request)


@router.get("/collaborations/{int:pk}/meetings/{m}/agenda", summary="议程：由各部门的更新生成，预警在前")
def agenda(request: Request, pk: int, m: int) -> HttpResponse:
    row = _meeting(place_for(request.who, pk), m)
    return answer({"items": row.agenda, "next": None}, request=request)


@router.post("/collaborations/{int:pk}/meetings/{m}/open", summary="会议开始")
@remembered
def open_meeting(request: Request, pk: int, m: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = _meeting(place, m)
    actor = queries.about_meeting(place, row)
    row = services.open_meeting(row, by=actor, now=clock(), version=if_match(request))
    return answer(_whole(row), version=row.version)


@router.post("/collaborations/{int:pk}/meetings/{m}/close", summary="会议结束")
@remembered
def close_meeting(request: Request, pk: int, m: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = _meeting(place, m)
    actor = queries.about_meeting(place, row)
    row = services.close_meeting(row, by=actor, now=clock(), version=if_match(request))
    return answer(_whole(row), version=row.version)


@router.post("/collaborations/{int:pk}/meetings/{m}/cancel", summary="取消会议")
@remembered
def cancel_meeting(request: Request, pk: int, m: int, body: Reason) -> HttpResponse:
    place = place_for(request.who, pk)
    row = _meeting(place, m)
    actor = queries.about_meeting(place, row)
    row = services.cancel_meeting(row, why=body.reason, by=actor, now=clock(), version=if_match(request))
    return answer(_whole(row), version=row.version)


@router.put("/collaborations/{int:pk}/meetings/{m}/attendance", summary="登记出席情况")
def attendance(request: Request, pk: int, m: int, body: AttendanceRows) -> HttpResponse:
    place = place_for(request.who, pk)
    row = _meeting(place, m)
    given = {}
    for number, one in enumerate(body.rows):
        kind = Attendance.called(one.attendance)
        if kind is None or not one.person.isdigit():
            words = "、".join(f"{a.value}（{a.label}）" for a in Attendance)
            raise Problems(
                Problem(f"rows.{number}", f"第{number + 1}行", f"person 为人员编号，attendance 为：{words}。")
            )
        given[int(one.person)] = (kind, one.reason)
    actor = queries.about_meeting(place, row)
    row = services.record_attendance(row, rows=given, by=actor, now=clock(), version=if_match(request))
    return answer(_whole(row), version=row.version)


def _meeting(place: Place, m: int) -> Meeting:
    row = queries.meeting_in(place, m)
    if row is None:
        raise Http404
    return row


# Minutes --------------------------------------------------------------------------------------------------------------


def _minutes_json(minutes: Minutes) -> dict[str, Any]:
    return {
        "id": str(minutes.pk),
        "number": minutes.number,
        "revision": minutes.revision,
        "state": minutes.state,
        "issued_at": minutes.issued_at.isoformat() if minutes.issued_at else None,
        "answers": minutes.answers,
        "version": minutes.version,
        "receipts": [
            {
                "person": receipt.person.name,
                "asked_at": receipt.asked_at.isoformat(),
                "confirmed_at": receipt.confirmed_at.isoformat() if receipt.confirmed_at else None,
                "objection": receipt.objection,
            }
            for receipt in queries.receipts_of(minutes)
        ],
    }


@router.get("/collaborations/{int:pk}/meetings/{m}/minutes", summary="会议纪要（最新一版）")
def minutes(request: Request, pk: int, m: int) -> HttpResponse:
    row = _newest(_meeting(place_for(request.who, pk), m))
    return answer(_minutes_json(row), version=row.version, request=request)


@router.put(
    "/collaborations/{int:pk}/meetings/{m}/minutes", summary="保存纪要草稿", openapi_extra=body_schema(MINUTES_FORM)
)
def put_minutes(request: Request, pk: int, m: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = _meeting(place, m)
    draft = _newest(row)
    clean = checked_answers(
        MINUTES_FORM, _asked_only(body_of(request)), queries.minutes_choices(place.collaboration), partial=True
    )
    actor = queries.about_meeting(place, row)
    saved = services.save_minutes(draft, answers=clean, by=actor, now=clock(), version=if_match(request))
    return answer(_minutes_json(saved), version=saved.version)


def _asked_only(body: dict[str, Any]) -> dict[str, Any]:
    """What GET gave may be sent back: computed lines and columns are left out, not refused."""
    computed = {line.key for line in MINUTES_FORM.lines if line.computed}
    fixed = {"what", "owner", "due_on", "state"}
    kept = {key: value for key, value in body.items() if key not in computed}
    if isinstance(kept.get("last_actions"), list):
        kept["last_actions"] = [
            {key: value for key, value in row.items() if key not in fixed} if isinstance(row, dict) else row
            for row in kept["last_actions"]
        ]
    return kept


@router.post("/collaborations/{int:pk}/meetings/{m}/minutes/issue", summary="主持人签发纪要")
@remembered
def issue_minutes(request: Request, pk: int, m: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = _meeting(place, m)
    actor = queries.about_meeting(place, row)
    issued = services.issue_minutes(_newest(row), by=actor, now=clock(), version=if_match(request))
    return answer(_minutes_json(issued), version=issued.version)


@router.post("/collaborations/{int:pk}/meetings/{m}/minutes/correct", summary="更正：开始新的一版")
@remembered
def correct_minutes(request: Request, pk: int, m: int, body: Reason) -> HttpResponse:
    place = place_for(request.who, pk)
    row = _meeting(place, m)
    actor = queries.about_meeting(place, row)
    draft = services.correct_minutes(_newest(row), why=body.reason, by=actor, now=clock())
    return answer(_minutes_json(draft), version=draft.version)


@router.post("/collaborations/{int:pk}/meetings/{m}/minutes/acknowledge", summary="确认纪要（已阅）")
@remembered
def acknowledge_minutes(request: Request, pk: int, m: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = _meeting(place, m)
    receipt = services.confirm_minutes(_receipt(place, row), by=queries.about_meeting(place, row), now=clock())
    return answer({"confirmed_at": receipt.confirmed_at.isoformat() if receipt.confirmed_at else None})


@router.post("/collaborations/{int:pk}/meetings/{m}/minutes/object", summary="对纪要提出异议（24 小时内）")
@remembered
def object_to_minutes(request: Request, pk: int, m: int, body: Reason) -> HttpResponse:
    place = place_for(request.who, pk)
    row = _meeting(place, m)
    actor = queries.about_meeting(place, row)
    receipt = services.object_to_minutes(_receipt(place, row), why=body.reason, by=actor, now=clock())
    return answer({"objection": receipt.objection})


def _newest(meeting: Meeting) -> Minutes:
    rows = queries.versions_of(meeting)
    if not rows:
        raise Http404
    return rows[0]


def _receipt(place: Place, meeting: Meeting) -> Any:
    issued = queries.issued_of(meeting)
    receipt = queries.receipt_of(issued, place.actor.stands_for, place.actor.person_id or 0) if issued else None
    if receipt is None:
        raise Http404
    return receipt
