"""The resource plan: requests, answers, summary, conflicts."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.people.queries import Request, department_choices, person_choices
from xietong.domain.planning import queries, services
from xietong.domain.planning.models import ResourceRequest
from xietong.domain.planning.paper import RESOURCE_FORM
from xietong.domain.planning.queries import pages
from xietong.domain.planning.states import RESOURCE_REQUEST
from xietong.domain.planning.views.requests import back, required_number, taken, version_of
from xietong.kit.clock import clock
from xietong.kit.paperwork.html import HtmlForm, paper_form
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page


def _form(place: Place, data: Any = None, row: ResourceRequest | None = None) -> HtmlForm:
    collaboration = place.collaboration
    initial: dict[str, Any] = {
        "department": min(place.mine, default=None),
        "from_on": collaboration.start_on,
        "until_on": collaboration.finish_on,
        "amount": "1",
        "source": "own",
    }
    if row is not None:
        initial = {line.key: getattr(row, line.key, None) for line in RESOURCE_FORM.lines}
        initial |= {
            "department": row.department_id,
            "person": row.person_id,
            "provider": row.provider_id,
            "task": row.task.code if row.task else "",
            "cost": f"{row.cost:.2f}" if row.cost is not None else "",
        }
    initial = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in initial.items()}
    choices: dict[str, Any] = {"department": department_choices(), "person": person_choices()}
    return paper_form(RESOURCE_FORM, data, initial=initial, choices=choices)


@login_required
@require_http_methods(["GET", "POST"])
def resource_list(request: Request, pk: int) -> HttpResponse:
    """Requests with their answers, summary and conflicts. POST states a need."""
    place = place_for(request.who, pk)
    if request.method == "POST":
        row = services.ask_resource(
            place.collaboration, values=taken(_form(place, request.POST)), by=place.actor, now=clock()
        )
        flash.say(request, f"已申报“{row.name}”，等待提供部门答复。")
        return back(place, f"/resources#resource-{row.pk}")
    context = {"frame": frame(place, "resources"), **pages.resources_page(place, request.who)}
    may = context["may_ask"] and not context["going_round"]
    return page(request, "planning/resource_list.html", context | {"form": _form(place) if may else None})


@login_required
@require_http_methods(["GET", "POST"])
def resource_page(request: Request, pk: int, resource_id: int) -> HttpResponse:
    """Change what was asked."""
    place = place_for(request.who, pk)
    row = queries.resource_of(place.collaboration, resource_id)
    if request.method == "POST":
        values = taken(_form(place, request.POST))
        services.edit_resource(row, values=values, by=place.actor, now=clock(), version=version_of(request))
        flash.say(request, f"已修改“{values['name']}”。")
        return back(place, f"/resources#resource-{row.pk}")
    context = {
        "frame": frame(place, "resources"),
        "row": row,
        "form": _form(place, None, row),
        "collaboration": place.collaboration,
    }
    return page(request, "planning/resource_page.html", context)


@login_required
@require_POST
def resource_removal(request: Request, pk: int, resource_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = queries.resource_of(place.collaboration, resource_id)
    services.remove_resource(row, by=place.actor, now=clock())
    flash.say(request, f"已撤回资源需求“{row.name}”。")
    return back(place, "/resources")


@login_required
@require_POST
def resource_answer(request: Request, pk: int, resource_id: int) -> HttpResponse:
    """promise, refuse, deliver, give_back."""
    place = place_for(request.who, pk)
    row = queries.resource_of(place.collaboration, resource_id)
    verb = request.POST.get("verb", "")
    if verb not in {step.verb for step in RESOURCE_REQUEST.steps}:
        raise Problems(Problem("verb", "答复", "请选择承诺提供、不能提供、确认到位或确认归还。"))
    done = services.step_resource(
        row, verb, answer=request.POST.get("reason", ""), by=place.actor, now=clock(), version=version_of(request)
    )
    flash.say(request, f"“{row.name}”{done.state.label}，已告知 {row.department.name}。")
    return back(place, f"/resources#resource-{row.pk}")


@login_required
@require_POST
def conflict_acceptance(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    services.accept_conflict(
        place.collaboration,
        key=request.POST.get("key", "")[:200],
        reason=request.POST.get("reason", ""),
        by=place.actor,
        now=clock(),
    )
    flash.say(request, "已接受这处冲突，理由随计划书保存。")
    return back(place, "/resources#conflicts")


@login_required
@require_POST
def nothing_needed(request: Request, pk: int) -> HttpResponse:
    """A department says that it needs nothing, or sees no risk."""
    place = place_for(request.who, pk)
    kind = request.POST.get("kind", "")
    services.state_nothing(
        place.collaboration,
        department_id=required_number(request, "department", "部门"),
        kind=kind,
        by=place.actor,
        now=clock(),
    )
    flash.say(request, "已确认：无资源需求。" if kind == "resource" else "已确认：未发现风险。")
    return back(place, "/resources" if kind == "resource" else "/risks")
