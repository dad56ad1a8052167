"""Joint acceptances (form 6) for other programs."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Schema

from xietong.domain.closing import services
from xietong.domain.closing.api.speaking import Signing, Why, iso, paper_body, router
from xietong.domain.closing.models import Acceptance, AcceptanceItem
from xietong.domain.closing.paper import ACCEPTANCE_ENTRY
from xietong.domain.closing.queries import acceptance as acceptances
from xietong.domain.closing.queries import report as reports
from xietong.domain.closing.states import AcceptanceKind, Method
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import place_for
from xietong.domain.people.queries import Request
from xietong.domain.people.services import recognise_again
from xietong.domain.signoffs.queries import latest_round, strip, waiting_for
from xietong.domain.signoffs.states import Opinion
from xietong.kit.api.manners import answer, body_of, if_match, remembered
from xietong.kit.clock import clock
from xietong.kit.paperwork.schema import json_schema
from xietong.kit.paperwork.validate import validate
from xietong.kit.problems import Problem, Problems
from xietong.kit.workflow import NotNow


class Call(Schema):
    """组织验收：kind 为 tasks、stage 或 whole；tasks 不给即全部待验收的子任务。"""

    kind: str = "tasks"
    tasks: list[str] | None = None
    method: str = "meeting"
    held_on: date | None = None


class Judgement(Schema):
    """对所列交付物的结论：pass、mend（限期整改）或 fail。"""

    items: list[str]
    verdict: str
    problem: str = ""
    requirement: str = ""
    mender: str | None = None
    mend_by: date | None = None


class Recheck(Schema):
    passed: bool
    words: str = ""
    mend_by: date | None = None


def _ids(values: list[str], field: str) -> list[int]:
    if any(not (value.isascii() and value.isdigit()) for value in values):
        raise Problems(Problem(field, field, "编号无效。", "choice"))
    return [int(value) for value in values]


def _item_json(item: AcceptanceItem) -> dict[str, Any]:
    return {
        "id": str(item.pk),
        "task": str(item.task_id),
        "code": item.task.code,
        "deliverable": item.deliverable,
        "criterion": item.criterion,
        "acceptors": [{"id": str(d.pk), "name": d.name} for d in item.acceptors.all()],
        "verdict": item.verdict or None,
        "problem": item.problem,
        "requirement": item.requirement,
        "mender": item.mender.name if item.mender else None,
        "mend_by": iso(item.mend_by),
        "mended_at": iso(item.mended_at),
        "rechecked_at": iso(item.rechecked_at),
        "judged_by": item.judged_by.name if item.judged_by else None,
        "judged_at": iso(item.judged_at),
    }


def _acceptance_json(row: Acceptance) -> dict[str, Any]:
    round_ = latest_round(acceptances.KIND, row.pk)
    return {
        "id": str(row.pk),
        "number": row.number,
        "kind": row.kind,
        "round": row.round,
        "state": row.state,
        "conclusion": row.conclusion or None,
        "method": row.method,
        "held_on": iso(row.held_on),
        "outcomes": row.outcomes,
        "handovers": row.handovers,
        "remarks": row.remarks,
        "items": [_item_json(item) for item in acceptances.items_of(row)],
        "content_digest": round_.content_id if round_ else None,
        "signatures": [
            {
                "department": s.department,
                "person": s.person,
                "capacities": s.capacities,
                "state": s.state,
                "at": iso(s.since),
            }
            for s in strip(round_)
        ],
        "version": row.version,
    }


def _acceptance(collaboration: Collaboration, pk: int, request: Request, *, status: int = 200) -> HttpResponse:
    row = acceptances.acceptance_in(collaboration, pk)
    return answer(_acceptance_json(row), version=row.version, request=request, status=status)


@router.get("/collaborations/{int:pk}/acceptance", summary="全部验收表（新的在前），连同交付物和签字")
def acceptance_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    items = [_acceptance_json(row) for row in acceptances.acceptances_of(place.collaboration)]
    return answer({"items": items, "next": None}, request=request)


@router.post("/collaborations/{int:pk}/acceptance", summary="组织联合验收")
@remembered
def call(request: Request, pk: int, body: Call) -> HttpResponse:
    place = place_for(request.who, pk)
    kind, method = AcceptanceKind.called(body.kind), Method.called(body.method)
    if kind is None or method is None:
        raise Problems(
            Problem("kind", "验收类型", "kind 应为 tasks、stage 或 whole，method 应为 meeting、on_site 或 documents。")
        )
    row = services.call_acceptance(
        place.collaboration,
        kind=kind,
        task_ids=None if body.tasks is None else _ids(body.tasks, "tasks"),
        method=method.label,
        held_on=body.held_on,
        by=place.actor,
        now=clock(),
    )
    return _acceptance(place.collaboration, row.pk, request, status=201)


@router.get("/collaborations/{int:pk}/acceptance/{int:acceptance_id}", summary="一张验收表")
def acceptance(request: Request, pk: int, acceptance_id: int) -> HttpResponse:
    return _acceptance(place_for(request.who, pk).collaboration, acceptance_id, request)


@router.put(
    "/collaborations/{int:pk}/acceptance/{int:acceptance_id}",
    summary="填写验收日期、方式、目标达成、移交和意见",
    openapi_extra=paper_body(json_schema(ACCEPTANCE_ENTRY)),
)
def put_acceptance(request: Request, pk: int, acceptance_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = acceptances.acceptance_in(place.collaboration, acceptance_id)
    given = body_of(request)
    clean, problems = validate(ACCEPTANCE_ENTRY, given, reports.choices(), partial=True)
    if problems:
        raise Problems(problems)
    sent = {key: value for key, value in clean.items() if key in given}
    services.save_acceptance(row, answers=sent, by=place.actor, now=clock(), version=if_match(request))
    return _acceptance(place.collaboration, acceptance_id, request)


@router.post("/collaborations/{int:pk}/acceptance/{int:acceptance_id}/judge", summary="给出交付物的验收结论")
@remembered
def judge(request: Request, pk: int, acceptance_id: int, body: Judgement) -> HttpResponse:
    place = place_for(request.who, pk)
    services.judge_items(
        acceptances.acceptance_in(place.collaboration, acceptance_id),
        item_ids=_ids(body.items, "items"),
        verdict=body.verdict,
        problem=body.problem,
        requirement=body.requirement,
        mender_id=_ids([body.mender], "mender")[0] if body.mender else None,
        mend_by=body.mend_by,
        by=place.actor,
        now=clock(),
        version=if_match(request),
    )
    return _acceptance(place.collaboration, acceptance_id, request)


@router.post("/collaborations/{int:pk}/acceptance/{int:acceptance_id}/submit", summary="结论齐备，提交各部门签字")
@remembered
def submit_acceptance(request: Request, pk: int, acceptance_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = acceptances.acceptance_in(place.collaboration, acceptance_id)
    services.submit_acceptance(row, by=place.actor, now=clock(), version=if_match(request))
    return _acceptance(place.collaboration, acceptance_id, request)


@router.post("/collaborations/{int:pk}/acceptance/{int:acceptance_id}/withdraw", summary="撤回签字中的验收表")
@remembered
def withdraw_acceptance(request: Request, pk: int, acceptance_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = acceptances.acceptance_in(place.collaboration, acceptance_id)
    services.withdraw_acceptance(row, by=place.actor, now=clock(), version=if_match(request))
    return _acceptance(place.collaboration, acceptance_id, request)


@router.post("/collaborations/{int:pk}/acceptance/{int:acceptance_id}/sign", summary="在验收表上签字")
@remembered
def sign_acceptance(request: Request, pk: int, acceptance_id: int, body: Signing) -> HttpResponse:
    place = place_for(request.who, pk)
    row = acceptances.acceptance_in(place.collaboration, acceptance_id)
    signoff = waiting_for(request.who, acceptances.KIND, row.pk)
    if signoff is None:
        raise NotNow("现在没有等待您签字的验收表。", state=row.state)
    opinion = Opinion.called(body.opinion)
    if opinion is None:
        raise Problems(Problem("opinion", "意见", "应为 agree、conditional 或 abstain。", "choice"))
    services.sign_acceptance(
        row,
        signoff=signoff,
        content_digest=body.digest,
        opinion=opinion,
        reason=body.reason,
        method=recognise_again(request.user, body.password),
        by=place.actor,
        now=clock(),
    )
    return _acceptance(place.collaboration, acceptance_id, request)


@router.post("/collaborations/{int:pk}/acceptance/{int:acceptance_id}/return", summary="退回验收表")
@remembered
def return_acceptance(request: Request, pk: int, acceptance_id: int, body: Why) -> HttpResponse:
    place = place_for(request.who, pk)
    row = acceptances.acceptance_in(place.collaboration, acceptance_id)
    signoff = waiting_for(request.who, acceptances.KIND, row.pk)
    if signoff is None:
        raise NotNow("现在没有等待您签字的验收表，不能退回。", state=row.state)
    services.return_acceptance(row, signoff=signoff, why=body.reason, by=place.actor, now=clock())
    return _acceptance(place.collaboration, acceptance_id, request)


@router.post("/collaborations/{int:pk}/acceptance/items/{int:item_id}/mend", summary="整改完成")
@remembered
def mend(request: Request, pk: int, item_id: int, body: Why) -> HttpResponse:
    place = place_for(request.who, pk)
    item = acceptances.item_in(place.collaboration, item_id)
    services.mend_item(item, how=body.reason, by=place.actor, now=clock())
    return answer(_item_json(acceptances.item_in(place.collaboration, item_id)))


@router.post("/collaborations/{int:pk}/acceptance/items/{int:item_id}/recheck", summary="复验")
@remembered
def recheck(request: Request, pk: int, item_id: int, body: Recheck) -> HttpResponse:
    place = place_for(request.who, pk)
    item = acceptances.item_in(place.collaboration, item_id)
    services.recheck_item(item, passed=body.passed, words=body.words, mend_by=body.mend_by, by=place.actor, now=clock())
    return answer(_item_json(acceptances.item_in(place.collaboration, item_id)))
