"""Playbooks: list and upload, one playbook, its file, and starting a collaboration from it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xietong.domain.knowledge import queries, services
from xietong.domain.knowledge.models import Playbook
from xietong.domain.knowledge.permissions import KNOWLEDGE
from xietong.domain.knowledge.rules import MAX_BYTES
from xietong.domain.knowledge.views.lessons import knowledge_tabs
from xietong.domain.people.queries import Request, department_choices
from xietong.kit.clock import clock, today
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page, swap


@login_required
@require_http_methods(["GET", "POST"])
def playbook_list(request: Request) -> HttpResponse:
    """Every playbook in force; the PMO uploads new editions."""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            raise Problems(Problem("file", "文件", "请选择一个 YAML 文件。", "missing"))
        playbook = services.publish_playbook(upload.read(MAX_BYTES + 1), by=request.who.actor(), now=clock())
        flash.say(request, f"“{playbook.name}”第{playbook.edition}版已发布，今后按此版发起。")
        return HttpResponseRedirect(playbook.href, status=303)
    context = {
        "tabs": knowledge_tabs("playbooks"),
        "playbooks": queries.current_playbooks(),
        "usage": queries.usage(),
        "may_publish": KNOWLEDGE.allows("playbook.publish", request.who.company_roles),
    }
    return page(request, "knowledge/playbook_list.html", context)


@login_required
@require_GET
def playbook_page(request: Request, key: str) -> HttpResponse:
    playbook = queries.playbook_called(key, _edition(request))
    data = playbook.content
    departments = {row["key"]: row["name"] for row in data["departments"]}
    context = {
        "tabs": knowledge_tabs("playbooks"),
        "playbook": playbook,
        "data": data,
        "names": departments,
        "codes": {task["id"]: task["code"] for task in data["wbs"]["tasks"]},
        "phases": [
            (phase, [t for t in data["wbs"]["tasks"] if t["phase"] == phase["id"]]) for phase in data["wbs"]["phases"]
        ],
        "rules": rules_in_words(data),
        "picture": queries.picture_of(playbook),
        "editions": queries.editions_of(playbook),
        "lessons": queries.fitting_lessons(request.who, playbook.scenario),
        "may_retire": playbook.is_current and KNOWLEDGE.allows("playbook.retire", request.who.company_roles),
    }
    return page(request, "knowledge/playbook_page.html", context)


def _edition(request: Request) -> int | None:
    text = request.GET.get("edition", "")
    return int(text) if text.isdigit() and len(text) < 9 else None


def rules_in_words(data: Mapping[str, Any]) -> list[dict[str, str]]:
    """The limits as people read them."""
    rules = data["rules"]
    clock_word = "自然小时" if rules["response_clock"] == "natural" else "工作小时"
    return [
        {"label": "逾期转红", "value": f"超过 {rules['red_overdue_days']} 天"},
        {"label": "临期转黄", "value": f"剩 {rules['yellow_due_in_workdays']} 个工作日"},
        {"label": "协作支持响应", "value": f"{rules['response_hours']} {clock_word}"},
        {"label": "进度更新", "value": "每日" if rules["update_frequency"] == "daily" else "每周"},
        {"label": "周例会", "value": f"{rules['weekly_meeting_minutes']} 分钟"},
        {"label": "纪要发布", "value": f"会后 {rules['minutes_publish_hours']} 小时内"},
    ]


@login_required
@require_GET
def playbook_file(request: Request, key: str) -> HttpResponse:
    """The edition as a YAML file that reads back as it is."""
    playbook = queries.playbook_called(key, _edition(request))
    response = HttpResponse(queries.as_yaml(playbook), content_type="application/yaml; charset=utf-8")
    name = quote(f"{playbook.key}-{playbook.edition}.yaml")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@login_required
@require_POST
def playbook_retirement(request: Request, key: str) -> HttpResponse:
    playbook = services.retire_playbook(queries.playbook_called(key), by=request.who.actor(), now=clock())
    flash.say(request, f"“{playbook.name}”第{playbook.edition}版已停用；已按它发起的项目不受影响。")
    return HttpResponseRedirect("/knowledge/playbooks", status=303)


@login_required
@require_http_methods(["GET", "POST"])
def playbook_start(request: Request, key: str) -> HttpResponse:
    """Departments, a date, a look at what would follow; then a draft of form 1."""
    playbook = queries.playbook_called(key)
    if request.method == "GET":
        return page(request, "knowledge/playbook_start.html", _start_context(request, playbook, {}, None))
    asked = _asked(request, playbook)
    if request.POST.get("act") != "start":
        seen = queries.preview(
            playbook,
            chosen=asked["departments"],
            start_on=asked["start_on"],
            target_on=asked["target_on"],
            today=today(),
        )
        context = _start_context(request, playbook, request.POST, seen)
        return swap(request, "knowledge/playbook_start.html#start_form", context)
    collaboration = services.start_from_playbook(
        playbook,
        title=request.POST.get("title", ""),
        departments=asked["departments"],
        initiator=request.user,
        start_on=asked["start_on"],
        target_on=asked["target_on"],
        press=request.POST.get("press") == "1",
        by=request.who.actor(),
        now=clock(),
    )
    flash.say(request, "申请表已按标准方案预填，请补充任务背景，核对后提交会签。")
    return HttpResponseRedirect(f"{collaboration.href}/application", status=303)


def _asked(request: Request, playbook: Playbook) -> dict[str, Any]:
    problems: list[Problem] = []
    found: dict[str, Any] = {"departments": {}}
    for row in playbook.content["departments"]:
        text = request.POST.get(f"department-{row['key']}", "")
        if text and not (text.isdigit() and len(text) < 18):
            problems.append(Problem(f"department-{row['key']}", row["name"], "请从列表中选择部门。", "choice"))
        found["departments"][row["key"]] = int(text) if text.isdigit() and len(text) < 18 else None
    anchor = request.POST.get("anchor", "start")
    text = request.POST.get("day", "").strip()
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = None
        problems.append(Problem("day", "日期", "请写成 2026-11-24 这样的日期。", "date"))
    if not text:
        problems.append(Problem("day", "日期", "没有填写，请填写。", "missing"))
    if problems:
        raise Problems(problems)
    found |= {"start_on": day if anchor != "finish" else None, "target_on": day if anchor == "finish" else None}
    return found


def _start_context(
    request: Request, playbook: Playbook, typed: Mapping[str, str], seen: queries.Preview | None
) -> dict[str, Any]:
    data = playbook.content
    proposed = {} if typed else queries.proposed_departments(playbook)
    rows = [
        {
            **row,
            "chosen": typed.get(f"department-{row['key']}", "") if typed else proposed[row["key"]] or "",
            "must": row["key"] in (data["initiating_department"], data["lead"]["department"]),
            "tasks": sum(task["department"] == row["key"] for task in data["wbs"]["tasks"]),
        }
        for row in data["departments"]
    ]
    anchors = {task["id"]: task["name"] for task in data["wbs"]["tasks"]}
    return {
        "tabs": knowledge_tabs("playbooks"),
        "playbook": playbook,
        "data": data,
        "rows": rows,
        "choices": department_choices(),
        "title": typed.get("title", ""),
        "anchor": typed.get("anchor", data["schedule"]["anchor"]),
        "anchor_task": anchors[data["schedule"]["anchor_task"]],
        "day": typed.get("day", ""),
        "press": typed.get("press", ""),
        "seen": seen,
        "lessons": queries.fitting_lessons(request.who, playbook.scenario),
        "similar": queries.similar_collaborations(request.who, playbook.scenario),
    }
