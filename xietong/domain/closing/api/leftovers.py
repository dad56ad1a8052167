"""Leftovers for other programs."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Schema

from xietong.domain.closing import services
from xietong.domain.closing.api.speaking import Why, iso, router
from xietong.domain.closing.models import Leftover
from xietong.domain.closing.queries.leftover import leftover_in, leftovers_of
from xietong.domain.closing.queries.self_check import task_in
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import place_for
from xietong.domain.people.queries import Request
from xietong.kit.api.manners import answer, if_match, remembered
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems


class LeftoverBody(Schema):
    """登记遗留事项；给出 task 时该子任务同时转为遗留。"""

    matter: str = ""
    owner: str
    due_on: date
    standard: str
    source: str = ""
    effect: str = ""
    task: str | None = None


class LeftoverChange(Schema):
    owner: str | None = None
    due_on: date | None = None
    standard: str | None = None


class Evidence(Schema):
    evidence: str


def _number(text: str, field: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise Problems(Problem(field, field, "编号无效。", "choice"))
    return int(text)


def _json(row: Leftover) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "number": row.number,
        "matter": row.matter,
        "source": row.source,
        "effect": row.effect,
        "department": row.department.name,
        "owner": {"id": str(row.owner_id), "name": row.owner.name},
        "due_on": iso(row.due_on),
        "standard": row.standard,
        "evidence": row.evidence,
        "task": str(row.task_id) if row.task_id else None,
        "finished_by": row.finished_by.name if row.finished_by else None,
        "closed_by": row.closed_by.name if row.closed_by else None,
        "state": row.state,
        "version": row.version,
    }


def _one(collaboration: Collaboration, pk: int, *, status: int = 200) -> HttpResponse:
    row = leftover_in(collaboration, pk)
    return answer(_json(row), version=row.version, status=status)


@router.get("/collaborations/{int:pk}/leftovers", summary="遗留事项")
def leftovers(request: Request, pk: int) -> HttpResponse:
    rows = leftovers_of(place_for(request.who, pk).collaboration)
    return answer({"items": [_json(row) for row in rows], "next": None}, request=request)


@router.post("/collaborations/{int:pk}/leftovers", summary="登记遗留事项")
@remembered
def add_leftover(request: Request, pk: int, body: LeftoverBody) -> HttpResponse:
    place = place_for(request.who, pk)
    row = services.add_leftover(
        place.collaboration,
        matter=body.matter,
        owner_id=_number(body.owner, "owner"),
        due_on=body.due_on,
        standard=body.standard,
        source=body.source,
        effect=body.effect,
        task=task_in(place.collaboration, _number(body.task, "task")) if body.task else None,
        by=place.actor,
        now=clock(),
    )
    return _one(place.collaboration, row.pk, status=201)


@router.patch(
    "/collaborations/{int:pk}/leftovers/{int:leftover_id}", summary="调整负责人、期限或销项标准（归档后也可以）"
)
def change_leftover(request: Request, pk: int, leftover_id: int, body: LeftoverChange) -> HttpResponse:
    place = place_for(request.who, pk)
    services.change_leftover(
        leftover_in(place.collaboration, leftover_id),
        owner_id=_number(body.owner, "owner") if body.owner else None,
        due_on=body.due_on,
        standard=body.standard,
        by=place.actor,
        now=clock(),
        version=if_match(request),
    )
    return _one(place.collaboration, leftover_id)


@router.post("/collaborations/{int:pk}/leftovers/{int:leftover_id}/finish", summary="办结，附证据")
@remembered
def finish_leftover(request: Request, pk: int, leftover_id: int, body: Evidence) -> HttpResponse:
    place = place_for(request.who, pk)
    row = leftover_in(place.collaboration, leftover_id)
    services.finish_leftover(row, evidence=body.evidence, by=place.actor, now=clock(), version=if_match(request))
    return _one(place.collaboration, leftover_id)


@router.post("/collaborations/{int:pk}/leftovers/{int:leftover_id}/close", summary="销号（由另一个人复核）")
@remembered
def close_leftover(request: Request, pk: int, leftover_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = leftover_in(place.collaboration, leftover_id)
    services.close_leftover(row, by=place.actor, now=clock(), version=if_match(request))
    return _one(place.collaboration, leftover_id)


@router.post("/collaborations/{int:pk}/leftovers/{int:leftover_id}/return", summary="退办")
@remembered
def send_back_leftover(request: Request, pk: int, leftover_id: int, body: Why) -> HttpResponse:
    place = place_for(request.who, pk)
    row = leftover_in(place.collaboration, leftover_id)
    services.send_back_leftover(row, why=body.reason, by=place.actor, now=clock(), version=if_match(request))
    return _one(place.collaboration, leftover_id)
