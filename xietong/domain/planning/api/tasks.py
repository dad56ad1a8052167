"""Tasks, links and dates over the API."""

from typing import Any

from django.http import HttpResponse

from xietong.domain.collaborations.queries import Place, place_for
from xietong.domain.people.queries import Request
from xietong.domain.planning import queries, services
from xietong.domain.planning.api.reading import day_of, id_of, required_id
from xietong.domain.planning.api.router import (
    LINK_BODY,
    TASK_BODY,
    TASK_CHANGE,
    TASKS_CHANGE_BODY,
    TIMETABLE_BODY,
    body,
    router,
)
from xietong.domain.planning.api.shapes import LinkList, LinkOut, Rescheduled, ScheduleOut, TaskList, TaskOut
from xietong.domain.planning.states import LinkKind, TaskState
from xietong.kit.api.manners import answer, body_of, cursor_of, if_match, limit_of, paged, remembered
from xietong.kit.clock import clock, today
from xietong.kit.problems import Problem, Problems
from xietong.scheduling import BadNetwork, Schedule, schedule

FLAGS = {"true": True, "1": True, "false": False, "0": False}


def _filters(request: Request) -> dict[str, Any]:
    """Filters are named like fields."""
    found: dict[str, Any] = {}
    for name in queries.FILTERS:
        text = request.GET.get(name)
        if text is None:
            continue
        if name in ("is_leaf", "is_critical"):
            if text not in FLAGS:
                raise Problems(Problem(name, name, "应为 true 或 false。"))
            found[name] = FLAGS[text]
        elif name in ("department", "owner", "parent"):
            found[name] = id_of(text, name)
        elif name == "finish_before":
            found[name] = day_of(text, name)
        elif name == "state" and TaskState.called(text) is None:
            raise Problems(Problem(name, name, f"没有这种状态；可选 {'、'.join(s.value for s in TaskState)}。"))
        else:
            found[name] = text
    return {name: value for name, value in found.items() if value is not None}


@router.get(
    "/collaborations/{int:pk}/tasks", summary="任务清单；form=rows 一次给出全部，每行一个数组", response=TaskList
)
def task_list(request: Request, pk: int) -> HttpResponse:
    """Objects by pages, in tree order; or with form=rows the whole list as arrays under one head of columns."""
    place, filters = place_for(request.who, pk), _filters(request)
    if request.GET.get("overdue") in ("true", "1"):
        filters["finish_before"] = today()
    open_only = request.GET.get("overdue") in ("true", "1") or request.GET.get("open") in ("true", "1")
    if request.GET.get("form") == "rows":
        rows = queries.task_arrays(place.collaboration.pk, filters=filters, open_only=open_only)
        for row in rows:
            row.pop()
        return answer({"columns": queries.COLUMN_NAMES, "rows": rows, "next": None}, request=request)
    limit = limit_of(request)
    after = cursor_of(request)
    if after is not None and (len(after) != 2 or not isinstance(after[0], str)):
        raise Problems(Problem("cursor", "cursor", "游标无效，请从第一页重新开始。"))
    rows = queries.task_arrays(
        place.collaboration.pk, filters=filters, open_only=open_only, after=after, limit=limit + 1
    )
    found = paged(rows, limit=limit, key=lambda row: [row[-1], int(row[0])])
    found["items"] = [queries.as_object(row) for row in found["items"]]
    return answer(found, request=request)


def _one(place: Place, task_id: int, *, status: int = 200) -> HttpResponse:
    task = queries.task_of(place.collaboration, task_id)
    before, after = queries.links_of(task)
    data = queries.task_objects(place.collaboration.pk, [task.pk])[0]
    data |= {
        "description": task.description,
        "note": task.note,
        "support": [str(one) for one in task.support],
        "accepted_by": [str(one) for one in task.accepted_by],
        "optimistic": task.optimistic,
        "pessimistic": task.pessimistic,
        "predecessors": [{"link": str(o.id), "task": str(o.task_id), "type": o.kind, "lag": o.lag} for o in before],
        "successors": [{"link": str(o.id), "task": str(o.task_id), "type": o.kind, "lag": o.lag} for o in after],
    }
    # the version guards what people enter; computed dates may change without it, so no 304 is given here
    return answer(data, status=status, version=task.version)


