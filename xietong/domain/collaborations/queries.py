"""Readings about collaborations: what one may see, which roles one holds, who is to be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404

from xietong.domain.collaborations.models import Collaboration, Member, Participation, TaskForce
from xietong.domain.collaborations.states import Stage
from xietong.domain.people.models import Person
from xietong.domain.people.queries import Who
from xietong.domain.people.roles import Role
from xietong.kit.access import Actor

LENT = frozenset({Role.INITIATING_HEAD, Role.LEAD, Role.HEAD, Role.LIAISON, Role.TASK_FORCE_LEADER, Role.OWNER})


def visible(who: Who) -> Any:
    """Every collaboration this person may read: the start of every query about anything inside one."""
    return Collaboration.objects.visible_to(who.stands_for, who.company_roles)


@dataclass(frozen=True)
class Place:
    """A collaboration as one person stands in it: the actor carries the roles held here and now."""

    collaboration: Collaboration
    actor: Actor
    head_of: frozenset[int]  # departments taking part whose head I am (or stand in for)
    liaison_of: frozenset[int]  # departments taking part whose liaison or deputy I am

    @property
    def mine(self) -> frozenset[int]:
        """Departments for which I may speak."""
        return self.head_of | self.liaison_of

    def about(self, *roles: Role | None) -> Actor:
        """The actor with roles towards one thing added: place.about(Role.OWNER_OF_THIS if … else None)."""
        more = frozenset(role for role in roles if role)
        return Actor(self.actor.person_id, self.actor.roles | more, self.actor.stands_for, self.actor.borrowed)

    def about_task(self, owner_id: int | None, department_id: int | None) -> Actor:
        return self.about(
            Role.OWNER_OF_THIS if self.actor.is_(owner_id) else None,
            Role.DEPARTMENT_OF_THIS if department_id in self.mine else None,
        )


def place_of(who: Who, collaboration: Collaboration) -> Place:
    """The roles this person holds in this collaboration, own and borrowed (two statements)."""
    ids = who.stands_for
    held: dict[Role, set[int]] = {}  # role -> through which persons

    def hold(role: Role, person_id: int | None) -> None:
        if person_id in ids:
            held.setdefault(role, set()).add(person_id)  # type: ignore[arg-type]

    hold(Role.INITIATOR, collaboration.initiator_id)
    hold(Role.LEAD, collaboration.lead_id)
    head_of, liaison_of = set(), set()
    rows = Participation.objects.filter(collaboration=collaboration).values_list(
        "department_id", "department__head_id", "liaison_id", "deputy_id"
    )
    for department_id, head_id, liaison_id, deputy_id in rows:
        hold(Role.HEAD, head_id)
        if head_id in ids:
            head_of.add(department_id)
        # a department without a liaison: its head is the liaison until one is named (domain.md §4.1)
        for person_id in (liaison_id or head_id, deputy_id):
            hold(Role.LIAISON, person_id)
            if person_id in ids:
                liaison_of.add(department_id)
    if collaboration.initiating_department_id:
        initiating = collaboration.initiating_department
        hold(Role.INITIATING_HEAD, initiating.head_id if initiating else None)
    for role, person_id in Member.objects.filter(collaboration=collaboration, person__in=ids).values_list(
        "role", "person_id"
    ):
        hold(Role(role), person_id)
    roles = set(who.company_roles)
    borrowed: dict[str, int] = {}
    for role, through in held.items():
        if who.person_id in through:
            roles.add(role)
        elif role in LENT:  # a delegate acts for offices, not for personal membership
            roles.add(role)
            borrowed[str(role)] = min(through)
    actor = Actor(who.person_id, frozenset(roles), ids, borrowed)
    return Place(collaboration, actor, frozenset(head_of), frozenset(liaison_of))


def place_for(who: Who, pk: Any) -> Place:
    """The collaboration and my standing in it; 404 when it does not exist for me."""
    collaboration = visible(who).filter(pk=pk).select_related("initiating_department", "lead", "initiator").first()
    if collaboration is None:
        raise Http404("没有这个协同项目，或您不在知悉范围内。")
    return place_of(who, collaboration)


def by_number(number: str) -> Collaboration:
    """For commands run by an administrator of the machine."""
    return Collaboration.objects.get(number=number)


def participations_of(collaboration: Collaboration) -> list[Participation]:
    return list(
        collaboration.participations.select_related("department__head", "liaison", "deputy").order_by("order", "id")
    )


def task_forces_of(collaboration: Collaboration) -> list[TaskForce]:
    return list(
        collaboration.task_forces.select_related("leader", "leader_department").prefetch_related("members__person")
    )


def people_with(roles: Iterable[Role], collaboration_id: int) -> list[int]:
    """Who holds one of these roles in this collaboration: the recipients of a notice. Company offices are not included."""
    roles = frozenset(roles)
    found: set[int | None] = set()
    collaboration = Collaboration.objects.select_related("initiating_department").get(pk=collaboration_id)
    if Role.INITIATOR in roles:
        found.add(collaboration.initiator_id)
    if Role.LEAD in roles:
        found.add(collaboration.lead_id)
    if Role.INITIATING_HEAD in roles and collaboration.initiating_department:
        found.add(collaboration.initiating_department.head_id)
    if roles & {Role.HEAD, Role.LIAISON}:
        for head_id, liaison_id, deputy_id in Participation.objects.filter(
            collaboration_id=collaboration_id
        ).values_list("department__head_id", "liaison_id", "deputy_id"):
            if Role.HEAD in roles:
                found.add(head_id)
            if Role.LIAISON in roles:
                found |= {liaison_id or head_id, deputy_id}
    kept = Member.objects.filter(collaboration_id=collaboration_id, role__in=[r.value for r in roles])
    found |= set(kept.values_list("person_id", flat=True))
    return sorted(pk for pk in found if pk)


def team_of(collaboration: Collaboration) -> list[Person]:
    """Everybody who takes part, once, in order of department."""
    ids = people_with(frozenset(Role) - {Role.OBSERVER}, collaboration.pk)
    return list(Person.objects.filter(Q(pk__in=ids)).select_related("department").order_by("department__order", "id"))


def speakers_for(collaboration_id: int, department_id: int) -> list[int]:
    """Liaison, deputy, and the head where no liaison is named: who answers for a department."""
    row = (
        Participation.objects.filter(collaboration_id=collaboration_id, department_id=department_id)
        .values_list("liaison_id", "deputy_id", "department__head_id")
        .first()
    )
    if row is None:
        return []
    liaison_id, deputy_id, head_id = row
    return [pk for pk in (liaison_id or head_id, deputy_id) if pk]


# The pages about one collaboration, in the order a collaboration lives: (key, label, path below it, from which stage on).
PAGES = (
    ("home", "概况", "", Stage.LAUNCH),
    ("application", "申请表", "/application", Stage.LAUNCH),
    ("team", "团队", "/team", Stage.LAUNCH),
    ("process-map", "流程图", "/process-map", Stage.LAUNCH),
    ("responsibilities", "职责清单", "/responsibilities", Stage.LAUNCH),
    ("tasks", "任务清单", "/tasks", Stage.PLANNING),
    ("resources", "资源", "/resources", Stage.PLANNING),
    ("risks", "风险", "/risks", Stage.PLANNING),
    ("plan", "计划书", "/plan", Stage.PLANNING),
    ("tracking", "跟踪表", "/tracking", Stage.EXECUTION),
    ("meetings", "会议", "/meetings", Stage.LAUNCH),
    ("alerts", "预警", "/alerts", Stage.EXECUTION),
    ("support", "协作支持", "/support", Stage.EXECUTION),
    ("letters", "协调函", "/letters", Stage.EXECUTION),
    ("acceptance", "验收", "/acceptance", Stage.EXECUTION),
    ("retrospective", "复盘", "/retrospective", Stage.CLOSING),
    ("leftovers", "遗留", "/leftovers", Stage.EXECUTION),
    ("archive", "归档", "/archive", Stage.CLOSING),
    ("documents", "文件", "/documents", Stage.LAUNCH),
    ("events", "动态", "/events", Stage.LAUNCH),
)
ORDER = (Stage.LAUNCH, Stage.PLANNING, Stage.EXECUTION, Stage.CLOSING, Stage.ARCHIVED)


@dataclass(frozen=True)
class Frame:
    """What stands over every page of a collaboration."""

    title: str
    number: str
    note: str
    light: str
    light_label: str
    light_why: str
    confidentiality: str
    lead: str
    href: str
    stages: list[dict[str, str]]
    tabs: list[dict[str, Any]]


def frame(place: Place, on: str) -> Frame:
    """The frame with the page `on` marked. No statement: everything was fetched with the place."""
    c = place.collaboration
    at = ORDER.index(c.state) if c.state in ORDER else len(ORDER)
    stages = [
        {
            "label": stage.label,
            "state": "done" if number < at or c.state == Stage.ARCHIVED else "current" if number == at else "open",
            "url": f"{c.href}#gate" if number == at else "",
            "note": "",
        }
        for number, stage in enumerate(ORDER)
    ]
    tabs = [
        {"label": label, "url": c.href + path, "on": key == on}
        for key, label, path, since in PAGES
        if ORDER.index(since) <= at or key == on
    ]
    department = c.initiating_department.name if c.initiating_department else ""
    when = f"{c.start_on:%Y-%m-%d} 至 {c.finish_on:%Y-%m-%d}" if c.start_on and c.finish_on else ""
    return Frame(
        title=c.title or "（未命名的申请）",
        number=c.number or "",
        note=" · ".join(filter(None, [c.scenario, department, when])),
        light=c.light.value,
        light_label=c.light.label,
        light_why=c.light_why,
        confidentiality=c.confidentiality.label,
        lead=c.lead.name if c.lead else "",
        href=c.href,
        stages=stages,
        tabs=tabs,
    )
