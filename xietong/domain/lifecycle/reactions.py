"""When X happened, do Y."""

from datetime import datetime

from xietong.domain.closing import events as closing
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import Stage
from xietong.domain.lifecycle import queries, services
from xietong.domain.people.queries import SYSTEM
from xietong.kit.events.models import HappenedEvent


def archive_the_collaboration(event: HappenedEvent, *, now: datetime) -> None:
    """The package is sealed: with nothing else open, the collaboration becomes read-only by itself."""
    collaboration = Collaboration.objects.get(pk=event.context_id)
    if collaboration.state == Stage.CLOSING and not queries.open_messages(collaboration):
        services.advance(collaboration, by=SYSTEM, now=now)


REACTIONS = {
    closing.ArchiveSealed: [archive_the_collaboration],
}