@router.post(
    "/collaborations/{int:pk}/tasks", summary="新增任务；日期随之计算", openapi_extra=TASK_BODY, response={201: TaskOut}
)
@remembered
def task_new(request: Request, pk: int) -> HttpResponse:
    place, sent = place_for(request.who, pk), body_of(request)
    task = services.add_task(
        place.collaboration,
        values={key: value for key, value in sent.items() if key not in ("parent", "after")},
        parent_id=id_of(sent.get("parent"), "parent"),
        after_id=id_of(sent.get("after"), "after"),
        by=place.actor,
        now=clock(),
    )
    return _one(place, task.pk, status=201)


@router.patch(
    "/collaborations/{int:pk}/tasks",
    summary="一次修改多项任务，全部成功或全部不改",
    openapi_extra=TASKS_CHANGE_BODY,
    response=TaskList,
)
def tasks_change(request: Request, pk: int) -> HttpResponse:
    place, sent = place_for(request.who, pk), body_of(request).get("tasks")
    if not isinstance(sent, list) or not all(isinstance(row, dict) for row in sent):
        raise Problems(Problem("tasks", "tasks", "应为任务的列表。"))
    edits = [
        services.Edit(
            required_id(row, "id"),
            {key: value for key, value in row.items() if key not in ("id", "version")},
            row["version"] if isinstance(row.get("version"), int) else None,
        )
        for row in sent
    ]
    changed = services.edit_tasks(place.collaboration, edits, by=place.actor, now=clock())
    return answer({"items": queries.task_objects(place.collaboration.pk, [task.pk for task in changed]), "next": None})


@router.get("/collaborations/{int:pk}/tasks/{int:task_id}", summary="一项任务", response=TaskOut)
def task_one(request: Request, pk: int, task_id: int) -> HttpResponse:
    return _one(place_for(request.who, pk), task_id)


