"""Support requests for other programs."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from xietong.domain.collaborations.queries import place_for
from xietong.domain.people.queries import Request
from xietong.domain.tracking import queries, services
from xietong.domain.tracking.api.router import ANSWER_BODY, ASK_BODY, REASON_BODY, SupportList, SupportOut, router
from xietong.domain.tracking.api.shapes import number_in, support_json, text_in
from xietong.domain.tracking.models import SupportRequest
from xietong.domain.tracking.queries.sent_values import read_day
from xietong.kit.api.manners import answer, body_of, if_match, remembered
from xietong.kit.clock import clock

AT = "/collaborations/{int:pk}/support-requests"


def _said(row: SupportRequest, request: Request | None = None, status: int = 200) -> HttpResponse:
    return answer(support_json(row), version=row.version, request=request, status=status)


@router.get(AT, summary="协作支持请求与响应统计", response=SupportList)
def support_list(request: Request, pk: int, side: str = "", state: str = "") -> HttpResponse:
    """`side`: in (asked of my departments), out (asked by them)."""
    place = place_for(request.who, pk)
    rows = queries.support_of(place.collaboration, side=side, departments=place.mine, state=state)
    figures = {
        side: [
            {
                "department": str(f.department_id),
                "name": f.department,
                "asked": f.asked,
                "answered": f.answered,
                "median_hours": f.median_hours,
                "breach_rate": round(f.breach_rate, 4),
            }
            for f in rows
        ]
        for side, rows in queries.response_figures([place.collaboration.pk], clock()).items()
    }
    return answer({"items": [support_json(row) for row in rows], "next": None, "figures": figures}, request=request)


@router.post(AT, summary="请求支持", response={201: SupportOut}, openapi_extra=ASK_BODY)
@remembered
def support_new(request: Request, pk: int) -> HttpResponse:
    place, body = place_for(request.who, pk), body_of(request)
    made = services.ask_support(
        place.collaboration,
        asking_id=number_in(body, "asking") or 0,
        asked_id=number_in(body, "asked") or 0,
        matter=text_in(body, "matter"),
        requirement=text_in(body, "requirement"),
        wanted_on=read_day(body.get("wanted_on"), "wanted_on", "期望完成"),
        task_id=number_in(body, "task"),
        by=place.actor,
        now=clock(),
    )
    return _said(made, status=201)


@router.get(AT + "/{int:request_id}", summary="一条支持请求", response=SupportOut)
def support_request(request: Request, pk: int, request_id: int) -> HttpResponse:
    return _said(queries.support_request_for(place_for(request.who, pk).collaboration, request_id), request)


Act = Callable[..., SupportRequest]


def _act(request: Request, pk: int, request_id: int, service: Act, **given: Any) -> HttpResponse:
    place = place_for(request.who, pk)
    row = queries.support_request_for(place.collaboration, request_id)
    return _said(service(row, by=place.actor, now=clock(), version=if_match(request), **given))


def _reason(request: Request) -> str:
    return text_in(body_of(request), "reason")


@router.post(
    AT + "/{int:request_id}/answer", summary="答复：接受或部分接受", response=SupportOut, openapi_extra=ANSWER_BODY
)
@remembered
def support_answer(request: Request, pk: int, request_id: int) -> HttpResponse:
    body = body_of(request)
    return _act(
        request,
        pk,
        request_id,
        services.answer_support,
        answer=text_in(body, "answer"),
        text=text_in(body, "text"),
        promised_on=read_day(body.get("promised_on"), "promised_on", "承诺完成日"),
    )


@router.post(AT + "/{int:request_id}/refuse", summary="拒绝", response=SupportOut, openapi_extra=REASON_BODY)
@remembered
def support_refuse(request: Request, pk: int, request_id: int) -> HttpResponse:
    return _act(request, pk, request_id, services.refuse_support, why=_reason(request))


@router.post(
    AT + "/{int:request_id}/query", summary="请求澄清，时限暂停", response=SupportOut, openapi_extra=REASON_BODY
)
@remembered
def support_query(request: Request, pk: int, request_id: int) -> HttpResponse:
    return _act(request, pk, request_id, services.query_support, why=_reason(request))


@router.post(AT + "/{int:request_id}/clarify", summary="澄清，时限继续", response=SupportOut, openapi_extra=REASON_BODY)
@remembered
def support_clarify(request: Request, pk: int, request_id: int) -> HttpResponse:
    return _act(request, pk, request_id, services.clarify_support, text=_reason(request))


@router.post(AT + "/{int:request_id}/deliver", summary="交付", response=SupportOut, openapi_extra=REASON_BODY)
@remembered
def support_deliver(request: Request, pk: int, request_id: int) -> HttpResponse:
    return _act(request, pk, request_id, services.deliver_support, delivery=_reason(request))


@router.post(AT + "/{int:request_id}/satisfy", summary="确认满足", response=SupportOut)
@remembered
def support_satisfy(request: Request, pk: int, request_id: int) -> HttpResponse:
    return _act(request, pk, request_id, services.satisfy_support)


@router.post(AT + "/{int:request_id}/return", summary="退回交付", response=SupportOut, openapi_extra=REASON_BODY)
@remembered
def support_return(request: Request, pk: int, request_id: int) -> HttpResponse:
    return _act(request, pk, request_id, services.send_back_support, why=_reason(request))


@router.post(AT + "/{int:request_id}/withdraw", summary="撤回", response=SupportOut)
@remembered
def support_withdraw(request: Request, pk: int, request_id: int) -> HttpResponse:
    return _act(request, pk, request_id, services.withdraw_support)
