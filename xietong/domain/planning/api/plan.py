"""Plan versions over the API: draft, submit, approve, return, publish, acknowledge, compare."""

from typing import Any

from django.http import Http404, HttpResponse

from xietong.domain.collaborations.queries import Place, place_for
from xietong.domain.people.queries import Request
from xietong.domain.people.services import recognise_again
from xietong.domain.planning import queries, services
from xietong.domain.planning.api.reading import id_of, text_of
from xietong.domain.planning.api.router import RETURN_BODY, SIGN_BODY, body, router
from xietong.domain.planning.api.shapes import PlanDiff, PlanOut, PlanRead
from xietong.domain.planning.models import Plan
from xietong.domain.planning.states import PlanSection
from xietong.domain.signoffs.queries import latest_round, strip, waiting_for
from xietong.domain.signoffs.states import Opinion
from xietong.kit.api.manners import answer, body_of, if_match, remembered
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems
from xietong.kit.workflow import NotNow


def _summary(plan: Plan) -> dict[str, Any]:
    return {
        "number": plan.number,
        "state": plan.state,
        "digest": plan.digest,
        "sections": plan.section_digests,
        "why": plan.why,
        "drafted_by": plan.drafted_by.name,
        "drafted_at": plan.drafted_at,
        "published_at": plan.published_at,
        "version": plan.version,
    }


def _json(plan: Plan) -> dict[str, Any]:
    round_ = latest_round(queries.KIND, plan.pk)
    return _summary(plan) | {
        "content": plan.content,
        "content_digest": round_.content_id if round_ else None,
        "signatures": [
            {
                "department": row.department, "person": row.person, "capacities": row.capacities, "state": row.state,
                "opinion": row.opinion, "reason": row.reason, "since": row.since,
                "signature": str(row.signature_id) if row.signature_id else None,
            }
            for row in strip(round_)
        ],
        "readers": [
            {"person": r.person, "department": r.department, "asked_at": r.asked_at, "read_at": r.read_at}
            for r in queries.readers_of(plan)
        ],
    }  # fmt: skip


def _current(place: Place) -> Plan:
    plan = queries.current_plan(place.collaboration)
    if plan is None:
        raise Http404
    return plan


def _answer(place: Place, number: int, *, status: int = 200) -> HttpResponse:
    plan = queries.plan_of(place.collaboration, number)
    return answer(_json(plan), status=status, version=plan.version)


