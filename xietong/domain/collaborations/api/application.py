"""Form 1 over the API: read, write, send round, sign, return, withdraw, void."""

from django.http import HttpResponse

from xietong.domain.collaborations import services
from xietong.domain.collaborations.api.router import PAPER_BODY, REASON_BODY, SIGN_BODY, ApplicationOut, router
from xietong.domain.collaborations.models import Application
from xietong.domain.collaborations.queries import place_for
from xietong.domain.collaborations.queries.application import application_of
from xietong.domain.collaborations.queries.pages import application_state_json, waiting_signature
from xietong.domain.people.queries import Request
from xietong.domain.people.services import recognise_again
from xietong.domain.signoffs.states import Opinion
from xietong.kit.api.manners import answer, body_of, if_match, remembered
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems
from xietong.kit.workflow import NotNow


def _said(application: Application, request: Request | None = None) -> HttpResponse:
    return answer(application_state_json(application), version=application.version, request=request)


@router.get("/collaborations/{int:pk}/application", summary="申请表", response=ApplicationOut)
def application(request: Request, pk: int) -> HttpResponse:
    return _said(application_of(place_for(request.who, pk).collaboration), request)


@router.put(
    "/collaborations/{int:pk}/application",
    summary="保存申请表草稿（整表）",
    response=ApplicationOut,
    openapi_extra=PAPER_BODY,
)
def application_save(request: Request, pk: int) -> HttpResponse:
    """The whole paper; lines left out are emptied. What is missing may stay missing until it is submitted."""
    place, body = place_for(request.who, pk), body_of(request)
    saved = services.save_application(
        application_of(place.collaboration),
        answers=body.get("answers", body),
        by=place.actor,
        now=clock(),
        version=if_match(request),
    )
    return _said(saved)


@router.post("/collaborations/{int:pk}/application/submit", summary="提交会签", response=ApplicationOut)
@remembered
def application_submit(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = services.submit_application(
        application_of(place.collaboration), by=place.actor, now=clock(), version=if_match(request)
    )
    return _said(row)


@router.post(
    "/collaborations/{int:pk}/application/sign", summary="签字", response=ApplicationOut, openapi_extra=SIGN_BODY
)
@remembered
def application_sign(request: Request, pk: int) -> HttpResponse:
    """Needs the signer's password again and the digest of the content that was read."""
    place, body = place_for(request.who, pk), body_of(request)
    row = application_of(place.collaboration)
    signoff = waiting_signature(request.who, row)
    if signoff is None:
        raise NotNow(f"申请表{row.state.label}，现在没有等待您签字的内容。", state=row.state)
    opinion = Opinion.called(str(body.get("opinion") or Opinion.AGREE.value))
    if opinion is None:
        raise Problems(Problem("opinion", "意见", "应为 agree、conditional、disagree 或 abstain。"))
    signed = services.sign_application(
        row,
        signoff=signoff,
        content_digest=str(body.get("digest") or ""),
        opinion=opinion,
        reason=str(body.get("reason") or ""),
        method=recognise_again(request.user, str(body.get("password") or "")),
        by=place.actor,
        now=clock(),
    )
    return _said(signed)


@router.post(
    "/collaborations/{int:pk}/application/return",
    summary="退回修改",
    response=ApplicationOut,
    openapi_extra=REASON_BODY,
)
@remembered
def application_return(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = application_of(place.collaboration)
    signoff = waiting_signature(request.who, row)
    if signoff is None:
        raise NotNow(f"申请表{row.state.label}，现在没有等待您签字的内容。", state=row.state)
    why = str(body_of(request).get("reason") or "")
    return _said(services.return_application(row, signoff=signoff, why=why, by=place.actor, now=clock()))


@router.post("/collaborations/{int:pk}/application/withdraw", summary="撤回", response=ApplicationOut)
@remembered
def application_withdraw(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = services.withdraw_application(
        application_of(place.collaboration), by=place.actor, now=clock(), version=if_match(request)
    )
    return _said(row)


@router.post(
    "/collaborations/{int:pk}/application/void", summary="作废", response=ApplicationOut, openapi_extra=REASON_BODY
)
@remembered
def application_void(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    why = str(body_of(request).get("reason") or "")
    row = services.void_application(
        application_of(place.collaboration), why=why, by=place.actor, now=clock(), version=if_match(request)
    )
    return _said(row)
