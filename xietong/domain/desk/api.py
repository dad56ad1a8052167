"""My things, portfolio and search for other programs."""

from typing import Any

from django.http import HttpResponse
from ninja import Router

from xietong.domain.desk import queries
from xietong.domain.people.queries import Request, require_office
from xietong.kit.api.manners import answer, cursor_of, limit_of, paged
from xietong.kit.clock import clock
from xietong.kit.waiting import Waiting

router = Router(tags=["工作台与总览"])


def _row(row: Waiting) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "title": row.title,
        "href": row.href,
        "action": row.action,
        "collaboration": {"id": str(row.context_id), "title": row.context} if row.context_id else None,
        "since": row.since,
        "due": row.due,
        "from": row.from_whom,
    }


@router.get("/me/todo", summary="等我办的事，最急的在前")
def todo(request: Request) -> HttpResponse:
    rows = queries.waiting(request.who, clock())
    return answer({"items": [_row(row) for row in rows], "next": None}, request=request)


@router.get("/portfolio", summary="总览：阶段 × 灯、场景、部门、停留最久的项目")
def portfolio(request: Request) -> HttpResponse:
    data = queries.portfolio(request.who)
    return answer(
        {
            "total": data["total"],
            "running": data["running"],
            "red": data["red"],
            "matrix": [
                {"stage": stage, "lights": {str(light.value): n for light, n in row}} for stage, row in data["matrix"]
            ],
            "scenarios": [{"scenario": s, "count": n, "red": red} for s, n, red in data["scenarios"]],
            "departments": [{"department": d, "count": n, "red": red} for d, n, red in data["departments"]],
            "stuck": [
                {"id": str(c.pk), "number": c.number, "title": c.title, "stage": c.state, "since": c.state_since}
                for c in data["stuck"]
            ],
        },
        request=request,
    )


@router.get("/search", summary="搜索我能看到的项目、任务、会议、经验与人员")
def search(request: Request, q: str = "") -> HttpResponse:
    hits = queries.search(request.who, q.strip()[:100])
    items = [{"kind": h.kind, "title": h.title, "href": h.href, "note": h.note} for h in hits]
    return answer({"items": items, "next": None}, request=request)


@router.get("/journal", summary="操作记录全文（审计、企管部）")
def journal(request: Request) -> HttpResponse:
    require_office(request.who, "journal.read")
    limit, cursor = limit_of(request), cursor_of(request)
    rows = queries.journal(before=int(cursor[0]) if cursor else None, limit=limit)
    return answer(paged(rows, limit=limit, key=lambda row: [row["id"]]), request=request)
