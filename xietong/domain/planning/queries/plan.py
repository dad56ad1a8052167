"""Readings of the plan: its content as it is signed, what stands in its way, who signs and who has read it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import CharField, Value
from django.http import Http404
from django.utils import timezone

from xietong.domain.collaborations.models import Collaboration, Participation
from xietong.domain.collaborations.states import Involvement, Priority
from xietong.domain.people.models import Department
from xietong.domain.people.queries import company_calendar, department_names
from xietong.domain.planning.models import Acknowledgement, NothingNeeded, Plan, ResourceRequest, Risk, Task
from xietong.domain.planning.queries.network import link_facts, task_facts
from xietong.domain.planning.queries.resources import conflicts, resource_rows
from xietong.domain.planning.queries.risks import affected_said, risks_of
from xietong.domain.planning.queries.tasks import incomplete_leaves, predecessors_said
from xietong.domain.planning.rules import MAJOR_SCORE, PlanFacts, named_loop
from xietong.domain.planning.states import PlanSection, PlanState, RiskState
from xietong.domain.signoffs.services import Party
from xietong.kit.canonical import digest_of

KIND = "plan"  # subject kind of its rounds
SIGN_DAYS, SIGN_DAYS_URGENT = 3, 1  # working days, domain.md §4.2
CLOSING_TIME = time(18, 0)


def plan_content(collaboration: Collaboration) -> dict[str, Any]:
    """The three parts of the plan as plain data, in a fixed order: what is digested, signed and compared."""
    return {
        "format": "xietong.plan/1",
        "collaboration": {"number": collaboration.number or "", "title": collaboration.title},
        "tasks": _task_content(collaboration),
        "resources": _resource_content(collaboration),
        "risks": _risk_content(collaboration),
    }


def section_digests(content: dict[str, Any]) -> dict[str, str]:
    return {section.value: digest_of(content[section.value]) for section in PlanSection}


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _task_content(collaboration: Collaboration) -> list[dict[str, Any]]:
    before = predecessors_said(collaboration)
    departments = department_names()
    rows = Task.objects.filter(collaboration=collaboration).order_by("sort_key", "id").values_list(
        "id", "code", "name", "department_id", "owner__name", "start_on", "finish_on", "duration", "priority",
        "is_milestone", "deliverables", "acceptance", "accepted_by", "is_leaf", "finish_by",
    )  # fmt: skip
    return [
        {
            "id": pk,
            "code": code,
            "name": name,
            "department": departments.get(department or 0, ""),
            "owner": owner or "",
            "start_on": _day(start),
            "finish_on": _day(finish),
            "duration": duration,
            "predecessors": before.get(pk, ""),
            "priority": Priority(priority).label,
            "milestone": milestone,
            "deliverables": out,
            "acceptance": accept,
            "accepted_by": [departments.get(one, "") for one in accepted_by],
            "finish_by": _day(finish_by),
        }
        for (
            pk, code, name, department, owner, start, finish, duration, priority, milestone, out, accept, accepted_by,
            _leaf, finish_by,
        ) in rows
    ]  # fmt: skip


def _resource_content(collaboration: Collaboration) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "department": row.department,
            "kind": row.kind.label,
            "name": row.name,
            "person": row.person,
            "quantity": row.quantity,
            "purpose": row.purpose,
            "task": row.task_code,
            "from_on": _day(row.from_on),
            "until_on": _day(row.until_on),
            "source": row.source.label,
            "provider": row.provider,
            "cost": f"{row.cost:.2f}" if row.cost is not None else None,
        }
        for row in resource_rows(collaboration)
    ]


def _risk_content(collaboration: Collaboration) -> list[dict[str, Any]]:
    risks = risks_of(collaboration)
    affected = affected_said(collaboration, risks)
    return [
        {
            "id": risk.pk,
            "name": risk.name,
            "category": risk.category.label,
            "department": risk.department.name,
            "owner": risk.owner.name if risk.owner else "",
            "probability": risk.probability,
            "impact": risk.impact,
            "level": risk.level.label,
            "trigger": risk.trigger,
            "prevention": risk.prevention,
            "contingency": risk.contingency,
            "buffer_days": risk.buffer_days,
            "mitigate_by": _day(risk.mitigate_by),
            "tasks": affected.get(risk.pk, ""),
        }
        for risk in risks
        if risk.state != RiskState.CLOSED
    ]


def uncovered_risks(collaboration: Collaboration) -> list[Risk]:
    """Open 重大 risks without contingency or owner."""
    rows = Risk.objects.filter(collaboration=collaboration, score__gte=MAJOR_SCORE).exclude(state=RiskState.CLOSED)
    return [r for r in rows.select_related("department", "owner") if not r.contingency.strip() or r.owner_id is None]


def silent_by_kind(collaboration: Collaboration) -> dict[str, list[Department]]:
    """By kind (resource, risk) the departments taking part that stated neither one nor that there is none.

    Departments that only decide are not asked. Three statements.
    """
    parts = Participation.objects.filter(collaboration=collaboration).exclude(involvement=Involvement.DECIDING)
    departments = [row.department for row in parts.select_related("department__head").order_by("order", "id")]
    said = (
        NothingNeeded.objects.filter(collaboration=collaboration)
        .values_list("kind", "department_id")
        .union(
            *(
                model.objects.filter(collaboration=collaboration)
                .order_by()
                .values_list(Value(kind, output_field=CharField()), "department_id")
                for kind, model in (("resource", ResourceRequest), ("risk", Risk))
            )
        )
    )
    spoken = set(said)
    return {kind: [d for d in departments if (kind, d.pk) not in spoken] for kind in ("resource", "risk")}


def silent_departments(collaboration: Collaboration, kind: str) -> list[Department]:
    """Those of one kind: resource or risk."""
    return silent_by_kind(collaboration)[kind]


def plan_facts(collaboration: Collaboration) -> PlanFacts:
    """Everything that stands in the way of sending the plan round."""
    tasks, links = task_facts(collaboration), link_facts(collaboration)
    loop = named_loop(tasks, links)
    silent = {one.name: None for found in silent_by_kind(collaboration).values() for one in found}
    return PlanFacts(
        tasks=len(tasks),
        incomplete=tuple(
            f"{code} {name}：缺{'、'.join(gone)}" for code, name, _d, gone, _pk in incomplete_leaves(collaboration)
        ),
        loop=loop.members if loop else (),
        uncovered_risks=tuple(risk.name for risk in uncovered_risks(collaboration)),
        open_conflicts=tuple(c.title for c in conflicts(collaboration) if c.is_open),
        silent_departments=tuple(silent),
    )


def plans_of(collaboration: Collaboration) -> list[Plan]:
    """Every version, newest first, without its content."""
    rows = Plan.objects.filter(collaboration=collaboration).defer("content").select_related("drafted_by")
    return list(rows.order_by("-number"))


def plan_of(collaboration: Collaboration, number: Any) -> Plan:
    row = Plan.objects.filter(collaboration=collaboration, number=number).select_related("drafted_by").first()
    if row is None:
        raise Http404("没有这个版本的计划书。")
    return row


def plan_under_way(collaboration: Collaboration) -> Plan | None:
    """The version being made or decided: draft, going round or approved."""
    states = [PlanState.DRAFT, PlanState.IN_REVIEW, PlanState.APPROVED]
    rows = Plan.objects.filter(collaboration=collaboration, state__in=states).select_related("drafted_by")
    return rows.order_by("-number").first()


def published_plan(collaboration: Collaboration) -> Plan | None:
    rows = Plan.objects.filter(collaboration=collaboration, state=PlanState.PUBLISHED)
    return rows.select_related("drafted_by").first()


def current_plan(collaboration: Collaboration) -> Plan | None:
    """What the plan page is about: the version under way, else the published one."""
    return plan_under_way(collaboration) or published_plan(collaboration)


def plan_parties(collaboration: Collaboration, *, now: datetime) -> list[Party]:
    """Lead and the heads of all departments taking part, all at once; one person in two capacities signs once."""
    calendar = company_calendar()
    days = SIGN_DAYS_URGENT if collaboration.priority == Priority.HIGH else SIGN_DAYS
    last = calendar.add(timezone.localtime(now).date(), days)
    sign_by = timezone.make_aware(datetime.combine(last, CLOSING_TIME))
    parties = []
    if collaboration.lead_id:
        parties.append(Party(collaboration.lead_id, ["总负责人"], None, 1, sign_by))
    rows = (
        Participation.objects.filter(collaboration=collaboration).select_related("department").order_by("order", "id")
    )
    for row in rows:
        if row.department.head_id:
            parties.append(
                Party(row.department.head_id, [f"{row.department.name}负责人"], row.department_id, 1, sign_by)
            )
    return parties


@dataclass(frozen=True)
class Reader:
    """Who must read a published plan, and whether they have."""

    id: int
    person_id: int
    person: str
    department: str
    asked_at: datetime
    read_at: datetime | None
    passed_on_by: str


def readers_of(plan: Plan) -> list[Reader]:
    """Unread first, then by department."""
    rows = (
        Acknowledgement.objects.filter(plan=plan)
        .order_by("department__order", "id")
        .values_list("id", "person_id", "person__name", "department__name", "asked_at", "read_at", "passed_on_by__name")
    )
    found = [Reader(pk, who, name, dep or "", asked, read, via or "") for pk, who, name, dep, asked, read, via in rows]
    return sorted(found, key=lambda reader: reader.read_at is not None)


def versions_asked(collaboration: Collaboration, first: str | None, last: str | None) -> list[tuple[int, Any]]:
    """[(number, content), (number, content)] of two versions; 0 is the content as it stands now.

    Without numbers the newest version and the one before it.
    """
    numbers = sorted(plan.number for plan in plans_of(collaboration))
    if not numbers:
        raise Http404("还没有计划书。")
    to = int(last) if last and last.isascii() and last.isdigit() else numbers[-1]
    before = max((number for number in numbers if number < to), default=numbers[0])
    from_ = int(first) if first and first.isascii() and first.isdigit() else before
    found = []
    for number in (from_, to):
        plan = plan_of(collaboration, number) if number else None
        found.append((number, (plan.content if plan else None) or plan_content(collaboration)))
    return found
