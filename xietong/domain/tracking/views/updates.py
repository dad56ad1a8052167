"""The daily update: all my open tasks on one page, made for the thumb, sent once."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from xietong.domain.people.queries import Request
from xietong.domain.planning.states import TaskState
from xietong.domain.tracking import services
from xietong.domain.tracking.queries import UpdateRow, update_rows
from xietong.domain.tracking.queries.sent_values import read_id
from xietong.domain.tracking.states import Cause
from xietong.domain.tracking.views.posted import back_to
from xietong.kit.clock import clock
from xietong.kit.ui import flash
from xietong.kit.ui.shapes import Choice
from xietong.kit.ui.swap import page

TEXTS = ("done", "undone", "problem", "need")


@login_required
@require_http_methods(["GET", "POST"])
def update_page(request: Request) -> HttpResponse:
    scope = "department" if request.GET.get("scope") == "department" else "mine"
    rows = update_rows(request.who, now=clock(), scope=scope)
    if request.method == "POST":
        return _send(request, rows, scope)
    open_rows = [row for row in rows if row.begun]
    context = {
        "rows": open_rows,
        "later": [row for row in rows if not row.begun],
        "missing": sum(1 for row in open_rows if not row.updated_today),
        "scope": scope,
        "scopes": [
            Choice("我负责的", "/updates", scope == "mine"),
            Choice("我部门的", "/updates?scope=department", scope == "department"),
        ],
        "causes": Cause.choices(),
        "statuses": [(state.value, state.label) for state in (TaskState.RUNNING, TaskState.BLOCKED)],
    }
    return page(request, "tracking/update_page.html", context)


def _send(request: Request, rows: list[UpdateRow], scope: str) -> HttpResponse:
    lines = _lines(request, rows)
    href = "/updates?scope=department" if scope == "department" else "/updates"
    if not lines:
        flash.say(request, "没有变化：请填写进度或勾选“与上次相同”后再提交。", flash.NOTE)
        return back_to(href)
    reports = services.report_progress(lines=lines, by=request.who.actor(), now=clock())
    jumps = sum(1 for report in reports if report.is_jump)
    more = f"；{jumps} 项进度增幅较大且未写完成情况，已作标记" if jumps else ""
    flash.say(request, f"已更新 {len(reports)} 项任务，项目组在跟踪表中可以看到{more}。")
    return back_to(href)


def _lines(request: Request, rows: list[UpdateRow]) -> list[dict[str, Any]]:
    """The rows that were touched: something differs from what was shown, or it is the same as last time."""
    post, everything_same = request.POST, "all_same" in request.POST
    shown = {row.id: row for row in rows}
    lines = []
    for text in post.getlist("task"):
        pk = read_id(text)
        if pk is None:
            continue
        row = shown.get(pk)
        line: dict[str, Any] = {"task_id": pk, "version": read_id(post.get(f"version-{pk}"))}
        percent = read_id(post.get(f"percent-{pk}"))
        status = post.get(f"status-{pk}", "")
        texts = {key: post.get(f"{key}-{pk}", "").strip() for key in TEXTS}
        changed = row is None or any(texts.values()) or (percent is not None and percent != row.percent)
        if row is not None and status and status != row.state:
            changed = True
        if changed:
            line |= {"percent": percent, "status": status, "cause": post.get(f"cause-{pk}", ""), **texts}
        elif post.get(f"same-{pk}") or (everything_same and row is not None and not row.updated_today):
            line["same"] = True
        else:
            continue
        lines.append(line)
    return lines
