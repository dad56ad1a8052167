"""The daily cut-off: who has not updated is reminded; the second day in a row the head is told."""

from datetime import datetime
from typing import Any

from django.db import transaction

from xietong.domain.people.models import Department
from xietong.domain.people.queries import SYSTEM, company_calendar, superior_of
from xietong.domain.tracking import events
from xietong.domain.tracking.queries.daily_update import missing_updates
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce_many
from xietong.kit.events.event import Event
from xietong.kit.events.models import HappenedEvent


@transaction.atomic
def remind_of_missing_updates(*, now: datetime) -> dict[str, int]:
    """The clock job of the cut-off. Nothing on free days (domain.md §9.9); safe to repeat on the same day."""
    today, calendar = day_of(now), company_calendar()
    if not calendar.is_working(today):
        return {"missing": 0, "again": 0}
    before = calendar.add(today, -1)
    told = _told(events.ReportMissing, today.isoformat())
    yesterday = _told(events.ReportMissing, before.isoformat())
    news: list[Event] = []
    again = 0
    for missing in missing_updates(now):
        key = (missing.collaboration_id, missing.person_id)
        if key in told:
            continue
        common: dict[str, Any] = {
            "person_id": missing.person_id,
            "day": today.isoformat(),
            "tasks": missing.tasks,
            "context_id": missing.collaboration_id,
        }
        news.append(events.ReportMissing(**common))
        if key in yesterday:
            news.append(events.ReportMissedAgain(to_id=_head_above(missing.person_id, missing.department_id), **common))
            again += 1
    announce_many(news, by=SYSTEM, now=now)
    return {"missing": len(news) - again, "again": again}


def _told(event: type[Event], day: str) -> set[tuple[int | None, int]]:
    """(collaboration, person) that were told for this day already: the journal is the memory."""
    rows = HappenedEvent.objects.filter(name=event.name(), data__day=day).values_list("context_id", "data__person_id")
    return set(rows)


def _head_above(person_id: int, department_id: int | None) -> int | None:
    """The head of the department; when that is the person themselves, the one above (domain.md §3.1)."""
    head_id = Department.objects.filter(pk=department_id or 0).values_list("head_id", flat=True).first()
    return head_id if head_id and head_id != person_id else superior_of(person_id, department_id)
