"""The action items of a collaboration: read, give, finish, send back, drop, extend."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.meetings import queries, services
from xietong.domain.meetings.models import ActionItem
from xietong.domain.meetings.paper import ACTION_FORM
from xietong.domain.people.queries import Request, person_by_id
from xietong.kit.clock import clock
from xietong.kit.paperwork.html import HtmlForm, paper_form
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page


@login_required
@require_http_methods(["GET", "POST"])
def action_item_list(request: Request, pk: int) -> HttpResponse:
    """`?show=open|mine|late|done|all`; POST gives a new one."""
    place = place_for(request.who, pk)
    form = paper_form(
        ACTION_FORM,
        request.POST if request.method == "POST" else None,
        initial={"priority": "middle"},
        choices=queries.call_choices(),
    )
    if request.method == "POST" and form.is_valid():
        return _add(request, place, form)
    context = {
        "frame": frame(place, "meetings"),
        "form": form,
        **queries.action_item_list(place, clock(), request.GET.get("show", "open")),
    }
    return page(request, "meetings/action_item_list.html", context, status=422 if form.problems else 200)


def _add(request: Request, place: Place, form: HtmlForm) -> HttpResponse:
    answers = form.clean()
    owner = person_by_id(answers["owner"])
    if owner is None:
        raise Problems(Problem("owner", "负责人", "没有这个人，请从列表中选择。"))
    item = services.add_action_item(
        place.collaboration,
        problem=answers["problem"],
        solution=answers["solution"],
        owner=owner,
        due_on=date.fromisoformat(answers["due_on"]),
        priority=answers["priority"] or "",
        by=place.actor,
        now=clock(),
    )
    flash.say(request, f"已交办给 {owner.name}，期限 {item.due_on:%m-%d}。")
    return _back(request, item)


@login_required
@require_POST
def action_item_completion(request: Request, pk: int, item_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    item = _item(place, item_id)
    services.finish_action_item(
        item,
        result=request.POST.get("result", ""),
        by=queries.about_item(place, item),
        now=clock(),
        version=_version(request),
    )
    chair = item.meeting.chair.name if item.meeting else "交办人"
    flash.say(request, f"行动项已完成，已告知 {chair}。")
    return _back(request, item)


@login_required
@require_POST
def action_item_return(request: Request, pk: int, item_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    item = _item(place, item_id)
    services.reopen_action_item(
        item,
        why=request.POST.get("reason", ""),
        by=queries.about_item(place, item),
        now=clock(),
        version=_version(request),
    )
    flash.say(request, f"已退回，等待 {item.owner.name} 继续办理。")
    return _back(request, item)


@login_required
@require_POST
def action_item_removal(request: Request, pk: int, item_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    item = _item(place, item_id)
    services.drop_action_item(
        item,
        why=request.POST.get("reason", ""),
        by=queries.about_item(place, item),
        now=clock(),
        version=_version(request),
    )
    flash.say(request, f"行动项已撤销，已告知 {item.owner.name}。")
    return _back(request, item)


@login_required
@require_POST
def action_item_extension(request: Request, pk: int, item_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    item = _item(place, item_id)
    text = request.POST.get("due_on", "")
    try:
        due_on = date.fromisoformat(text)
    except ValueError:
        raise Problems(Problem("due_on", "新期限", f"“{text[:20]}”不是日期，请写成 2026-11-22 这样。")) from None
    row = services.extend_action_item(
        item, due_on=due_on, by=queries.about_item(place, item), now=clock(), version=_version(request)
    )
    flash.say(request, f"期限延至 {row.due_on:%m-%d}，原期限 {row.first_due_on:%m-%d} 保留备查。")
    return _back(request, item)


def _item(place: Place, item_id: int) -> ActionItem:
    item = queries.action_item_in(place, item_id)
    if item is None:
        raise Http404("没有这个行动项。")
    return item


def _back(request: Request, item: ActionItem) -> HttpResponse:
    """To the meeting's page when it was sent from there, else to the list."""
    base = f"/collaborations/{item.collaboration_id}"
    if request.POST.get("from") == "meeting" and item.meeting_id:
        return HttpResponseRedirect(f"{base}/meetings/{item.meeting_id}#actions", status=303)
    return HttpResponseRedirect(f"{base}/action-items?show=all#action-item-{item.pk}", status=303)


def _version(request: Request) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() else None
