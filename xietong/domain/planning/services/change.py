"""Changes of a published plan: asked with their computed impact, decided by another, applied, published as the next version."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.services import require_running
from xietong.domain.people.models import Person
from xietong.domain.people.roles import Role
from xietong.domain.planning import events
from xietong.domain.planning.models import ChangeRequest, Task
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.queries import before_values, published_plan, what_if
from xietong.domain.planning.rules import OVER_OBJECTIVES, decider_of
from xietong.domain.planning.services.change_apply import apply_change
from xietong.domain.planning.services.change_lines import cost_of, preview_change
from xietong.domain.planning.services.plan import publish_changed_plan
from xietong.domain.planning.services.schedule import reschedule
from xietong.domain.planning.states import ChangeKind
from xietong.domain.signoffs.services import give_signature, keep_content
from xietong.kit.access import Actor, Forbidden
from xietong.kit.canonical import digest_of
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.events.seal import instant
from xietong.kit.numbering.models import next_number
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import take_step
from xietong.kit.workflow import NotNow

KIND = "change_request"


@transaction.atomic
def ask_change(
    collaboration: Collaboration,
    *,
    kind: ChangeKind,
    lines: Sequence[Mapping[str, Any]],
    reason: str,
    if_not: str = "",
    over_objectives: bool = False,
    cost_change: Any = None,
    by: Actor,
    now: datetime,
) -> ChangeRequest:
    """Ask for a change of the plan in force. Its impact is computed and kept with it.

    It is over the objectives when the requester says so, when scope or budget of the whole change, or when the agreed
    finish would be missed: then an executive decides (domain.md §2.11).
    """
    PLANNING.require("change_request.add", by.roles)
    require_running(collaboration)
    if published_plan(collaboration) is None:
        raise NotNow("计划书还没有发布，请直接修改任务清单。")
    problems = [] if reason.strip() else [Problem("reason", "变更原因", "没有填写，请填写。", "missing")]
    for key, text in (("reason", reason), ("if_not", if_not)):
        if len(text) > 2000:
            problems.append(Problem(key, "变更原因" if key == "reason" else "不变更的后果", "最多 2000 字，请精简。"))
    if problems:
        raise Problems(problems)
    checked, found = preview_change(collaboration, lines=lines, cost_change=cost_change, now=now)
    impact = found.impact
    there = before_values(collaboration, {line["task"] for line in checked if line["task"]})
    today = day_of(now)
    late = any(
        row["finish_on"] and row["finish_on"] < today
        for line in checked
        if line["task"] and line["field"] in ("duration", "not_before", "finish_by", "predecessors")
        for row in [there[line["task"]]]
    )
    place = f"{collaboration.number or collaboration.pk}-BG"
    row = ChangeRequest.objects.create(
        collaboration=collaboration,
        number=f"{place}-{next_number(place):02d}",
        kind=kind,
        state_since=now,
        lines=checked,
        impact=impact.as_json(),
        reason=reason.strip(),
        if_not=if_not.strip(),
        over_objectives=over_objectives or kind in OVER_OBJECTIVES or impact.moves_agreed_finish,
        was_late=late,
        asked_by_id=by.person,
        department_id=Person.objects.values_list("department_id", flat=True).get(pk=by.person),
        asked_at=now,
    )
    announce(events.ChangeRequested(change_request_id=row.pk, context_id=collaboration.pk), by=by, now=now)
    return row


def change_data(change: ChangeRequest) -> dict[str, Any]:
    """What the decider is shown and signs."""
    return {
        "format": "xietong.change/1",
        "number": change.number,
        "version": change.version,
        "kind": change.kind.label,
        "lines": change.lines,
        "impact": change.impact,
        "reason": change.reason,
        "if_not": change.if_not,
        "over_objectives": change.over_objectives,
        "was_late": change.was_late,
        "asked_by": change.asked_by_id,
        "asked_at": instant(change.asked_at),
    }


def change_digest(change: ChangeRequest) -> str:
    return digest_of(change_data(change))


def _may_decide(change: ChangeRequest, by: Actor, verb: str) -> None:
    """Another than the requester; the lead within the objectives, an executive beyond them or for the lead's own."""
    PLANNING.require(f"change_request.{verb}", by.roles)
    if by.person_id == change.asked_by_id:
        raise Forbidden(f"change_request.{verb}", "申请人不能审批自己的变更申请。")
    lead = change.collaboration.lead_id
    decider = decider_of(over_objectives=change.over_objectives, asked_by_lead=change.asked_by_id == lead)
    if decider == "executive" and Role.EXECUTIVE not in by.roles:
        why = "这项变更涉及总目标、总预算或约定完成日" if change.over_objectives else "这是总负责人本人提出的变更"
        raise Forbidden(f"change_request.{verb}", f"{why}，由分管领导审批。", {Role.EXECUTIVE})
    if decider == "lead" and Role.LEAD not in by.roles:
        raise Forbidden(f"change_request.{verb}", "目标范围内的变更由总负责人审批。", {Role.LEAD})


