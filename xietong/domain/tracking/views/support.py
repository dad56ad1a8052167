"""Support requests: the list with clocks and figures, one request, and every act on it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xietong.domain.collaborations.queries import frame, participations_of, place_for
from xietong.domain.people.queries import Request
from xietong.domain.tracking import queries, services
from xietong.domain.tracking.models import SupportRequest
from xietong.domain.tracking.permissions import TRACKING
from xietong.domain.tracking.services.support_request import towards
from xietong.domain.tracking.states import SupportAnswer
from xietong.domain.tracking.views.posted import back_to, day_of_field, id_of_field, text_of, version_of
from xietong.kit.clock import clock
from xietong.kit.steps import buttons
from xietong.kit.ui import flash
from xietong.kit.ui.shapes import Choice
from xietong.kit.ui.swap import page

SIDES = (("", "全部"), ("in", "请求本部门的"), ("out", "本部门提出的"))


@login_required
@require_http_methods(["GET", "POST"])
def support_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    collaboration = place.collaboration
    if request.method == "POST":
        row = services.ask_support(
            collaboration,
            asking_id=id_of_field(request, "asking") or 0,
            asked_id=id_of_field(request, "asked") or 0,
            matter=text_of(request, "matter"),
            requirement=text_of(request, "requirement"),
            wanted_on=day_of_field(request, "wanted_on", "期望完成"),
            task_id=id_of_field(request, "task"),
            by=place.actor,
            now=clock(),
        )
        flash.say(request, f"已提出 {row.number}，等待 {row.asked.name} 在时限内答复。")
        return back_to(_href(row))
    side = request.GET.get("side", "") if request.GET.get("side") in ("in", "out") else ""
    departments = [(p.department_id, p.department.name) for p in participations_of(collaboration)]
    mine = [pair for pair in departments if pair[0] in place.mine]
    if not mine and place.actor.is_(collaboration.lead_id):
        mine = [pair for pair in departments if pair[0] == collaboration.initiating_department_id]
    context = {
        "frame": frame(place, "support"),
        "requests": queries.support_of(collaboration, side=side, departments=place.mine),
        "sides": [Choice(word, f"?side={key}" if key else "?", side == key) for key, word in SIDES],
        "departments": departments,
        "mine": mine,
        "may_ask": bool(mine) and TRACKING.allows("support_request.add", place.actor.roles),
        "task_choices": queries.open_task_choices(collaboration),
        "figures": queries.response_figures([collaboration.pk], clock()),
    }
    return page(request, "tracking/support_list.html", context)


def _href(row: SupportRequest) -> str:
    return f"/collaborations/{row.collaboration_id}/support/{row.pk}"


@login_required
@require_GET
def support_page(request: Request, pk: int, request_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = queries.support_request_for(place.collaboration, request_id)
    verbs = [verb for verb, _word in buttons(row, towards(row, place.actor).roles)]
    if row.was_queried:
        verbs = [verb for verb in verbs if verb != "query"]
    context = {
        "frame": frame(place, "support"),
        "row": row,
        "href": _href(row),
        "verbs": verbs,
        "answers": SupportAnswer.choices(),
        "history": queries.support_history(row),
    }
    return page(request, "tracking/support_page.html", context)


Act = Callable[[SupportRequest, HttpRequest, dict[str, Any]], SupportRequest]

# resource below a request → the service, and what is said afterwards
ACTS: dict[str, tuple[Act, str]] = {
    "answer": (
        lambda row, request, common: services.answer_support(
            row,
            answer=text_of(request, "answer"),
            text=text_of(request, "text"),
            promised_on=day_of_field(request, "promised_on", "承诺完成日"),
            **common,
        ),
        "已答复，{asking} 会收到通知。",
    ),
    "refusal": (
        lambda row, request, common: services.refuse_support(row, why=text_of(request, "reason"), **common),
        "已拒绝并说明理由，{asking} 会收到通知。",
    ),
    "query": (
        lambda row, request, common: services.query_support(row, why=text_of(request, "reason"), **common),
        "已请求澄清，时限暂停，等待 {asking} 澄清。",
    ),
    "clarification": (
        lambda row, request, common: services.clarify_support(row, text=text_of(request, "reason"), **common),
        "已澄清，时限继续，等待 {asked} 答复。",
    ),
    "delivery": (
        lambda row, request, common: services.deliver_support(row, delivery=text_of(request, "reason"), **common),
        "已交付，等待 {asking} 确认。",
    ),
    "satisfaction": (
        lambda row, request, common: services.satisfy_support(row, **common),
        "已确认满足，请求办结。",
    ),
    "return": (
        lambda row, request, common: services.send_back_support(row, why=text_of(request, "reason"), **common),
        "已退回，等待 {asked} 重新交付。",
    ),
    "withdrawal": (
        lambda row, request, common: services.withdraw_support(row, **common),
        "已撤回，{asked} 会收到通知。",
    ),
}


@login_required
@require_POST
def support_act(request: Request, pk: int, request_id: int, act: str) -> HttpResponse:
    place = place_for(request.who, pk)
    row = queries.support_request_for(place.collaboration, request_id)
    if act not in ACTS:
        raise Http404("没有这个操作。")
    service, words = ACTS[act]
    service(row, request, {"by": place.actor, "now": clock(), "version": version_of(request)})
    flash.say(request, words.format(asking=row.asking.name, asked=row.asked.name))
    return back_to(_href(row))
