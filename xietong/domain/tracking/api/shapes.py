"""Rows as the API says them: identifiers are texts, states their values."""

from typing import Any

from xietong.domain.tracking.models import Alert, CoordinationLetter, ProgressReport, SupportRequest
from xietong.domain.tracking.queries import Overdue, Row, answer_data, letter_data
from xietong.domain.tracking.states import LetterState
from xietong.kit.canonical import digest_of
from xietong.kit.problems import Problem, Problems


def _id(pk: int | None) -> str | None:
    return None if pk is None else str(pk)


def number_in(body: dict[str, Any], key: str) -> int | None:
    """An identifier sent as text or number; none when left out."""
    value = body.get(key)
    if value in (None, ""):
        return None
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Problems(Problem(key, key, "应为标识（数字）。", "type"))
    return int(text)


def text_in(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Problems(Problem(key, key, "应为文字。", "type"))
    return value


def report_json(report: ProgressReport) -> dict[str, Any]:
    columns = ("on", "at", "percent", "percent_before", "status", "done", "undone", "problem", "need", "is_jump")
    return {
        "id": str(report.pk),
        "task": str(report.task_id),
        "by": str(report.by_id),
        "cause": str(report.cause),
        **{key: getattr(report, key) for key in columns},
    }


def row_json(row: Row) -> dict[str, Any]:
    columns = (
        "code", "name", "department", "owner", "baseline_start", "baseline_finish", "start_on", "finish_on",
        "actual_start", "actual_finish", "percent", "planned", "variance", "state", "light", "rule", "why",
        "light_since", "updated_at", "total_float", "is_critical", "version",
    )  # fmt: skip
    return {"id": str(row.id), "alert": _id(row.alert_id), **{key: getattr(row, key) for key in columns}}


def alert_json(alert: Alert) -> dict[str, Any]:
    columns = (
        "number", "level", "rule", "why", "state", "opened_at", "handle_by", "escalated_at", "cause", "cause_text",
        "measure", "measure_text", "due_on", "evidence", "closed_at", "recurrence", "version",
    )  # fmt: skip
    return {
        "id": str(alert.pk),
        "task": _id(alert.task_id),
        "risk": _id(alert.risk_id),
        "responsible": _id(alert.responsible_id),
        **{key: getattr(alert, key) for key in columns},
    }


def support_json(row: SupportRequest) -> dict[str, Any]:
    columns = (
        "number", "matter", "requirement", "wanted_on", "state", "asked_at", "answer_by", "breach_level", "answer",
        "answer_text", "answered_at", "promised_on", "delivery", "delivered_at", "version",
    )  # fmt: skip
    return {
        "id": str(row.pk),
        "asking": str(row.asking_id),
        "asked": str(row.asked_id),
        "task": _id(row.task_id),
        **{key: getattr(row, key) for key in columns},
    }


def letter_json(letter: CoordinationLetter) -> dict[str, Any]:
    columns = (
        "number", "title", "purpose", "items", "custody", "cost_borne_by", "reply_by", "return_on", "first_return_on",
        "extension_on", "state", "answer", "answer_text", "signed_at", "answered_at", "handed_over_at",
        "given_back_at", "is_damaged", "version",
    )  # fmt: skip
    data = letter_data(letter) if letter.state == LetterState.DRAFT else answer_data(letter)
    return {
        "id": str(letter.pk),
        "lender": str(letter.lender_id),
        "borrower": str(letter.borrower_id),
        "digest": digest_of(data),  # of what is to be signed next
        **{key: getattr(letter, key) for key in columns},
    }


def overdue_json(row: Overdue) -> dict[str, Any]:
    columns = ("code", "name", "department", "owner", "finish_on", "days", "percent", "state", "light")
    return {
        "id": str(row.id),
        "collaboration": str(row.collaboration_id),
        "collaboration_number": row.number,
        "collaboration_title": row.collaboration,
        **{key: getattr(row, key) for key in columns},
    }
