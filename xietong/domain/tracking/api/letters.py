"""Coordination letters for other programs."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from xietong.domain.collaborations.queries import place_for
from xietong.domain.people.queries import Request
from xietong.domain.people.services import recognise_again
from xietong.domain.tracking import queries, services
from xietong.domain.tracking.api.router import (
    DECISION_BODY,
    EXTENSION_BODY,
    LETTER_ANSWER_BODY,
    LETTER_BODY,
    REASON_BODY,
    RETURN_BODY,
    SIGN_BODY,
    LetterList,
    LetterOut,
    router,
)
from xietong.domain.tracking.api.shapes import letter_json, number_in, text_in
from xietong.domain.tracking.models import CoordinationLetter
from xietong.domain.tracking.queries.sent_values import read_day
from xietong.kit.api.manners import answer, body_of, if_match, remembered
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems

AT = "/collaborations/{int:pk}/coordination-letters"
Act = Callable[..., CoordinationLetter]


def _said(letter: CoordinationLetter, request: Request | None = None, status: int = 200) -> HttpResponse:
    return answer(letter_json(letter), version=letter.version, request=request, status=status)


@router.get(AT, summary="资源协调函", response=LetterList)
def letter_list(request: Request, pk: int) -> HttpResponse:
    rows = queries.letters_of(place_for(request.who, pk).collaboration)
    return answer({"items": [letter_json(letter) for letter in rows], "next": None}, request=request)


@router.post(AT, summary="拟协调函", response={201: LetterOut}, openapi_extra=LETTER_BODY)
@remembered
def letter_new(request: Request, pk: int) -> HttpResponse:
    place, body = place_for(request.who, pk), body_of(request)
    items = body.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Problems(Problem("items", "资源明细", "应为列表，每行一项资源。", "type"))
    made = services.draft_letter(
        place.collaboration,
        lender_id=number_in(body, "lender"),
        borrower_id=number_in(body, "borrower"),
        title=text_in(body, "title"),
        purpose=text_in(body, "purpose"),
        items=items,
        reply_by=read_day(body.get("reply_by"), "reply_by", "要求回复时间"),
        custody=text_in(body, "custody"),
        cost_borne_by=text_in(body, "cost_borne_by"),
        task_id=number_in(body, "task"),
        alert_id=number_in(body, "alert"),
        by=place.actor,
        now=clock(),
    )
    return _said(queries.letter_for(place.collaboration, made.pk), status=201)


@router.get(AT + "/{int:letter_id}", summary="一份协调函；digest 是下一次签字的内容摘要", response=LetterOut)
def letter(request: Request, pk: int, letter_id: int) -> HttpResponse:
    return _said(queries.letter_for(place_for(request.who, pk).collaboration, letter_id), request)


def _act(request: Request, pk: int, letter_id: int, service: Act, **given: Any) -> HttpResponse:
    place = place_for(request.who, pk)
    row = queries.letter_for(place.collaboration, letter_id)
    service(row, by=place.actor, now=clock(), version=if_match(request), **given)
    return _said(queries.letter_for(place.collaboration, letter_id))


def _signing(request: Request, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "content_digest": text_in(body, "digest"),
        "method": recognise_again(request.user, text_in(body, "password")),
    }


@router.post(AT + "/{int:letter_id}/sign", summary="签发（总负责人）", response=LetterOut, openapi_extra=SIGN_BODY)
@remembered
def letter_sign(request: Request, pk: int, letter_id: int) -> HttpResponse:
    return _act(request, pk, letter_id, services.sign_letter, **_signing(request, body_of(request)))


@router.post(AT + "/{int:letter_id}/receive", summary="签收", response=LetterOut)
@remembered
def letter_receive(request: Request, pk: int, letter_id: int) -> HttpResponse:
    return _act(request, pk, letter_id, services.receive_letter)


@router.post(
    AT + "/{int:letter_id}/answer",
    summary="回复（调出部门负责人签字）",
    response=LetterOut,
    openapi_extra=LETTER_ANSWER_BODY,
)
@remembered
def letter_answer(request: Request, pk: int, letter_id: int) -> HttpResponse:
    body = body_of(request)
    given = {"answer": text_in(body, "answer"), "text": text_in(body, "text")}
    return _act(request, pk, letter_id, services.answer_letter, **given, **_signing(request, body))


@router.post(AT + "/{int:letter_id}/hand-over", summary="交接", response=LetterOut, openapi_extra=RETURN_BODY)
@remembered
def letter_hand_over(request: Request, pk: int, letter_id: int) -> HttpResponse:
    return _act(request, pk, letter_id, services.hand_over, condition=text_in(body_of(request), "condition"))


@router.post(AT + "/{int:letter_id}/extension", summary="申请延期", response=LetterOut, openapi_extra=EXTENSION_BODY)
@remembered
def letter_extension(request: Request, pk: int, letter_id: int) -> HttpResponse:
    body = body_of(request)
    given = {"until": read_day(body.get("until"), "until", "新归还日"), "why": text_in(body, "reason")}
    return _act(request, pk, letter_id, services.ask_extension, **given)


@router.post(
    AT + "/{int:letter_id}/extension-decision", summary="答复延期申请", response=LetterOut, openapi_extra=DECISION_BODY
)
@remembered
def letter_extension_decision(request: Request, pk: int, letter_id: int) -> HttpResponse:
    body = body_of(request)
    given = {"agree": body.get("agree") is True, "why": text_in(body, "reason")}
    return _act(request, pk, letter_id, services.decide_extension, **given)


@router.post(AT + "/{int:letter_id}/return", summary="确认归还", response=LetterOut, openapi_extra=RETURN_BODY)
@remembered
def letter_return(request: Request, pk: int, letter_id: int) -> HttpResponse:
    body = body_of(request)
    given = {"condition": text_in(body, "condition"), "damaged": body.get("damaged") is True}
    return _act(request, pk, letter_id, services.give_back, **given)


@router.post(AT + "/{int:letter_id}/close", summary="关闭", response=LetterOut, openapi_extra=REASON_BODY)
@remembered
def letter_close(request: Request, pk: int, letter_id: int) -> HttpResponse:
    return _act(request, pk, letter_id, services.close_letter, settlement=text_in(body_of(request), "reason"))


@router.post(AT + "/{int:letter_id}/void", summary="作废", response=LetterOut, openapi_extra=REASON_BODY)
@remembered
def letter_void(request: Request, pk: int, letter_id: int) -> HttpResponse:
    return _act(request, pk, letter_id, services.void_letter, why=text_in(body_of(request), "reason"))
