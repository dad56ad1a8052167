"""Risks and the forecast over the API."""

from typing import Any

from django.http import HttpResponse

from xietong.domain.collaborations.queries import place_for
from xietong.domain.people.queries import Request
from xietong.domain.planning import queries, services
from xietong.domain.planning.api.reading import text_of
from xietong.domain.planning.api.router import RISK_BODY, body, router
from xietong.domain.planning.api.shapes import ForecastOut, RiskList, RiskOut
from xietong.domain.planning.models import Risk
from xietong.kit.api.manners import answer, body_of, if_match, remembered
from xietong.kit.clock import clock, today


def _json(risk: Risk) -> dict[str, Any]:
    return {
        "id": str(risk.pk),
        "name": risk.name,
        "category": risk.category,
        "department": {"id": str(risk.department_id), "name": risk.department.name},
        "owner": {"id": str(risk.owner_id), "name": risk.owner.name} if risk.owner else None,
        "probability": risk.probability,
        "impact": risk.impact,
        "score": risk.score,
        "level": risk.level,
        "trigger": risk.trigger,
        "prevention": risk.prevention,
        "contingency": risk.contingency,
        "buffer_days": risk.buffer_days,
        "mitigate_by": risk.mitigate_by,
        "tasks": [str(one) for one in risk.tasks],
        "state": risk.state,
        "version": risk.version,
    }


def _one(collaboration: Any, pk: int, *, status: int = 200) -> HttpResponse:
    risk = queries.risk_of(collaboration, pk)
    return answer(_json(risk), status=status, version=risk.version)


@router.get("/collaborations/{int:pk}/risks", summary="风险登记册，按评分从高到低", response=RiskList)
def risk_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    return answer(
        {"items": [_json(risk) for risk in queries.risks_of(place.collaboration)], "next": None}, request=request
    )


@router.post(
    "/collaborations/{int:pk}/risks",
    summary="登记风险；tasks 写任务编号",
    openapi_extra=RISK_BODY,
    response={201: RiskOut},
)
@remembered
def risk_new(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    risk = services.save_risk(place.collaboration, values=body_of(request), by=place.actor, now=clock())
    return _one(place.collaboration, risk.pk, status=201)


@router.get("/collaborations/{int:pk}/risks/{int:risk_id}", summary="一项风险", response=RiskOut)
def risk_one(request: Request, pk: int, risk_id: int) -> HttpResponse:
    return _one(place_for(request.who, pk).collaboration, risk_id)


@router.put(
    "/collaborations/{int:pk}/risks/{int:risk_id}",
    summary="修改风险（整项）",
    openapi_extra=RISK_BODY,
    response=RiskOut,
)
def risk_change(request: Request, pk: int, risk_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    risk = queries.risk_of(place.collaboration, risk_id)
    services.save_risk(
        place.collaboration, values=body_of(request), risk=risk, by=place.actor, now=clock(), version=if_match(request)
    )
    return _one(place.collaboration, risk.pk)


@router.post("/collaborations/{int:pk}/risks/{int:risk_id}/trigger", summary="标记风险已触发", response=RiskOut)
@remembered
def risk_trigger(request: Request, pk: int, risk_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    risk = queries.risk_of(place.collaboration, risk_id)
    services.trigger_risk(risk, by=place.actor, now=clock(), version=if_match(request))
    return _one(place.collaboration, risk.pk)


WHY_BODY = body({"type": "object", "required": ["why"], "properties": {"why": {"type": "string"}}})


@router.post(
    "/collaborations/{int:pk}/risks/{int:risk_id}/close", summary="关闭风险", openapi_extra=WHY_BODY, response=RiskOut
)
@remembered
def risk_close(request: Request, pk: int, risk_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    risk = queries.risk_of(place.collaboration, risk_id)
    services.close_risk(
        risk, why=text_of(body_of(request), "why"), by=place.actor, now=clock(), version=if_match(request)
    )
    return _one(place.collaboration, risk.pk)


@router.get("/collaborations/{int:pk}/forecast", summary="完成日预测 P50、P80、P95", response=ForecastOut)
def forecast(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    found = queries.forecast(place.collaboration, day=today())
    if found is None:
        return answer({"percentiles": None, "planned": None, "agreed": place.collaboration.finish_on})
    data = {
        "percentiles": {f"p{percent}": day for percent, day in found.finish.items()},
        "planned": found.planned,
        "agreed": found.agreed,
        "chance_of_agreed": found.chance_of_agreed,
        "chance_of_planned": found.chance_of_planned,
        "tasks": found.tasks,
        "estimated": found.estimated,
        "risks": found.risks,
        "often_critical": [
            {"task": str(pk_), "name": name, "percent": share} for pk_, name, share in found.often_critical
        ],
    }
    return answer(data, request=request)