def _sign(change: ChangeRequest, words: str, text: str, *, digest: str, method: str, by: Actor, now: datetime) -> None:
    """The decision is a signature over exactly what was shown."""
    content = keep_content(change_data(change), now=now)
    if digest != content.pk:
        raise StaleVersion(change)
    give_signature(
        person_id=by.person_id or 0,
        on_behalf_of_id=next((by.borrowed[str(role)] for role in (Role.LEAD,) if str(role) in by.borrowed), None),
        content=content,
        subject_kind=KIND,
        subject_id=change.pk,
        context_id=change.collaboration_id,
        meaning=f"{words}变更申请 {change.number}",
        capacities=["分管领导" if Role.EXECUTIVE in by.roles and Role.LEAD not in by.roles else "总负责人"],
        opinion=words,
        reason=text,
        method=method,
        now=now,
    )


@transaction.atomic
def approve_change(
    change: ChangeRequest, *, decision: str = "", content_digest: str, method: str, by: Actor, now: datetime
) -> ChangeRequest:
    """Approve, apply, compute dates, and publish the next version to those affected; all or nothing."""
    collaboration = change.collaboration
    require_running(collaboration)
    row = ChangeRequest.objects.select_for_update().get(pk=change.pk)
    _may_decide(row, by, "approve")
    row.life.step(row.state, "approve")
    _sign(row, "批准", decision.strip(), digest=content_digest, method=method, by=by, now=now)
    touched = apply_change(collaboration, row, by=by, now=now)
    reschedule(collaboration, by=by, now=now)
    moved = set(row.impact.get("moved") or []) | touched
    if not row.was_late:  # a late request keeps the original date for assessment (domain.md §6 N7)
        Task.objects.filter(collaboration=collaboration, pk__in=moved).update(
            baseline_start=F("start_on"), baseline_finish=F("finish_on")
        )
    departments = set(row.impact.get("departments") or [])
    departments |= set(
        Task.objects.filter(pk__in=touched, department__isnull=False).values_list("department_id", flat=True)
    )
    plan = publish_changed_plan(
        collaboration,
        why=f"{row.number}：{row.reason}",
        departments=departments,
        tasks=moved,
        by=by,
        now=now,
    )
    changes = {"decision": decision.strip(), "decided_by_id": by.person_id, "plan_id": plan.pk}
    return take_step(row, "approve", by=by, now=now, changes=changes)


@transaction.atomic
def refuse_change(
    change: ChangeRequest, *, decision: str, content_digest: str, method: str, by: Actor, now: datetime
) -> ChangeRequest:
    row = ChangeRequest.objects.select_for_update().get(pk=change.pk)
    _may_decide(row, by, "refuse")
    _require_reason(decision, "否决")
    row.life.step(row.state, "refuse")
    _sign(row, "否决", decision.strip(), digest=content_digest, method=method, by=by, now=now)
    changes = {"decision": decision.strip(), "decided_by_id": by.person_id}
    return take_step(row, "refuse", by=by, now=now, changes=changes, why=decision.strip())


@transaction.atomic
def suspend_change(change: ChangeRequest, *, decision: str, by: Actor, now: datetime) -> ChangeRequest:
    """搁置: more material is needed."""
    _may_decide(change, by, "suspend")
    _require_reason(decision, "搁置")
    changes = {"decision": decision.strip()}
    return take_step(change, "suspend", by=by, now=now, changes=changes, why=decision.strip())


@transaction.atomic
def resume_change(change: ChangeRequest, *, reason: str, by: Actor, now: datetime) -> ChangeRequest:
    """The requester hands in what was asked for; the impact is computed anew."""
    require_running(change.collaboration)
    if not by.is_(change.asked_by_id) and Role.LEAD not in by.roles:
        raise Forbidden("change_request.resume", "由申请人补充材料后重新提交。")
    _require_reason(reason, "补充")
    found = what_if(
        change.collaboration, change.lines, day=day_of(now), cost_change=cost_of(change.impact.get("cost_change"))
    )
    changes = {"reason": f"{change.reason}\n补充：{reason.strip()}", "impact": found.impact.as_json()}
    return take_step(change, "resume", by=by, now=now, changes=changes)


def _require_reason(text: str, word: str) -> None:
    if not text.strip():
        raise Problems(Problem("decision", "说明", f"{word}请写明理由或需要补充的材料。", "missing"))
    if len(text) > 2000:
        raise Problems(Problem("decision", "说明", "最多 2000 字，请精简。"))
