"""Alerts as cases: the list, one case with its impact and history, and what is done about it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xietong.domain.collaborations.queries import frame, place_for
from xietong.domain.collaborations.queries.place import Place
from xietong.domain.people.queries import Request
from xietong.domain.tracking import queries, services
from xietong.domain.tracking.models import Alert
from xietong.domain.tracking.permissions import TRACKING
from xietong.domain.tracking.states import OPEN_ALERTS, Cause, Measure
from xietong.domain.tracking.views.posted import back_to, day_of_field, id_of_field, text_of, version_of
from xietong.kit.clock import clock, today
from xietong.kit.steps import buttons
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page, swap


@login_required
@require_http_methods(["GET", "POST"])
def alert_list(request: Request, pk: int) -> HttpResponse:
    """The cases; a POST raises a task's light by hand."""
    place = place_for(request.who, pk)
    if request.method == "POST":
        task = queries.task_of(place.collaboration, id_of_field(request, "task") or 0)
        alert = services.raise_alert(
            task, level=text_of(request, "level"), why=text_of(request, "why"), by=place.actor, now=clock()
        )
        flash.say(request, f"已升级为{alert.level.label}（{alert.number}），已通知总负责人和责任部门。")
        return back_to(_href(alert))
    alerts = queries.alerts_of(place.collaboration)
    context = {
        "frame": frame(place, "alerts"),
        "open": [_line(alert) for alert in alerts if alert.state in OPEN_ALERTS],
        "ended": [_line(alert) for alert in alerts if alert.state not in OPEN_ALERTS],
        "may_raise": TRACKING.allows("alert.raise", place.actor.roles),
        "task_choices": queries.open_task_choices(place.collaboration),
    }
    return page(request, "tracking/alert_list.html", context)


def _href(alert: Alert) -> str:
    return f"/collaborations/{alert.collaboration_id}/alerts/{alert.pk}"


def _line(alert: Alert) -> dict[str, Any]:
    return {
        "alert": alert,
        "href": _href(alert),
        "subject": queries.subject_of(alert),
        "rule": queries.rule_label(alert.rule),
    }


@login_required
@require_GET
def alert_page(request: Request, pk: int, alert_id: int) -> HttpResponse:
    """One case; for htmx its case block alone, which the tracking table shows beside itself."""
    place = place_for(request.who, pk)
    alert = queries.alert_for(place.collaboration, alert_id)
    return swap(request, "tracking/alert_page.html#case", _case(place, alert))


def _case(place: Place, alert: Alert) -> dict[str, Any]:
    collaboration = place.collaboration
    impact, slip = [], 0
    if alert.task is not None:
        slip = queries.slip_of(alert.task, collaboration, today())
        impact = queries.impact_of(collaboration, alert.task, days=slip, today=today())
    return {
        "frame": frame(place, "alerts"),
        **_line(alert),
        "verbs": [verb for verb, _word in buttons(alert, place.actor.roles)],
        "causes": Cause.choices(),
        "measures": Measure.choices(),
        "people": queries.team_choices(collaboration),
        "impact": impact[:50],
        "slip": slip,
        "history": queries.history_of(alert),
        "letters": list(alert.letters.all()),
    }


@login_required
@require_POST
def alert_measure(request: Request, pk: int, alert_id: int) -> HttpResponse:
    """Record cause and measure."""
    place = place_for(request.who, pk)
    alert = services.take_alert(
        queries.alert_for(place.collaboration, alert_id),
        cause=text_of(request, "cause"),
        cause_text=text_of(request, "cause_text"),
        measure=text_of(request, "measure"),
        measure_text=text_of(request, "measure_text"),
        responsible_id=id_of_field(request, "responsible"),
        due_on=day_of_field(request, "due_on", "期限"),
        by=place.actor,
        now=clock(),
        version=version_of(request),
    )
    name = alert.responsible.name if alert.responsible else ""
    flash.say(request, f"已登记原因与措施，等待 {name} 于 {alert.due_on:%m-%d} 前落实。")
    return back_to(_href(alert))


@login_required
@require_POST
def alert_closure(request: Request, pk: int, alert_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    alert = services.close_alert(
        queries.alert_for(place.collaboration, alert_id),
        evidence=text_of(request, "evidence"),
        by=place.actor,
        now=clock(),
        version=version_of(request),
    )
    flash.say(request, f"预警 {alert.number} 已关闭，已通知责任部门。")
    return back_to(_href(alert))


@login_required
@require_POST
def alert_reopening(request: Request, pk: int, alert_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    alert = services.reopen_alert(
        queries.alert_for(place.collaboration, alert_id),
        why=text_of(request, "reason"),
        by=place.actor,
        now=clock(),
        version=version_of(request),
    )
    flash.say(request, f"预警 {alert.number} 已重新打开，等待总负责人处理。")
    return back_to(_href(alert))
