"""Form 3, resource plan, risk plan and change request, filled."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import Priority
from xietong.domain.people.queries import company_calendar, department_names, person_names
from xietong.domain.planning import queries
from xietong.domain.planning.models import Plan, Task
from xietong.domain.planning.paper import CHANGE_FORM, RESOURCE_PLAN, RISK_PLAN, TASK_LIST
from xietong.domain.planning.services.change import KIND as CHANGE
from xietong.domain.planning.states import ChangeState, PlanState, TaskState
from xietong.domain.signoffs.models import Signature
from xietong.domain.signoffs.queries import latest_round, strip
from xietong.domain.signoffs.services import recorded
from xietong.domain.signoffs.states import SignOffState
from xietong.kit.clock import day_of
from xietong.kit.paperwork.printout import Facts, Printout, Signed
from xietong.kit.paperwork.words import Lookups, day_in_words


def facts_of(collaboration: Collaboration, kind: str, plan: Plan | None, number: str = "") -> Facts:
    """The head of a page: number, version, level."""
    stated = number or (f"{collaboration.number}-{kind}-01" if collaboration.number else "")
    return Facts(
        company=settings.COMPANY,
        number=stated,
        version=f"V{plan.number}.0"
        if plan and plan.state in (PlanState.APPROVED, PlanState.PUBLISHED)
        else f"V0.{plan.number if plan else 1}",
        confidentiality=collaboration.confidentiality.label,
        state=plan.state.label if plan else "草稿",
    )


def mark_of(plan: Plan | None) -> str:
    return "" if plan and plan.state in (PlanState.APPROVED, PlanState.PUBLISHED) else "草稿"


def signed_of(plan: Plan | None) -> tuple[Signed, ...]:
    """The signatures of a version, or empty places where they will stand."""
    return tuple(
        Signed(
            capacity=row.capacities,
            department=row.department,
            signer=(row.on_behalf_of or row.person) if row.state == SignOffState.SIGNED else "",
            on_behalf_of=row.person if row.on_behalf_of else "",
            opinion=row.opinion,
            reason=row.reason,
            at=row.since if row.state == SignOffState.SIGNED else None,
            digest=row.digest,
        )
        for row in strip(latest_round(queries.KIND, plan.pk) if plan else None)
    )


def task_rows(collaboration: Collaboration) -> list[dict[str, Any]]:
    """Rows of form 3 as the task list stands now."""
    said = queries.predecessors_said(collaboration)
    rows = Task.objects.filter(collaboration=collaboration).order_by("sort_key", "id").values_list(
        "id", "code", "name", "department_id", "owner_id", "priority", "start_on", "finish_on", "duration",
        "deliverables", "acceptance", "state", "note", "is_leaf",
    )  # fmt: skip
    return [
        {
            "code": code, "name": name, "department": department, "owner": owner, "priority": Priority(priority).value,
            "start_on": start.isoformat() if start else None, "finish_on": finish.isoformat() if finish else None,
            "duration": duration, "predecessors": said.get(pk, ""), "deliverables": out, "acceptance": accept,
            "state": TaskState(state).label if leaf else "", "note": note,
        }
        for pk, code, name, department, owner, priority, start, finish, duration, out, accept, state, note, leaf in rows
    ]  # fmt: skip


def task_list_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    rows = task_rows(collaboration)
    if not rows:
        return {}
    plan = queries.current_plan(collaboration)
    first = min((row["start_on"] for row in rows if row["start_on"]), default=None)
    last = max((row["finish_on"] for row in rows if row["finish_on"]), default=None)
    values = {
        "list_number": f"{collaboration.number}-RW-01" if collaboration.number else "",
        "title": f"{collaboration.title}（{collaboration.number or '未编号'}）",
        "baseline": f"第 {plan.number} 版（{plan.state.label}）" if plan else "未定基线",
        "lead": collaboration.lead_id,
        "made_on": day_of(plan.state_since if plan else collaboration.state_since).isoformat(),
        "length": _length(first, last) if first and last else None,
        "finish": last,
        "rows": rows,
    }
    people = [row["owner"] for row in rows] + [collaboration.lead_id]
    return {
        "": Printout(
            paper=TASK_LIST,
            values=values,
            lookups=Lookups(person=person_names(people), department=department_names()),
            facts=facts_of(collaboration, "RW", plan),
            signatures=signed_of(plan),
            mark=mark_of(plan),
            made_at=plan.state_since if plan else collaboration.state_since,
        )
    }


def _length(first: str, last: str) -> int:
    return company_calendar().count(date.fromisoformat(first), date.fromisoformat(last))


def resource_values(collaboration: Collaboration) -> dict[str, Any]:
    rows = queries.resource_rows(collaboration)
    summary = queries.resource_summary(collaboration, rows)
    return {
        "title": collaboration.title,
        "list_number": f"{collaboration.number}-ZY-01" if collaboration.number else "",
        "total": f"{summary.total:.2f}",
        "budget": f"{summary.budget:.2f}" if summary.budget is not None else None,
        "rows": [
            {
                "department": row.department_id, "kind": row.kind.value, "name": row.name, "person": row.person_id,
                "amount": f"{row.amount.normalize():f}", "unit": row.unit, "purpose": row.purpose, "task": row.task_code,
                "from_on": row.from_on.isoformat(), "until_on": row.until_on.isoformat(), "source": row.source.value,
                "provider": row.provider_id, "cost": f"{row.cost:.2f}" if row.cost is not None else None,
                "state": row.state.label,
            }
            for row in rows
        ],
    }  # fmt: skip


def risk_values(collaboration: Collaboration) -> dict[str, Any]:
    risks = queries.risks_of(collaboration)
    affected = queries.affected_said(collaboration, risks)
    return {
        "title": collaboration.title,
        "list_number": f"{collaboration.number}-FX-01" if collaboration.number else "",
        "rows": [
            {
                "name": risk.name, "category": risk.category.value, "department": risk.department_id, "owner": risk.owner_id,
                "probability": risk.probability, "impact": risk.impact, "level": risk.level.label, "trigger": risk.trigger,
                "prevention": risk.prevention, "contingency": risk.contingency, "buffer_days": risk.buffer_days,
                "mitigate_by": risk.mitigate_by.isoformat() if risk.mitigate_by else None,
                "tasks": affected.get(risk.pk, ""), "state": risk.state.label,
            }
            for risk in risks
        ],
    }  # fmt: skip


def lookups_for(*values: Mapping[str, Any]) -> Lookups:
    """Names of everybody and everything in these rows."""
    people = {row.get(key) for one in values for row in one["rows"] for key in ("person", "owner")}
    return Lookups(person=person_names(people), department=department_names())


def resource_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    values = resource_values(collaboration)
    return _list_printout(collaboration, RESOURCE_PLAN, "ZY", values) if values["rows"] else {}


def risk_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    values = risk_values(collaboration)
    return _list_printout(collaboration, RISK_PLAN, "FX", values) if values["rows"] else {}


def _list_printout(collaboration: Collaboration, paper: Any, kind: str, values: dict[str, Any]) -> dict[str, Printout]:
    plan = queries.current_plan(collaboration)
    return {
        "": Printout(
            paper=paper,
            values=values,
            lookups=lookups_for(values),
            facts=facts_of(collaboration, kind, plan),
            signatures=signed_of(plan),
            mark=mark_of(plan),
            made_at=plan.state_since if plan else collaboration.state_since,
        )
    }


def change_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    """One per change request: {"1": …} in the order they were asked."""
    found = {}
    for number, change in enumerate(reversed(queries.changes_of(collaboration)), 1):
        values = {
            "number": change.number,
            "asked_at": day_of(change.asked_at).isoformat(),
            "asked_by": change.asked_by_id,
            "department": change.department_id,
            "kind": change.kind.value,
            "decision": f"{change.state.label} {change.decision}".strip(),
            "reason": change.reason,
            "if_not": change.if_not,
            "over_objectives": change.over_objectives,
            "lines": [
                {"task": line.task, "field": line.field, "before": line.before, "after": line.after}
                for line in queries.said_lines(change.lines)
            ],
            "impact": "\n".join(f"{what}：{value}" for what, value in queries.said_impact(change)),
        }
        signature = (
            Signature.objects.filter(subject_kind=CHANGE, subject_id=change.pk)
            .select_related("person", "on_behalf_of")
            .last()
        )
        found[str(number)] = Printout(
            paper=CHANGE_FORM,
            values=values,
            lookups=Lookups(
                person=person_names([change.asked_by_id]), department=department_names([change.department_id])
            ),
            facts=Facts(
                company=settings.COMPANY,
                number=change.number,
                confidentiality=collaboration.confidentiality.label,
                state=change.state.label,
            ),
            signatures=_decided(signature),
            made_at=change.state_since,
        )
    return found


def _decided(signature: Signature | None) -> tuple[Signed, ...]:
    if signature is None:
        return (Signed(capacity="审批"),)
    said = recorded(signature)
    return (
        Signed(
            capacity="、".join(said["capacities"]),
            signer=signature.person.name,
            on_behalf_of=signature.on_behalf_of.name if signature.on_behalf_of else "",
            opinion=said["opinion"],
            reason=said["reason"],
            at=signature.at,
            digest=signature.digest,
        ),
    )


def change_is_decided(collaboration: Collaboration) -> bool:
    """Word is offered only while every request is still open."""
    return any(c.state in (ChangeState.APPROVED, ChangeState.REFUSED) for c in queries.changes_of(collaboration))


def said_day(text: str | None) -> str:
    return day_in_words(text) if text else "/"
