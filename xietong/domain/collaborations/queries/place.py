"""What one may see, and as whom one stands in it."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import Http404

from xietong.domain.collaborations.models import Collaboration
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


_TEAM = """
    SELECT p.department_id, d.head_id, p.liaison_id, p.deputy_id, NULL, NULL
    FROM collaborations_participation p JOIN people_department d ON d.id = p.department_id
    WHERE p.collaboration_id = %s
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, role, person_id FROM collaborations_member
    WHERE collaboration_id = %s AND person_id IN ({people})
"""


@dataclass
class _Standing:
    """What ties a person, or whom they stand in for, to a collaboration."""

    ids: frozenset[int]
    held: dict[Role, set[int]]  # role -> through which persons
    head_of: set[int]
    liaison_of: set[int]

    def hold(self, role: Role, person_id: int | None) -> None:
        if person_id in self.ids:
            self.held.setdefault(role, set()).add(person_id)


def _standing(who: Who, collaboration: Collaboration) -> _Standing:
    """One statement, written out: every page about a collaboration begins with it."""
    ids = who.stands_for
    found = _Standing(ids, {}, set(), set())
    found.hold(Role.INITIATOR, collaboration.initiator_id)
    found.hold(Role.LEAD, collaboration.lead_id)
    with connection.cursor() as cursor:
        people = ", ".join(["%s"] * len(ids)) or "NULL"
        cursor.execute(_TEAM.format(people=people), [collaboration.pk, collaboration.pk, *ids])
        rows = cursor.fetchall()
    for department_id, head_id, liaison_id, deputy_id, member_role, member_id in rows:
        if member_role is not None:
            found.hold(Role(member_role), member_id)
            continue
        found.hold(Role.HEAD, head_id)
        if head_id in ids:
            found.head_of.add(department_id)
        # a department without a liaison: its head is the liaison until one is named (domain.md §4.1)
        for person_id in (liaison_id or head_id, deputy_id):
            found.hold(Role.LIAISON, person_id)
            if person_id in ids:
                found.liaison_of.add(department_id)
    if collaboration.initiating_department_id:
        initiating = collaboration.initiating_department
        found.hold(Role.INITIATING_HEAD, initiating.head_id if initiating else None)
    return found


def place_of(who: Who, collaboration: Collaboration) -> Place:
    """The roles this person holds in this collaboration, own and borrowed (one statement)."""
    return _place(who, collaboration, _standing(who, collaboration))


def _place(who: Who, collaboration: Collaboration, standing: _Standing) -> Place:
    roles = set(who.company_roles)
    borrowed: dict[str, int] = {}
    for role, through in standing.held.items():
        if who.person_id in through:
            roles.add(role)
        elif role in LENT:  # a delegate acts for offices, not for personal membership
            roles.add(role)
            borrowed[str(role)] = min(through)
    actor = Actor(who.person_id, frozenset(roles), who.stands_for, borrowed)
    return Place(collaboration, actor, frozenset(standing.head_of), frozenset(standing.liaison_of))


def place_for(who: Who, pk: Any) -> Place:
    """The collaboration and my standing in it (two statements); 404 when it does not exist for me."""
    rows = Collaboration.objects.filter(pk=pk).select_related("initiating_department", "lead", "initiator")
    for collaboration in rows:
        standing = _standing(who, collaboration)
        if collaboration.is_visible_to(who.company_roles, related=bool(standing.held)):
            return _place(who, collaboration, standing)
    raise Http404("没有这个协同项目，或您不在知悉范围内。")


def by_number(number: str) -> Collaboration:
    """For commands run by an administrator of the machine."""
    return Collaboration.objects.get(number=number)
