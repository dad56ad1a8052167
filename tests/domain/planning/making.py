"""Small builders of planning: a task list in few statements, a plan brought to a state through the services."""

from collections.abc import Sequence
from typing import Any

from tests.cast import NOW, PASSWORD, Cast, actor, place, who
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.models import Person
from xietong.domain.people.services import recognise_again
from xietong.domain.planning import services
from xietong.domain.planning.models import Plan, Task
from xietong.domain.planning.states import PlanSection
from xietong.domain.signoffs.models import SignOffRound
from xietong.domain.signoffs.queries import waiting_for


def task_row(
    cast: Cast, key: str, name: str, duration: int = 1, parent: str | None = None, **values: Any
) -> dict[str, Any]:
    """A complete leaf of 市场部, owned by its liaison."""
    return {
        "key": key,
        "parent": parent,
        "name": name,
        "duration": duration,
        "department": cast.marketing.pk,
        "owner": cast.wu.pk,
        "deliverables": [f"{name}成果"],
        "acceptance": [f"{name}经评审通过"],
        **values,
    }


def make_tasks(
    cast: Cast, collaboration: Collaboration, rows: Sequence[dict[str, Any]] = (), links: Sequence[Any] = ()
) -> dict[str, Task]:
    """A small launch: 市场 plans 2 days, 研发 builds 5, 生产 makes 3, in a row; 调研 beside them takes 4."""
    rows = rows or (
        {"key": "1", "parent": None, "name": "准备"},
        task_row(cast, "1.1", "市场方案", 2, "1"),
        task_row(cast, "1.2", "用户调研", 4, "1"),
        {"key": "2", "parent": None, "name": "实施"},
        task_row(cast, "2.1", "样机研制", 5, "2", department=cast.rnd.pk, owner=cast.xu.pk),
        task_row(cast, "2.2", "试产", 3, "2", department=cast.production.pk, owner=cast.ma.pk),
    )
    links = links or (() if len(rows) != 6 else (("1.1", "2.1", "FS", 0), ("2.1", "2.2", "FS", 0)))
    made = services.create_tasks(collaboration, rows, links, by=lead_of(cast, collaboration), now=NOW)
    return {key: Task.objects.get(pk=pk) for key, pk in made.items()}


def many_tasks(cast: Cast, collaboration: Collaboration, count: int) -> None:
    rows = [task_row(cast, str(n), f"任务{n}") for n in range(1, count + 1)]
    links = [(str(n), str(n + 1), "FS", 0) for n in range(1, min(count, 40))]
    services.create_tasks(collaboration, rows, links, by=lead_of(cast, collaboration), now=NOW)


def lead_of(cast: Cast, collaboration: Collaboration) -> Any:
    return actor(cast.chen, collaboration)


def say_nothing_needed(cast: Cast, collaboration: Collaboration) -> None:
    """Every department's own click: no resources, no risks."""
    for part in collaboration.participations.select_related("department__head"):
        head = part.department.head
        for kind in ("resource", "risk"):
            services.state_nothing(
                collaboration, department_id=part.department_id, kind=kind, by=actor(head, collaboration), now=NOW
            )


def make_plan(cast: Cast, collaboration: Collaboration, state: str = "published") -> Plan:
    """draft, in_review, approved or published, through the services."""
    if not collaboration.tasks.exists():
        make_tasks(cast, collaboration)
    say_nothing_needed(cast, collaboration)
    plan = services.draft_plan(collaboration, by=lead_of(cast, collaboration), now=NOW)
    if state == "draft":
        return plan
    plan = services.submit_plan(plan, by=lead_of(cast, collaboration), now=NOW)
    if state == "in_review":
        return plan
    plan = sign_by_all(plan)
    if state == "approved":
        return plan
    return services.publish_plan(plan, by=lead_of(cast, collaboration), now=NOW)


def sign_by_all(plan: Plan) -> Plan:
    round_ = SignOffRound.objects.filter(subject_kind="plan", subject_id=plan.pk).latest("pk")
    for signoff in round_.signoffs.filter(state="waiting").order_by("pk"):
        plan = sign_plan_as(signoff.person, plan)
    return plan


def sign_plan_as(person: Person, plan: Plan) -> Plan:
    signoff = waiting_for(who(person), "plan", plan.pk)
    assert signoff, f"{person.name} is not asked to sign now"
    return services.sign_plan(
        plan,
        signoff=signoff,
        content_digest=signoff.round.content_id,
        method=recognise_again(person, PASSWORD),
        by=actor(person, plan.collaboration),
        now=NOW,
    )


def return_plan_as(person: Person, plan: Plan, section: PlanSection, reason: str) -> Plan:
    signoff = waiting_for(who(person), "plan", plan.pk)
    assert signoff
    return services.return_plan(
        plan, signoff=signoff, section=section, reason=reason, by=actor(person, plan.collaboration), now=NOW
    )


def speaker(person: Person, collaboration: Collaboration) -> Any:
    """The person as they stand in the collaboration."""
    return place(person, collaboration).actor
