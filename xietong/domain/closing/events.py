"""What this house announces."""

from dataclasses import dataclass

from xietong.kit.events.event import Event


@dataclass(frozen=True, kw_only=True)
class SelfCheckSaved(Event):
    self_check_id: int


@dataclass(frozen=True, kw_only=True)
class SelfCheckSubmitted(Event):
    self_check_id: int
    task_id: int = 0


@dataclass(frozen=True, kw_only=True)
class SelfCheckReturned(Event):
    self_check_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class SelfCheckWithdrawn(Event):
    self_check_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptanceCalled(Event):
    acceptance_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptanceSubmitted(Event):
    """The verdicts are complete; the signatures are asked."""

    acceptance_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptancePassed(Event):
    acceptance_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptanceFailed(Event):
    """Not accepted: the failed tasks are open again; another round follows."""

    acceptance_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptanceWithdrawn(Event):
    acceptance_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptanceEdited(Event):
    """Outcomes, handovers, remarks or the day were written."""

    acceptance_id: int


@dataclass(frozen=True, kw_only=True)
class DeliverablesJudged(Event):
    acceptance_id: int
    item_ids: tuple[int, ...]
    verdict: str


@dataclass(frozen=True, kw_only=True)
class TaskSentBack(Event):
    """A deliverable failed the joint acceptance: the owner has it again."""

    task_id: int
    acceptance_id: int
    owner_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class MendAsked(Event):
    """限期整改: a person mends a deliverable until a date."""

    item_id: int
    mender_id: int


@dataclass(frozen=True, kw_only=True)
class DeliverableMended(Event):
    item_id: int


@dataclass(frozen=True, kw_only=True)
class MendRechecked(Event):
    item_id: int
    passed: bool = True


@dataclass(frozen=True, kw_only=True)
class MendOverdue(Event):
    item_id: int
    mender_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptanceReturned(Event):
    acceptance_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class RetrospectiveOpened(Event):
    retrospective_id: int


@dataclass(frozen=True, kw_only=True)
class RetrospectiveScored(Event):
    retrospective_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class RetrospectiveWritten(Event):
    retrospective_id: int


@dataclass(frozen=True, kw_only=True)
class RetrospectiveEdited(Event):
    retrospective_id: int


@dataclass(frozen=True, kw_only=True)
class RetrospectiveDue(Event):
    """The clock: accepted days ago, and no report yet."""

    retrospective_id: int = 0


@dataclass(frozen=True, kw_only=True)
class RetrospectivePublished(Event):
    retrospective_id: int


@dataclass(frozen=True, kw_only=True)
class RetrospectiveReturned(Event):
    retrospective_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class RetrospectiveSubmitted(Event):
    retrospective_id: int


@dataclass(frozen=True, kw_only=True)
class LeftoverAssigned(Event):
    leftover_id: int
    owner_id: int


@dataclass(frozen=True, kw_only=True)
class LeftoverFinished(Event):
    """The owner says it is done, with evidence."""

    leftover_id: int


@dataclass(frozen=True, kw_only=True)
class LeftoverClosed(Event):
    """A second person checked it (销号)."""

    leftover_id: int


@dataclass(frozen=True, kw_only=True)
class LeftoverSentBack(Event):
    leftover_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class LeftoverChanged(Event):
    leftover_id: int


@dataclass(frozen=True, kw_only=True)
class LeftoverOverdue(Event):
    leftover_id: int
    owner_id: int


@dataclass(frozen=True, kw_only=True)
class ArchiveAsked(Event):
    archive_id: int


@dataclass(frozen=True, kw_only=True)
class ArchiveSealed(Event):
    archive_id: int
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class ArchiveFailed(Event):
    archive_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ArchiveRead(Event):
    """Lent: somebody took a copy."""

    archive_id: int
    person_id: int
