"""Keep the tracking table as it stands: a numbered document, taken at every weekly meeting (domain.md §9.10)."""

from datetime import datetime

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.services import require_running
from xietong.domain.tracking import events
from xietong.domain.tracking.models import Snapshot
from xietong.domain.tracking.permissions import TRACKING
from xietong.domain.tracking.queries.printed_table import printed_rows, printed_summary
from xietong.domain.tracking.services.numbers import document_numbers
from xietong.kit.access import Actor
from xietong.kit.events.announce import announce


@transaction.atomic
def take_snapshot(collaboration: Collaboration, *, by: Actor, now: datetime) -> Snapshot:
    """The table as printed, with its number XT-…-GZ-01. It is never changed afterwards."""
    TRACKING.require("tracking.snapshot", by.roles)
    collaboration = Collaboration.objects.select_related("lead").get(pk=collaboration.pk)  # lights as they stand now
    require_running(collaboration)
    row = Snapshot.objects.create(
        collaboration=collaboration,
        number=document_numbers(collaboration.number, "GZ", 1)[0],
        as_of=now,
        rows=printed_rows(collaboration, now=now),
        summary=printed_summary(collaboration, now=now),
        by_id=by.person_id,
    )
    announce(events.SnapshotTaken(snapshot_id=row.pk, context_id=collaboration.pk), by=by, now=now)
    return row
