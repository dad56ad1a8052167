"""The task list with its Gantt chart, one task, links, dates, import."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.people.queries import Request, company_calendar, department_choices, person_choices
from xietong.domain.planning import queries, services
from xietong.domain.planning.documents import blank_task_list
from xietong.domain.planning.documents.gantt import gantt
from xietong.domain.planning.models import Task
from xietong.domain.planning.paper import TASK_FORM
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.queries import pages
from xietong.domain.planning.states import LinkKind
from xietong.domain.planning.views.requests import back, number_of, required_number, taken, version_of
from xietong.kit.clock import clock, today
from xietong.kit.paperwork.html import HtmlForm, paper_form
from xietong.kit.paperwork.printers import CONTENT_TYPES, print_out
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page

SALT = "planning.import"
READ_FOR = 3600  # seconds in which a read file may be confirmed
# a heading's dates and length follow from what is under it
OF_A_HEADING = ("name", "department", "owner", "predecessors", "priority", "description", "note")
ADDED = ("name", "department", "owner", "duration", "predecessors")


def _choices() -> dict[str, Any]:
    return {"department": department_choices(), "person": person_choices()}


def _form(data: Any = None, task: Task | None = None, predecessors: str = "") -> HtmlForm:
    initial: dict[str, Any] = {"priority": "middle", "duration": 1, "is_milestone": False}
    if task is not None:
        initial = {line.key: getattr(task, line.key, "") for line in TASK_FORM.lines}
        initial |= {"department": task.department_id, "owner": task.owner_id, "predecessors": predecessors}
    paper = TASK_FORM
    if task is not None and not task.is_leaf:
        paper = replace(TASK_FORM, lines=tuple(line for line in TASK_FORM.lines if line.key in OF_A_HEADING))
    return paper_form(paper, data, initial=initial, choices=_choices(), partial=task is not None)


@login_required
@require_http_methods(["GET", "POST"])
def task_list(request: Request, pk: int) -> HttpResponse:
    """The WBS beside its chart. POST adds a task: at the end, below `parent`, or right after `after`."""
    place = place_for(request.who, pk)
    if request.method == "POST":
        values = {key: request.POST.get(key, "") for key in ADDED if request.POST.get(key)}
        values.setdefault("name", request.POST.get("name", ""))
        task = services.add_task(
            place.collaboration,
            values=values,
            parent_id=number_of(request.POST.get("parent")),
            after_id=number_of(request.POST.get("after")),
            by=place.actor,
            now=clock(),
        )
        flash.say(request, f"已新增任务 {task.code} {task.name}。")
        return back(place, f"/tasks#task-{task.pk}")
    return _list(request, place)


def _list(request: Request, place: Place, **more: Any) -> HttpResponse:
    day = today()
    context = pages.tasks_page(
        place, after=request.GET.get("after", "")[:60], missing=request.GET.get("missing") == "1", today=day
    )
    chart = gantt(context["rows"], context["links"], calendar=company_calendar(), today=day)
    context |= {
        "frame": frame(place, "tasks"),
        "chart": chart,
        "alone": False,
        "today": day,
        "departments": department_choices() if context["may_add"] else [],
        "people": person_choices() if context["may_add"] else [],
        "preview": None,
        "token": "",
    }
    return page(request, "planning/task_list.html", context | more)


@login_required
@require_POST
def task_outline(request: Request, pk: int) -> HttpResponse:
    """The bar below the list: indent, outdent, up, down or remove the chosen row, or go to edit it."""
    place = place_for(request.who, pk)
    task = queries.task_of(place.collaboration, required_number(request, "task", "任务"))
    act = request.POST.get("act", "")
    if act == "remove":
        gone = services.remove_task(task, by=place.actor, now=clock())
        flash.say(request, f"已删除 {task.code} {task.name}" + (f"及其下级共 {gone} 项。" if gone > 1 else "。"))
        return back(place, "/tasks")
    task = services.move_task(task, act, by=place.actor, now=clock())
    flash.say(request, f"{services.ACTS[act]}后编号为 {task.code}，其余编号随之更新。")
    return back(place, f"/tasks#task-{task.pk}")


@login_required
@require_http_methods(["GET", "POST"])
def task_page(request: Request, pk: int, task_id: int) -> HttpResponse:
    """One task: facts, form, links. POST saves the form."""
    place = place_for(request.who, pk)
    task = queries.task_of(place.collaboration, task_id)
    if request.method == "POST":
        edit = services.Edit(task.pk, taken(_form(request.POST, task)), version_of(request))
        saved = services.edit_tasks(place.collaboration, [edit], by=place.actor, now=clock())[0]
        flash.say(request, f"已保存 {saved.code} {saved.name}，计划 {saved.start_on} 至 {saved.finish_on}。")
        return back(place, f"/tasks#task-{task.pk}" if request.POST.get("from") == "list" else f"/tasks/{task.pk}")
    context = pages.task_page(place, task)
    said = queries.predecessors_said(place.collaboration, [task.pk]).get(task.pk, "")
    context |= {
        "frame": frame(place, "tasks"),
        "form": _form(None, task, said) if context["editable"] else None,
        "kinds": LinkKind.choices(),
    }
    return page(request, "planning/task_page.html", context)


@login_required
@require_GET
def task_form(request: Request, pk: int, task_id: int) -> HttpResponse:
    """The form of one task alone, for the dialog of the list."""
    place = place_for(request.who, pk)
    task = queries.task_of(place.collaboration, task_id)
    actor = place.about_task(task.owner_id, task.department_id)
    PLANNING.require("task.edit", actor.roles)
    said = queries.predecessors_said(place.collaboration, [task.pk]).get(task.pk, "")
    context = {"task": task, "form": _form(None, task, said), "href": place.collaboration.href}
    return page(request, "planning/_task_form.html", context)


@login_required
@require_POST
def task_links(request: Request, pk: int, task_id: int) -> HttpResponse:
    """Add a predecessor."""
    place = place_for(request.who, pk)
    after = queries.task_of(place.collaboration, task_id)
    before = queries.task_of(place.collaboration, required_number(request, "before", "前置任务"))
    kind = LinkKind.called(request.POST.get("kind", "FS"))
    lag = request.POST.get("lag", "0").strip() or "0"
    if kind is None or not lag.lstrip("-").isdigit() or len(lag) > 4:
        raise Problems(Problem("lag", "前置任务", "请选择关系，间隔填整数个工作日（提前写负数）。"))
    services.link_tasks(before, after, kind=kind, lag=int(lag), by=place.actor, now=clock())
    flash.say(request, f"{after.code} {after.name} 已设为等待 {before.code} {before.name}，日期已重新计算。")
    return back(place, f"/tasks/{after.pk}")


@login_required
@require_POST
def task_link_removal(request: Request, pk: int, link_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    link = queries.link_of(place.collaboration, link_id)
    services.unlink(link, by=place.actor, now=clock())
    flash.say(request, "已去掉这条前置关系，日期已重新计算。")
    return back(place, f"/tasks/{link.after_id}")


@login_required
@require_POST
def task_dates(request: Request, pk: int) -> HttpResponse:
    """How dates are computed: forward from a start, or backward from a target."""
    place = place_for(request.who, pk)
    day = request.POST.get("anchor_on", "")
    anchor = taken(paper_form(TASK_FORM, {"finish_by": day}, partial=True))["finish_by"] if day else None
    done = services.set_timetable(
        place.collaboration,
        backward=request.POST.get("direction") == "backward",
        anchor_on=date.fromisoformat(anchor) if anchor else None,
        anchor_task_id=number_of(request.POST.get("anchor_task")),
        by=place.actor,
        now=clock(),
    )
    if done.earliest_possible:
        flash.say(request, f"目标日期无法达到，最早可以在 {done.earliest_possible} 完成。", flash.CARE)
    else:
        flash.say(request, f"已重新计算：{done.moved} 项任务的日期变动，计划完成 {done.finish or '—'}。")
    return back(place, "/tasks")


@login_required
@require_POST
def task_import(request: Request, pk: int) -> HttpResponse:
    """First the file is read and shown, nothing saved; then the same rows, confirmed, are taken."""
    place = place_for(request.who, pk)
    PLANNING.require("task.import", place.actor.roles)
    if token := request.POST.get("token"):
        try:
            rows = loads(token, salt=SALT, max_age=READ_FOR)
        except BadSignature:
            raise Problems("读取结果已过期，请重新上传文件。") from None
        replace_all = request.POST.get("replace") == "1"
        count = services.import_tasks(place.collaboration, rows, replace=replace_all, by=place.actor, now=clock())
        flash.say(request, f"已导入 {count} 项任务，日期已计算。")
        return back(place, "/tasks")
    file = request.FILES.get("file")
    if file is None:
        raise Problems(Problem("file", "文件", "请选择填写好的任务清单（.xlsx 或 .docx）。", "missing"))
    rows = services.read_task_list(file.read(), file.name or "", today=today())
    token = dumps(rows, salt=SALT, compress=True)
    return _list(request, place, preview=rows, token=token)


@login_required
@require_GET
def blank_form(request: Request, kind: str) -> HttpResponse:
    """The empty form 3 as Word, Excel or PDF."""
    response = HttpResponse(print_out(blank_task_list(), kind), content_type=CONTENT_TYPES[kind])  # type: ignore[arg-type]
    name = quote("XT-BD-03_跨部门协同任务清单")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.{kind}"
    return response