@router.get("/collaborations/{int:pk}/plan", summary="协同计划书：现行或在办的版本，以及全部版本", response=PlanRead)
def plan_read(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    plan = queries.current_plan(place.collaboration)
    versions = [_summary(one) for one in queries.plans_of(place.collaboration)]
    data = {"current": _json(plan) if plan else None, "versions": versions}
    return answer(data, request=request)


@router.get(
    "/collaborations/{int:pk}/plan/versions/{number}", summary="计划书的一个版本，与所签内容一致", response=PlanOut
)
def plan_version(request: Request, pk: int, number: int) -> HttpResponse:
    place = place_for(request.who, pk)
    return answer(_json(queries.plan_of(place.collaboration, number)), request=request)


DRAFT_BODY = body({"type": "object", "properties": {"why": {"type": "string"}}})


@router.post("/collaborations/{int:pk}/plan", summary="起草一个版本", openapi_extra=DRAFT_BODY, response={201: PlanOut})
@remembered
def plan_draft(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    plan = services.draft_plan(place.collaboration, why=text_of(body_of(request), "why"), by=place.actor, now=clock())
    return _answer(place, plan.number, status=201)


@router.post("/collaborations/{int:pk}/plan/submit", summary="提交会签；不齐备时 409 并说明", response=PlanOut)
@remembered
def plan_submit(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    plan = services.submit_plan(_current(place), by=place.actor, now=clock(), version=if_match(request))
    return _answer(place, plan.number)


@router.post(
    "/collaborations/{int:pk}/plan/approve",
    summary="签字同意（需密码和内容摘要）",
    openapi_extra=SIGN_BODY,
    response=PlanOut,
)
@remembered
def plan_approve(request: Request, pk: int) -> HttpResponse:
    place, sent = place_for(request.who, pk), body_of(request)
    plan = _current(place)
    opinion = Opinion.called(str(sent.get("opinion") or "agree"))
    if opinion is None:
        raise Problems(Problem("opinion", "opinion", "应为 agree、conditional、disagree 或 abstain。"))
    signed = services.sign_plan(
        plan,
        signoff=_mine(request, plan),
        content_digest=text_of(sent, "digest"),
        opinion=opinion,
        reason=text_of(sent, "reason"),
        method=recognise_again(request.user, text_of(sent, "password")),
        by=place.actor,
        now=clock(),
    )
    return _answer(place, signed.number)


def _mine(request: Request, plan: Plan) -> Any:
    signoff = waiting_for(request.who, queries.KIND, plan.pk)
    if signoff is None:
        raise NotNow("现在没有等待您签字的内容。", state=plan.state)
    return signoff


@router.post(
    "/collaborations/{int:pk}/plan/return", summary="按部分退回并说明理由", openapi_extra=RETURN_BODY, response=PlanOut
)
@remembered
def plan_return(request: Request, pk: int) -> HttpResponse:
    place, sent = place_for(request.who, pk), body_of(request)
    plan = _current(place)
    section = PlanSection.called(text_of(sent, "section"))
    if section is None:
        raise Problems(Problem("section", "section", "应为 tasks、resources 或 risks。"))
    returned = services.return_plan(
        plan, signoff=_mine(request, plan), section=section, reason=text_of(sent, "reason"), by=place.actor, now=clock()
    )
    return _answer(place, returned.number)


@router.post("/collaborations/{int:pk}/plan/withdraw", summary="撤回会签", response=PlanOut)
@remembered
def plan_withdraw(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    plan = services.withdraw_plan(_current(place), by=place.actor, now=clock(), version=if_match(request))
    return _answer(place, plan.number)


@router.post("/collaborations/{int:pk}/plan/publish", summary="发布，确定基线并请相关人员阅读", response=PlanOut)
@remembered
def plan_publish(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    plan = services.publish_plan(_current(place), by=place.actor, now=clock(), version=if_match(request))
    return _answer(place, plan.number)


@router.post("/collaborations/{int:pk}/plan/acknowledge", summary="已阅")
@remembered
def plan_acknowledge(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    plan = queries.published_plan(place.collaboration)
    if plan is None:
        raise NotNow("还没有已发布的计划书。")
    row = services.acknowledge_plan(plan, by=place.actor, now=clock())
    return answer({"plan": plan.number, "read_at": row.read_at})


PEOPLE_BODY = body({
    "type": "object",
    "required": ["people"],
    "properties": {"people": {"type": "array", "items": {"type": "string"}}},
})  # fmt: skip


@router.post("/collaborations/{int:pk}/plan/pass-on", summary="在本部门内传达", openapi_extra=PEOPLE_BODY)
@remembered
def plan_pass_on(request: Request, pk: int) -> HttpResponse:
    place, sent = place_for(request.who, pk), body_of(request)
    plan = queries.published_plan(place.collaboration)
    if plan is None:
        raise NotNow("还没有已发布的计划书。")
    people = sent.get("people")
    if not isinstance(people, list):
        raise Problems(Problem("people", "people", "应为人员标识的列表。"))
    ids = [found for one in people if (found := id_of(one, "people")) is not None]
    return answer({"added": services.pass_on_plan(plan, person_ids=ids, by=place.actor, now=clock())})


@router.get("/collaborations/{int:pk}/plan/diff", summary="两个版本逐项比较；0 为现在的内容", response=PlanDiff)
def plan_diff(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    before, after = queries.versions_asked(place.collaboration, request.GET.get("from"), request.GET.get("to"))
    data = {"from": before[0], "to": after[0], "sections": queries.differences_as_json(before[1], after[1])}
    return answer(data, request=request)
