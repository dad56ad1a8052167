"""Leftovers: the list, assigning, finishing, closing by a second person."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from xietong.domain.closing import services
from xietong.domain.closing.models import Leftover
from xietong.domain.closing.queries.leftover import leavable_tasks, leftover_in, leftover_page
from xietong.domain.closing.queries.self_check import task_in
from xietong.domain.closing.views.reading import back, day_in, number_of, version_of
from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.people.queries import Request, person_choices
from xietong.kit.clock import clock, today
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page


@login_required
@require_http_methods(["GET", "POST"])
def leftover_list(request: Request, pk: int) -> HttpResponse:
    """What is not finished, who has it, until when. POST assigns one."""
    place = place_for(request.who, pk)
    if request.method == "GET":
        data = leftover_page(place, today=today())
        editing = data.may_add or any(row.may_edit for row in data.rows)
        context = {
            "frame": frame(place, "leftovers"),
            "page": data,
            "people": person_choices() if editing else [],
            "tasks": [(t.pk, f"{t.code} {t.name}") for t in leavable_tasks(place.collaboration)]
            if data.may_add
            else [],
            "chosen": request.GET.get("task", ""),
            "today": today(),
        }
        return page(request, "closing/leftover_page.html", context)
    task_id = number_of(request, "task")
    row = services.add_leftover(
        place.collaboration,
        matter=request.POST.get("matter", ""),
        owner_id=number_of(request, "owner"),
        due_on=day_in(request, "due_on", "期限"),
        standard=request.POST.get("standard", ""),
        source=request.POST.get("source", ""),
        effect=request.POST.get("effect", ""),
        task=task_in(place.collaboration, task_id) if task_id else None,
        by=place.actor,
        now=clock(),
    )
    flash.say(request, f"已列为遗留事项，{row.owner.name} 会收到通知，期限 {row.due_on:%m-%d}。")
    return _back(place, row)


def _back(place: Place, row: Leftover) -> HttpResponse:
    return back(f"{place.collaboration.href}/leftovers#leftover-{row.pk}")


@login_required
@require_POST
def leftover(request: Request, pk: int, leftover_id: int) -> HttpResponse:
    """Another owner, another day."""
    place = place_for(request.who, pk)
    row = services.change_leftover(
        leftover_in(place.collaboration, leftover_id),
        owner_id=number_of(request, "owner"),
        due_on=day_in(request, "due_on", "期限"),
        standard=request.POST.get("standard"),
        by=place.actor,
        now=clock(),
        version=version_of(request),
    )
    flash.say(request, f"已调整，负责人 {row.owner.name}，期限 {row.due_on:%m-%d}。")
    return _back(place, row)


@login_required
@require_POST
def leftover_finish(request: Request, pk: int, leftover_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = services.finish_leftover(
        leftover_in(place.collaboration, leftover_id),
        evidence=request.POST.get("reason", ""),
        by=place.actor,
        now=clock(),
        version=version_of(request),
    )
    flash.say(request, "已办结，等待总负责人或企管部复核销号。")
    return _back(place, row)


@login_required
@require_POST
def leftover_closing(request: Request, pk: int, leftover_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = services.close_leftover(
        leftover_in(place.collaboration, leftover_id), by=place.actor, now=clock(), version=version_of(request)
    )
    flash.say(request, f"{row.number} 已销号。")
    return _back(place, row)


@login_required
@require_POST
def leftover_return(request: Request, pk: int, leftover_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = services.send_back_leftover(
        leftover_in(place.collaboration, leftover_id),
        why=request.POST.get("reason", ""),
        by=place.actor,
        now=clock(),
        version=version_of(request),
    )
    flash.say(request, f"已退办，{row.owner.name} 会收到通知。")
    return _back(place, row)
