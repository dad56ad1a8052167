"""The team page: liaisons, lead, task forces; ending a collaboration early."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xietong.domain.collaborations import services
from xietong.domain.collaborations.queries import frame, place_for
from xietong.domain.collaborations.queries.pages import team_page as page_of
from xietong.domain.collaborations.queries.place import Place
from xietong.domain.collaborations.queries.team import participation_in, task_force_in
from xietong.domain.people.models import Person
from xietong.domain.people.queries import Request, person_by_id
from xietong.domain.people.roles import Role
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page


def _version(request: Request) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _back(place: Place, anchor: str = "") -> HttpResponse:
    return HttpResponseRedirect(f"{place.collaboration.href}/team{anchor}", status=303)


def _picked(text: str, field: str, where: str, *, required: bool = True) -> Person | None:
    person = person_by_id(text)
    if person is None and (required or text.strip()):
        raise Problems(Problem(field, where, "请从列表中选择一个人。"))
    return person


@login_required
@require_GET
def team_page(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    context = {"frame": frame(place, "team"), **page_of(place)}
    return page(request, "collaborations/team_page.html", context)


@login_required
@require_POST
def participation_liaison(request: Request, pk: int, participation_id: int) -> HttpResponse:
    """Name liaison and deputy of one department."""
    place = place_for(request.who, pk)
    row = participation_in(place.collaboration, participation_id)
    liaison = _picked(request.POST.get("liaison", ""), "liaison", "接口人")
    deputy = _picked(request.POST.get("deputy", ""), "deputy", "备份接口人", required=False)
    named = services.name_liaison(
        row,
        liaison=liaison,  # type: ignore[arg-type]
        deputy=deputy,
        by=place.about(Role.DEPARTMENT_OF_THIS if row.department_id in place.head_of else None),
        now=clock(),
        version=_version(request),
    )
    second = f"，备份 {deputy.name}" if deputy else ""
    name = liaison.name if liaison else ""
    flash.say(request, f"{row.department.name}接口人：{name}{second}，已通知本人。")
    return _back(place, f"#department-{named.department_id}")


@login_required
@require_POST
def collaboration_lead(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    lead = _picked(request.POST.get("lead", ""), "lead", "总负责人")
    services.appoint_lead(
        place.collaboration,
        lead=lead,  # type: ignore[arg-type]
        by=place.actor,
        now=clock(),
        version=_version(request),
    )
    flash.say(request, f"总负责人：{lead.name if lead else ''}，已通知本人。")
    return _back(place)


def _task_force_of(request: Request) -> dict[str, Any]:
    members = []
    for number in range(200):
        text = request.POST.get(f"members-{number}-person", "")
        if not text.strip():
            continue
        person = _picked(text, f"members-{number}-person", f"成员 第{number + 1}行")
        members.append((person, request.POST.get(f"members-{number}-duty", "")[:200]))
    return {
        "name": request.POST.get("name", "")[:60],
        "mandate": request.POST.get("mandate", "")[:2000],
        "leader": _picked(request.POST.get("leader", ""), "leader", "组长", required=False),
        "members": members,
    }


@login_required
@require_POST
def task_force_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    force = services.set_task_force(place.collaboration, **_task_force_of(request), by=place.actor, now=clock())
    flash.say(request, f"专项小组“{force.name}”已设立，组长和成员会收到通知。")
    return _back(place, f"#task-force-{force.pk}")


@login_required
@require_POST
def task_force(request: Request, pk: int, force_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = task_force_in(place.collaboration, force_id)
    force = services.set_task_force(
        place.collaboration,
        **_task_force_of(request),
        task_force=row,
        by=place.actor,
        now=clock(),
        version=_version(request),
    )
    flash.say(request, f"专项小组“{force.name}”已更新。")
    return _back(place, f"#task-force-{force.pk}")


@login_required
@require_http_methods(["POST"])
def task_force_end(request: Request, pk: int, force_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = task_force_in(place.collaboration, force_id)
    services.dissolve_task_force(row, by=place.actor, now=clock())
    flash.say(request, f"专项小组“{row.name}”已解散。")
    return _back(place)


@login_required
@require_POST
def collaboration_end(request: Request, pk: int) -> HttpResponse:
    """Terminate early, with a reason."""
    place = place_for(request.who, pk)
    services.terminate(
        place.collaboration,
        why=request.POST.get("reason", ""),
        by=place.actor,
        now=clock(),
        version=_version(request),
    )
    flash.say(request, f"《{place.collaboration.title}》已终止，团队会收到通知。")
    return HttpResponseRedirect(place.collaboration.href, status=303)
