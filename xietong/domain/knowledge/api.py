"""Playbooks, what follows them, and lessons for other programs."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema
from ninja.errors import HttpError

from xietong.domain.collaborations.queries import place_for
from xietong.domain.collaborations.services.starters import STARTERS
from xietong.domain.knowledge import queries, services
from xietong.domain.knowledge.models import Lesson, Playbook
from xietong.domain.knowledge.rules import MAX_BYTES
from xietong.domain.knowledge.states import LessonKind, Part
from xietong.domain.people.queries import Request
from xietong.kit.api.manners import answer, body_of, cursor_of, if_match, limit_of, paged, remembered
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems

router = Router(tags=["知识库与标准方案"])
STARTERS["playbook"] = services.start_as_asked  # POST /collaborations {"playbook": …}

TEXT = {"type": "string"}
YAML_BODY = {
    "requestBody": {"required": True, "content": {"application/yaml": {"schema": {**TEXT, "title": "标准方案 YAML"}}}}
}
START_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["playbook"],
                    "properties": {
                        "playbook": {**TEXT, "title": "标准方案的键"},
                        "title": {**TEXT, "title": "任务名称"},
                        "start_on": {**TEXT, "format": "date", "title": "开始日期（顺排）"},
                        "target_on": {**TEXT, "format": "date", "title": "目标日期（倒排）"},
                        "departments": {
                            "type": "object",
                            "title": "方案部门的键 → 本公司部门编号；null 表示不设",
                            "additionalProperties": {"type": ["integer", "string", "null"]},
                        },
                        "answers": {"type": "object", "title": "覆盖申请表预填的内容"},
                        "press": {"type": "boolean", "title": "赶不上目标日期时仍按它申请"},
                    },
                }
            }
        },
    }
}


class PlaybookOut(Schema):
    key: str
    edition: int
    name: str
    scenario: str
    builtin: bool
    current: bool
    tasks: int
    departments: int
    workdays: int
    href: str


class PlaybookList(Schema):
    items: list[PlaybookOut]
    next: str | None


class LessonOut(Schema):
    id: str
    kind: str
    title: str
    text: str
    applies_when: str
    scenario: str
    department: str
    tags: list[str]
    state: str
    since: datetime
    collaboration: str | None
    href: str
    version: int


class LessonList(Schema):
    items: list[LessonOut]
    next: str | None


class NewLesson(Schema):
    kind: str
    title: str
    text: str
    applies_when: str = ""
    scenario: str = ""
    tags: list[str] = []


class PartIn(Schema):
    part: str


class ChosenIn(Schema):
    playbook: str


def _playbook(row: Playbook) -> dict[str, Any]:
    return {
        "key": row.key,
        "edition": row.edition,
        "name": row.name,
        "scenario": row.scenario,
        "builtin": row.is_builtin,
        "current": row.is_current,
        "tasks": len(row.content["wbs"]["tasks"]),
        "departments": len(row.content["departments"]),
        "workdays": row.content["schedule"]["typical_duration_workdays"],
        "href": row.href,
    }


def _lesson(request: Request, row: Lesson, *, may_open: bool) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "title": row.title,
        "text": row.text,
        "applies_when": row.applies_when,
        "scenario": row.scenario,
        "department": row.department.name if row.department else "",
        "tags": row.tags,
        "state": row.state,
        "since": row.state_since,
        "collaboration": str(row.collaboration_id) if may_open else None,
        "href": row.href,
        "version": row.version,
    }


@router.get("/playbooks", summary="现行的标准方案", response=PlaybookList)
def playbooks(request: Request) -> HttpResponse:
    return answer({"items": [_playbook(row) for row in queries.current_playbooks()], "next": None}, request=request)


@router.get("/playbooks/{key}", summary="一套标准方案的全部内容；?edition= 取旧版")
def playbook(request: Request, key: str, edition: int | None = None) -> HttpResponse:
    row = queries.playbook_called(key, edition)
    return answer({**_playbook(row), "content": row.content}, request=request)


@router.post(
    "/playbooks",
    summary="上传标准方案（YAML 正文）；同键的成为新版本（企管部）",
    response={201: PlaybookOut},
    openapi_extra=YAML_BODY,
)
@remembered
def playbook_new(request: Request) -> HttpResponse:
    if len(request.body) > MAX_BYTES:
        raise HttpError(413, "标准方案文件不能超过 1 MB。")
    row = services.publish_playbook(request.body, by=request.who.actor(), now=clock())
    return answer(_playbook(row), status=201)


@router.post("/playbooks/{key}/retire", summary="停用一套标准方案（企管部）", response=PlaybookOut)
@remembered
def playbook_retired(request: Request, key: str) -> HttpResponse:
    row = services.retire_playbook(queries.playbook_called(key), by=request.who.actor(), now=clock())
    return answer(_playbook(row))


@router.post(
    "/collaborations/from-playbook", summary="用标准方案新建协同项目：申请表草稿已预填", openapi_extra=START_BODY
)
@remembered
def collaboration_from_playbook(request: Request) -> HttpResponse:
    body = body_of(request)
    if not body.get("playbook"):
        raise Problems(Problem("playbook", "playbook", "请写明标准方案的键，如 new_product_launch。", "missing"))
    made = services.start_as_asked(body["playbook"], body, initiator=request.user, by=request.who.actor(), now=clock())
    data = {
        "id": str(made.pk),
        "title": made.title,
        "href": made.href,
        "playbook": made.playbook_key,
        "start_on": made.start_on,
        "finish_on": made.finish_on,
        "application": made.application.answers,
        "version": made.version,
    }
    return answer(data, status=201, version=made.version)


@router.get("/collaborations/{int:pk}/playbook", summary="本项目所用的标准方案与已带入的内容")
def use(request: Request, pk: int) -> HttpResponse:
    collaboration = place_for(request.who, pk).collaboration
    row = queries.use_of(collaboration)
    if row is None:
        return answer({"playbook": None, "parts": []}, request=request)
    parts = [
        {"part": p.part, "label": p.part.label, "offers": p.offers, "there": p.there, "taken_at": p.taken_at}
        for p in queries.part_rows(row)
    ]
    data = {"playbook": _playbook(row.playbook), "departments": row.departments, "parts": parts}
    return answer(data, request=request)


@router.post("/collaborations/{int:pk}/playbook", summary="为没有标准方案的项目选用一套")
@remembered
def use_chosen(request: Request, pk: int, body: ChosenIn) -> HttpResponse:
    place = place_for(request.who, pk)
    chosen = queries.playbook_called(body.playbook)
    row = services.choose_playbook(place.collaboration, chosen, by=place.actor, now=clock())
    return answer({"playbook": _playbook(chosen), "departments": row.departments}, status=201)


@router.post("/collaborations/{int:pk}/playbook/parts", summary="从标准方案带入一部分内容")
@remembered
def part_taken(request: Request, pk: int, body: PartIn) -> HttpResponse:
    part = Part.called(body.part)
    if part is None:
        raise Problems(Problem("part", "part", f"可用：{'、'.join(p.value for p in Part)}。", "choice"))
    place = place_for(request.who, pk)
    count = services.take_part(place.collaboration, part, by=place.actor, now=clock())
    return answer({"part": part, "count": count}, status=201)


@router.get("/lessons", summary="经验与改进点；按 q、scenario、kind、state、department 筛选", response=LessonList)
def lessons(request: Request) -> HttpResponse:
    size, after = limit_of(request), cursor_of(request)
    filters = {key: request.GET.get(key, "")[:60] for key in ("q", "scenario", "kind", "state", "department")}
    before = after[0] if after and isinstance(after[0], int) else None
    rows = queries.lesson_list(request.who, filters, before=before, limit=size)
    open_to_me = queries.openable(request.who, rows)
    found = paged(rows, limit=size, key=lambda row: [row.pk])
    items = [_lesson(request, row, may_open=row.collaboration_id in open_to_me) for row in found["items"]]
    return answer({"items": items, "next": found["next"]}, request=request)


@router.get("/lessons/{int:pk}", summary="一条经验", response=LessonOut)
def lesson(request: Request, pk: int) -> HttpResponse:
    row = queries.lesson_for(request.who, pk)
    data = _lesson(request, row, may_open=queries.may_open(request.who, row))
    return answer(data, version=row.version, request=request)


@router.post("/lessons", summary="写一条经验（草稿，企管部）", response={201: LessonOut})
@remembered
def lesson_new(request: Request, body: NewLesson) -> HttpResponse:
    kind = LessonKind.called(body.kind)
    if kind is None:
        raise Problems(Problem("kind", "kind", f"可用：{'、'.join(k.value for k in LessonKind)}。", "choice"))
    row = services.write_lesson(
        kind=kind,
        title=body.title,
        text=body.text,
        applies_when=body.applies_when,
        scenario=body.scenario[:30],
        tags=body.tags,
        by=request.who.actor(),
        now=clock(),
    )
    return answer(_lesson(request, row, may_open=False), status=201, version=row.version)


@router.post("/lessons/{int:pk}/publish", summary="发布一条经验（企管部）", response=LessonOut)
@remembered
def lesson_published(request: Request, pk: int) -> HttpResponse:
    row = queries.lesson_for(request.who, pk)
    done = services.publish_lesson(row, by=request.who.actor(), now=clock(), version=if_match(request))
    return answer(_lesson(request, done, may_open=queries.may_open(request.who, done)), version=done.version)


@router.post("/lessons/{int:pk}/retire", summary="撤下一条经验（企管部）", response=LessonOut)
@remembered
def lesson_retired(request: Request, pk: int) -> HttpResponse:
    row = queries.lesson_for(request.who, pk)
    done = services.retire_lesson(row, by=request.who.actor(), now=clock(), version=if_match(request))
    return answer(_lesson(request, done, may_open=queries.may_open(request.who, done)), version=done.version)
