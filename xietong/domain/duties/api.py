"""Process map and responsibility list for other programs."""

from typing import Any

from django.http import Http404, HttpResponse
from ninja import Router, Schema

from xietong.domain.collaborations.queries import Place, place_for
from xietong.domain.duties import queries, services
from xietong.domain.duties.models import Duty, ProcessMap
from xietong.domain.duties.paper import DUTY_FORM
from xietong.domain.people.queries import Request
from xietong.domain.people.services import recognise_again
from xietong.kit.api.manners import answer, body_of, if_match, remembered
from xietong.kit.canonical import digest_of
from xietong.kit.clock import clock
from xietong.kit.paperwork.schema import json_schema
from xietong.kit.paperwork.validate import validate
from xietong.kit.problems import Problem, Problems
from xietong.kit.swimlanes import from_json, to_json
from xietong.kit.swimlanes.bpmn import write_bpmn

router = Router(tags=["流程图与职责清单"])

BPMN = ("application/xml", "text/xml", "application/bpmn+xml")
DRAWING = {
    "type": "object",
    "properties": {
        "lanes": {"type": "array", "items": {"type": "object"}, "description": "{key: 部门编号（文字）, name}"},
        "nodes": {"type": "array", "items": {"type": "object"}, "description": "{id, kind, name, lane, inputs, outputs, next…}"},
        "external_inputs": {"type": "array", "items": {"type": "string"}},
        "deliverables": {"type": "array", "items": {"type": "string"}},
    },
}  # fmt: skip
MAP_BODY = {
    "requestBody": {
        "content": {"application/json": {"schema": DRAWING}, "application/xml": {"schema": {"type": "string"}}}
    }
}
ROWS_BODY = {
    "requestBody": {
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {"rows": {"type": "array", "items": json_schema(DUTY_FORM)}},
                    "required": ["rows"],
                }
            }
        }
    }
}


class Resolution(Schema):
    """保留一处重叠或遗漏，并说明理由。"""

    key: str
    reason: str


class Confirmation(Schema):
    """确认本部门的职责；digest 为所核对内容的摘要（见 GET 的 confirmations）。"""

    department: str
    digest: str
    password: str


# The process map ------------------------------------------------------------------------------------------------------


def _map_json(process_map: ProcessMap | None) -> dict[str, Any]:
    return {
        "state": process_map.state if process_map else "draft",
        "revision": process_map.revision if process_map else 0,
        "version": process_map.version if process_map else 0,
        "drawing": to_json(queries.drawing_of(process_map)),
    }


