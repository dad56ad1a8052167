"""What this house announces."""

from dataclasses import dataclass

from xietong.kit.events.event import Event


@dataclass(frozen=True, kw_only=True)
class ProgressReported(Event):
    """One task of a daily update."""

    report_id: int
    task_id: int
    percent: int


@dataclass(frozen=True, kw_only=True)
class ReportMissing(Event):
    """At the cut-off a person had not updated open tasks."""

    person_id: int
    day: str
    tasks: int


@dataclass(frozen=True, kw_only=True)
class ReportMissedAgain(Event):
    """The second working day in a row: the head is told."""

    person_id: int
    to_id: int | None
    day: str
    tasks: int


@dataclass(frozen=True, kw_only=True)
class LightChanged(Event):
    task_id: int
    before: str
    after: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class AlertOpened(Event):
    """A red light opened a case."""

    alert_id: int
    task_id: int | None = None
    risk_id: int | None = None
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class AlertTaken(Event):
    """Cause and measure were recorded."""

    alert_id: int
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class AlertClosed(Event):
    alert_id: int


@dataclass(frozen=True, kw_only=True)
class AlertReopened(Event):
    alert_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class AlertCleared(Event):
    """The rule no longer holds and nobody had begun to handle it."""

    alert_id: int


@dataclass(frozen=True, kw_only=True)
class AlertEscalated(Event):
    """Not handled in time."""

    alert_id: int
    to_id: int | None


@dataclass(frozen=True, kw_only=True)
class SupportAsked(Event):
    support_request_id: int


@dataclass(frozen=True, kw_only=True)
class SupportAnswered(Event):
    support_request_id: int
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class SupportQueried(Event):
    """The asked department needs clarification; the clock rests."""

    support_request_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class SupportClarified(Event):
    support_request_id: int


@dataclass(frozen=True, kw_only=True)
class SupportRefused(Event):
    support_request_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class SupportDelivered(Event):
    support_request_id: int


@dataclass(frozen=True, kw_only=True)
class SupportSatisfied(Event):
    support_request_id: int


@dataclass(frozen=True, kw_only=True)
class SupportSentBack(Event):
    support_request_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class SupportWithdrawn(Event):
    support_request_id: int


@dataclass(frozen=True, kw_only=True)
class SupportNearlyDue(Event):
    support_request_id: int


@dataclass(frozen=True, kw_only=True)
class SupportBreached(Event):
    """No answer in time; who is told now."""

    support_request_id: int
    to_id: int | None
    hours: int


@dataclass(frozen=True, kw_only=True)
class LetterSigned(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterReceived(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterAnswered(Event):
    letter_id: int
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterHandedOver(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterGivenBack(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterDrafted(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterExtensionAsked(Event):
    letter_id: int
    until: str
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterExtensionRefused(Event):
    letter_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterExtended(Event):
    letter_id: int
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class LetterClosed(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterVoided(Event):
    letter_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterNearlyDue(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterOverdue(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class SnapshotTaken(Event):
    snapshot_id: int
