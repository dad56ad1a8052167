"""List, start and read collaborations."""

from typing import Any

from django.http import HttpResponse

from xietong.domain.collaborations import services
from xietong.domain.collaborations.api.router import (
    LEAD_BODY,
    NEW_BODY,
    REASON_BODY,
    CollaborationList,
    CollaborationOut,
    EventList,
    router,
)
from xietong.domain.collaborations.queries import feed, place_for
from xietong.domain.collaborations.queries.intake import preview_of_file
from xietong.domain.collaborations.queries.listing import Filters, as_json, collaboration_rows, detail
from xietong.domain.collaborations.services.starters import start_from
from xietong.domain.people.queries import Request, person_by_id
from xietong.kit.api.manners import answer, body_of, cursor_of, if_match, limit_of, paged, problem, remembered
from xietong.kit.clock import clock, today
from xietong.kit.intake.gate import MAX_FILE
from xietong.kit.intake.reading import Refused
from xietong.kit.problems import Problem, Problems


def _after(request: Request) -> int | None:
    cursor = cursor_of(request)
    if cursor is None:
        return None
    if len(cursor) != 1 or not isinstance(cursor[0], int):
        raise Problems(Problem("cursor", "cursor", "游标无效，请从第一页重新开始。"))
    return cursor[0]


@router.get("/collaborations", summary="我能看到的协同项目", response=CollaborationList)
def collaboration_list(
    request: Request,
    stage: str = "",
    light: str = "",
    mine: bool = False,
    department: str = "",
    scenario: str = "",
    q: str = "",
    limit: int = 100,
    cursor: str = "",
) -> HttpResponse:
    """Filters are named like fields; `mine=1` keeps those I take part in. Newest first."""
    size = limit_of(request)
    rows = collaboration_rows(request.who, Filters.of(request.GET.dict()), after=_after(request), limit=size)
    found = paged(rows, limit=size, key=lambda row: [row["id"]])
    return answer({"items": [as_json(row) for row in found["items"]], "next": found["next"]}, request=request)


@router.post(
    "/collaborations",
    summary="新建：申请表内容、标准方案，或填好的 docx、xlsx 文件（multipart 字段 file）",
    response={201: CollaborationOut},
    openapi_extra=NEW_BODY,
)
@remembered
def collaboration_new(request: Request) -> HttpResponse:
    """A draft. A JSON body may be incomplete but must have a title; a file must be complete and without contradictions."""
    me: Any = request.user
    if (request.content_type or "").startswith("multipart/"):
        return _from_file(request)
    body = body_of(request)
    by, now = request.who.actor(), clock()
    if "playbook" in body:
        made = start_from("playbook", body, initiator=me, by=by, now=now)
    else:
        answers = body.get("answers", body)
        if not isinstance(answers, dict) or not str(answers.get("title") or "").strip():
            raise Problems(Problem("title", "任务名称", "没有填写，请填写。", "missing"))
        named = person_by_id(answers.get("initiator"))
        made = services.start_collaboration(initiator=named or me, answers=answers, by=by, now=now)
    return answer(detail(made), status=201, version=made.version)


def _from_file(request: Request) -> HttpResponse:
    uploaded = request.FILES.get("file")
    if uploaded is None:
        raise Problems(Problem("file", "file", "请在字段 file 中上传填好的 .docx 或 .xlsx 申请表。", "missing"))
    name = uploaded.name or ""
    try:
        found = preview_of_file(uploaded.read(MAX_FILE + 1), name, today=today())
    except Refused as refused:
        wrong = Problem("file", name, str(refused), refused.code)
        return problem(refused.status, "文件读不了", str(refused), errors=[wrong])
    if found.problems:
        raise Problems(found.problems)
    initiator = person_by_id(found.initiator_id)
    made = services.start_collaboration(
        initiator=initiator or request.user,
        answers=found.answers,
        by=request.who.actor(),
        now=clock(),
    )
    notes = [note.as_json() for note in found.notes]
    left = [{"where": where, "text": text} for where, text in found.left_over]
    return answer({**detail(made), "notes": notes, "left_over": left}, status=201, version=made.version)


@router.get("/collaborations/{int:pk}", summary="一个协同项目", response=CollaborationOut)
def collaboration(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    return answer(detail(place.collaboration), version=place.collaboration.version, request=request)


@router.post(
    "/collaborations/{int:pk}/lead", summary="任命总负责人", response=CollaborationOut, openapi_extra=LEAD_BODY
)
@remembered
def collaboration_lead(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    lead = person_by_id(body_of(request).get("lead"))
    if lead is None:
        raise Problems(Problem("lead", "总负责人", "没有这个人员，或已停用。"))
    moved = services.appoint_lead(
        place.collaboration, lead=lead, by=place.actor, now=clock(), version=if_match(request)
    )
    return answer(detail(moved), version=moved.version)


@router.post(
    "/collaborations/{int:pk}/terminate", summary="提前终止", response=CollaborationOut, openapi_extra=REASON_BODY
)
@remembered
def collaboration_end(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    why = str(body_of(request).get("reason") or "")
    ended = services.terminate(place.collaboration, why=why, by=place.actor, now=clock(), version=if_match(request))
    return answer(detail(ended), version=ended.version)


@router.get("/collaborations/{int:pk}/events", summary="动态，新的在前", response=EventList)
def event_list(request: Request, pk: int, limit: int = 100, cursor: str = "") -> HttpResponse:
    place, size = place_for(request.who, pk), limit_of(request)
    rows = feed(place.collaboration, before=_after(request), limit=size)
    found = paged(rows, limit=size, key=lambda row: [row["id"]])
    return answer({"items": [event_json(row) for row in found["items"]], "next": found["next"]}, request=request)


def event_json(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "at": row["at"],
        "by": {"id": str(row["by_id"]), "name": row["who"]} if row["by_id"] else None,
        "on_behalf_of": str(row["for_id"]) if row["for_id"] else None,
        "text": row["text"],
        "data": row["data"],
    }
