"""For which departments a person may speak in which collaboration: the ground of roles towards one thing."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from xietong.domain.collaborations.models import Collaboration, Participation
from xietong.domain.people.roles import Role
from xietong.kit.access import Actor


def speaks_for(persons: Collection[int], collaboration_ids: Iterable[int]) -> set[tuple[int, int]]:
    """(collaboration, department) pairs whose head, liaison or deputy is one of these persons (one statement)."""
    ids = list(persons)
    rows = Participation.objects.filter(collaboration__in=list(collaboration_ids)).filter(speaker(ids))
    return set(rows.values_list("collaboration_id", "department_id"))


def speaker(ids: Collection[int]) -> Q:
    """Participations for which one of these persons answers: liaison, deputy, head."""
    return Q(liaison__in=ids) | Q(deputy__in=ids) | Q(department__head__in=ids)


def heads_of(persons: Collection[int], collaboration_id: int) -> set[int]:
    rows = Participation.objects.filter(collaboration=collaboration_id, department__head__in=list(persons))
    return set(rows.values_list("department_id", flat=True))


def standing_of(actor: Actor) -> set[int]:
    """The persons whose right the actor may use."""
    return set(actor.stands_for) | ({actor.person_id} if actor.person_id else set())


def with_roles(actor: Actor, *roles: Role | None) -> Actor:
    """The actor with roles towards one thing added."""
    more = frozenset(role for role in roles if role)
    return Actor(actor.person_id, actor.roles | more, actor.stands_for, actor.borrowed)


def lead_acts(actor: Actor, collaboration: Collaboration) -> bool:
    return Role.LEAD in actor.roles and actor.is_(collaboration.lead_id)
