"""What one may see, and as whom one stands in it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from xietong.domain.collaborations.models import Collaboration, Member, Participation
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
