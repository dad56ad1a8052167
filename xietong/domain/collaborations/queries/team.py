"""Who takes part, and who is to be told."""

from collections.abc import Iterable

from django.db.models import Q
from django.http import Http404

from xietong.domain.collaborations.models import Collaboration, Member, Participation, TaskForce
from xietong.domain.people.models import Person
from xietong.domain.people.roles import Role


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


def participation_in(collaboration: Collaboration, pk: int) -> Participation:
    """A participation of this collaboration; 404 otherwise."""
    row = (
        collaboration.participations.select_related("department", "collaboration", "liaison", "deputy")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise Http404("没有这个参与部门。")
    return row


def task_force_in(collaboration: Collaboration, pk: int) -> TaskForce:
    """A task force of this collaboration; 404 otherwise."""
    row = collaboration.task_forces.select_related("collaboration").filter(pk=pk).first()
    if row is None:
        raise Http404("没有这个专项小组。")
    return row
