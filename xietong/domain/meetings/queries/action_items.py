"""Readings about action items: what is open, overdue, carried over from one meeting to the next."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import Place
from xietong.domain.collaborations.states import Stage
from xietong.domain.meetings.models import ActionItem, Meeting
from xietong.domain.meetings.states import ActionState
from xietong.domain.people.roles import Role
from xietong.kit.access import Actor

ENDED = (Stage.ARCHIVED, Stage.TERMINATED)
SHOWN_AFTER = timedelta(days=14)  # items done since are still told at the next meeting


def action_items_of(collaboration: Collaboration, *, owner_id: int | None = None, state: str = "") -> list[ActionItem]:
    """All action items, open ones first, the soonest first."""
    rows = ActionItem.objects.filter(collaboration=collaboration).select_related(
        "owner", "department", "meeting__chair", "task"
    )
    if owner_id:
        rows = rows.filter(owner_id=owner_id)
    if state:
        rows = rows.filter(state=state)
    return sorted(rows, key=lambda item: (item.state != ActionState.OPEN, item.due_on, item.pk))


def action_item_in(place: Place, pk: Any) -> ActionItem | None:
    return (
        ActionItem.objects.filter(collaboration=place.collaboration, pk=pk)
        .select_related("collaboration", "owner", "meeting__chair", "department")
        .first()
    )


def about_item(place: Place, item: ActionItem) -> Actor:
    """The actor with the roles held towards this item: its owner, chair or recorder of its meeting."""
    actor, meeting = place.actor, item.meeting
    return place.about(
        Role.OWNER_OF_THIS if actor.is_(item.owner_id) else None,
        Role.CHAIR if meeting and actor.is_(meeting.chair_id) else None,
        Role.RECORDER if meeting and actor.is_(meeting.recorder_id) else None,
    )


def carried_over(collaboration: Collaboration, at: datetime, meeting: Meeting | None = None) -> list[ActionItem]:
    """What earlier meetings left for one at `at`: everything open, and what was done or dropped lately."""
    recent = Q(state_since__gte=at - SHOWN_AFTER)
    rows = ActionItem.objects.filter(Q(state=ActionState.OPEN) | recent, collaboration=collaboration)
    if meeting is not None:
        rows = rows.exclude(meeting=meeting)
    return list(rows.select_related("owner").order_by("due_on", "id"))


def overdue_items(day: date) -> list[ActionItem]:
    """Open items past their day of which nobody was told today."""
    return list(
        ActionItem.objects.filter(state=ActionState.OPEN, due_on__lt=day)
        .exclude(overdue_told_on=day)
        .exclude(collaboration__state__in=ENDED)
        .order_by("collaboration_id", "owner_id", "due_on", "id")
    )


def late_open_items(owner_id: int, collaboration_id: int, at: datetime, day: date) -> list[ActionItem]:
    """One person's overdue items in one collaboration."""
    return list(
        ActionItem.objects.filter(
            owner_id=owner_id, collaboration_id=collaboration_id, state=ActionState.OPEN, due_on__lt=day
        )
    )
