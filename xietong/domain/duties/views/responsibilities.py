"""The pages of the responsibility list: rows and matrix, findings, confirmation by department."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.duties import queries, services
from xietong.domain.duties.models import Duty
from xietong.domain.duties.paper import DESCRIPTION_FORM, DUTY_FORM
from xietong.domain.duties.permissions import DUTIES
from xietong.domain.duties.views.process_map import version_of
from xietong.domain.people.models import Department
from xietong.domain.people.queries import Request
from xietong.domain.people.roles import Role
from xietong.domain.people.services import recognise_again
from xietong.kit.clock import clock
from xietong.kit.paperwork.html import paper_form
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page

VIEWS = (("matrix", "按部门看（矩阵）"), ("list", "按事项看（清单）"))


@login_required
@require_GET
def responsibility_page(request: Request, pk: int) -> HttpResponse:
    """Who is responsible for what: `?view=matrix` (事项 × 部门) or `list`."""
    place = place_for(request.who, pk)
    chosen = request.GET.get("view", "matrix")
    href = f"{place.collaboration.href}/responsibilities"
    context = {
        "frame": frame(place, "responsibilities"),
        "shown": "list" if chosen == "list" else "matrix",
        "views": [{"label": word, "url": f"{href}?view={key}", "on": key == chosen} for key, word in VIEWS],
        "signer": request.user.name,
        **queries.responsibility_page(place),
    }
    return page(request, "duties/responsibility_page.html", context)


@login_required
@require_POST
def responsibility_draft(request: Request, pk: int) -> HttpResponse:
    """A row for every step of the map that none covers yet."""
    place = place_for(request.who, pk)
    rows = services.draft_duties_from_map(place.collaboration, by=place.actor, now=clock(), version=version_of(request))
    flash.say(request, f"已从流程图生成 {len(rows)} 项职责，主责部门为各环节所在的泳道，请逐项核对。")
    return _back(place)


@login_required
@require_http_methods(["GET", "POST"])
def duty_page(request: Request, pk: int, duty_id: int | None = None) -> HttpResponse:
    """One row: the lead writes all of it, the accountable department the words."""
    place = place_for(request.who, pk)
    duty = _duty(place, duty_id) if duty_id else None
    actor = place.about(Role.DEPARTMENT_OF_THIS if duty and duty.accountable_id in place.mine else None)
    whole = DUTIES.allows("responsibility_list.edit", actor.roles)
    DUTIES.require("responsibility_list.edit" if duty is None else "duty.describe", actor.roles)
    form = paper_form(
        DUTY_FORM if whole else DESCRIPTION_FORM,
        request.POST if request.method == "POST" else None,
        initial=queries.duty_answers(duty) if duty else _suggested(request, place),
        choices=queries.duty_choices(place, duty),
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {
            "answers": form.clean(),
            "by": actor,
            "now": clock(),
            "version": version_of(request),
        }
        duty = (
            services.save_duty(place.collaboration, duty=duty, **given)
            if whole
            else services.describe_duty(_duty(place, duty_id or 0), **given)
        )
        flash.say(request, f"已保存职责“{duty.matter}”。")
        return _back(place, f"#duty-{duty.pk}")
    responsibility_list = queries.list_of(place.collaboration)
    context = {
        "frame": frame(place, "responsibilities"),
        "form": form,
        "duty": duty,
        "whole": whole,
        "version": responsibility_list.version if responsibility_list else None,
    }
    return page(request, "duties/duty_page.html", context, status=422 if form.problems else 200)


def _suggested(request: Request, place: Place) -> dict[str, Any]:
    """A new row for a step of the map (`?step=`): what the map already says about it."""
    drawing = queries.drawing_of(queries.map_of(place.collaboration))
    node = drawing.node(request.GET.get("step", ""))
    if node is None:
        return {}
    lane = [int(node.lane)] if node.lane.isdigit() else []
    return {
        "matter": node.name,
        "accountable": lane[0] if lane else None,
        "responsible": lane,
        "steps": [node.id],
        "inputs": list(node.inputs),
        "outputs": list(node.outputs),
        "time_limit": node.time_limit[:60],
    }


@login_required
@require_POST
def duty_removal(request: Request, pk: int, duty_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    duty = _duty(place, duty_id)
    matter = duty.matter
    services.remove_duty(duty, by=place.actor, now=clock(), version=version_of(request))
    flash.say(request, f"已删除职责“{matter}”。")
    return _back(place)


@login_required
@require_POST
def finding_acceptance(request: Request, pk: int) -> HttpResponse:
    """Leave an overlap or omission with a reason."""
    place = place_for(request.who, pk)
    services.accept_finding(
        place.collaboration,
        key=request.POST.get("key", ""),
        reason=request.POST.get("reason", ""),
        by=place.actor,
        now=clock(),
        version=version_of(request),
    )
    flash.say(request, "已保留，理由记入操作记录。")
    return _back(place, "#findings")


@login_required
@require_POST
def responsibility_submission(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    services.submit_duties(place.collaboration, by=place.actor, now=clock(), version=version_of(request))
    flash.say(request, f"职责清单已提交，{queries.waiting_words(place.collaboration)}。")
    return _back(place)


@login_required
@require_POST
def responsibility_confirmation(request: Request, pk: int) -> HttpResponse:
    """The head of a department signs its part."""
    place = place_for(request.who, pk)
    department = _department(request, place)
    services.confirm_duties(
        place.collaboration,
        department=department,
        content_digest=request.POST.get("digest", ""),
        method=recognise_again(request.user, request.POST.get("password", "")),
        by=place.actor,
        now=clock(),
    )
    flash.say(request, f"{department.name}的职责已确认，{queries.waiting_words(place.collaboration)}。")
    return _back(place)


@login_required
@require_POST
def responsibility_return(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    services.return_duties(
        place.collaboration,
        department=_department(request, place),
        why=request.POST.get("reason", ""),
        by=place.actor,
        now=clock(),
    )
    lead = place.collaboration.lead
    flash.say(request, f"已退回，等待 {lead.name if lead else '总负责人'} 修改后重新提交。")
    return _back(place)


@login_required
@require_POST
def responsibility_reopening(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    services.reopen_duties(place.collaboration, by=place.actor, now=clock(), version=version_of(request))
    flash.say(request, "职责清单已转为编制中；重新提交后，仅请内容有变化的部门再次确认。", flash.NOTE)
    return _back(place)


def _duty(place: Place, duty_id: int) -> Duty:
    duty = queries.duty_in(place, duty_id)
    if duty is None:
        raise Http404("没有这项职责，可能已被删除。")
    return duty


def _department(request: Request, place: Place) -> Department:
    wanted = request.POST.get("department", "")
    for department in queries.confirming_departments(place.collaboration):
        if str(department.pk) == wanted:
            return department
    raise Http404("这个部门没有参与本协同项目。")


def _back(place: Place, anchor: str = "") -> HttpResponse:
    return HttpResponseRedirect(f"{place.collaboration.href}/responsibilities{anchor}", status=303)
