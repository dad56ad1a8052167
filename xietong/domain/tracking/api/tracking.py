"""Daily updates, the tracking table, snapshots and overdue work for other programs."""

from typing import Any

from django.http import HttpResponse

from xietong.domain.collaborations.queries import place_for
from xietong.domain.people.queries import Request
from xietong.domain.tracking import queries, services
from xietong.domain.tracking.api.router import (
    REPORT_BODY,
    OverdueList,
    ReportList,
    SnapshotOut,
    TrackingList,
    router,
)
from xietong.domain.tracking.api.shapes import overdue_json, report_json, row_json
from xietong.domain.tracking.queries import GROUPS, LIGHTS, SORTS, Filters
from xietong.kit.api.manners import answer, body_of, cursor_of, limit_of, paged, remembered
from xietong.kit.clock import clock, today
from xietong.kit.problems import Problem, Problems


@router.post(
    "/collaborations/{int:pk}/progress-reports",
    summary="进度更新：一次报多项任务，全部成功或全部不写",
    response={201: ReportList},
    openapi_extra=REPORT_BODY,
)
@remembered
def progress_report_new(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    lines = body_of(request).get("lines")
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise Problems(Problem("lines", "lines", '应为任务行的列表，如 [{"task_id": "12", "percent": 60}]。', "type"))
    made = services.report_progress(
        lines=[_line(line) for line in lines], by=place.actor, now=clock(), collaboration_id=place.collaboration.pk
    )
    return answer({"items": [report_json(report) for report in made], "next": None}, status=201)


def _line(line: dict[str, Any]) -> dict[str, Any]:
    """Identifiers are texts in the API and numbers inside."""
    text = str(line.get("task_id", line.get("task", "")))
    kept = {key: value for key, value in line.items() if key != "task"}
    return kept | {"task_id": int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0}


@router.get("/collaborations/{int:pk}/progress-reports", summary="进度更新的历史，新的在前", response=ReportList)
def progress_report_list(request: Request, pk: int, task: str = "", limit: int = 100, cursor: str = "") -> HttpResponse:
    place, size, after = place_for(request.who, pk), limit_of(request), cursor_of(request)
    before = _whole(after[0]) if after else None
    rows = queries.reports_of(place.collaboration, task_id=_whole(task) if task else None, before=before, limit=size)
    found = paged(rows, limit=size, key=lambda report: [report.pk])
    return answer({"items": [report_json(r) for r in found["items"]], "next": found["next"]}, request=request)


def _whole(value: Any) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Problems(Problem("cursor", "cursor", "应为数字。", "type"))
    return int(text)


@router.get("/collaborations/{int:pk}/tracking", summary="进度跟踪表：筛选、分组、排序", response=TrackingList)
def tracking_table(
    request: Request,
    pk: int,
    light: str = "",
    department: int | None = None,
    owner: int | None = None,
    state: str = "",
    overdue: bool = False,
    silent: bool = False,
    group: str = "",
    sort: str = "",
    limit: int = 100,
    cursor: str = "",
) -> HttpResponse:
    """Red ones first, then yellow, then by finish, unless sorted otherwise."""
    place, size, after = place_for(request.who, pk), limit_of(request), cursor_of(request)
    for key, value, known in (("light", light, LIGHTS), ("group", group, GROUPS), ("sort", sort, SORTS)):
        if value and value not in known:
            raise Problems(Problem(key, key, f"可以是：{'、'.join(filter(None, known))}。", "choice"))
    filters = Filters(
        light=light, department=department, owner=owner, state=state, overdue=overdue, silent=silent, group=group,
        sort=sort,
    )  # fmt: skip
    offset = _whole(after[0]) if after else 0
    rows = queries.table_rows(place.collaboration, filters, now=clock(), offset=offset, limit=size)
    found = paged(rows, limit=size, key=lambda row: [offset + size])
    data = {
        "items": [row_json(row) for row in found["items"]],
        "next": found["next"],
        "figures": queries.table_figures(place.collaboration, today()),
    }
    return answer(data, request=request)


@router.post("/collaborations/{int:pk}/tracking/snapshots", summary="留存跟踪表快照", response={201: SnapshotOut})
@remembered
def snapshot_new(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    made = services.take_snapshot(place.collaboration, by=place.actor, now=clock())
    return answer({"id": str(made.pk), "number": made.number, "as_of": made.as_of}, status=201)


@router.get("/overdue", summary="我能看到的全部项目中的逾期任务，逾期最久的在前", response=OverdueList)
def overdue_list(request: Request, limit: int = 100, cursor: str = "") -> HttpResponse:
    size, after = limit_of(request), cursor_of(request)
    if after is not None and not _is_key(after):
        raise Problems(Problem("cursor", "cursor", "游标无效，请从第一页重新开始。"))
    rows = queries.overdue(request.who, now=clock(), limit=size, cursor=after)
    found = paged(rows, limit=size, key=lambda row: [row.finish_on, row.id])
    return answer({"items": [overdue_json(row) for row in found["items"]], "next": found["next"]}, request=request)


def _is_key(key: list[Any]) -> bool:
    if len(key) != 2 or not isinstance(key[1], int):
        return False
    text = str(key[0])
    return len(text) == 10 and text.replace("-", "").isdigit()
