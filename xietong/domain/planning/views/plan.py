"""The plan: versions, sections, signatures, publication, who has read it, differences."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.people.queries import Request
from xietong.domain.people.services import recognise_again
from xietong.domain.planning import queries, services
from xietong.domain.planning.models import Plan
from xietong.domain.planning.queries import pages
from xietong.domain.planning.states import PlanSection
from xietong.domain.planning.views.requests import back, number_of, version_of
from xietong.domain.signoffs.models import SignOff
from xietong.domain.signoffs.queries import latest_round, missing_names, strip, waiting_for
from xietong.domain.signoffs.states import Opinion
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page
from xietong.kit.workflow import NotNow


def _plan(place: Place) -> Plan:
    plan = queries.current_plan(place.collaboration)
    if plan is None:
        raise Http404("还没有计划书，请先起草。")
    return plan


def _waited(plan: Plan) -> str:
    names = [
        f"{department} {person}".strip()
        for department, person, _since in missing_names(latest_round(queries.KIND, plan.pk))
    ]
    return "、".join(names[:6]) + (f" 等 {len(names)} 人" if len(names) > 6 else "")


def _mine(request: Request, plan: Plan) -> SignOff:
    signoff = waiting_for(request.who, queries.KIND, plan.pk)
    if signoff is None:
        raise NotNow("现在没有等待您签字的内容；可能已经签过，或计划书已退回、撤回。", state=plan.state)
    return signoff


@login_required
@require_http_methods(["GET", "POST"])
def plan_page(request: Request, pk: int) -> HttpResponse:
    """The version under way or in force. POST begins one."""
    place = place_for(request.who, pk)
    if request.method == "POST":
        plan = services.draft_plan(
            place.collaboration, why=request.POST.get("why", "")[:500], by=place.actor, now=clock()
        )
        flash.say(request, f"已起草第 {plan.number} 版，内容取自任务清单、资源和风险，齐备后提交会签。")
        return back(place, "/plan")
    context = {
        "frame": frame(place, "plan"),
        **pages.plan_page(place, request.who, clock()),
        "opinions": Opinion.choices(),
        "sections_to_return": PlanSection.choices(),
    }
    return page(request, "planning/plan_page.html", context)


@login_required
@require_POST
def plan_submission(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    plan = services.submit_plan(_plan(place), by=place.actor, now=clock(), version=version_of(request))
    flash.say(request, f"第 {plan.number} 版已提交，等待 {_waited(plan)} 签字。")
    return back(place, "/plan")


@login_required
@require_POST
def plan_signature(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    plan = _plan(place)
    signoff = _mine(request, plan)
    opinion = Opinion.called(request.POST.get("opinion", Opinion.AGREE.value))
    if opinion is None:
        raise Problems(Problem("opinion", "意见", "请从“同意、有条件同意、不同意、弃权（回避）”中选择。"))
    signed = services.sign_plan(
        plan,
        signoff=signoff,
        content_digest=request.POST.get("digest", ""),
        opinion=opinion,
        reason=request.POST.get("reason", ""),
        method=recognise_again(request.user, request.POST.get("password", "")),
        by=place.actor,
        now=clock(),
    )
    waited = _waited(plan)
    flash.say(
        request,
        f"已签字，还在等待 {waited} 签字。" if waited else f"已签字，计划书{signed.state.label}，请总负责人发布。",
    )
    return back(place, "/plan")


@login_required
@require_POST
def plan_return(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    plan = _plan(place)
    section = PlanSection.called(request.POST.get("section", ""))
    if section is None:
        raise Problems(Problem("section", "退回的部分", "请选择任务清单、资源计划或风险预案。", "missing"))
    services.return_plan(
        plan,
        signoff=_mine(request, plan),
        section=section,
        reason=request.POST.get("reason", ""),
        by=place.actor,
        now=clock(),
    )
    lead = place.collaboration.lead
    flash.say(
        request, f"已退回{section.label}，请 {lead.name if lead else '总负责人'} 修改后再提交；其他人的待签事项已取消。"
    )
    return back(place, "/plan")


@login_required
@require_POST
def plan_withdrawal(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    services.withdraw_plan(_plan(place), by=place.actor, now=clock(), version=version_of(request))
    flash.say(request, "已撤回，可以修改后再提交；待签事项已取消。")
    return back(place, "/plan")


@login_required
@require_POST
def plan_publication(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    plan = services.publish_plan(_plan(place), by=place.actor, now=clock(), version=version_of(request))
    readers = queries.readers_of(plan)
    flash.say(request, f"第 {plan.number} 版已发布，基线已确定，已请 {len(readers)} 人阅读。")
    return back(place, "/plan")


@login_required
@require_POST
def plan_acknowledgement(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    plan = queries.published_plan(place.collaboration)
    if plan is None:
        raise NotNow("还没有已发布的计划书。")
    services.acknowledge_plan(plan, by=place.actor, now=clock())
    flash.say(request, f"已阅第 {plan.number} 版，已记录。")
    return back(place, "/plan")


@login_required
@require_POST
def plan_passing_on(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    plan = queries.published_plan(place.collaboration)
    if plan is None:
        raise NotNow("还没有已发布的计划书。")
    people = [found for text in request.POST.getlist("people") if (found := number_of(text)) is not None]
    added = services.pass_on_plan(plan, person_ids=people, by=place.actor, now=clock())
    flash.say(request, f"已传达给 {added} 人，他们会收到提醒并可查看本项目。")
    return back(place, "/plan#readers")


@login_required
@require_GET
def plan_version(request: Request, pk: int, number: int) -> HttpResponse:
    """One version as it was signed, with its digest and signatures."""
    place = place_for(request.who, pk)
    plan = queries.plan_of(place.collaboration, number)
    round_ = latest_round(queries.KIND, plan.pk)
    content = plan.content or queries.plan_content(place.collaboration)
    context: dict[str, Any] = {
        "frame": frame(place, "plan"),
        "collaboration": place.collaboration,
        "plan": plan,
        "content": content,
        "round": round_,
        "strip": strip(round_),
    }
    return page(request, "planning/plan_version.html", context)


@login_required
@require_GET
def plan_differences(request: Request, pk: int) -> HttpResponse:
    """Two versions line by line; without numbers the newest two, or the newest and the task list as it is now."""
    place = place_for(request.who, pk)
    before, after = queries.versions_asked(place.collaboration, request.GET.get("from"), request.GET.get("to"))
    context = {
        "frame": frame(place, "plan"),
        "collaboration": place.collaboration,
        "plans": queries.plans_of(place.collaboration),
        "before": before[0],
        "after": after[0],
        "sections": queries.plan_differences(before[1], after[1]),
    }
    return page(request, "planning/plan_differences.html", context)
