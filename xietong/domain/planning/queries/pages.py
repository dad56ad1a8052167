"""What the pages of planning show, ready for their templates: rows, standing, what this person may do."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from xietong.domain.collaborations.models import Participation
from xietong.domain.collaborations.queries import Place
from xietong.domain.people.models import Person
from xietong.domain.people.queries import Who
from xietong.domain.people.roles import Role
from xietong.domain.planning.models import ResourceRequest, Risk, Task
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.queries.changes import changes_of, deciders_of, open_changes, said_impact, said_lines
from xietong.domain.planning.queries.network import frozen_plan, link_facts, timetable_of
from xietong.domain.planning.queries.plan import (
    KIND,
    current_plan,
    plan_facts,
    plans_of,
    published_plan,
    readers_of,
)
from xietong.domain.planning.queries.resources import (
    KIND_LABELS,
    ResourceRow,
    conflicts,
    resource_rows,
    resource_summary,
    stated,
)
from xietong.domain.planning.queries.risks import affected_said, risk_matrix, risks_of
from xietong.domain.planning.queries.tasks import PAGE_ROWS, TreeRow, count_of, links_of, task_choices, tree
from xietong.domain.planning.rules import Candidate, LinkFacts, blocked_counts, ranked, ready_to_submit
from xietong.domain.planning.states import (
    OPEN_TASKS,
    PLAN,
    RESOURCE_REQUEST,
    RISK,
    ChangeState,
    PlanSection,
    PlanState,
    ResourceState,
)
from xietong.domain.signoffs.queries import latest_round, strip, waiting_for
from xietong.kit.steps import buttons
from xietong.kit.ui.shapes import Fact, Sign

MOST_RANKED = 5
FINDINGS = {
    "deadline_missed": "赶不上期限，晚 {days} 个工作日",
    "fixed_start_too_early": "固定开始过早，差 {days} 个工作日",
    "lead_cut_off": "提前量超出整个计划的开始，截去 {days} 个工作日",
    "out_of_order": "实际开始早于前置任务允许的时间 {days} 个工作日",
    "target_unreachable": "赶不上目标日期，晚 {days} 个工作日",
}


def may(place: Place, *actions: str) -> dict[str, bool]:
    """action → whether, under its name without dots: `may.task_add`."""
    return {action.replace(".", "_"): PLANNING.allows(action, place.actor.roles) for action in actions}


def tasks_page(place: Place, *, after: str, missing: bool, today: date) -> dict[str, Any]:
    """The tree from `after` on, at most PAGE_ROWS rows, or only the incomplete ones; links between the rows shown."""
    collaboration = place.collaboration
    rows = tree(collaboration, after=after, limit=None if missing else PAGE_ROWS + 1)
    more = not missing and len(rows) > PAGE_ROWS
    rows = [row for row in rows if row.missing] if missing else rows[:PAGE_ROWS]
    links = link_facts(collaboration, leaving=[row.id for row in rows] if more or after else None)
    plan = frozen_plan(collaboration)
    lead = Role.LEAD in place.actor.roles
    timetable = timetable_of(collaboration)
    said = {row.id: f"{row.code} {row.name}" for row in rows}
    return {
        "collaboration": collaboration,
        "rows": rows,
        "links": links,
        "total": count_of(collaboration),
        "next_cursor": rows[-1].sort_key if more else "",
        "only_missing": missing,
        "incomplete": sum(bool(row.missing) for row in rows),
        "frozen": plan,
        "timetable": timetable,
        "findings": [_finding(one, said) for one in timetable.findings if one.get("kind") != "target_unreachable"],
        "ranking": _ranking(rows, links, today),
        "finish": max((row.finish for row in rows if row.finish and not row.parent), default=None),
        "may_add": plan is None and PLANNING.allows("task.add", place.actor.roles),
        "is_lead": plan is None and lead,
        "may_edit": {row.id for row in rows if plan is None and (lead or row.department_id in place.mine)},
        "task_choices": [(row.id, f"{row.code} {row.name}") for row in rows] if plan is None and lead else [],
        "parent_choices": [
            (row.id, f"{row.code} {row.name}")
            for row in rows
            if plan is None and (lead or row.department_id in place.mine)
        ],
    }


def _finding(one: dict[str, Any], said: dict[int, str]) -> str:
    words = FINDINGS.get(one.get("kind", ""), "请检查").format(days=one.get("days", 0))
    return f"{said.get(one.get('task') or 0, '')}：{words}".lstrip("：")


def _ranking(rows: Sequence[TreeRow], links: Sequence[LinkFacts], today: date) -> list[tuple[TreeRow, int, str]]:
    """The open tasks that matter most, and why."""
    leaves = {row.id: row for row in rows if row.is_leaf and row.state in OPEN_TASKS}
    counts = blocked_counts(list(leaves), [(link.before, link.after) for link in links])
    found = ranked(
        (
            Candidate(row.id, row.critical, counts[row.id], row.priority, row.finish, row.finish_by)
            for row in leaves.values()
        ),
        today,
    )
    return [(leaves[one.id], one.score, "、".join(one.reasons)) for one in found[:MOST_RANKED] if one.reasons]


def task_page(place: Place, task: Task) -> dict[str, Any]:
    collaboration = place.collaboration
    before, after = links_of(task)
    plan = frozen_plan(collaboration)
    actor = place.about_task(task.owner_id, task.department_id)
    editable = plan is None and PLANNING.allows("task.edit", actor.roles)
    return {
        "collaboration": collaboration,
        "task": task,
        "before": before,
        "after": after,
        "frozen": plan,
        "editable": editable,
        "task_choices": task_choices(collaboration) if editable else [],
        "facts": [
            Fact("计划", _period(task.start_on, task.finish_on)),
            Fact("基线", _period(task.baseline_start, task.baseline_finish)),
            Fact("实际", _period(task.actual_start, task.actual_finish)),
            Fact("工期", f"{task.duration} 个工作日"),
            Fact("总时差", "—" if task.total_float is None else f"{task.total_float} 个工作日"),
            Fact("完成", f"{task.percent}%"),
            Fact("优先级", task.priority.label),
            Fact("期限", task.finish_by.isoformat() if task.finish_by else "—"),
        ],
        "resources": [row for row in resource_rows(collaboration) if row.task_id == task.pk],
        "risks": [risk for risk in risks_of(collaboration, open_only=True) if task.pk in risk.tasks],
    }


def _period(first: date | None, last: date | None) -> str:
    if not first and not last:
        return "—"
    return f"{first or '—'} 至 {last or '—'}"


def resources_page(place: Place, who: Who) -> dict[str, Any]:
    collaboration = place.collaboration
    rows = resource_rows(collaboration)
    spoken = stated(collaboration, "resource") | {row.department_id for row in rows}
    parts = _departments(place)
    roles = place.actor.roles
    lead = Role.LEAD in roles
    return {
        "collaboration": collaboration,
        "rows": [(row, resource_buttons(place, row)) for row in rows],
        "editable": {row.id for row in rows if _asked(row) and (lead or row.department_id in place.mine)},
        "summary": resource_summary(collaboration, rows),
        "conflicts": conflicts(collaboration, who, rows),
        "kind_labels": KIND_LABELS,
        "may_ask": PLANNING.allows("resource_request.add", roles),
        "may_accept": PLANNING.allows("resource_request.accept_conflict", roles),
        "silent": [name for pk, name, deciding in parts if pk not in spoken and not deciding],
        "none_stated": [name for pk, name, _deciding in parts if pk in stated_only(spoken, rows)],
        "may_state_none": [(pk, name) for pk, name, _deciding in parts if pk in place.mine and pk not in spoken],
        "going_round": _going_round(place),
    }


def _asked(row: ResourceRow) -> bool:
    return row.state in (ResourceState.ASKED, ResourceState.REFUSED)


def stated_only(spoken: set[int], rows: Sequence[ResourceRow]) -> set[int]:
    """Departments that said "none" and asked for nothing."""
    return spoken - {row.department_id for row in rows}


def _departments(place: Place) -> list[tuple[int, str, bool]]:
    rows = Participation.objects.filter(collaboration=place.collaboration).order_by("order", "id")
    return [
        (pk, name, involvement == "deciding")
        for pk, name, involvement in rows.values_list("department_id", "department__name", "involvement")
    ]


def _going_round(place: Place) -> bool:
    plan = frozen_plan(place.collaboration)
    return plan is not None and plan.state in (PlanState.IN_REVIEW, PlanState.APPROVED)


def resource_buttons(place: Place, row: ResourceRow) -> list[tuple[str, str]]:
    roles = place.about_task(None, row.provider_id or row.department_id).roles
    return [
        (verb, RESOURCE_REQUEST.says(verb))
        for verb in RESOURCE_REQUEST.verbs(row.state)
        if PLANNING.allows(f"{ResourceRequest.noun}.{verb}", roles)
    ]


def risks_page(place: Place, *, probability: int | None, impact: int | None) -> dict[str, Any]:
    collaboration = place.collaboration
    risks = risks_of(collaboration)
    shown = [
        r for r in risks if (not probability or r.probability == probability) and (not impact or r.impact == impact)
    ]
    spoken = stated(collaboration, "risk") | {risk.department_id for risk in risks}
    parts = _departments(place)
    lead = Role.LEAD in place.actor.roles
    return {
        "collaboration": collaboration,
        "risks": [(risk, _risk_buttons(place, risk)) for risk in shown],
        "filtered": len(shown) != len(risks),
        "affected": affected_said(collaboration, shown),
        "matrix": risk_matrix(risks),
        "may_edit": PLANNING.allows("risk.edit", place.actor.roles),
        "editable": {r.pk for r in shown if lead or r.department_id in place.mine or place.actor.is_(r.owner_id)},
        "silent": [name for pk, name, deciding in parts if pk not in spoken and not deciding],
        "may_state_none": [(pk, name) for pk, name, _deciding in parts if pk in place.mine and pk not in spoken],
        "going_round": _going_round(place),
    }


def _risk_buttons(place: Place, risk: Risk) -> list[tuple[str, str]]:
    roles = place.about_task(risk.owner_id, risk.department_id).roles
    return [(verb, RISK.says(verb)) for verb in RISK.verbs(risk.state) if PLANNING.allows(f"risk.{verb}", roles)]


def plan_page(place: Place, who: Who, now: datetime) -> dict[str, Any]:
    """The version under way or in force: what is missing, who signs, who has read."""
    collaboration = place.collaboration
    plan = current_plan(collaboration)
    plans = plans_of(collaboration)
    in_force = next((one for one in plans if one.state == PlanState.PUBLISHED), None)
    round_ = latest_round(KIND, plan.pk) if plan else None
    mine = waiting_for(who, KIND, plan.pk) if plan and plan.state == PlanState.IN_REVIEW else None
    readers = readers_of(in_force) if in_force else []
    facts = plan_facts(collaboration) if plan and plan.state == PlanState.DRAFT else None
    rows = strip(round_)
    return {
        "collaboration": collaboration,
        "plan": plan,
        "plans": plans,
        "verbs": [verb for verb, _word in buttons(plan, place.actor.roles)] if plan else [],
        "says": PLAN.says,
        "may_draft": PLANNING.allows("plan.draft", place.actor.roles) and in_force is None and _may_begin(plan),
        "missing": ready_to_submit(facts) if facts else None,
        "facts": facts,
        "sections": [(section, _count(plan, section), _digest(plan, section)) for section in PlanSection],
        "round": round_,
        "strip": rows,
        "signs": [
            Sign(row.department or row.capacities, row.person, row.state.value, row.since, row.since, row.reason, row.on_behalf_of,
                 late=bool(row.sign_by and row.sign_by < now and row.state == "waiting"))
            for row in rows
        ],
        "mine": mine,
        "unchanged": _unchanged(plans, plan) if mine else [],
        "readers": readers,
        "unread": sum(reader.read_at is None for reader in readers),
        "must_read": in_force is not None
        and any(r.person_id == who.person_id and r.read_at is None for r in readers),
        "colleagues": _colleagues(place, {r.person_id for r in readers} | {place.collaboration.lead_id or 0}) if in_force and place.mine else [],
        "open_changes": open_changes(collaboration),
        "may_change": in_force is not None and PLANNING.allows("change_request.add", place.actor.roles),
    }  # fmt: skip


def _may_begin(plan: Any) -> bool:
    return plan is None or plan.state == PlanState.APPROVED


def _count(plan: Any, section: PlanSection) -> int:
    return len(plan.content.get(section.value) or []) if plan else 0


def _digest(plan: Any, section: PlanSection) -> str:
    return plan.section_digests.get(section.value, "") if plan else ""


def _unchanged(plans: Sequence[Any], plan: Any) -> list[str]:
    """Sections that are the same as in the version before: what a signer need not read again."""
    before = next((p for p in plans if p.number < plan.number and p.section_digests), None)
    if before is None:
        return []
    return [s.label for s in PlanSection if before.section_digests.get(s.value) == plan.section_digests.get(s.value)]


def _colleagues(place: Place, known: set[int]) -> list[tuple[int, str]]:
    rows = Person.objects.filter(is_active=True, department__in=place.mine).exclude(pk__in=known).order_by("id")
    return [(pk, f"{name}（{post}）" if post else name) for pk, name, post in rows.values_list("id", "name", "post")]


def changes_page(place: Place) -> dict[str, Any]:
    in_force = published_plan(place.collaboration)
    return {
        "collaboration": place.collaboration,
        "changes": changes_of(place.collaboration),
        "in_force": in_force,
        "may_ask": in_force is not None and PLANNING.allows("change_request.add", place.actor.roles),
    }


def change_page(place: Place, change: Any) -> dict[str, Any]:
    deciders = deciders_of(change)
    names = dict(Person.objects.filter(pk__in=deciders).values_list("id", "name"))
    decides = (
        change.state == ChangeState.REQUESTED
        and bool(place.actor.stands_for & set(deciders))
        and place.actor.person_id != change.asked_by_id
    )
    return {
        "collaboration": place.collaboration,
        "change": change,
        "lines": said_lines(change.lines),
        "impact": said_impact(change),
        "deciders": "、".join(names[pk] for pk in deciders if pk in names),
        "decides": decides,
        "may_resume": change.state == ChangeState.SUSPENDED
        and (place.actor.is_(change.asked_by_id) or Role.LEAD in place.actor.roles),
    }
