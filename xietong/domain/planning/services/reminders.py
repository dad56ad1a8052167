"""By the clock: who was asked to read a published plan and has not is reminded every working day, then the heads."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.queries import SYSTEM, company_calendar
from xietong.domain.planning import events
from xietong.domain.planning.models import Acknowledgement
from xietong.domain.planning.states import PlanState
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce

READ_WITHIN = 1  # working days, domain.md §4.2 2.5: reminder daily, then head


def remind_of_unread_plans(*, now: datetime) -> int:
    """One event per plan with readers past their day; how many plans. Silent on days that are not worked."""
    calendar, today = company_calendar(), day_of(now)
    if not calendar.is_working(today):
        return 0
    rows = (
        Acknowledgement.objects.filter(
            read_at=None, plan__state=PlanState.PUBLISHED, plan__collaboration__in=Collaboration.objects.running()
        )
        .order_by()
        .values_list("plan_id", "plan__collaboration_id")
        .annotate(Count("id"), Min("asked_at"))
    )
    reminded = 0
    for plan_id, context_id, count, asked_at in rows:
        waited = calendar.between(day_of(asked_at), today)
        if waited < READ_WITHIN:
            continue
        with transaction.atomic():
            event = events.PlanUnread(plan_id=plan_id, count=count, heads=waited > READ_WITHIN, context_id=context_id)
            announce(event, by=SYSTEM, now=now)
        reminded += 1
    return reminded
