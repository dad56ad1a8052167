"""What planning asks of a person: plans to read, changes to decide, resources to promise."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, DateField, F, Q, Value
from django.db.models.functions import Cast

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import visible
from xietong.domain.people.queries import Who
from xietong.domain.people.roles import Role
from xietong.domain.planning.models import Acknowledgement, ChangeRequest, ResourceRequest
from xietong.domain.planning.states import ChangeState, PlanState, ResourceState
from xietong.kit.waiting import Waiting

MOST = 200


def _columns(rows: Any, kind: str, at: str, what: str, since: str, due: Any, whom: str) -> Any:
    """The same columns from every table, so that one statement reads them all."""
    return rows.order_by().values_list(
        Value(kind, output_field=CharField()),
        "id",
        Cast(what, CharField(max_length=200)),
        f"{at}title",
        f"{at}id",
        since,
        due,
        whom,
    )


def waiting(who: Who, now: datetime) -> list[Waiting]:
    """One statement. Reading is asked of the person only; deciding and promising also of those who stand in."""
    if not who.person_id:
        return []
    me, running = list(who.stands_for), Collaboration.objects.running()
    nothing = Cast(Value(None), DateField())  # a bare NULL has no type in a UNION
    unread = Acknowledgement.objects.filter(
        person=who.person_id, read_at=None, plan__state=PlanState.PUBLISHED, plan__collaboration__in=running
    )
    over = Q(over_objectives=True) | Q(asked_by=F("collaboration__lead"))
    mine = Q(collaboration__lead__in=me) & ~over
    if Role.EXECUTIVE in who.company_roles:
        mine |= over
    changes = ChangeRequest.objects.filter(
        mine, state=ChangeState.REQUESTED, collaboration__in=running.filter(pk__in=visible(who).values("pk"))
    ).exclude(asked_by__in=me)
    asked = ResourceRequest.objects.filter(provider__head__in=me, state=ResourceState.ASKED, collaboration__in=running)
    rows = _columns(
        unread, "acknowledge", "plan__collaboration__", "plan__number", "asked_at", nothing, "plan__drafted_by__name"
    )
    rows = rows.union(
        _columns(changes, "approve", "collaboration__", "number", "asked_at", nothing, "asked_by__name"),
        _columns(asked, "confirm", "collaboration__", "name", "state_since", F("from_on"), "department__name"),
        all=True,
    )
    return [_waiting(*row) for row in rows[:MOST]]


def _waiting(kind: str, pk: int, what: str, title: str, context: int, since: Any, due: Any, whom: str) -> Waiting:
    words = {
        "acknowledge": (f"阅读协同计划书第 {what} 版", f"/collaborations/{context}/plan", "已阅"),
        "approve": (f"审批变更申请 {what}", f"/collaborations/{context}/changes/{pk}", "审批"),
        "confirm": (f"答复资源需求：{what}", f"/collaborations/{context}/resources#resource-{pk}", "答复"),
    }[kind]
    return Waiting(
        kind=kind,
        title=words[0],
        href=words[1],
        action=words[2],
        context=title,
        context_id=context,
        since=since,
        due=due,
        from_whom=whom or "",
    )