@router.patch(
    "/collaborations/{int:pk}/tasks/{int:task_id}",
    summary="修改一项任务",
    openapi_extra=body(TASK_CHANGE),
    response=TaskOut,
)
def task_change(request: Request, pk: int, task_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    task = queries.task_of(place.collaboration, task_id)
    edit = services.Edit(task.pk, body_of(request), if_match(request))
    services.edit_tasks(place.collaboration, [edit], by=place.actor, now=clock())
    return _one(place, task.pk)


@router.delete("/collaborations/{int:pk}/tasks/{int:task_id}", summary="删除任务及其下级")
def task_removal(request: Request, pk: int, task_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    task = queries.task_of(place.collaboration, task_id)
    services.remove_task(task, by=place.actor, now=clock(), version=if_match(request))
    return HttpResponse(status=204)


MOVE_BODY = body({"type": "object", "required": ["act"], "properties": {"act": {"enum": list(services.ACTS)}}})


@router.post(
    "/collaborations/{int:pk}/tasks/{int:task_id}/move",
    summary="升级、降级、上移、下移",
    openapi_extra=MOVE_BODY,
    response=TaskOut,
)
@remembered
def task_move(request: Request, pk: int, task_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    task = queries.task_of(place.collaboration, task_id)
    act = str(body_of(request).get("act", ""))
    services.move_task(task, act, by=place.actor, now=clock(), version=if_match(request))
    return _one(place, task.pk)


FILE_BODY = {
    "requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post(
    "/collaborations/{int:pk}/tasks/import",
    summary="读入填好的任务清单（xlsx、docx）；dry_run=1 只读不写",
    openapi_extra=FILE_BODY,
)
@remembered
def tasks_import(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    name = request.GET.get("filename", "tasks.xlsx")
    rows = services.read_task_list(request.body, name, today=today())
    if request.GET.get("dry_run") in ("true", "1"):
        return answer({"rows": rows})
    replace = request.GET.get("replace") in ("true", "1")
    count = services.import_tasks(place.collaboration, rows, replace=replace, by=place.actor, now=clock())
    return answer({"imported": count}, status=201)


@router.get("/collaborations/{int:pk}/links", summary="前置关系", response=LinkList)
def link_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    items = [
        {"id": str(pk_), "before": str(before), "after": str(after), "type": kind, "lag": lag}
        for pk_, before, after, kind, lag in queries.link_rows(place.collaboration)
    ]
    return answer({"items": items, "next": None}, request=request)


@router.post(
    "/collaborations/{int:pk}/links",
    summary="新增前置关系；成环时 422 并列出任务",
    openapi_extra=LINK_BODY,
    response={201: LinkOut},
)
@remembered
def link_new(request: Request, pk: int) -> HttpResponse:
    place, sent = place_for(request.who, pk), body_of(request)
    before = queries.task_of(place.collaboration, required_id(sent, "before"))
    after = queries.task_of(place.collaboration, required_id(sent, "after"))
    kind, lag = LinkKind.called(str(sent.get("type", "FS"))), sent.get("lag", 0)
    if kind is None or not isinstance(lag, int) or isinstance(lag, bool):
        raise Problems(Problem("type", "type", "type 应为 FS、SS、FF 或 SF，lag 应为整数个工作日。"))
    link = services.link_tasks(before, after, kind=kind, lag=lag, by=place.actor, now=clock())
    data = {"id": str(link.pk), "before": str(before.pk), "after": str(after.pk), "type": kind, "lag": lag}
    return answer(data, status=201)


@router.delete("/collaborations/{int:pk}/links/{int:link_id}", summary="去掉前置关系")
def link_removal(request: Request, pk: int, link_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    services.unlink(queries.link_of(place.collaboration, link_id), by=place.actor, now=clock())
    return HttpResponse(status=204)


@router.get("/collaborations/{int:pk}/schedule", summary="计算结果：最早最晚日期、时差、关键路径", response=ScheduleOut)
def schedule_read(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    problem = queries.problem_of(place.collaboration, day=today())
    if not problem.activities:
        return answer({"items": [], "start": None, "finish": None, "length": 0, "critical_path": [], "warnings": []})
    try:
        found = schedule(problem)
    except BadNetwork as wrong:
        raise Problems(Problem("links", "前置关系", f"无法计算：{wrong}", "loop")) from None
    return answer(_schedule_json(found), request=request)


def _schedule_json(found: Schedule[int]) -> dict[str, Any]:
    return {
        "start": found.start,
        "finish": found.finish,
        "length": found.length,
        "critical_path": [str(pk) for pk in found.critical_path],
        "earliest_possible": found.earliest_possible,
        "years_without_data": list(found.years_without_data),
        "warnings": [
            {"kind": w.kind, "task": str(w.activity) if w.activity else None, "days": w.days} for w in found.warnings
        ],
        "items": [
            {
                "task": str(pk),
                "early_start": dates.start,
                "early_finish": dates.finish,
                "late_start": dates.late_start,
                "late_finish": dates.late_finish,
                "total_float": dates.total_float,
                "free_float": dates.free_float,
                "is_critical": dates.critical,
                "driving": [str(one) for one in dates.driving],
            }
            for pk, dates in found.by_id.items()
        ],
    }


@router.post(
    "/collaborations/{int:pk}/schedule",
    summary="选择正排或倒排并重新计算",
    openapi_extra=TIMETABLE_BODY,
    response=Rescheduled,
)
@remembered
def schedule_set(request: Request, pk: int) -> HttpResponse:
    place, sent = place_for(request.who, pk), body_of(request)
    if sent:
        done = services.set_timetable(
            place.collaboration,
            backward=sent.get("direction") == "backward",
            anchor_on=day_of(sent.get("anchor_on"), "anchor_on"),
            anchor_task_id=id_of(sent.get("anchor_task"), "anchor_task"),
            by=place.actor,
            now=clock(),
        )
    else:
        done = services.compute_dates(place.collaboration, by=place.actor, now=clock())
    return answer({"moved": done.moved, "finish": done.finish, "earliest_possible": done.earliest_possible})
