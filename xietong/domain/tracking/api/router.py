"""The router of this house, the shapes it answers with, and the bodies it reads."""

from datetime import date, datetime
from typing import Any

from ninja import Router, Schema

from xietong.domain.tracking.states import Cause, LetterAnswer, Measure, SupportAnswer

router = Router(tags=["执行监控"])


class ReportOut(Schema):
    id: str
    task: str
    on: date
    at: datetime
    by: str
    percent: int
    percent_before: int
    status: str
    done: str
    undone: str
    problem: str
    need: str
    cause: str
    is_jump: bool


class ReportList(Schema):
    items: list[ReportOut]
    next: str | None = None


class TrackingRow(Schema):
    id: str
    code: str
    name: str
    department: str
    owner: str
    baseline_start: date | None = None
    baseline_finish: date | None = None
    start_on: date | None = None
    finish_on: date | None = None
    actual_start: date | None = None
    actual_finish: date | None = None
    percent: int
    planned: int
    variance: int | None = None
    state: str
    light: str
    rule: str
    why: str
    light_since: datetime | None = None
    updated_at: datetime | None = None
    total_float: int | None = None
    is_critical: bool
    alert: str | None = None
    version: int


class TrackingList(Schema):
    items: list[TrackingRow]
    next: str | None = None
    figures: dict[str, int]


class AlertOut(Schema):
    id: str
    number: str
    level: str
    rule: str
    why: str
    state: str
    task: str | None = None
    risk: str | None = None
    opened_at: datetime
    handle_by: datetime
    escalated_at: datetime | None = None
    cause: str
    cause_text: str
    measure: str
    measure_text: str
    responsible: str | None = None
    due_on: date | None = None
    evidence: str
    closed_at: datetime | None = None
    recurrence: int
    version: int


class AlertList(Schema):
    items: list[AlertOut]
    next: str | None = None


class SupportOut(Schema):
    id: str
    number: str
    asking: str
    asked: str
    task: str | None = None
    matter: str
    requirement: str
    wanted_on: date | None = None
    state: str
    asked_at: datetime
    answer_by: datetime
    breach_level: int
    answer: str
    answer_text: str
    answered_at: datetime | None = None
    promised_on: date | None = None
    delivery: str
    delivered_at: datetime | None = None
    version: int


class SupportList(Schema):
    items: list[SupportOut]
    next: str | None = None
    figures: dict[str, list[dict[str, Any]]] = {}


class LetterOut(Schema):
    id: str
    number: str
    title: str
    lender: str
    borrower: str
    purpose: str
    items: list[dict[str, Any]]
    custody: str
    cost_borne_by: str
    reply_by: date
    return_on: date
    first_return_on: date
    extension_on: date | None = None
    state: str
    answer: str
    answer_text: str
    signed_at: datetime | None = None
    answered_at: datetime | None = None
    handed_over_at: datetime | None = None
    given_back_at: datetime | None = None
    is_damaged: bool
    digest: str
    version: int


class LetterList(Schema):
    items: list[LetterOut]
    next: str | None = None


class OverdueOut(Schema):
    id: str
    code: str
    name: str
    collaboration: str
    collaboration_number: str
    collaboration_title: str
    department: str
    owner: str
    finish_on: date
    days: int
    percent: int
    state: str
    light: str


class OverdueList(Schema):
    items: list[OverdueOut]
    next: str | None = None


class SnapshotOut(Schema):
    id: str
    number: str
    as_of: datetime


TEXT: dict[str, Any] = {"type": "string"}
DAY: dict[str, Any] = {"type": "string", "format": "date"}
ID: dict[str, Any] = {"type": "string", "description": "标识"}


def body(required: tuple[str, ...] = (), **properties: dict[str, Any]) -> dict[str, Any]:
    """What a POST reads, for the OpenAPI document."""
    schema = {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


LINE = {
    "type": "object",
    "required": ["task_id"],
    "properties": {
        "task_id": ID,
        "percent": {"type": "integer", "minimum": 0, "maximum": 100},
        "status": {"type": "string", "enum": ["", "running", "blocked"]},
        "done": TEXT,
        "undone": TEXT,
        "problem": {**TEXT, "description": "受阻时必填"},
        "need": TEXT,
        "cause": {"type": "string", "enum": ["", *(c.value for c in Cause)], "description": "落后时必填"},
        "version": {"type": "integer", "description": "任务的版本号，不符时 412"},
        "same": {"type": "boolean", "description": "与上次相同"},
    },
}
REPORT_BODY = body(("lines",), lines={"type": "array", "items": LINE, "minItems": 1, "maxItems": 500})
RAISE_BODY = body(("task", "level", "why"), task=ID, level={"type": "string", "enum": ["yellow", "red"]}, why=TEXT)
TAKE_BODY = body(
    ("cause", "measure", "measure_text", "responsible", "due_on"),
    cause={"type": "string", "enum": [c.value for c in Cause]},
    cause_text=TEXT,
    measure={"type": "string", "enum": [m.value for m in Measure]},
    measure_text=TEXT,
    responsible=ID,
    due_on=DAY,
)
EVIDENCE_BODY = body(("evidence",), evidence=TEXT)
REASON_BODY = body(("reason",), reason=TEXT)
ASK_BODY = body(
    ("asking", "asked", "matter", "requirement"),
    asking=ID, asked=ID, matter=TEXT, requirement=TEXT, wanted_on=DAY, task=ID,
)  # fmt: skip
ANSWER_BODY = body(
    ("answer",),
    answer={"type": "string", "enum": [a.value for a in SupportAnswer]},
    text=TEXT,
    promised_on=DAY,
)
LETTER_BODY = body(
    ("lender", "borrower", "purpose", "items", "custody", "reply_by"),
    lender=ID, borrower=ID, title=TEXT, purpose=TEXT, custody=TEXT, cost_borne_by=TEXT, reply_by=DAY, task=ID, alert=ID,
    items={
        "type": "array",
        "items": {
            "type": "object",
            "properties": dict.fromkeys(("kind", "name", "spec", "amount", "place"), TEXT) | {"from_on": DAY, "until_on": DAY},
        },
    },
)  # fmt: skip
SIGN_BODY = body(("digest", "password"), digest=TEXT, password=TEXT)
LETTER_ANSWER_BODY = body(
    ("digest", "password", "answer"),
    digest=TEXT,
    password=TEXT,
    answer={"type": "string", "enum": [a.value for a in LetterAnswer]},
    text=TEXT,
)
EXTENSION_BODY = body(("until", "reason"), until=DAY, reason=TEXT)
DECISION_BODY = body(("agree",), agree={"type": "boolean"}, reason=TEXT)
RETURN_BODY = body(("condition",), condition=TEXT, damaged={"type": "boolean"})
