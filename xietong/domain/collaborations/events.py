"""What this house announces."""

from dataclasses import dataclass

from xietong.kit.events.event import Event


@dataclass(frozen=True, kw_only=True)
class CollaborationStarted(Event):
    """A draft came into being."""

    collaboration_id: int


@dataclass(frozen=True, kw_only=True)
class ApplicationSaved(Event):
    application_id: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted(Event):
    application_id: int
    revision: int = 1


@dataclass(frozen=True, kw_only=True)
class ApplicationPassed(Event):
    """The head of the initiating department signed; the involved heads are asked."""

    application_id: int


@dataclass(frozen=True, kw_only=True)
class ApplicationApproved(Event):
    application_id: int


@dataclass(frozen=True, kw_only=True)
class ApplicationReturned(Event):
    application_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(Event):
    application_id: int


@dataclass(frozen=True, kw_only=True)
class ApplicationVoided(Event):
    application_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class LeadAppointed(Event):
    collaboration_id: int
    before_id: int | None
    after_id: int


@dataclass(frozen=True, kw_only=True)
class LiaisonNamed(Event):
    participation_id: int
    liaison_id: int
    deputy_id: int | None
    before_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class TaskForceSet(Event):
    task_force_id: int


@dataclass(frozen=True, kw_only=True)
class TaskForceDissolved(Event):
    task_force_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class MemberAdded(Event):
    collaboration_id: int
    person_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class StageEntered(Event):
    """A gate was passed: the collaboration entered the next stage."""

    collaboration_id: int


@dataclass(frozen=True, kw_only=True)
class CollaborationArchived(Event):
    collaboration_id: int


@dataclass(frozen=True, kw_only=True)
class CollaborationTerminated(Event):
    collaboration_id: int
    why: str = ""
