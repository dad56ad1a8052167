"""Change requests: ask with the impact shown first, decide, resume."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.people.queries import Request, department_choices, person_choices
from xietong.domain.people.services import recognise_again
from xietong.domain.planning import queries, services
from xietong.domain.planning.models import ChangeRequest
from xietong.domain.planning.paper import CHANGE_ASKING
from xietong.domain.planning.queries import pages
from xietong.domain.planning.states import ChangeKind
from xietong.domain.planning.views.requests import back, taken
from xietong.kit.clock import clock
from xietong.kit.paperwork.html import HtmlForm, paper_form
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page


@login_required
@require_GET
def change_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    return page(request, "planning/change_list.html", {"frame": frame(place, "plan"), **pages.changes_page(place)})


def _form(data: Any = None, initial: dict[str, Any] | None = None) -> HtmlForm:
    choices: dict[str, Any] = {"department": department_choices(), "person": person_choices()}
    return paper_form(CHANGE_ASKING, data, initial=initial or {"kind": "schedule"}, choices=choices)


def _lines(place: Place, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of the form as lines: codes become tasks, a cancelled task needs no value."""
    codes, problems, lines = queries.codes_of(place.collaboration), [], []
    for number, row in enumerate(values["lines"]):
        task = codes.get(row["task"])
        if task is None:
            problems.append(
                Problem(f"lines-{number}-task", f"修改的任务 第{number + 1}行", f"没有编号为 {row['task']} 的任务。")
            )
        lines.append({"task": task, "field": row["field"], "after": row["after"]})
    for number, row in enumerate(values["new"]):
        parent = codes.get(row["parent"]) if row["parent"] else None
        if row["parent"] and parent is None:
            problems.append(
                Problem(f"new-{number}-parent", f"新增的任务 第{number + 1}行", f"没有编号为 {row['parent']} 的任务。")
            )
        after = {
            key: value for key, value in row.items() if key not in ("id", "parent") and value not in (None, "", [])
        }
        lines.append({"task": None, "field": "new", "after": {**after, "parent": parent}})
    if problems:
        raise Problems(problems)
    return lines


@login_required
@require_http_methods(["GET", "POST"])
def change_new(request: Request, pk: int) -> HttpResponse:
    """POST with act=preview shows the impact and keeps what was typed; act=ask sends the request."""
    place = place_for(request.who, pk)
    context: dict[str, Any] = {
        "frame": frame(place, "plan"),
        "collaboration": place.collaboration,
        "impact": None,
        "lines": [],
        "tasks": queries.task_choices(place.collaboration),
        "in_force": queries.published_plan(place.collaboration),
    }
    if request.method == "GET":
        first = {"task": request.GET.get("task", "")[:30]}
        form = _form(initial={"kind": "schedule", "lines": [first]} if first["task"] else None)
        return page(request, "planning/change_new.html", context | {"form": form})
    form = _form(request.POST)
    try:
        values = taken(form)
        lines = _lines(place, values)
        if request.POST.get("act") == "ask":
            return _ask(request, place, values, lines)
        checked, found = services.preview_change(
            place.collaboration, lines=lines, cost_change=values["cost_change"], now=clock()
        )
    except Problems as refused:
        form.add_problems([one for one in refused.items if one not in form.problems])
        return page(request, "planning/change_new.html", context | {"form": form}, status=422)
    shown = ChangeRequest(collaboration=place.collaboration, impact=found.impact.as_json(), lines=checked)
    context |= {
        "form": form,
        "impact": queries.said_impact(shown),
        "lines": queries.said_lines(checked),
        "raw": found.impact,
    }
    return page(request, "planning/change_new.html", context)


def _ask(request: Request, place: Place, values: dict[str, Any], lines: list[dict[str, Any]]) -> HttpResponse:
    change = services.ask_change(
        place.collaboration,
        kind=ChangeKind(values["kind"]),
        lines=lines,
        reason=values["reason"],
        if_not=values["if_not"],
        over_objectives=bool(values["over_objectives"]),
        cost_change=values["cost_change"],
        by=place.actor,
        now=clock(),
    )
    who = pages.change_page(place, change)["deciders"]
    flash.say(request, f"变更申请 {change.number} 已提交，等待 {who} 审批。")
    return back(place, f"/changes/{change.pk}")


@login_required
@require_GET
def change_page(request: Request, pk: int, change_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    change = queries.change_of(place.collaboration, change_id)
    context = {
        "frame": frame(place, "plan"),
        **pages.change_page(place, change),
        "digest": services.change_digest(change),
    }
    return page(request, "planning/change_page.html", context)


@login_required
@require_POST
def change_decision(request: Request, pk: int, change_id: int) -> HttpResponse:
    """approve, refuse or suspend. The first two are signed with the password."""
    place = place_for(request.who, pk)
    change = queries.change_of(place.collaboration, change_id)
    verdict, text = request.POST.get("verdict", ""), request.POST.get("reason", "")
    if verdict == "suspend":
        services.suspend_change(change, decision=text, by=place.actor, now=clock())
        flash.say(request, f"已搁置，请 {change.asked_by.name} 补充材料。")
        return back(place, f"/changes/{change.pk}")
    decide = {"approve": services.approve_change, "refuse": services.refuse_change}.get(verdict)
    if decide is None:
        raise Problems(Problem("verdict", "审批", "请选择批准、否决或搁置。", "missing"))
    done = decide(
        change,
        decision=text,
        content_digest=request.POST.get("digest", ""),
        method=recognise_again(request.user, request.POST.get("password", "")),
        by=place.actor,
        now=clock(),
    )
    words = f"，计划书第 {done.plan.number} 版已发布，请受影响的人阅读" if verdict == "approve" and done.plan else ""
    flash.say(request, f"变更申请 {done.number} {done.state.label}{words}。")
    return back(place, f"/changes/{change.pk}")


@login_required
@require_POST
def change_resumption(request: Request, pk: int, change_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    change = queries.change_of(place.collaboration, change_id)
    services.resume_change(change, reason=request.POST.get("reason", ""), by=place.actor, now=clock())
    flash.say(request, f"已重新提交 {change.number}，影响已重新计算。")
    return back(place, f"/changes/{change.pk}")
