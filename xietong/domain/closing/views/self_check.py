"""A task's self-check: answer, attach, submit, withdraw, return."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from xietong.domain.closing import services
from xietong.domain.closing.queries.self_check import criteria_of, self_check_page, task_in
from xietong.domain.closing.views.reading import back, version_of
from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.people.queries import Request
from xietong.domain.planning.models import Task
from xietong.kit.clock import clock
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page

MEETS = {"yes": True, "no": False}


def _here(request: Request, pk: int, task_id: int) -> tuple[Place, Task, Any]:
    place = place_for(request.who, pk)
    task = task_in(place.collaboration, task_id)
    return place, task, place.about_task(task.owner_id, task.department_id)


def _href(task: Task) -> str:
    return f"{task.collaboration.href}/self-checks/{task.pk}"


@login_required
@require_http_methods(["GET", "POST"])
def self_check(request: Request, pk: int, task_id: int) -> HttpResponse:
    """The form of one task. POST keeps the answers and the files that were chosen; with `submit` it hands in."""
    place, task, actor = _here(request, pk, task_id)
    if request.method == "GET":
        context = {"frame": frame(place, "acceptance"), "page": self_check_page(place, task), "task": task}
        return page(request, "closing/self_check_page.html", context)
    answers = [
        {"meets": MEETS.get(request.POST.get(f"meets-{n}", "")), "remark": request.POST.get(f"remark-{n}", "")}
        for n in range(len(criteria_of(task)))
    ]
    now = clock()
    check = services.save_self_check(
        task,
        answers=answers,
        summary=request.POST.get("summary", ""),
        by=actor,
        now=now,
        version=version_of(request) or None,
    )
    for file in request.FILES.getlist("files"):
        services.attach_to_self_check(
            task,
            source=file,
            name=file.name or "",
            size=file.size or 0,
            label=request.POST.get("label", ""),
            by=actor,
            now=now,
        )
        check.version += 1
    if "submit" not in request.POST:
        flash.say(request, "自检单已保存。")
        return back(_href(task))
    services.submit_self_check(task, by=actor, now=now, version=check.version)
    lead = place.collaboration.lead.name if place.collaboration.lead else "总负责人"
    flash.say(request, f"已提交，等待 {lead} 组织联合验收。")
    return back(f"{place.collaboration.href}/acceptance")


@login_required
@require_POST
def self_check_withdrawal(request: Request, pk: int, task_id: int) -> HttpResponse:
    _place, task, actor = _here(request, pk, task_id)
    services.withdraw_self_check(task, by=actor, now=clock(), version=version_of(request))
    flash.say(request, "已撤回，可以修改后再提交。")
    return back(_href(task))


@login_required
@require_POST
def self_check_return(request: Request, pk: int, task_id: int) -> HttpResponse:
    _place, task, actor = _here(request, pk, task_id)
    services.return_self_check(
        task, why=request.POST.get("reason", ""), by=actor, now=clock(), version=version_of(request)
    )
    flash.say(request, f"已退回，{task.owner.name if task.owner else '负责人'} 会收到通知。")
    return back(_href(task))
