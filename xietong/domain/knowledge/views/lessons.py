"""Lessons: list with filters, one lesson, and what the PMO does with it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from xietong.domain.collaborations.states import Scenario
from xietong.domain.knowledge import queries, services
from xietong.domain.knowledge.permissions import KNOWLEDGE
from xietong.domain.knowledge.states import LessonKind, LessonState
from xietong.domain.people.queries import Request
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems
from xietong.kit.steps import buttons
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page

FILTERS = ("q", "scenario", "kind", "state", "department")
PER_PAGE = 30


@login_required
@require_http_methods(["GET", "POST"])
def lesson_list(request: Request) -> HttpResponse:
    """What the company learned; the PMO may add a lesson by hand."""
    if request.method == "POST":
        return _written(request)
    filters = {key: request.GET.get(key, "").strip()[:60] for key in FILTERS}
    after = request.GET.get("after", "")
    rows = queries.lesson_list(request.who, filters, before=int(after) if after.isdigit() else None, limit=PER_PAGE)
    more, rows = len(rows) > PER_PAGE, rows[:PER_PAGE]
    may_write = KNOWLEDGE.allows("lesson.publish", request.who.company_roles)
    context = {
        "tabs": knowledge_tabs("lessons"),
        "lessons": rows,
        "filters": filters,
        "filtered": any(filters.values()),
        "next_cursor": str(rows[-1].pk) if more else "",
        "scenarios": [(word, word) for word in queries.lesson_scenarios(request.who)],
        "kinds": LessonKind.choices(),
        "states": LessonState.choices() if may_write else [],
        "may_write": may_write,
        "drafts": queries.drafts_waiting() if may_write else 0,
        "all_scenarios": Scenario.choices(),
    }
    return page(request, "knowledge/lesson_list.html", context)


def knowledge_tabs(on: str) -> list[dict[str, object]]:
    return [
        {"label": "经验与改进", "url": "/knowledge", "on": on == "lessons"},
        {"label": "标准方案", "url": "/knowledge/playbooks", "on": on == "playbooks"},
    ]


def _written(request: Request) -> HttpResponse:
    kind = LessonKind.called(request.POST.get("kind", ""))
    if kind is None:
        raise Problems(Problem("kind", "类别", f"请选择：{'、'.join(k.label for k in LessonKind)}。", "choice"))
    lesson = services.write_lesson(
        kind=kind,
        title=request.POST.get("title", ""),
        text=request.POST.get("text", ""),
        applies_when=request.POST.get("applies_when", ""),
        scenario=request.POST.get("scenario", "")[:30],
        tags=_tags(request),
        by=request.who.actor(),
        now=clock(),
    )
    flash.say(request, f"已写入“{lesson.title}”，发布后全公司可查。")
    return HttpResponseRedirect(lesson.href, status=303)


def _tags(request: Request) -> list[str]:
    return request.POST.get("tags", "").replace("，", "、").replace(",", "、").split("、")


@login_required
@require_http_methods(["GET", "POST"])
def lesson_page(request: Request, pk: int) -> HttpResponse:
    lesson = queries.lesson_for(request.who, pk)
    if request.method == "POST":
        version = request.POST.get("version", "")
        services.edit_lesson(
            lesson,
            title=request.POST.get("title", ""),
            text=request.POST.get("text", ""),
            applies_when=request.POST.get("applies_when", ""),
            tags=_tags(request),
            by=request.who.actor(),
            now=clock(),
            version=int(version) if version.isdigit() else None,
        )
        flash.say(request, "已保存修改。")
        return HttpResponseRedirect(lesson.href, status=303)
    roles = request.who.company_roles
    context = {
        "tabs": knowledge_tabs("lessons"),
        "lesson": lesson,
        "source": lesson.collaboration if queries.may_open(request.who, lesson) else None,
        "verbs": dict(buttons(lesson, roles)),
        "may_edit": KNOWLEDGE.allows("lesson.edit", roles),
        "related": [row for row in queries.fitting_lessons(request.who, lesson.scenario) if row.pk != lesson.pk][:5]
        if lesson.scenario
        else [],
    }
    return page(request, "knowledge/lesson_page.html", context)


@login_required
@require_POST
def lesson_publication(request: Request, pk: int) -> HttpResponse:
    lesson = services.publish_lesson(queries.lesson_for(request.who, pk), by=request.who.actor(), now=clock())
    flash.say(request, f"“{lesson.title}”已发布，全公司可以查到。")
    return HttpResponseRedirect(lesson.href, status=303)


@login_required
@require_POST
def lesson_retirement(request: Request, pk: int) -> HttpResponse:
    lesson = services.retire_lesson(queries.lesson_for(request.who, pk), by=request.who.actor(), now=clock())
    flash.say(request, f"“{lesson.title}”已撤下，只有企管部还能看到。")
    return HttpResponseRedirect(lesson.href, status=303)