@router.get("/collaborations/{int:pk}/process-map", summary="协同流程图：JSON，或按 Accept 给出 BPMN 2.0 XML")
def process_map(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = queries.map_of(place.collaboration)
    if any(kind in request.headers.get("Accept", "") for kind in BPMN):
        text = write_bpmn(queries.drawing_of(row), name=place.collaboration.title)
        response = HttpResponse(text, content_type="application/xml")
        response["ETag"] = f'"{row.version if row else 0}"'
        return response
    return answer(_map_json(row), version=row.version if row else 0, request=request)


@router.put("/collaborations/{int:pk}/process-map", summary="保存流程图：JSON 或 BPMN 2.0 XML", openapi_extra=MAP_BODY)
def put_process_map(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    given: dict[str, Any] = {"by": place.actor, "now": clock(), "version": if_match(request) or None}
    remarks: list[str] = []
    if request.content_type in BPMN:
        row, remarks = services.import_map(place.collaboration, content=request.body, **given)
    else:
        body = body_of(request)
        row = services.save_map(place.collaboration, drawing=from_json(body.get("drawing", body)), **given)
    return answer({**_map_json(row), "remarks": remarks}, version=row.version)


@router.get("/collaborations/{int:pk}/process-map/findings", summary="流程图的检查结果")
def process_map_findings(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = queries.map_of(place.collaboration)
    items = [
        {
            "key": finding.key,
            "kind": finding.kind,
            "severity": finding.severity.value,
            "nodes": list(finding.nodes),
            "message": finding.message,
        }
        for finding in queries.map_findings(row, place.collaboration)
    ]
    return answer({"items": items, "next": None}, request=request)


@router.post("/collaborations/{int:pk}/process-map/publish", summary="发布流程图；有错误时 409 并列出")
@remembered
def publish_process_map(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = services.publish_map(_map(place), by=place.actor, now=clock(), version=if_match(request))
    return answer(_map_json(row), version=row.version)


@router.post("/collaborations/{int:pk}/process-map/reopen", summary="重新编制已发布的流程图")
@remembered
def reopen_process_map(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = services.reopen_map(_map(place), by=place.actor, now=clock(), version=if_match(request))
    return answer(_map_json(row), version=row.version)


def _map(place: Place) -> ProcessMap:
    row = queries.map_of(place.collaboration)
    if row is None:
        raise Http404
    return row


# The responsibility list ----------------------------------------------------------------------------------------------


def _list_json(place: Place) -> tuple[dict[str, Any], int]:
    row = queries.list_of(place.collaboration)
    duties = queries.duties_of(row)
    confirmed = queries.confirmed_departments(row)
    confirmations = []
    for department in queries.confirming_departments(place.collaboration):
        given = confirmed.get(department.pk)
        digest = None
        if row is not None:
            digest = digest_of(queries.confirmation_data(place.collaboration, row, department, duties))
        confirmations.append(
            {
                "department": str(department.pk),
                "name": department.name,
                "head": department.head.name if department.head else None,
                "digest": digest,
                "confirmed_at": given.at.isoformat() if given else None,
                "confirmed_by": given.by.name if given else None,
                "signature": str(given.signature_id) if given else None,
            }
        )
    data = {
        "state": row.state if row else "draft",
        "revision": row.revision if row else 0,
        "version": row.version if row else 0,
        "rows": [_duty_json(duty) for duty in duties],
        "confirmations": confirmations,
    }
    return data, row.version if row else 0


def _duty_json(duty: Duty) -> dict[str, Any]:
    return {"id": str(duty.pk), **queries.duty_answers(duty), "tasks": list(duty.tasks)}


def _answer(place: Place, request: Request | None = None) -> HttpResponse:
    data, version = _list_json(place)
    return answer(data, version=version, request=request)


@router.get("/collaborations/{int:pk}/responsibilities", summary="部门职责清单")
def responsibilities(request: Request, pk: int) -> HttpResponse:
    return _answer(place_for(request.who, pk), request)


@router.put(
    "/collaborations/{int:pk}/responsibilities", summary="保存整个职责清单；带 id 的行为修改", openapi_extra=ROWS_BODY
)
def put_responsibilities(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    services.replace_duties(
        place.collaboration,
        rows=_checked_rows(place, body_of(request).get("rows")),
        by=place.actor,
        now=clock(),
        version=if_match(request) or None,
    )
    return _answer(place)


def _checked_rows(place: Place, rows: Any) -> list[Any]:
    """Every row checked as the form checks it; all problems at once, each with its row."""
    if not isinstance(rows, list):
        raise Problems(Problem("rows", "rows", "应为若干行职责。"))
    choices, problems, clean = queries.duty_choices(place), [], []
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            raise Problems(Problem(f"rows.{number}", f"第{number + 1}行", "应为一个对象（栏目名: 值）。"))
        checked = validate(DUTY_FORM, {key: row[key] for key in row if key not in ("id", "tasks")}, choices)
        problems += [
            Problem(f"rows.{number}.{p.field}", f"第{number + 1}行 {p.where}", p.message, p.code)
            for p in checked.problems
        ]
        row_id, tasks = str(row.get("id") or 0), row.get("tasks", [])
        if not row_id.isdigit() or not (isinstance(tasks, list) and all(isinstance(task, str) for task in tasks)):
            problems.append(Problem(f"rows.{number}.id", f"第{number + 1}行", "id 应为编号，tasks 应为文字列表。"))
            continue
        clean.append(checked.clean | {"id": int(row_id)} | ({"tasks": tasks} if "tasks" in row else {}))
    if problems:
        raise Problems(problems)
    return clean


@router.get("/collaborations/{int:pk}/responsibilities/findings", summary="重叠、遗漏与提示")
def responsibility_findings(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    page = queries.responsibility_page(place)
    accepted = [(finding, acceptance.reason) for finding, acceptance in page["accepted"]]
    items = [
        {
            "key": finding.key,
            "kind": finding.kind.value,
            "message": finding.message,
            "rows": list(finding.rows),
            "departments": list(finding.departments),
            "accepted": reason,
        }
        for finding, reason in [*((f, None) for f in [*page["open_findings"], *page["hints"]]), *accepted]
    ]
    return answer({"items": items, "next": None}, request=request)


@router.post("/collaborations/{int:pk}/responsibilities/draft", summary="从流程图生成尚缺的职责")
@remembered
def draft(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    services.draft_duties_from_map(place.collaboration, by=place.actor, now=clock(), version=if_match(request) or None)
    return _answer(place)


@router.post("/collaborations/{int:pk}/responsibilities/resolve", summary="说明理由并保留一处重叠或遗漏")
@remembered
def resolve(request: Request, pk: int, body: Resolution) -> HttpResponse:
    place = place_for(request.who, pk)
    services.accept_finding(
        place.collaboration,
        key=body.key,
        reason=body.reason,
        by=place.actor,
        now=clock(),
        version=if_match(request) or None,
    )
    return _answer(place)


@router.post("/collaborations/{int:pk}/responsibilities/submit", summary="提交各部门确认")
@remembered
def submit(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    services.submit_duties(place.collaboration, by=place.actor, now=clock(), version=if_match(request) or None)
    return _answer(place)


@router.post("/collaborations/{int:pk}/responsibilities/confirm", summary="部门负责人签字确认本部门的职责")
@remembered
def confirm(request: Request, pk: int, body: Confirmation) -> HttpResponse:
    place = place_for(request.who, pk)
    wanted = [d for d in queries.confirming_departments(place.collaboration) if str(d.pk) == body.department]
    if not wanted:
        raise Http404
    services.confirm_duties(
        place.collaboration,
        department=wanted[0],
        content_digest=body.digest,
        method=recognise_again(request.user, body.password),
        by=place.actor,
        now=clock(),
    )
    return _answer(place)


class Return(Schema):
    """部门不同意本部门的职责。"""

    department: str
    reason: str


@router.post("/collaborations/{int:pk}/responsibilities/return", summary="部门退回职责清单")
@remembered
def return_(request: Request, pk: int, body: Return) -> HttpResponse:
    place = place_for(request.who, pk)
    wanted = [d for d in queries.confirming_departments(place.collaboration) if str(d.pk) == body.department]
    if not wanted:
        raise Http404
    services.return_duties(place.collaboration, department=wanted[0], why=body.reason, by=place.actor, now=clock())
    return _answer(place)


@router.post("/collaborations/{int:pk}/responsibilities/reopen", summary="重新编制职责清单")
@remembered
def reopen(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    services.reopen_duties(place.collaboration, by=place.actor, now=clock(), version=if_match(request) or None)
    return _answer(place)
