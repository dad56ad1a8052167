"""Who one is towards a task or department, and whether the task list may be changed at all now."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q

from xietong.domain.collaborations.models import Collaboration, Member, Participation
from xietong.domain.collaborations.services import add_member, require_running
from xietong.domain.people.roles import Role
from xietong.domain.planning.models import Plan
from xietong.domain.planning.queries import FROZEN
from xietong.domain.planning.states import PlanState
from xietong.kit.access import Actor
from xietong.kit.workflow import NotNow


def mine_of(collaboration: Collaboration, by: Actor) -> frozenset[int]:
    """Departments taking part for which this person speaks: as head, liaison or deputy, or standing in (one statement)."""
    if not by.stands_for:
        return frozenset()
    me = list(by.stands_for)
    rows = Participation.objects.filter(collaboration=collaboration).filter(
        Q(department__head__in=me) | Q(liaison__in=me) | Q(deputy__in=me)
    )
    return frozenset(rows.annotate(dep=F("department_id")).values_list("dep", flat=True))


def towards(by: Actor, *, owner_id: int | None = None, department_id: int | None = None, mine: frozenset[int]) -> Actor:
    """The actor with the roles held towards one thing."""
    more = set()
    if by.is_(owner_id):
        more.add(Role.OWNER_OF_THIS)
    if department_id in mine:
        more.add(Role.DEPARTMENT_OF_THIS)
    return Actor(by.person_id, by.roles | more, by.stands_for, by.borrowed)


def require_unfrozen(collaboration: Collaboration) -> None:
    """Refuse changes of the task list while a version of the plan goes round, waits for publication or is in force."""
    require_running(collaboration)
    row = (
        Plan.objects.filter(collaboration=collaboration, state__in=FROZEN)
        .order_by("-number")
        .values_list("number", "state")
        .first()
    )
    if row is None:
        return
    number, state = row[0], PlanState(row[1])
    if state == PlanState.PUBLISHED:
        raise NotNow(
            f"协同计划书第 {number} 版已发布，任务、日期只能通过变更申请修改；进度请在跟踪表填报。", state=state
        )
    if state == PlanState.APPROVED:
        raise NotNow(f"协同计划书第 {number} 版已批准，请先发布；要修改请起草新版本。", state=state)
    raise NotNow(f"协同计划书第 {number} 版正在会签，内容不能再改；要修改请先撤回。", state=state)


def require_not_going_round(collaboration: Collaboration) -> None:
    """Resources and risks live on after publication; only while signatures are asked for must they stand still."""
    require_running(collaboration)
    states = [PlanState.IN_REVIEW, PlanState.APPROVED]
    number = Plan.objects.filter(collaboration=collaboration, state__in=states).values_list("number", flat=True).first()
    if number is not None:
        raise NotNow(f"协同计划书第 {number} 版正在会签或等待发布，资源和风险暂不能改；要修改请先撤回。")


def remember_owners(collaboration: Collaboration, owners: Iterable[int | None], *, by: Actor, now: datetime) -> None:
    """Owners of tasks may read and act in the collaboration."""
    wanted = {pk for pk in owners if pk}
    if not wanted:
        return
    known = Member.objects.filter(collaboration=collaboration, role=Role.OWNER.value, person__in=wanted)
    for pk in sorted(wanted - set(known.values_list("person_id", flat=True))):
        add_member(collaboration, pk, Role.OWNER, now, by=by)
