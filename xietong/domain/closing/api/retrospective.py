"""The retrospective and its report for other programs."""

from typing import Any

from django.http import HttpResponse
from ninja import Schema

from xietong.domain.closing import services
from xietong.domain.closing.api.speaking import Signing, Why, iso, paper_body, router
from xietong.domain.closing.models import Retrospective
from xietong.domain.closing.paper import RETROSPECTIVE_FORM
from xietong.domain.closing.queries import report as reports
from xietong.domain.closing.states import Dimension, RetrospectiveState
from xietong.domain.collaborations.queries import place_for
from xietong.domain.people.queries import Request
from xietong.domain.people.services import recognise_again
from xietong.kit.api.manners import answer, body_of, if_match, remembered
from xietong.kit.clock import clock
from xietong.kit.paperwork.schema import json_schema


class ScoreBody(Schema):
    """一个方面的评分（1–5）与看法。"""

    score: int
    words: str = ""


class ScoresBody(Schema):
    """四个方面，都要评。"""

    goals: ScoreBody
    process: ScoreBody
    communication: ScoreBody
    risks: ScoreBody


def _retrospective(request: Request, pk: int, *, status: int = 200) -> HttpResponse:
    place = place_for(request.who, pk)
    page = reports.retrospective_page(place, now=clock())
    row = page.retrospective
    data = {
        "state": row.state if row else None,
        "number": row.number if row else "",
        "facts": page.facts,
        "scores": page.scores if row and row.state != RetrospectiveState.SCORING else [],
        "scored": page.scored,
        "report": reports.report_answers(row) if row and row.state != RetrospectiveState.SCORING else None,
        "gaps": list(page.gaps),
        "content_digest": page.digest or None,
        "published_at": iso(row.published_at) if row else None,
        "version": row.version if row else 0,
    }
    return answer(data, version=row.version if row else 0, request=request, status=status)


def _report(request: Request, pk: int) -> tuple[Retrospective, dict[str, Any]]:
    place = place_for(request.who, pk)
    return reports.require_retrospective(place.collaboration), {"by": place.actor, "now": clock()}


@router.get("/collaborations/{int:pk}/retrospective", summary="复盘：评分（匿名平均）、实际数据、报告")
def retrospective(request: Request, pk: int) -> HttpResponse:
    return _retrospective(request, pk)


@router.post("/collaborations/{int:pk}/retrospective", summary="发起复盘")
@remembered
def open_retrospective(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    services.open_retrospective(place.collaboration, by=place.actor, now=clock())
    return _retrospective(request, pk, status=201)


@router.post(
    "/collaborations/{int:pk}/retrospective/scores", summary="本人的评分与看法（goals、process、communication、risks）"
)
@remembered
def scores(request: Request, pk: int, body: ScoresBody) -> HttpResponse:
    row, acting = _report(request, pk)
    given = {d.value: (getattr(body, d.value).score, getattr(body, d.value).words) for d in Dimension}
    services.score_retrospective(row, scores=given, **acting)
    return _retrospective(request, pk)


@router.post("/collaborations/{int:pk}/retrospective/write", summary="汇总评分，开始撰写报告")
@remembered
def write(request: Request, pk: int) -> HttpResponse:
    row, acting = _report(request, pk)
    services.write_retrospective(row, version=if_match(request), **acting)
    return _retrospective(request, pk)


@router.put(
    "/collaborations/{int:pk}/retrospective/report",
    summary="填写复盘报告",
    openapi_extra=paper_body(json_schema(RETROSPECTIVE_FORM)),
)
def put_report(request: Request, pk: int) -> HttpResponse:
    row, acting = _report(request, pk)
    services.save_report(row, answers=body_of(request), version=if_match(request), **acting)
    return _retrospective(request, pk)


@router.post("/collaborations/{int:pk}/retrospective/submit", summary="提交审核")
@remembered
def submit_report(request: Request, pk: int) -> HttpResponse:
    row, acting = _report(request, pk)
    services.submit_report(row, version=if_match(request), **acting)
    return _retrospective(request, pk)


@router.post("/collaborations/{int:pk}/retrospective/return", summary="退回修改")
@remembered
def return_report(request: Request, pk: int, body: Why) -> HttpResponse:
    row, acting = _report(request, pk)
    services.return_report(row, why=body.reason, version=if_match(request), **acting)
    return _retrospective(request, pk)


@router.post("/collaborations/{int:pk}/retrospective/publish", summary="审核并发布（签字）")
@remembered
def publish(request: Request, pk: int, body: Signing) -> HttpResponse:
    row, acting = _report(request, pk)
    method = recognise_again(request.user, body.password)
    services.publish_report(row, content_digest=body.digest, method=method, version=if_match(request), **acting)
    return _retrospective(request, pk)
