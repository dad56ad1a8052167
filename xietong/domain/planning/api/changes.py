"""Change requests over the API."""

from typing import Any

from django.http import HttpResponse

from xietong.domain.collaborations.queries import place_for
from xietong.domain.people.queries import Request
from xietong.domain.people.services import recognise_again
from xietong.domain.planning import queries, services
from xietong.domain.planning.api.reading import text_of
from xietong.domain.planning.api.router import CHANGE_BODY, DECISION_BODY, body, router
from xietong.domain.planning.api.shapes import ChangeList, ChangeOut
from xietong.domain.planning.models import ChangeRequest
from xietong.domain.planning.states import ChangeKind
from xietong.kit.api.manners import answer, body_of, remembered
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems


def _json(change: ChangeRequest) -> dict[str, Any]:
    return {
        "id": str(change.pk),
        "number": change.number,
        "kind": change.kind,
        "state": change.state,
        "lines": change.lines,
        "impact": change.impact,
        "reason": change.reason,
        "if_not": change.if_not,
        "over_objectives": change.over_objectives,
        "was_late": change.was_late,
        "asked_by": {"id": str(change.asked_by_id), "name": change.asked_by.name},
        "department": {"id": str(change.department_id), "name": change.department.name} if change.department else None,
        "asked_at": change.asked_at,
        "decision": change.decision,
        "decided_by": change.decided_by.name if change.decided_by else None,
        "plan": change.plan.number if change.plan else None,
        "content_digest": services.change_digest(change),
        "version": change.version,
    }


def _one(collaboration: Any, pk: int, *, status: int = 200) -> HttpResponse:
    change = queries.change_of(collaboration, pk)
    return answer(_json(change), status=status, version=change.version)


def _lines(sent: dict[str, Any]) -> list[dict[str, Any]]:
    lines = sent.get("lines")
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise Problems(Problem("lines", "变更内容", "应为变更行的列表。"))
    return lines


@router.get("/collaborations/{int:pk}/change-requests", summary="变更申请", response=ChangeList)
def change_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    return answer(
        {"items": [_json(change) for change in queries.changes_of(place.collaboration)], "next": None}, request=request
    )


@router.get(
    "/collaborations/{int:pk}/change-requests/{int:change_id}", summary="一份变更申请及其影响", response=ChangeOut
)
def change_one(request: Request, pk: int, change_id: int) -> HttpResponse:
    return _one(place_for(request.who, pk).collaboration, change_id)


@router.post(
    "/collaborations/{int:pk}/change-requests",
    summary="提出变更；dry_run=1 只计算影响",
    openapi_extra=CHANGE_BODY,
    response={201: ChangeOut},
)
@remembered
def change_new(request: Request, pk: int) -> HttpResponse:
    place, sent = place_for(request.who, pk), body_of(request)
    if request.GET.get("dry_run") in ("true", "1"):
        cost = sent.get("cost_change")
        checked, found = services.preview_change(place.collaboration, lines=_lines(sent), cost_change=cost, now=clock())
        return answer({"lines": checked, "impact": found.impact.as_json()})
    kind = ChangeKind.called(text_of(sent, "kind"))
    if kind is None:
        raise Problems(Problem("kind", "变更类别", f"应为 {'、'.join(k.value for k in ChangeKind)} 之一。"))
    change = services.ask_change(
        place.collaboration,
        kind=kind,
        lines=_lines(sent),
        reason=text_of(sent, "reason"),
        if_not=text_of(sent, "if_not"),
        over_objectives=sent.get("over_objectives") is True,
        cost_change=sent.get("cost_change"),
        by=place.actor,
        now=clock(),
    )
    return _one(place.collaboration, change.pk, status=201)


@router.post(
    "/collaborations/{int:pk}/change-requests/{int:change_id}/decision",
    summary="批准、否决（签字）或搁置",
    openapi_extra=DECISION_BODY,
    response=ChangeOut,
)
@remembered
def change_decision(request: Request, pk: int, change_id: int) -> HttpResponse:
    place, sent = place_for(request.who, pk), body_of(request)
    change = queries.change_of(place.collaboration, change_id)
    verdict, reason = text_of(sent, "verdict"), text_of(sent, "reason")
    if verdict == "suspend":
        services.suspend_change(change, decision=reason, by=place.actor, now=clock())
        return _one(place.collaboration, change.pk)
    decide = {"approve": services.approve_change, "refuse": services.refuse_change}.get(verdict)
    if decide is None:
        raise Problems(Problem("verdict", "verdict", "应为 approve、refuse 或 suspend。"))
    decide(
        change,
        decision=reason,
        content_digest=text_of(sent, "digest"),
        method=recognise_again(request.user, text_of(sent, "password")),
        by=place.actor,
        now=clock(),
    )
    return _one(place.collaboration, change.pk)


REASON_BODY = body({"type": "object", "required": ["reason"], "properties": {"reason": {"type": "string"}}})


@router.post(
    "/collaborations/{int:pk}/change-requests/{int:change_id}/resume",
    summary="补充材料后重新提交",
    openapi_extra=REASON_BODY,
    response=ChangeOut,
)
@remembered
def change_resume(request: Request, pk: int, change_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    change = queries.change_of(place.collaboration, change_id)
    services.resume_change(change, reason=text_of(body_of(request), "reason"), by=place.actor, now=clock())
    return _one(place.collaboration, change.pk)
