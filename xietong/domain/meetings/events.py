"""What this house announces."""

from dataclasses import dataclass

from xietong.kit.events.event import Event


@dataclass(frozen=True, kw_only=True)
class MeetingCalled(Event):
    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingChanged(Event):
    """Time, place or agenda changed after the notice."""

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingOpened(Event):
    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingClosed(Event):
    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(Event):
    meeting_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class MinutesSaved(Event):
    minutes_id: int


@dataclass(frozen=True, kw_only=True)
class MinutesIssued(Event):
    minutes_id: int


@dataclass(frozen=True, kw_only=True)
class MinutesCorrected(Event):
    """A new version replaces an issued one."""

    minutes_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class MinutesConfirmed(Event):
    minutes_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class MinutesObjected(Event):
    minutes_id: int
    person_id: int
    why: str


@dataclass(frozen=True, kw_only=True)
class MinutesLate(Event):
    """24 hours after the meeting no minutes were issued."""

    meeting_id: int
    recorder_id: int | None


@dataclass(frozen=True, kw_only=True)
class ActionItemGiven(Event):
    action_item_id: int
    owner_id: int


@dataclass(frozen=True, kw_only=True)
class ActionItemDone(Event):
    action_item_id: int


@dataclass(frozen=True, kw_only=True)
class ActionItemReopened(Event):
    action_item_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ActionItemDropped(Event):
    action_item_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ActionItemExtended(Event):
    action_item_id: int
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ActionItemOverdue(Event):
    action_item_id: int
    owner_id: int
