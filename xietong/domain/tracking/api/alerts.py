"""Alerts for other programs: read, raise, take, close, open again."""

from django.http import HttpResponse

from xietong.domain.collaborations.queries import place_for
from xietong.domain.people.queries import Request
from xietong.domain.tracking import queries, services
from xietong.domain.tracking.api.router import (
    EVIDENCE_BODY,
    RAISE_BODY,
    REASON_BODY,
    TAKE_BODY,
    AlertList,
    AlertOut,
    router,
)
from xietong.domain.tracking.api.shapes import alert_json, number_in, text_in
from xietong.domain.tracking.models import Alert
from xietong.domain.tracking.queries.sent_values import read_day
from xietong.domain.tracking.states import AlertState
from xietong.kit.api.manners import answer, body_of, if_match, remembered
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems


def _said(alert: Alert, request: Request | None = None, status: int = 200) -> HttpResponse:
    return answer(alert_json(alert), version=alert.version, request=request, status=status)


@router.get("/collaborations/{int:pk}/alerts", summary="预警", response=AlertList)
def alert_list(request: Request, pk: int, state: str = "") -> HttpResponse:
    place = place_for(request.who, pk)
    if state and state not in list(AlertState):
        raise Problems(Problem("state", "state", f"可以是：{'、'.join(AlertState)}。", "choice"))
    rows = queries.alerts_of(place.collaboration, [state] if state else ())
    return answer({"items": [alert_json(alert) for alert in rows], "next": None}, request=request)


@router.post(
    "/collaborations/{int:pk}/alerts", summary="人工升级预警", response={201: AlertOut}, openapi_extra=RAISE_BODY
)
@remembered
def alert_new(request: Request, pk: int) -> HttpResponse:
    place, body = place_for(request.who, pk), body_of(request)
    task = queries.task_of(place.collaboration, number_in(body, "task") or 0)
    made = services.raise_alert(
        task, level=text_in(body, "level"), why=text_in(body, "why"), by=place.actor, now=clock()
    )
    return _said(made, status=201)


@router.get("/collaborations/{int:pk}/alerts/{int:alert_id}", summary="一条预警", response=AlertOut)
def alert(request: Request, pk: int, alert_id: int) -> HttpResponse:
    return _said(queries.alert_for(place_for(request.who, pk).collaboration, alert_id), request)


@router.post(
    "/collaborations/{int:pk}/alerts/{int:alert_id}/take",
    summary="登记原因与措施",
    response=AlertOut,
    openapi_extra=TAKE_BODY,
)
@remembered
def alert_take(request: Request, pk: int, alert_id: int) -> HttpResponse:
    place, body = place_for(request.who, pk), body_of(request)
    taken = services.take_alert(
        queries.alert_for(place.collaboration, alert_id),
        cause=text_in(body, "cause"),
        cause_text=text_in(body, "cause_text"),
        measure=text_in(body, "measure"),
        measure_text=text_in(body, "measure_text"),
        responsible_id=number_in(body, "responsible"),
        due_on=read_day(body.get("due_on"), "due_on", "期限"),
        by=place.actor,
        now=clock(),
        version=if_match(request),
    )
    return _said(taken)


@router.post(
    "/collaborations/{int:pk}/alerts/{int:alert_id}/close",
    summary="核实并关闭",
    response=AlertOut,
    openapi_extra=EVIDENCE_BODY,
)
@remembered
def alert_close(request: Request, pk: int, alert_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    closed = services.close_alert(
        queries.alert_for(place.collaboration, alert_id),
        evidence=text_in(body_of(request), "evidence"),
        by=place.actor,
        now=clock(),
        version=if_match(request),
    )
    return _said(closed)


@router.post(
    "/collaborations/{int:pk}/alerts/{int:alert_id}/reopen",
    summary="重新打开",
    response=AlertOut,
    openapi_extra=REASON_BODY,
)
@remembered
def alert_reopen(request: Request, pk: int, alert_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    opened = services.reopen_alert(
        queries.alert_for(place.collaboration, alert_id),
        why=text_in(body_of(request), "reason"),
        by=place.actor,
        now=clock(),
        version=if_match(request),
    )
    return _said(opened)
