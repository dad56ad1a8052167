"""By the clock: drafts that lie untouched, departments that still have no liaison (domain.md §4.1)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from xietong.domain.collaborations import events
from xietong.domain.collaborations.models import Application, Participation
from xietong.domain.collaborations.states import ApplicationState, Stage
from xietong.domain.people.queries import SYSTEM, company_calendar
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.events.models import HappenedEvent

DRAFT_RESTS = timedelta(days=10)
LIAISON_DAYS = 1  # working days after approval


def remind_of_drafts(*, now: datetime) -> int:
    """A draft untouched for ten days is told of, and again every ten days."""
    drafts = Application.objects.filter(
        state__in=[ApplicationState.DRAFT, ApplicationState.RETURNED],
        state_since__lt=now - DRAFT_RESTS,
        collaboration__state=Stage.LAUNCH,
    )
    touched = dict(
        HappenedEvent.objects.filter(context_id__in=drafts.values("collaboration_id"))
        .values_list("context_id")
        .annotate(last=Max("at"))
    )
    told = 0
    for application in drafts:
        if touched.get(application.collaboration_id, application.state_since) > now - DRAFT_RESTS:
            continue
        with transaction.atomic():
            announce(
                events.DraftLeftLying(application_id=application.pk, context_id=application.collaboration_id),
                by=SYSTEM,
                now=now,
            )
        told += 1
    return told


def remind_of_liaisons(*, now: datetime) -> int:
    """The head of a department without liaison is told once, one working day after the approval."""
    calendar, today = company_calendar(), day_of(now)
    waiting = Participation.objects.filter(
        liaison=None,
        department__head__isnull=False,
        collaboration__state=Stage.LAUNCH,
        collaboration__application__state=ApplicationState.APPROVED,
    ).select_related("department", "collaboration__application")
    reminded = set(
        HappenedEvent.objects.filter(
            name=events.LiaisonMissing.name(), context_id__in=waiting.values("collaboration_id")
        ).values_list("data__participation_id", flat=True)
    )
    told = 0
    for participation in waiting:
        since = day_of(participation.collaboration.application.state_since)
        if participation.pk in reminded or calendar.between(since, today) <= LIAISON_DAYS:
            continue
        with transaction.atomic():
            announce(
                events.LiaisonMissing(
                    participation_id=participation.pk,
                    department_id=participation.department_id,
                    head_id=participation.department.head_id or 0,
                    context_id=participation.collaboration_id,
                ),
                by=SYSTEM,
                now=now,
            )
        told += 1
    return told
