"""What departments need: ask, promise, deliver, give back; conflicts accepted; departments that need nothing."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration, Participation
from xietong.domain.collaborations.services import require_running
from xietong.domain.people.queries import department_names
from xietong.domain.people.roles import Role
from xietong.domain.planning import events
from xietong.domain.planning.models import AcceptedConflict, NothingNeeded, ResourceRequest
from xietong.domain.planning.paper import RESOURCE_FORM
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.queries import codes_of, conflicts
from xietong.domain.planning.services.standing import mine_of, require_not_going_round, towards
from xietong.domain.planning.services.task import choices_for_tasks
from xietong.domain.planning.states import ResourceKind, ResourceSource, ResourceState
from xietong.kit.access import Actor, Forbidden
from xietong.kit.events.announce import announce
from xietong.kit.paperwork.validate import validate
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import take_step
from xietong.kit.workflow import NotNow

STEPS = ("promise", "refuse", "deliver", "give_back")
UNIT_OF = {ResourceKind.PEOPLE: "人", ResourceKind.BUDGET: "元", ResourceKind.EQUIPMENT: "台", ResourceKind.PLACE: "处"}


def _columns(collaboration: Collaboration, values: Mapping[str, Any]) -> dict[str, Any]:
    """Checked columns of a request; everything wrong at once."""
    checked = validate(RESOURCE_FORM, values, choices_for_tasks())
    clean, problems = checked.clean, list(checked.problems)
    if clean.get("from_on") and clean.get("until_on") and clean["until_on"] < clean["from_on"]:
        problems.append(Problem("until_on", "需用结束", "结束早于开始，请改正。"))
    if clean.get("source") == ResourceSource.LENT and not clean.get("provider"):
        problems.append(Problem("provider", "提供部门", "跨部门借调请选择提供部门。", "missing"))
    if clean.get("amount") is not None and Decimal(str(clean["amount"])) <= 0:
        problems.append(Problem("amount", "数量", "应大于 0。"))
    if clean.get("person") and clean.get("kind") != ResourceKind.PEOPLE:
        problems.append(Problem("person", "指定人员", "只有人力类可以指定人员。"))
    task_id = None
    if clean.get("task"):
        task_id = codes_of(collaboration).get(clean["task"])
        if task_id is None:
            problems.append(Problem("task", "关联任务", f"没有编号为 {clean['task']} 的任务。"))
    if problems:
        raise Problems(problems)
    kind = ResourceKind(clean["kind"])
    return {
        "department_id": clean["department"],
        "kind": kind,
        "name": clean["name"],
        "person_id": clean["person"],
        "amount": Decimal(str(clean["amount"])),
        "unit": clean["unit"] or UNIT_OF.get(kind, ""),
        "purpose": clean["purpose"],
        "task_id": task_id,
        "from_on": date.fromisoformat(clean["from_on"]),
        "until_on": date.fromisoformat(clean["until_on"]),
        "source": ResourceSource(clean["source"] or ResourceSource.OWN),
        "provider_id": clean["provider"] or (clean["department"] if clean["source"] != ResourceSource.BOUGHT else None),
        "cost": Decimal(clean["cost"]) if clean["cost"] else None,
    }


def _for_own_department(collaboration: Collaboration, department_id: int, by: Actor) -> None:
    PLANNING.require("resource_request.add", by.roles)
    if Role.LEAD not in by.roles and department_id not in mine_of(collaboration, by):
        name = department_names([department_id]).get(department_id, "该部门")
        raise Forbidden("resource_request.add", f"{name}的资源由其接口人、负责人或总负责人申报。", {Role.LEAD})


def _require_taking_part(collaboration: Collaboration, department_id: int) -> None:
    if not Participation.objects.filter(collaboration=collaboration, department=department_id).exists():
        raise Problems(Problem("department", "需求部门", "这个部门没有参与本协同项目，请选择参与部门。"))


@transaction.atomic
def ask_resource(
    collaboration: Collaboration, *, values: Mapping[str, Any], by: Actor, now: datetime
) -> ResourceRequest:
    """A department states a need. It withdraws an earlier "none"."""
    require_not_going_round(collaboration)
    columns = _columns(collaboration, values)
    _for_own_department(collaboration, columns["department_id"], by)
    _require_taking_part(collaboration, columns["department_id"])
    row = ResourceRequest.objects.create(collaboration=collaboration, state_since=now, asked_by_id=by.person, **columns)
    NothingNeeded.objects.filter(
        collaboration=collaboration, department=columns["department_id"], kind="resource"
    ).delete()
    announce(events.ResourceAsked(resource_request_id=row.pk, context_id=collaboration.pk), by=by, now=now)
    return row


@transaction.atomic
def edit_resource(
    request: ResourceRequest, *, values: Mapping[str, Any], by: Actor, now: datetime, version: int | None = None
) -> ResourceRequest:
    """Change what was asked. A promise already given is asked for again when amount, person or period change."""
    collaboration = request.collaboration
    require_not_going_round(collaboration)
    row = ResourceRequest.objects.select_for_update().get(pk=request.pk)
    _for_own_department(collaboration, row.department_id, by)
    if version is not None and version != row.version:
        raise StaleVersion(row)
    if row.state not in (ResourceState.ASKED, ResourceState.REFUSED):
        raise NotNow(f"这项资源{row.state.label}，不能再改；要增加请另行申报。", state=row.state)
    columns = _columns(collaboration, values)
    _for_own_department(collaboration, columns["department_id"], by)
    _require_taking_part(collaboration, columns["department_id"])
    ResourceRequest.objects.filter(pk=row.pk).update(**columns, version=row.version + 1)
    announce(events.ResourceAsked(resource_request_id=row.pk, context_id=collaboration.pk), by=by, now=now)
    return ResourceRequest.objects.get(pk=row.pk)


@transaction.atomic
def remove_resource(request: ResourceRequest, *, by: Actor, now: datetime) -> None:
    collaboration = request.collaboration
    require_not_going_round(collaboration)
    _for_own_department(collaboration, request.department_id, by)
    if request.state not in (ResourceState.ASKED, ResourceState.REFUSED):
        raise NotNow(f"这项资源{request.state.label}，不能删除。", state=request.state)
    event = events.TasksChanged(what=f"撤回了资源需求“{request.name}”", context_id=collaboration.pk)
    ResourceRequest.objects.filter(pk=request.pk).delete()
    announce(event, by=by, now=now)


@transaction.atomic
def step_resource(
    request: ResourceRequest, verb: str, *, answer: str = "", by: Actor, now: datetime, version: int | None = None
) -> ResourceRequest:
    """promise, refuse, deliver or give_back. The providing department answers; a refusal needs its reason."""
    collaboration = request.collaboration
    require_running(collaboration)
    answer = answer.strip()
    if verb == "refuse" and not answer:
        raise Problems(Problem("answer", "理由", "不能提供时请写明理由，便于另作安排。", "missing"))
    if len(answer) > 200:
        raise Problems(Problem("answer", "答复", "最多 200 字，请精简。"))
    answering = request.provider_id or request.department_id
    actor = towards(by, department_id=answering, mine=mine_of(collaboration, by))
    changes = {"answer": answer} if answer or verb == "promise" else {}
    details = {"why": answer} if verb == "refuse" else {}
    return take_step(request, verb, by=actor, now=now, version=version, changes=changes, **details)


@transaction.atomic
def accept_conflict(collaboration: Collaboration, *, key: str, reason: str, by: Actor, now: datetime) -> None:
    """The lead leaves a clash as it is, with the reason. Only a clash that exists now can be accepted."""
    PLANNING.require("resource_request.accept_conflict", by.roles)
    require_running(collaboration)
    if not reason.strip():
        raise Problems(Problem("reason", "理由", "请写明接受这处冲突的理由。", "missing"))
    if key not in {conflict.key for conflict in conflicts(collaboration)}:
        raise NotNow("这处冲突已经不存在或已变化，请刷新后查看。")
    AcceptedConflict.objects.update_or_create(
        collaboration=collaboration, key=key, defaults={"reason": reason.strip(), "by_id": by.person, "at": now}
    )
    announce(events.ConflictAccepted(key=key, reason=reason.strip(), context_id=collaboration.pk), by=by, now=now)


@transaction.atomic
def state_nothing(collaboration: Collaboration, *, department_id: int, kind: str, by: Actor, now: datetime) -> None:
    """A department's own click that it needs no resources (kind resource) or sees no risk (kind risk)."""
    require_not_going_round(collaboration)
    if kind not in ("resource", "risk"):
        raise Problems(Problem("kind", "申报", "应为资源或风险。"))
    _require_taking_part(collaboration, department_id)
    actor = towards(by, department_id=department_id, mine=mine_of(collaboration, by))
    PLANNING.require("resource_request.state_none", actor.roles)
    NothingNeeded.objects.get_or_create(
        collaboration=collaboration, department_id=department_id, kind=kind, defaults={"by_id": by.person, "at": now}
    )
    event = events.NothingStated(department_id=department_id, kind=kind, context_id=collaboration.pk)
    announce(event, by=by, now=now)
