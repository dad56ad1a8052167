"""A version of the plan: drafted, sent round, returned by section, approved, published, read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from xietong.domain.collaborations.models import Collaboration, Participation
from xietong.domain.collaborations.services import add_member, require_running
from xietong.domain.people.models import Person
from xietong.domain.people.roles import Role
from xietong.domain.planning import events
from xietong.domain.planning.models import Acknowledgement, Plan, Task
from xietong.domain.planning.permissions import PLANNING
from xietong.domain.planning.queries import (
    KIND,
    plan_content,
    plan_facts,
    plan_parties,
    plan_under_way,
    published_plan,
    section_digests,
)
from xietong.domain.planning.services.schedule import reschedule
from xietong.domain.planning.services.standing import mine_of
from xietong.domain.planning.states import PlanSection, PlanState
from xietong.domain.signoffs import services as signoffs
from xietong.domain.signoffs.models import SignOff
from xietong.domain.signoffs.queries import latest_round
from xietong.domain.signoffs.states import Opinion
from xietong.kit.access import Actor, Forbidden
from xietong.kit.canonical import digest_of
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import take_step
from xietong.kit.workflow import NotNow


def _with(by: Actor, *roles: Role) -> Actor:
    return Actor(by.person_id, by.roles | set(roles), by.stands_for, by.borrowed)


def _next_number(collaboration: Collaboration) -> int:
    last = Plan.objects.filter(collaboration=collaboration).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _new_plan(collaboration: Collaboration, *, why: str, by: Actor, now: datetime) -> Plan:
    plan = Plan.objects.create(
        collaboration=collaboration,
        number=_next_number(collaboration),
        state_since=now,
        why=why.strip(),
        drafted_by_id=by.person,
        drafted_at=now,
    )
    announce(events.PlanDrafted(plan_id=plan.pk, number=plan.number, context_id=collaboration.pk), by=by, now=now)
    return plan


@transaction.atomic
def draft_plan(collaboration: Collaboration, *, why: str = "", by: Actor, now: datetime) -> Plan:
    """Begin a version. An approved one that was never published is superseded; a published one changes by request only."""
    PLANNING.require("plan.draft", by.roles)
    require_running(collaboration)
    if there := published_plan(collaboration):
        raise NotNow(f"第 {there.number} 版已发布，计划只能通过变更申请修改，批准后自动产生新版本。", state=there.state)
    if (there := plan_under_way(collaboration)) is not None:
        if there.state != PlanState.APPROVED:
            raise NotNow(f"第 {there.number} 版{there.state.label}，请先完成它。", state=there.state)
        take_step(there, "supersede", by=by, now=now)
    return _new_plan(collaboration, why=why, by=by, now=now)


@transaction.atomic
def submit_plan(plan: Plan, *, by: Actor, now: datetime, version: int | None = None) -> Plan:
    """Freeze the content and ask lead and heads to sign. A returned version whose content changed goes round as the next."""
    collaboration = plan.collaboration
    require_running(collaboration)
    PLANNING.require("plan.submit", by.roles)
    if version is not None and version != plan.version:
        raise StaleVersion(plan)
    plan.life.step(plan.state, "submit", plan_facts(collaboration))
    reschedule(collaboration, by=by, now=now)
    content = plan_content(collaboration)
    digest = digest_of(content)
    if plan.digest and plan.digest != digest:
        take_step(plan, "supersede", by=by, now=now)
        plan, version = _new_plan(collaboration, why=plan.why, by=by, now=now), None
    changes = {"content": content, "digest": digest, "section_digests": section_digests(content)}
    row = take_step(plan, "submit", by=by, now=now, version=version, facts=plan_facts(collaboration), changes=changes)
    signoffs.open_round(
        subject_kind=KIND,
        subject_id=row.pk,
        subject_version=row.number,
        title=f"{collaboration.title} 协同计划书 第 {row.number} 版",
        href=f"{collaboration.href}/plan",
        context_id=collaboration.pk,
        data={"plan": row.number, **content},
        parties=plan_parties(collaboration, now=now),
        by=by,
        now=now,
    )
    return row


@transaction.atomic
def sign_plan(
    plan: Plan,
    *,
    signoff: SignOff,
    content_digest: str,
    opinion: Opinion = Opinion.AGREE,
    reason: str = "",
    method: str,
    by: Actor,
    now: datetime,
) -> Plan:
    """One party approves exactly what it was shown; with the last one the version is approved."""
    _belongs(signoff, plan)
    outcome = signoffs.sign(
        signoff, content_digest=content_digest, opinion=opinion, reason=reason, method=method, by=by, now=now
    )
    if outcome.completed:
        return take_step(plan, "approve", by=_with(by, Role.SIGNER), now=now)
    return plan


@transaction.atomic
def return_plan(plan: Plan, *, signoff: SignOff, section: PlanSection, reason: str, by: Actor, now: datetime) -> Plan:
    """One party sends it back, saying which section must change and why; the round ends for all."""
    _belongs(signoff, plan)
    signoffs.send_back(signoff, reason=f"【{section.label}】{reason.strip()}" if reason.strip() else "", by=by, now=now)
    signer = _with(by, Role.SIGNER)
    return take_step(plan, "return", by=signer, now=now, section=section.value, why=reason.strip())


def _belongs(signoff: SignOff, plan: Plan) -> None:
    if (signoff.round.subject_kind, signoff.round.subject_id) != (KIND, plan.pk):
        raise Problems("这个签字请求不属于这一版计划书，请刷新后重试。")


@transaction.atomic
def withdraw_plan(plan: Plan, *, by: Actor, now: datetime, version: int | None = None) -> Plan:
    """The lead takes it back before all have signed."""
    row = take_step(plan, "withdraw", by=by, now=now, version=version)
    if round_ := latest_round(KIND, plan.pk):
        signoffs.withdraw(round_, by=by, now=now)
    return row


@transaction.atomic
def publish_plan(plan: Plan, *, by: Actor, now: datetime, version: int | None = None) -> Plan:
    """Set the baseline, and ask liaisons, deputies, heads and owners to read it."""
    require_running(plan.collaboration)
    row = take_step(plan, "publish", by=by, now=now, version=version, changes={"published_at": now})
    Task.objects.filter(collaboration=plan.collaboration).update(
        baseline_start=F("start_on"), baseline_finish=F("finish_on")
    )
    ask_to_read(row, readers_for(plan.collaboration), by=by, now=now)
    return row


def readers_for(
    collaboration: Collaboration, departments: Iterable[int] | None = None, tasks: Iterable[int] | None = None
) -> dict[int, int | None]:
    """Person → department: liaisons, deputies, heads and owners; narrowed to the affected when given."""
    readers: dict[int, int | None] = {}
    parts = Participation.objects.filter(collaboration=collaboration)
    owners = Task.objects.leaves().filter(collaboration=collaboration, owner__is_active=True)
    if departments is not None:
        parts = parts.filter(department__in=list(departments))
    if tasks is not None:
        owners = owners.filter(pk__in=list(tasks))
    for department, *people in parts.values_list("department_id", "department__head_id", "liaison_id", "deputy_id"):
        for pk in people:
            if pk:
                readers.setdefault(pk, department)
    for pk, department in owners.values_list("owner_id", "owner__department_id").distinct():
        readers.setdefault(pk, department)
    return readers


def ask_to_read(plan: Plan, readers: dict[int, int | None], *, by: Actor, now: datetime) -> None:
    """已阅 is asked of everybody but the one who published."""
    Acknowledgement.objects.bulk_create(
        (
            Acknowledgement(plan=plan, person_id=pk, department_id=department, asked_at=now)
            for pk, department in sorted(readers.items())
            if pk != by.person_id
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def acknowledge_plan(plan: Plan, *, by: Actor, now: datetime) -> Acknowledgement:
    """已阅, by the person: nobody reads for another. Reading without having been asked is kept too."""
    PLANNING.require("plan.acknowledge", by.roles)
    if plan.state != PlanState.PUBLISHED:
        raise NotNow(f"第 {plan.number} 版{plan.state.label}，只有已发布的版本需要已阅。", state=plan.state)
    if by.person_id is None:
        raise Forbidden("plan.acknowledge", "已阅由本人确认。")
    row, made = Acknowledgement.objects.get_or_create(
        plan=plan,
        person_id=by.person_id,
        defaults={
            "asked_at": now,
            "read_at": now,
            "department_id": Person.objects.values_list("department_id", flat=True).get(pk=by.person_id),
        },
    )
    if not made and row.read_at:
        return row
    row.read_at = now
    row.save(update_fields=["read_at"])
    event = events.PlanAcknowledged(plan_id=plan.pk, person_id=by.person_id, context_id=plan.collaboration_id)
    announce(event, by=by, now=now)
    return row


@transaction.atomic
def pass_on_plan(plan: Plan, *, person_ids: Iterable[int], by: Actor, now: datetime) -> int:
    """部门内传达: a liaison or head asks colleagues of the own department to read it too; how many were added."""
    collaboration = plan.collaboration
    require_running(collaboration)
    if plan.state != PlanState.PUBLISHED:
        raise NotNow(f"第 {plan.number} 版{plan.state.label}，发布后才能传达。", state=plan.state)
    mine = mine_of(collaboration, by)
    if not mine:
        raise Forbidden("plan.pass_on", "计划书由各部门的接口人或负责人在本部门内传达。", {Role.LIAISON, Role.HEAD})
    wanted = {int(pk) for pk in person_ids}
    people = list(Person.objects.filter(pk__in=wanted, is_active=True, department__in=mine))
    if len(people) < len(wanted) or not wanted:
        raise Problems(Problem("people", "传达给", "请选择本部门的在职人员。"))
    known = set(Acknowledgement.objects.filter(plan=plan).values_list("person_id", flat=True))
    added = [person for person in people if person.pk not in known]
    Acknowledgement.objects.bulk_create(
        Acknowledgement(
            plan=plan,
            person=person,
            department_id=person.department_id,
            asked_at=now,
            passed_on_by_id=by.person_id,
        )
        for person in added
    )
    for person in added:
        add_member(collaboration, person.pk, Role.MEMBER, now, by=by)
    return len(added)


def publish_changed_plan(
    collaboration: Collaboration,
    *,
    why: str,
    departments: Iterable[int],
    tasks: Iterable[int],
    by: Actor,
    now: datetime,
) -> Plan:
    """The next version after an approved change: in force at once, and read again by those it affects (domain.md §6 N6).

    The signature on the change request is its approval; no second round is held.
    """
    actor = _with(by, Role.LEAD, Role.SIGNER)
    before: Any = published_plan(collaboration)
    if before is not None:
        take_step(before, "supersede", by=actor, now=now)
    content = plan_content(collaboration)
    plan = _new_plan(collaboration, why=why, by=by, now=now)
    changes = {"content": content, "digest": digest_of(content), "section_digests": section_digests(content)}
    facts = plan_facts(collaboration)
    # what a change makes worse elsewhere (a period, a need) is shown as a conflict, it does not undo the decision
    facts = type(facts)(tasks=facts.tasks, incomplete=facts.incomplete, loop=facts.loop)
    plan = take_step(plan, "submit", by=actor, now=now, facts=facts, changes=changes)
    plan = take_step(plan, "approve", by=actor, now=now)
    plan = take_step(plan, "publish", by=actor, now=now, changes={"published_at": now})
    readers = readers_for(collaboration, departments, tasks)
    if collaboration.lead_id:
        readers.setdefault(collaboration.lead_id, None)
    ask_to_read(plan, readers, by=by, now=now)
    return plan
