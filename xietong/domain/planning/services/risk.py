"""Risks: write down, trigger, close."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.services import require_running
from xietong.domain.people.roles import Role
from xietong.domain.planning import events
from xietong.domain.planning.models import NothingNeeded, Risk
from xietong.domain.planning.paper import RISK_FORM
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.queries import codes_of
from xietong.domain.planning.rules import parse_references, risk_level
from xietong.domain.planning.services.standing import (
    mine_of,
    remember_owners,
    require_not_going_round,
    towards,
)
from xietong.domain.planning.services.task import choices_for_tasks
from xietong.domain.planning.states import RiskCategory, RiskState
from xietong.kit.access import Actor, Forbidden
from xietong.kit.events.announce import announce
from xietong.kit.paperwork.validate import validate
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import take_step
from xietong.kit.workflow import NotNow


def _columns(collaboration: Collaboration, values: Mapping[str, Any]) -> dict[str, Any]:
    checked = validate(RISK_FORM, values, choices_for_tasks())
    clean, problems = checked.clean, list(checked.problems)
    affected, wrong = parse_references(clean.get("tasks") or "", codes_of(collaboration) if clean.get("tasks") else {})
    problems += [Problem("tasks", "影响任务", message) for message in wrong]
    probability, impact = clean.get("probability"), clean.get("impact")
    if probability and impact and risk_level(probability, impact) == "major":
        if not clean.get("contingency"):
            problems.append(
                Problem("contingency", "应急预案", "重大风险（可能性×影响≥15）必须写明应急预案。", "missing")
            )
        if not clean.get("owner"):
            problems.append(Problem("owner", "责任人", "重大风险必须明确责任人。", "missing"))
    if problems:
        raise Problems(problems)
    return {
        "name": clean["name"],
        "category": RiskCategory(clean["category"]),
        "department_id": clean["department"],
        "owner_id": clean["owner"],
        "probability": probability,
        "impact": impact,
        "score": (probability or 0) * (impact or 0),
        "trigger": clean["trigger"],
        "prevention": clean["prevention"],
        "contingency": clean["contingency"],
        "buffer_days": clean["buffer_days"] or 0,
        "mitigate_by": date.fromisoformat(clean["mitigate_by"]) if clean["mitigate_by"] else None,
        "tasks": [pk for pk, _kind, _lag in affected],
    }


def _may_write(collaboration: Collaboration, department_id: int, owner_id: int | None, by: Actor) -> None:
    """The lead all; others the risks of their own department, an owner of tasks those he answers for."""
    PLANNING.require("risk.edit", by.roles)
    if Role.LEAD in by.roles or by.is_(owner_id) or department_id in mine_of(collaboration, by):
        return
    raise Forbidden("risk.edit", "风险由责任部门的接口人或负责人、责任人或总负责人填写。", {Role.LEAD})


@transaction.atomic
def save_risk(
    collaboration: Collaboration,
    *,
    values: Mapping[str, Any],
    risk: Risk | None = None,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Risk:
    """Write down a new risk, or change one. It withdraws an earlier "none" of the department."""
    require_not_going_round(collaboration)
    row = Risk.objects.select_for_update().get(pk=risk.pk, collaboration=collaboration) if risk else None
    if row is not None:
        if version is not None and version != row.version:
            raise StaleVersion(row)
        if row.state == RiskState.CLOSED:
            raise NotNow("这项风险已关闭，不能再改。", state=row.state)
        _may_write(collaboration, row.department_id, row.owner_id, by)
    columns = _columns(collaboration, values)
    _may_write(collaboration, columns["department_id"], columns["owner_id"], by)
    if row is None:
        row = Risk.objects.create(collaboration=collaboration, state_since=now, raised_by_id=by.person, **columns)
    else:
        Risk.objects.filter(pk=row.pk).update(**columns, version=row.version + 1)
        row = Risk.objects.get(pk=row.pk)
    NothingNeeded.objects.filter(collaboration=collaboration, department=columns["department_id"], kind="risk").delete()
    remember_owners(collaboration, [row.owner_id], by=by, now=now)
    announce(events.RiskSaved(risk_id=row.pk, score=row.score, context_id=collaboration.pk), by=by, now=now)
    return row


@transaction.atomic
def create_risks(
    collaboration: Collaboration, rows: Iterable[Mapping[str, Any]], *, by: Actor, now: datetime
) -> list[Risk]:
    """Many risks from a playbook, as columns: name, category, department (id), owner (id or None), probability, impact,
    trigger, prevention, contingency, buffer_days, tasks (ids). Values are trusted to be clean."""
    PLANNING.require("risk.edit", by.roles)
    require_not_going_round(collaboration)
    made = Risk.objects.bulk_create(
        Risk(
            collaboration=collaboration,
            state_since=now,
            raised_by_id=by.person,
            score=row["probability"] * row["impact"],
            department_id=row["department"],
            owner_id=row.get("owner"),
            **{k: v for k, v in row.items() if k not in ("department", "owner", "score")},
        )
        for row in rows
    )
    for risk in made:
        announce(events.RiskSaved(risk_id=risk.pk, score=risk.score, context_id=collaboration.pk), by=by, now=now)
    return made


@transaction.atomic
def trigger_risk(risk: Risk, *, by: Actor, now: datetime, version: int | None = None) -> Risk:
    """The trigger has come true: its contingency begins."""
    require_running(risk.collaboration)
    actor = towards(by, owner_id=risk.owner_id, department_id=risk.department_id, mine=mine_of(risk.collaboration, by))
    return take_step(risk, "trigger", by=actor, now=now, version=version)


@transaction.atomic
def close_risk(risk: Risk, *, why: str, by: Actor, now: datetime, version: int | None = None) -> Risk:
    require_running(risk.collaboration)
    if not why.strip():
        raise Problems(Problem("why", "关闭说明", "请写明为什么可以关闭，例如风险已消除的依据。", "missing"))
    return take_step(risk, "close", by=by, now=now, version=version, why=why.strip())
