"""Self-checks for other programs."""

from typing import Any

from django.http import HttpResponse
from ninja import File, Schema
from ninja.files import UploadedFile

from xietong.domain.closing import services
from xietong.domain.closing.api.speaking import Why, iso, router
from xietong.domain.closing.queries.self_check import self_check_overview, self_check_page, task_in
from xietong.domain.collaborations.queries import place_for
from xietong.domain.people.queries import Request
from xietong.kit.api.manners import answer, if_match, remembered
from xietong.kit.clock import clock


class CheckAnswer(Schema):
    """一条验收标准的自检：meets 为 true（符合）、false（不符合）或 null（未答）。"""

    meets: bool | None = None
    remark: str = ""


class CheckBody(Schema):
    """自检单：items 与任务的验收标准逐条对应。"""

    items: list[CheckAnswer] = []
    summary: str = ""


def _check_json(page: Any) -> dict[str, Any]:
    return {
        "task": str(page.task.pk),
        "state": page.state,
        "items": page.items,
        "summary": page.check.summary if page.check else "",
        "files": [
            {"id": str(file.pk), "name": file.name, "size": file.size, "sha256": file.digest} for file in page.files
        ],
        "submitted_at": iso(page.check.submitted_at) if page.check else None,
        "version": page.version,
    }


@router.get("/collaborations/{int:pk}/self-checks", summary="全部子任务的自检情况")
def self_checks(request: Request, pk: int) -> HttpResponse:
    items = [
        {
            "task": str(row.task_id),
            "code": row.code,
            "name": row.name,
            "owner": row.owner,
            "department": row.department,
            "due": iso(row.due),
            "task_state": row.task_state,
            "state": row.check_state,
            "answered": row.answered,
            "of": row.of,
            "files": row.files,
        }
        for row in self_check_overview(place_for(request.who, pk))
    ]
    return answer({"items": items, "next": None}, request=request)


def _self_check(request: Request, pk: int, task_id: int, *, status: int = 200) -> HttpResponse:
    place = place_for(request.who, pk)
    page = self_check_page(place, task_in(place.collaboration, task_id))
    return answer(_check_json(page), version=page.version, request=request, status=status)


def _towards(request: Request, pk: int, task_id: int) -> tuple[Any, Any]:
    place = place_for(request.who, pk)
    task = task_in(place.collaboration, task_id)
    return task, place.about_task(task.owner_id, task.department_id)


@router.get("/collaborations/{int:pk}/self-checks/{int:task_id}", summary="一项子任务的自检单")
def self_check(request: Request, pk: int, task_id: int) -> HttpResponse:
    return _self_check(request, pk, task_id)


@router.put("/collaborations/{int:pk}/self-checks/{int:task_id}", summary="填写自检单")
def put_self_check(request: Request, pk: int, task_id: int, body: CheckBody) -> HttpResponse:
    task, actor = _towards(request, pk, task_id)
    answers = [item.dict() for item in body.items]
    services.save_self_check(
        task, answers=answers, summary=body.summary, by=actor, now=clock(), version=if_match(request) or None
    )
    return _self_check(request, pk, task_id)


@router.post("/collaborations/{int:pk}/self-checks/{int:task_id}/files", summary="上传交付物")
def attach(request: Request, pk: int, task_id: int, file: File[UploadedFile], label: str = "") -> HttpResponse:
    task, actor = _towards(request, pk, task_id)
    services.attach_to_self_check(
        task, source=file, name=file.name or "", size=file.size or 0, label=label, by=actor, now=clock()
    )
    return _self_check(request, pk, task_id, status=201)


@router.post("/collaborations/{int:pk}/self-checks/{int:task_id}/submit", summary="提交自检，任务转为待验收")
@remembered
def submit_self_check(request: Request, pk: int, task_id: int) -> HttpResponse:
    task, actor = _towards(request, pk, task_id)
    services.submit_self_check(task, by=actor, now=clock(), version=if_match(request))
    return _self_check(request, pk, task_id)


@router.post("/collaborations/{int:pk}/self-checks/{int:task_id}/withdraw", summary="撤回自检")
@remembered
def withdraw_self_check(request: Request, pk: int, task_id: int) -> HttpResponse:
    task, actor = _towards(request, pk, task_id)
    services.withdraw_self_check(task, by=actor, now=clock(), version=if_match(request))
    return _self_check(request, pk, task_id)


@router.post("/collaborations/{int:pk}/self-checks/{int:task_id}/return", summary="总负责人退回自检")
@remembered
def return_self_check(request: Request, pk: int, task_id: int, body: Why) -> HttpResponse:
    task, actor = _towards(request, pk, task_id)
    services.return_self_check(task, why=body.reason, by=actor, now=clock(), version=if_match(request))
    return _self_check(request, pk, task_id)
