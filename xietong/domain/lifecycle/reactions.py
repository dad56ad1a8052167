"""When X happened, do Y."""

from datetime import datetime

from xietong.domain.closing import events as closing
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import Stage
from xietong.domain.lifecycle import queries, services
from xietong.domain.meetings import events as meetings
from xietong.domain.meetings.models import Meeting
from xietong.domain.meetings.states import MeetingKind
from xietong.domain.people.queries import SYSTEM
from xietong.domain.tracking.queries import snapshots_of
from xietong.domain.tracking.services import take_snapshot
from xietong.kit.events.models import HappenedEvent


def archive_the_collaboration(event: HappenedEvent, *, now: datetime) -> None:
    """The package is sealed: with nothing else open, the collaboration becomes read-only by itself."""
    collaboration = Collaboration.objects.get(pk=event.context_id)
    if collaboration.state == Stage.CLOSING and not queries.open_messages(collaboration):
        services.advance(collaboration, by=SYSTEM, now=now)


def keep_the_table_of_the_meeting(event: HappenedEvent, *, now: datetime) -> None:
    """A weekly meeting ended: form 5 is kept as it stood then (guide: 部门协同进度跟踪表). Once a meeting."""
    collaboration = Collaboration.objects.get(pk=event.context_id)
    meeting = Meeting.objects.get(pk=event.data["meeting_id"])
    if meeting.kind != MeetingKind.WEEKLY or collaboration.state != Stage.EXECUTION:
        return
    if any(snapshot.as_of >= event.at for snapshot in snapshots_of(collaboration)):
        return  # done before: jobs may run twice
    take_snapshot(collaboration, by=SYSTEM, now=now)


REACTIONS = {
    meetings.MeetingClosed: [keep_the_table_of_the_meeting],
    closing.ArchiveSealed: [archive_the_collaboration],
}
