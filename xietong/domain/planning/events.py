"""What this house announces."""

from dataclasses import dataclass

from xietong.kit.events.event import Event


@dataclass(frozen=True, kw_only=True)
class TasksChanged(Event):
    """Rows of the task list were added, changed or removed. `what` says how, in a few words for the feed."""

    task_ids: tuple[int, ...] = ()
    what: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskStarted(Event):
    task_id: int


@dataclass(frozen=True, kw_only=True)
class TaskBlocked(Event):
    task_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskUnblocked(Event):
    task_id: int


@dataclass(frozen=True, kw_only=True)
class TaskHandedIn(Event):
    """The owner submitted the self-check: it awaits acceptance."""

    task_id: int


@dataclass(frozen=True, kw_only=True)
class TaskAccepted(Event):
    task_id: int


@dataclass(frozen=True, kw_only=True)
class TaskReopened(Event):
    task_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskCancelled(Event):
    task_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskLeftOver(Event):
    """Not finished; it goes on as a leftover."""

    task_id: int


@dataclass(frozen=True, kw_only=True)
class TasksAssigned(Event):
    owner_id: int
    task_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Rescheduled(Event):
    moved: int  # how many tasks moved
    finish_on: str


@dataclass(frozen=True, kw_only=True)
class ResourceAsked(Event):
    resource_request_id: int


@dataclass(frozen=True, kw_only=True)
class ResourcePromised(Event):
    resource_request_id: int


@dataclass(frozen=True, kw_only=True)
class ResourceRefused(Event):
    resource_request_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ResourceDelivered(Event):
    resource_request_id: int


@dataclass(frozen=True, kw_only=True)
class ResourceGivenBack(Event):
    resource_request_id: int


@dataclass(frozen=True, kw_only=True)
class ConflictAccepted(Event):
    key: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class NothingStated(Event):
    """A head declared that the department needs no resources, or sees no risk."""

    department_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class RiskSaved(Event):
    risk_id: int
    score: int


@dataclass(frozen=True, kw_only=True)
class RiskTriggered(Event):
    risk_id: int


@dataclass(frozen=True, kw_only=True)
class RiskClosed(Event):
    risk_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanDrafted(Event):
    plan_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class PlanSubmitted(Event):
    plan_id: int


@dataclass(frozen=True, kw_only=True)
class PlanReturned(Event):
    plan_id: int
    section: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanWithdrawn(Event):
    plan_id: int


@dataclass(frozen=True, kw_only=True)
class PlanApproved(Event):
    plan_id: int


@dataclass(frozen=True, kw_only=True)
class PlanPublished(Event):
    plan_id: int


@dataclass(frozen=True, kw_only=True)
class PlanSuperseded(Event):
    plan_id: int


@dataclass(frozen=True, kw_only=True)
class PlanAcknowledged(Event):
    plan_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ChangeRequested(Event):
    change_request_id: int


@dataclass(frozen=True, kw_only=True)
class ChangeApproved(Event):
    change_request_id: int


@dataclass(frozen=True, kw_only=True)
class ChangeRefused(Event):
    change_request_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeSuspended(Event):
    change_request_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeResumed(Event):
    change_request_id: int
