"""When X happened, do Y."""

from datetime import datetime

from xietong.domain.closing import events
from xietong.kit.events.models import HappenedEvent
from xietong.kit.jobs.queue import enqueue


def build_the_package(event: HappenedEvent, *, now: datetime) -> None:
    """In a job of its own: it takes long and must not hold a transaction open."""
    enqueue("xietong.domain.closing.services.archive.seal_package", now=now, archive_id=event.data["archive_id"])


REACTIONS = {
    events.ArchiveAsked: [build_the_package],
}
