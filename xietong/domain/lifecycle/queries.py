"""Readings of the lifecycle: a collaboration's gate as a live checklist."""

from typing import Any

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import feed
from xietong.domain.lifecycle.stages import BY_STAGE, GuideStage
from xietong.kit.gate import OPEN, GateItem


def gate(collaboration: Collaboration) -> list[GateItem]:
    """What the present stage still asks, open items first; empty when the collaboration has no further gate."""
    guide = BY_STAGE.get(collaboration.state)
    if guide is None:
        return []
    items = [item for question in guide.gate for item in question(collaboration)]
    return sorted(items, key=lambda item: item.state != OPEN)


def open_messages(collaboration: Collaboration) -> tuple[str, ...]:
    return tuple(item.message or item.requirement for item in gate(collaboration) if item.state == OPEN)


def guide_of(collaboration: Collaboration) -> GuideStage | None:
    return BY_STAGE.get(collaboration.state)


def recent_events(collaboration: Collaboration, limit: int = 8) -> list[dict[str, Any]]:
    """The newest lines of the feed."""
    return feed(collaboration, limit=limit)[:limit]
