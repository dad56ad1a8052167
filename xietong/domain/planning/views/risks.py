"""The risk plan: register, heat map, forecast of the finish."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.people.queries import Request, department_choices, person_choices
from xietong.domain.planning import queries, services
from xietong.domain.planning.models import Risk
from xietong.domain.planning.paper import RISK_FORM
from xietong.domain.planning.queries import pages
from xietong.domain.planning.views.requests import back, number_of, taken, version_of
from xietong.kit.clock import clock, today
from xietong.kit.paperwork.html import HtmlForm, paper_form
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page


def _form(place: Place, data: Any = None, risk: Risk | None = None) -> HtmlForm:
    initial: dict[str, Any] = {
        "department": min(place.mine, default=None),
        "probability": 2,
        "impact": 3,
        "buffer_days": 0,
    }
    if risk is not None:
        initial = {line.key: getattr(risk, line.key, None) for line in RISK_FORM.lines}
        initial |= {
            "department": risk.department_id,
            "owner": risk.owner_id,
            "mitigate_by": risk.mitigate_by.isoformat() if risk.mitigate_by else "",
            "tasks": queries.affected_said(place.collaboration, [risk]).get(risk.pk, ""),
        }
    choices: dict[str, Any] = {"department": department_choices(), "person": person_choices()}
    return paper_form(RISK_FORM, data, initial=initial, choices=choices)


@login_required
@require_http_methods(["GET", "POST"])
def risk_list(request: Request, pk: int) -> HttpResponse:
    """The register with its heat map. POST writes a risk down."""
    place = place_for(request.who, pk)
    if request.method == "POST":
        risk = services.save_risk(
            place.collaboration, values=taken(_form(place, request.POST)), by=place.actor, now=clock()
        )
        flash.say(request, f"已登记{risk.level.label}风险“{risk.name}”。")
        return back(place, f"/risks#risk-{risk.pk}")
    context = {
        "frame": frame(place, "risks"),
        **pages.risks_page(
            place,
            probability=number_of(request.GET.get("probability")),
            impact=number_of(request.GET.get("impact")),
        ),
    }
    may = context["may_edit"] and not context["going_round"]
    return page(request, "planning/risk_list.html", context | {"form": _form(place) if may else None})


@login_required
@require_http_methods(["GET", "POST"])
def risk_page(request: Request, pk: int, risk_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    risk = queries.risk_of(place.collaboration, risk_id)
    if request.method == "POST":
        values = taken(_form(place, request.POST))
        services.save_risk(
            place.collaboration, values=values, risk=risk, by=place.actor, now=clock(), version=version_of(request)
        )
        flash.say(request, f"已修改风险“{values['name']}”。")
        return back(place, f"/risks#risk-{risk.pk}")
    context = {
        "frame": frame(place, "risks"),
        "risk": risk,
        "form": _form(place, None, risk),
        "collaboration": place.collaboration,
    }
    return page(request, "planning/risk_page.html", context)


@login_required
@require_POST
def risk_step(request: Request, pk: int, risk_id: int) -> HttpResponse:
    """trigger or close."""
    place = place_for(request.who, pk)
    risk = queries.risk_of(place.collaboration, risk_id)
    verb = request.POST.get("verb", "")
    if verb == "trigger":
        services.trigger_risk(risk, by=place.actor, now=clock(), version=version_of(request))
        flash.say(request, f"“{risk.name}”已标记为触发，已通知总负责人和责任部门，请启动应急预案。", flash.CARE)
    elif verb == "close":
        services.close_risk(
            risk, why=request.POST.get("reason", ""), by=place.actor, now=clock(), version=version_of(request)
        )
        flash.say(request, f"“{risk.name}”已关闭。")
    else:
        raise Problems(Problem("verb", "风险", "请选择触发或关闭。"))
    return back(place, f"/risks#risk-{risk.pk}")


@login_required
@require_GET
def risk_forecast(request: Request, pk: int) -> HttpResponse:
    """P50, P80 and P95 of the finish; computed when asked for, since it takes a moment."""
    place = place_for(request.who, pk)
    found = queries.forecast(place.collaboration, day=today())
    context = {"frame": frame(place, "risks"), "forecast": found, "collaboration": place.collaboration}
    return page(
        request,
        "planning/forecast_page.html" if not request.headers.get("HX-Request") else "planning/_forecast.html",
        context,
    )
