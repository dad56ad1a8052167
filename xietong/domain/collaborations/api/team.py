"""Participations and task forces over the API."""

from typing import Any

from django.http import HttpResponse

from xietong.domain.collaborations import services
from xietong.domain.collaborations.api.router import (
    FORCE_BODY,
    LIAISON_BODY,
    ParticipationList,
    ParticipationOut,
    TaskForceList,
    TaskForceOut,
    router,
)
from xietong.domain.collaborations.models import TaskForce
from xietong.domain.collaborations.queries import participations_of, place_for, task_forces_of
from xietong.domain.collaborations.queries.listing import participation_json
from xietong.domain.collaborations.queries.team import participation_in, task_force_in
from xietong.domain.people.queries import Request, person_by_id
from xietong.domain.people.roles import Role
from xietong.kit.api.manners import answer, body_of, if_match, remembered
from xietong.kit.clock import clock
from xietong.kit.problems import Problem, Problems


def _person(value: Any, field: str, where: str, *, required: bool = True) -> Any:
    person = person_by_id(value)
    if person is None and (required or value not in (None, "")):
        raise Problems(Problem(field, where, "没有这个人员，或已停用。"))
    return person


@router.get("/collaborations/{int:pk}/participations", summary="参与部门、接口人、备份", response=ParticipationList)
def participation_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    rows = participations_of(place.collaboration)
    return answer({"items": [participation_json(row) for row in rows], "next": None}, request=request)


@router.put(
    "/collaborations/{int:pk}/participations/{int:participation_id}",
    summary="指定本部门的接口人和备份",
    response=ParticipationOut,
    openapi_extra=LIAISON_BODY,
)
def participation_liaison(request: Request, pk: int, participation_id: int) -> HttpResponse:
    place, body = place_for(request.who, pk), body_of(request)
    row = participation_in(place.collaboration, participation_id)
    named = services.name_liaison(
        row,
        liaison=_person(body.get("liaison"), "liaison", "接口人"),
        deputy=_person(body.get("deputy"), "deputy", "备份接口人", required=False),
        by=place.about(Role.DEPARTMENT_OF_THIS if row.department_id in place.head_of else None),
        now=clock(),
        version=if_match(request),
    )
    return answer(participation_json(named), version=named.version)


def force_json(force: TaskForce) -> dict[str, Any]:
    leader = force.leader
    return {
        "id": str(force.pk),
        "name": force.name,
        "mandate": force.mandate,
        "leader": {"id": str(leader.pk), "name": leader.name} if leader else None,
        "members": [
            {"person": {"id": str(m.person_id), "name": m.person.name}, "duty": m.duty} for m in force.members.all()
        ],
        "version": force.version,
    }


def _force_of(body: dict[str, Any]) -> dict[str, Any]:
    members = body.get("members") or []
    if not isinstance(members, list) or not all(isinstance(row, dict) for row in members):
        raise Problems(Problem("members", "成员", "应为若干行：{person, duty}。"))
    return {
        "name": str(body.get("name") or "")[:60],
        "mandate": str(body.get("mandate") or "")[:2000],
        "leader": _person(body.get("leader"), "leader", "组长", required=False),
        "members": [
            (
                _person(row.get("person"), f"members-{number}-person", f"成员 第{number + 1}行"),
                str(row.get("duty") or "")[:200],
            )
            for number, row in enumerate(members)
        ],
    }


@router.get("/collaborations/{int:pk}/task-forces", summary="专项小组", response=TaskForceList)
def task_force_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    items = [force_json(force) for force in task_forces_of(place.collaboration)]
    return answer({"items": items, "next": None}, request=request)


@router.post(
    "/collaborations/{int:pk}/task-forces",
    summary="设立专项小组",
    response={201: TaskForceOut},
    openapi_extra=FORCE_BODY,
)
@remembered
def task_force_new(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    force = services.set_task_force(place.collaboration, **_force_of(body_of(request)), by=place.actor, now=clock())
    return answer(force_json(force), status=201, version=force.version)


@router.put(
    "/collaborations/{int:pk}/task-forces/{int:force_id}",
    summary="修改专项小组",
    response=TaskForceOut,
    openapi_extra=FORCE_BODY,
)
def task_force_change(request: Request, pk: int, force_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    force = services.set_task_force(
        place.collaboration,
        **_force_of(body_of(request)),
        task_force=task_force_in(place.collaboration, force_id),
        by=place.actor,
        now=clock(),
        version=if_match(request),
    )
    return answer(force_json(force), version=force.version)


@router.delete("/collaborations/{int:pk}/task-forces/{int:force_id}", summary="解散专项小组", response={204: None})
def task_force_end(request: Request, pk: int, force_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    services.dissolve_task_force(task_force_in(place.collaboration, force_id), by=place.actor, now=clock())
    return HttpResponse(status=204)
