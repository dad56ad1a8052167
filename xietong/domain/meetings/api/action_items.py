"""Action items for other programs."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from ninja import Router, Schema

from xietong.domain.collaborations.queries import Place, place_for
from xietong.domain.meetings import queries, services
from xietong.domain.meetings.api.meetings import Reason, body_schema, checked_answers
from xietong.domain.meetings.models import ActionItem
from xietong.domain.meetings.paper import ACTION_FORM
from xietong.domain.people.queries import Request, person_by_id
from xietong.kit.api.manners import answer, body_of, if_match, remembered
from xietong.kit.clock import clock

router = Router(tags=["会议与行动项"])


class Result(Schema):
    """行动项的完成情况。"""

    result: str


class Extension(Schema):
    """新的期限。"""

    due_on: date


def _item_json(item: ActionItem) -> dict[str, Any]:
    return {
        "id": str(item.pk),
        "meeting": str(item.meeting_id) if item.meeting_id else None,
        "problem": item.problem,
        "solution": item.solution,
        "owner": {"id": str(item.owner_id), "name": item.owner.name},
        "due_on": item.due_on.isoformat(),
        "first_due_on": item.first_due_on.isoformat(),
        "priority": item.priority.value,
        "task": str(item.task_id) if item.task_id else None,
        "state": item.state,
        "result": item.result,
        "finished_at": item.finished_at.isoformat() if item.finished_at else None,
        "version": item.version,
    }


@router.get("/collaborations/{int:pk}/action-items", summary="行动项；state=open|done|dropped")
def action_items(request: Request, pk: int, state: str = "") -> HttpResponse:
    place = place_for(request.who, pk)
    items = [_item_json(item) for item in queries.action_items_of(place.collaboration, state=state)]
    return answer({"items": items, "next": None}, request=request)


@router.post("/collaborations/{int:pk}/action-items", summary="交办行动项", openapi_extra=body_schema(ACTION_FORM))
@remembered
def add_action_item(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    answers = checked_answers(ACTION_FORM, body_of(request), queries.call_choices())
    owner = person_by_id(answers["owner"])
    if owner is None:
        raise Http404
    item = services.add_action_item(
        place.collaboration,
        problem=answers["problem"],
        solution=answers["solution"],
        owner=owner,
        due_on=date.fromisoformat(answers["due_on"]),
        priority=answers["priority"] or "",
        by=place.actor,
        now=clock(),
    )
    return answer(_item_json(item), status=201, version=item.version)


@router.post("/collaborations/{int:pk}/action-items/{i}/finish", summary="完成行动项，写明结果")
@remembered
def finish_action_item(request: Request, pk: int, i: int, body: Result) -> HttpResponse:
    place = place_for(request.who, pk)
    item = _item(place, i)
    actor = queries.about_item(place, item)
    row = services.finish_action_item(item, result=body.result, by=actor, now=clock(), version=if_match(request))
    return answer(_item_json(row), version=row.version)


@router.post("/collaborations/{int:pk}/action-items/{i}/reopen", summary="退回行动项")
@remembered
def reopen_action_item(request: Request, pk: int, i: int, body: Reason) -> HttpResponse:
    place = place_for(request.who, pk)
    item = _item(place, i)
    actor = queries.about_item(place, item)
    row = services.reopen_action_item(item, why=body.reason, by=actor, now=clock(), version=if_match(request))
    return answer(_item_json(row), version=row.version)


@router.post("/collaborations/{int:pk}/action-items/{i}/drop", summary="撤销行动项")
@remembered
def drop_action_item(request: Request, pk: int, i: int, body: Reason) -> HttpResponse:
    place = place_for(request.who, pk)
    item = _item(place, i)
    actor = queries.about_item(place, item)
    row = services.drop_action_item(item, why=body.reason, by=actor, now=clock(), version=if_match(request))
    return answer(_item_json(row), version=row.version)


@router.post("/collaborations/{int:pk}/action-items/{i}/extend", summary="延期（须在原期限之前）")
@remembered
def extend_action_item(request: Request, pk: int, i: int, body: Extension) -> HttpResponse:
    place = place_for(request.who, pk)
    item = _item(place, i)
    actor = queries.about_item(place, item)
    row = services.extend_action_item(item, due_on=body.due_on, by=actor, now=clock(), version=if_match(request))
    return answer(_item_json(row), version=row.version)


def _item(place: Place, i: int) -> ActionItem:
    item = queries.action_item_in(place, i)
    if item is None:
        raise Http404
    return item
