"""Meetings brought to a state, for the tests of this house."""

from datetime import datetime, timedelta
from typing import Any

from tests.cast import NOW, Cast, actor
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.meetings import queries, services
from xietong.domain.meetings.models import Meeting, Minutes
from xietong.domain.meetings.states import MeetingKind
from xietong.domain.people.roles import Role

TOMORROW = NOW + timedelta(days=1, hours=1)
HOUR = timedelta(hours=1)


def chair(cast: Cast, collaboration: Collaboration) -> Any:
    return actor(cast.chen, collaboration, Role.CHAIR)


def recorder(cast: Cast, collaboration: Collaboration) -> Any:
    return actor(cast.lin, collaboration, Role.RECORDER)


def call(cast: Cast, collaboration: Collaboration, kind: MeetingKind = MeetingKind.WEEKLY, **more: Any) -> Meeting:
    """陈静 chairs, 林晓岚 records."""
    given: dict[str, Any] = {"starts_at": TOMORROW, "now": NOW, **more}
    return services.call_meeting(collaboration, kind=kind, by=actor(cast.chen, collaboration), **given)


def hold(cast: Cast, collaboration: Collaboration, kind: MeetingKind = MeetingKind.WEEKLY) -> Meeting:
    """Opened at its time, closed an hour later."""
    meeting = call(cast, collaboration, kind)
    meeting = services.open_meeting(meeting, by=chair(cast, collaboration), now=TOMORROW)
    return services.close_meeting(meeting, by=chair(cast, collaboration), now=TOMORROW + HOUR)


def write(cast: Cast, meeting: Meeting, now: datetime = TOMORROW + HOUR, **answers: Any) -> Minutes:
    """What the recorder writes into the draft."""
    draft = queries.draft_of(meeting)
    assert draft
    return services.save_minutes(
        draft, answers={**draft.answers, **answers}, by=recorder(cast, meeting.collaboration), now=now
    )


def action(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "problem": "样机缺料",
        "solution": "改用二供并补签协议",
        "owner": cast.xu.pk,
        "due_on": "2026-11-30",
        "priority": "high",
        "task": None,
    } | changes


def issue(cast: Cast, collaboration: Collaboration, *actions: dict[str, Any]) -> Minutes:
    """Minutes of a weekly meeting with these action items (one, unless others are given), issued."""
    meeting = hold(cast, collaboration)
    minutes = write(cast, meeting, actions=list(actions) or [action(cast)])
    return services.issue_minutes(minutes, by=chair(cast, collaboration), now=TOMORROW + 2 * HOUR)
