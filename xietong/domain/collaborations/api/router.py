"""The router of this house and what its operations share."""

from typing import Any

from ninja import Router, Schema

from xietong.domain.collaborations.paper import APPLICATION_FORM
from xietong.kit.paperwork.schema import json_schema

router = Router(tags=["协同项目"])


class Named(Schema):
    id: str
    name: str


class ParticipationOut(Schema):
    id: str
    department: Named
    involvement: str
    ask: str
    head: Named | None
    liaison: Named | None
    deputy: Named | None
    named_at: str | None
    version: int


class CollaborationRow(Schema):
    """A row of the list. `number` is the human number, null for a draft; dates are YYYY-MM-DD."""

    id: str
    number: str | None
    title: str
    scenario: str
    stage: str
    stage_since: str
    application_state: str
    light: str
    light_why: str
    progress: int
    priority: str
    confidentiality: str
    start_on: str | None
    finish_on: str | None
    forecast_on: str | None
    initiating_department: Named | None
    initiator: Named | None
    lead: Named | None
    version: int


class CollaborationOut(CollaborationRow):
    playbook: str | None
    participations: list[ParticipationOut]
    href: str


class CollaborationList(Schema):
    items: list[CollaborationRow]
    next: str | None


class SignatureRow(Schema):
    signoff: str
    step: int
    department: str
    person: str
    capacity: str
    state: str
    since: str | None
    sign_by: str | None
    opinion: str
    reason: str
    signed_by: str | None
    signature: str | None
    digest: str | None


class ApplicationOut(Schema):
    """`signed_content` is the SHA-256 of the bytes that are signed; send it back when signing."""

    id: str
    collaboration: str
    number: str | None
    state: str
    state_label: str
    revision: int
    version: int
    submitted_at: str | None
    answers: dict[str, Any]
    signed_content: str | None
    signatures: list[SignatureRow]


class TaskForceMemberOut(Schema):
    person: Named
    duty: str


class TaskForceOut(Schema):
    id: str
    name: str
    mandate: str
    leader: Named | None
    members: list[TaskForceMemberOut]
    version: int


class EventOut(Schema):
    id: str
    name: str
    at: str
    by: Named | None
    on_behalf_of: str | None
    text: str
    data: dict[str, Any]


class ParticipationList(Schema):
    items: list[ParticipationOut]
    next: str | None


class TaskForceList(Schema):
    items: list[TaskForceOut]
    next: str | None


class EventList(Schema):
    items: list[EventOut]
    next: str | None


def _body(schema: dict[str, Any], **kinds: Any) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}, **kinds}}}


def _object(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


PAPER = json_schema(APPLICATION_FORM)
TEXT = {"type": "string"}
PERSON = {"type": ["string", "integer", "null"], "title": "人员编号"}
NEW = {
    "anyOf": [
        {**PAPER, "required": ["title"]},
        _object(("playbook",), playbook={"type": "string", "title": "标准方案的键"}, start_on=TEXT, finish_on=TEXT),
    ]
}
FILE = {
    "multipart/form-data": {
        "schema": _object(("file",), file={"type": "string", "format": "binary", "title": "填好的申请表 docx 或 xlsx"})
    }
}
NEW_BODY = _body(NEW, **FILE)
PAPER_BODY = _body(PAPER)
SIGN_BODY = _body(
    _object(
        ("password", "digest"),
        password={"type": "string", "title": "登录密码，签字时再次输入"},
        digest={"type": "string", "title": "所签内容的摘要 signed_content"},
        opinion={"type": "string", "enum": ["agree", "conditional", "disagree", "abstain"], "default": "agree"},
        reason=TEXT,
    )
)
REASON_BODY = _body(_object(("reason",), reason=TEXT))
LIAISON_BODY = _body(_object(("liaison",), liaison=PERSON, deputy=PERSON))
LEAD_BODY = _body(_object(("lead",), lead=PERSON))
FORCE_BODY = _body(
    _object(
        ("name", "leader"),
        name=TEXT,
        mandate=TEXT,
        leader=PERSON,
        members={"type": "array", "items": _object(("person",), person=PERSON, duty=TEXT)},
    )
)
