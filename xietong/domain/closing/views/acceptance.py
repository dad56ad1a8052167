"""The joint acceptance: overview of self-checks, form 6, verdicts in place, signatures, mending."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from xietong.domain.closing import services
from xietong.domain.closing.models import Acceptance
from xietong.domain.closing.paper import ACCEPTANCE_ENTRY
from xietong.domain.closing.queries import acceptance as queries
from xietong.domain.closing.queries.report import choices
from xietong.domain.closing.queries.self_check import self_check_overview
from xietong.domain.closing.states import AcceptanceKind, AcceptanceState, Method, Verdict
from xietong.domain.closing.views.reading import back, day_in, number_of, signs, version_of
from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.people.queries import Request
from xietong.domain.people.services import recognise_again
from xietong.domain.signoffs.queries import latest_round, missing_names, strip, waiting_for
from xietong.domain.signoffs.states import Opinion
from xietong.kit.clock import clock, today
from xietong.kit.paperwork.html import HtmlForm, paper_form
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page
from xietong.kit.workflow import NotNow


@login_required
@require_http_methods(["GET", "POST"])
def acceptance_list(request: Request, pk: int) -> HttpResponse:
    """Self-checks of all tasks and every acceptance so far. POST calls a joint acceptance."""
    place = place_for(request.who, pk)
    if request.method == "GET":
        context = {
            "frame": frame(place, "acceptance"),
            "rows": self_check_overview(place),
            "acceptances": queries.acceptances_of(place.collaboration),
            "ready": queries.callable_tasks(place.collaboration),
            "may_call": Acceptance.permissions.allows("acceptance.call", place.actor.roles),
            "kinds": [(kind.value, kind.label) for kind in AcceptanceKind],
            "methods": [(method.value, method.label) for method in Method],
            "today": today(),
        }
        return page(request, "closing/acceptance_list.html", context)
    kind = AcceptanceKind.called(request.POST.get("kind", AcceptanceKind.TASKS.value))
    method = Method.called(request.POST.get("method", Method.MEETING.value))
    if kind is None or method is None:
        raise Problems(Problem("kind", "验收类型", "请从列表中选择验收类型和方式。", "choice"))
    wanted = [int(text) for text in request.POST.getlist("tasks") if text.isascii() and text.isdigit()]
    row = services.call_acceptance(
        place.collaboration,
        kind=kind,
        task_ids=wanted or None,
        method=method.label,
        held_on=day_in(request, "held_on", "验收日期"),
        by=place.actor,
        now=clock(),
    )
    flash.say(request, f"{row.number} 已发起，验收部门负责人会收到通知，请逐项给出结论。")
    return back(_href(row))


def _href(row: Acceptance) -> str:
    return f"{row.collaboration.href}/acceptance/{row.pk}"


def _entry(request: Request, row: Acceptance, *, bound: bool = False) -> HtmlForm:
    return paper_form(
        ACCEPTANCE_ENTRY,
        request.POST if bound else None,
        initial=queries.entry_answers(row),
        choices=choices(),
        partial=True,
    )


@login_required
@require_http_methods(["GET", "POST"])
def acceptance(request: Request, pk: int, acceptance_id: int) -> HttpResponse:
    """Form 6 at work. POST keeps day, method, measured outcomes, handovers and remarks."""
    place = place_for(request.who, pk)
    row = queries.acceptance_in(place.collaboration, acceptance_id)
    if request.method == "GET":
        return _page(request, place, row)
    form = _entry(request, row, bound=True)
    if form.problems:
        return _page(request, place, row, form, status=422)
    services.save_acceptance(row, answers=form.clean(), by=place.actor, now=clock(), version=version_of(request))
    flash.say(request, "验收表已保存。")
    return back(_href(row))


def _page(
    request: Request, place: Place, row: Acceptance, form: HtmlForm | None = None, *, status: int = 200
) -> HttpResponse:
    now = clock()
    data = queries.acceptance_page(place, row)
    editing = row.state == AcceptanceState.OPEN and row.permissions.allows("acceptance.edit", place.actor.roles)
    judging = any(line.may_judge for line in data.rows)
    round_ = latest_round(queries.KIND, row.pk) if row.state != AcceptanceState.OPEN else None
    context = {
        "frame": frame(place, "acceptance"),
        "row": row,
        "page": data,
        "form": form or (_entry(request, row) if editing else None),
        "editing": editing,
        "judging": judging,
        "people": choices()["person"] if judging else [],
        "verdicts": [(verdict.value, verdict.label) for verdict in Verdict],
        "signs": signs(strip(round_), now),
        "round": round_,
        "signoff": waiting_for(request.who, queries.KIND, row.pk) if row.state == AcceptanceState.SIGNING else None,
        "signer": request.user.name,
        "opinions": [(o.value, o.label) for o in (Opinion.AGREE, Opinion.CONDITIONAL, Opinion.ABSTAIN)],
    }
    return page(request, "closing/acceptance_page.html", context, status=status)


@login_required
@require_POST
def acceptance_verdicts(request: Request, pk: int, acceptance_id: int) -> HttpResponse:
    """One verdict for the chosen deliverables."""
    place = place_for(request.who, pk)
    row = queries.acceptance_in(place.collaboration, acceptance_id)
    items = services.judge_items(
        row,
        item_ids=[int(text) for text in request.POST.getlist("items") if text.isascii() and text.isdigit()],
        verdict=request.POST.get("verdict", ""),
        problem=request.POST.get("problem", ""),
        requirement=request.POST.get("requirement", ""),
        mender_id=number_of(request, "mender"),
        mend_by=day_in(request, "mend_by", "整改期限"),
        by=place.actor,
        now=clock(),
    )
    flash.say(request, f"已记录 {len(items)} 项结论：{items[0].verdict.label}。")
    return back(_href(row))


@login_required
@require_POST
def acceptance_submission(request: Request, pk: int, acceptance_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = services.submit_acceptance(
        queries.acceptance_in(place.collaboration, acceptance_id),
        by=place.actor,
        now=clock(),
        version=version_of(request),
    )
    if row.state == AcceptanceState.FAILED:
        flash.say(request, "有交付物不通过：相关子任务已退回整改，整改并重新自检后再组织验收。", flash.CARE)
    else:
        waited = "、".join(f"{d} {p}".strip() for d, p, _ in missing_names(latest_round(queries.KIND, row.pk)))
        flash.say(request, f"已提交签字，等待 {waited} 签字。")
    return back(f"{place.collaboration.href}/acceptance/{row.pk}")


@login_required
@require_POST
def acceptance_withdrawal(request: Request, pk: int, acceptance_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = queries.acceptance_in(place.collaboration, acceptance_id)
    services.withdraw_acceptance(row, by=place.actor, now=clock(), version=version_of(request))
    flash.say(request, "已撤回，结论可以修改；签字的请求已取消。")
    return back(_href(row))


@login_required
@require_POST
def acceptance_signature(request: Request, pk: int, acceptance_id: int) -> HttpResponse:
    """Sign what was shown: password, digest, opinion."""
    place = place_for(request.who, pk)
    row = queries.acceptance_in(place.collaboration, acceptance_id)
    signoff = waiting_for(request.who, queries.KIND, row.pk)
    if signoff is None:
        raise NotNow("现在没有等待您签字的验收表；可能已经签过，或已退回、撤回。")
    opinion = Opinion.called(request.POST.get("opinion", Opinion.AGREE.value) or Opinion.AGREE.value)
    if opinion is None:
        raise Problems(Problem("opinion", "意见", "请从“同意、有条件同意、弃权（回避）”中选择。", "choice"))
    signed = services.sign_acceptance(
        row,
        signoff=signoff,
        content_digest=request.POST.get("digest", ""),
        opinion=opinion,
        reason=request.POST.get("reason", ""),
        method=recognise_again(request.user, request.POST.get("password", "")),
        by=place.actor,
        now=clock(),
    )
    waited = "、".join(f"{d} {p}".strip() for d, p, _ in missing_names(latest_round(queries.KIND, row.pk)))
    passed = signed.state == AcceptanceState.PASSED
    flash.say(request, "已签字，验收通过，相关子任务已完成。" if passed else f"已签字，还在等待 {waited} 签字。")
    return back(_href(row))


@login_required
@require_POST
def acceptance_return(request: Request, pk: int, acceptance_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = queries.acceptance_in(place.collaboration, acceptance_id)
    signoff = waiting_for(request.who, queries.KIND, row.pk)
    if signoff is None:
        raise NotNow("现在没有等待您签字的验收表，不能退回。")
    services.return_acceptance(row, signoff=signoff, why=request.POST.get("reason", ""), by=place.actor, now=clock())
    lead = place.collaboration.lead.name if place.collaboration.lead else "总负责人"
    flash.say(request, f"已退回，{lead} 会收到您的意见。")
    return back(_href(row))


@login_required
@require_POST
def item_mending(request: Request, pk: int, item_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    item = queries.item_in(place.collaboration, item_id)
    services.mend_item(item, how=request.POST.get("reason", ""), by=place.actor, now=clock())
    flash.say(request, "整改情况已提交，等待复验。")
    return back(f"{place.collaboration.href}/acceptance/{item.acceptance_id}#item-{item.pk}")


@login_required
@require_POST
def item_recheck(request: Request, pk: int, item_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    item = queries.item_in(place.collaboration, item_id)
    passed = request.POST.get("passed") == "yes"
    services.recheck_item(
        item,
        passed=passed,
        words=request.POST.get("words", ""),
        mend_by=day_in(request, "mend_by", "新的期限"),
        by=place.actor,
        now=clock(),
    )
    flash.say(request, "复验通过。" if passed else "复验未通过，已请整改责任人继续整改。")
    return back(f"{place.collaboration.href}/acceptance/{item.acceptance_id}#item-{item.pk}")
