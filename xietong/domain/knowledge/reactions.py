"""When X happened, do Y: playbook parts become drafts, a published retrospective becomes lessons."""

from datetime import datetime

from xietong.domain.closing import events as closing
from xietong.domain.closing.models import Retrospective
from xietong.domain.collaborations import events as collaborations
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import Stage
from xietong.domain.knowledge import services
from xietong.domain.knowledge.states import Part
from xietong.domain.people.queries import SYSTEM
from xietong.kit.events.announce import Reaction
from xietong.kit.events.event import Event
from xietong.kit.events.models import HappenedEvent


def draft_the_launch(event: HappenedEvent, *, now: datetime) -> None:
    """The application is approved: the map, the duties and the task forces lie ready to be worked on."""
    _take(event, (Part.PROCESS_MAP, Part.DUTIES, Part.TASK_FORCES), now=now)


def draft_the_plan(event: HappenedEvent, *, now: datetime) -> None:
    """The stage of planning was entered: tasks and risks lie ready."""
    if Collaboration.objects.get(pk=event.context_id).state == Stage.PLANNING:
        _take(event, (Part.TASKS, Part.RISKS), now=now)


def _take(event: HappenedEvent, parts: tuple[Part, ...], *, now: datetime) -> None:
    collaboration = Collaboration.objects.get(pk=event.context_id)
    for part in parts:
        services.take_part_unasked(collaboration, part, now=now)


def draft_lessons(event: HappenedEvent, *, now: datetime) -> None:
    """Successes, improvements and the report itself become drafts; the PMO publishes what is worth it."""
    report = Retrospective.objects.select_related("collaboration").get(pk=event.data["retrospective_id"])
    services.draft_lessons(report.collaboration, report.answers, by=SYSTEM, now=now)


REACTIONS: dict[type[Event], list[Reaction]] = {
    collaborations.ApplicationApproved: [draft_the_launch],
    collaborations.StageEntered: [draft_the_plan],
    closing.RetrospectivePublished: [draft_lessons],
}
