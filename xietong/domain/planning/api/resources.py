"""Resource requests, their summary and conflicts over the API."""

from typing import Any

from django.http import HttpResponse

from xietong.domain.collaborations.queries import place_for
from xietong.domain.people.queries import Request
from xietong.domain.planning import queries, services
from xietong.domain.planning.api.reading import required_id, text_of
from xietong.domain.planning.api.router import ANSWER_BODY, NOTHING_BODY, RESOURCE_BODY, body, router
from xietong.domain.planning.api.shapes import ResourceList, ResourceOut, ResourceSummary
from xietong.domain.planning.states import RESOURCE_REQUEST
from xietong.kit.api.manners import answer, body_of, if_match, remembered
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems


def _json(row: queries.ResourceRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "department": {"id": str(row.department_id), "name": row.department},
        "kind": row.kind,
        "name": row.name,
        "person": {"id": str(row.person_id), "name": row.person} if row.person_id else None,
        "amount": f"{row.amount}",
        "unit": row.unit,
        "purpose": row.purpose,
        "task": {"id": str(row.task_id), "number": row.task_code, "name": row.task_name} if row.task_id else None,
        "from_on": row.from_on,
        "until_on": row.until_on,
        "source": row.source,
        "provider": {"id": str(row.provider_id), "name": row.provider} if row.provider_id else None,
        "cost": {"amount": f"{row.cost:.2f}", "currency": "CNY"} if row.cost is not None else None,
        "state": row.state,
        "answer": row.answer,
        "version": row.version,
    }


def _one(collaboration: Any, pk: int, *, status: int = 200) -> HttpResponse:
    row = next(row for row in queries.resource_rows(collaboration) if row.id == pk)
    return answer(_json(row), status=status, version=row.version)


@router.get("/collaborations/{int:pk}/resource-requests", summary="资源需求", response=ResourceList)
def resource_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    return answer(
        {"items": [_json(row) for row in queries.resource_rows(place.collaboration)], "next": None}, request=request
    )


@router.post(
    "/collaborations/{int:pk}/resource-requests",
    summary="申报资源",
    openapi_extra=RESOURCE_BODY,
    response={201: ResourceOut},
)
@remembered
def resource_new(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = services.ask_resource(place.collaboration, values=body_of(request), by=place.actor, now=clock())
    return _one(place.collaboration, row.pk, status=201)


@router.put(
    "/collaborations/{int:pk}/resource-requests/{int:resource_id}",
    summary="修改资源需求（整项）",
    openapi_extra=RESOURCE_BODY,
    response=ResourceOut,
)
def resource_change(request: Request, pk: int, resource_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = queries.resource_of(place.collaboration, resource_id)
    services.edit_resource(row, values=body_of(request), by=place.actor, now=clock(), version=if_match(request))
    return _one(place.collaboration, row.pk)


@router.delete("/collaborations/{int:pk}/resource-requests/{int:resource_id}", summary="撤回资源需求")
def resource_removal(request: Request, pk: int, resource_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    services.remove_resource(queries.resource_of(place.collaboration, resource_id), by=place.actor, now=clock())
    return HttpResponse(status=204)


@router.post(
    "/collaborations/{int:pk}/resource-requests/{int:resource_id}/answer",
    summary="承诺、不能提供、到位、归还",
    openapi_extra=ANSWER_BODY,
    response=ResourceOut,
)
@remembered
def resource_answer(request: Request, pk: int, resource_id: int) -> HttpResponse:
    place, sent = place_for(request.who, pk), body_of(request)
    row = queries.resource_of(place.collaboration, resource_id)
    verb = str(sent.get("verb", ""))
    if verb not in {step.verb for step in RESOURCE_REQUEST.steps}:
        raise Problems(Problem("verb", "verb", "应为 promise、refuse、deliver 或 give_back。"))
    services.step_resource(
        row, verb, answer=text_of(sent, "answer"), by=place.actor, now=clock(), version=if_match(request)
    )
    return _one(place.collaboration, row.pk)


@router.get(
    "/collaborations/{int:pk}/resource-summary", summary="汇总：部门 × 类型 × 周，金额，冲突", response=ResourceSummary
)
def resource_summary(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    rows = queries.resource_rows(place.collaboration)
    found = queries.resource_summary(place.collaboration, rows)
    data = {
        "weeks": found.weeks,
        "items": [{"department": d, "kind": k, "requests": counted} for d, k, counted in found.rows],
        "costs": [{"department": name, "amount": f"{cost:.2f}", "currency": "CNY"} for name, cost in found.costs],
        "total": {"amount": f"{found.total:.2f}", "currency": "CNY"},
        "budget": {"amount": f"{found.budget:.2f}", "currency": "CNY"} if found.budget is not None else None,
        "conflicts": [
            {
                "key": c.key, "kind": c.kind, "title": c.title, "detail": c.detail, "open": c.is_open,
                "accepted": c.accepted, "requests": [str(one) for one in c.resource_ids],
            }
            for c in queries.conflicts(place.collaboration, request.who, rows)
        ],
    }  # fmt: skip
    return answer(data, request=request)


ACCEPT_BODY = body({
    "type": "object",
    "required": ["key", "reason"],
    "properties": {"key": {"type": "string"}, "reason": {"type": "string"}},
})  # fmt: skip


@router.post(
    "/collaborations/{int:pk}/resource-conflicts/accept", summary="接受一处冲突并说明理由", openapi_extra=ACCEPT_BODY
)
@remembered
def conflict_acceptance(request: Request, pk: int) -> HttpResponse:
    place, sent = place_for(request.who, pk), body_of(request)
    services.accept_conflict(
        place.collaboration, key=text_of(sent, "key"), reason=text_of(sent, "reason"), by=place.actor, now=clock()
    )
    return answer({"accepted": True})


@router.post(
    "/collaborations/{int:pk}/nothing-needed", summary="部门确认无资源需求或未发现风险", openapi_extra=NOTHING_BODY
)
@remembered
def nothing_needed(request: Request, pk: int) -> HttpResponse:
    place, sent = place_for(request.who, pk), body_of(request)
    services.state_nothing(
        place.collaboration,
        department_id=required_id(sent, "department"),
        kind=text_of(sent, "kind"),
        by=place.actor,
        now=clock(),
    )
    return answer({"stated": True})
