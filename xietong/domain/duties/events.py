"""What this house announces."""

from dataclasses import dataclass

from xietong.kit.events.event import Event


@dataclass(frozen=True, kw_only=True)
class ProcessMapSaved(Event):
    process_map_id: int
    revision: int


@dataclass(frozen=True, kw_only=True)
class ProcessMapPublished(Event):
    process_map_id: int
    revision: int = 1


@dataclass(frozen=True, kw_only=True)
class ProcessMapReopened(Event):
    process_map_id: int


@dataclass(frozen=True, kw_only=True)
class DutiesSaved(Event):
    responsibility_list_id: int
    departments: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ConfirmationAsked(Event):
    """The list went to the departments to be confirmed."""

    responsibility_list_id: int


@dataclass(frozen=True, kw_only=True)
class DutiesReturned(Event):
    """A department does not agree with its rows."""

    responsibility_list_id: int
    department_id: int = 0
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class DepartmentConfirmed(Event):
    responsibility_list_id: int
    department_id: int
    signature_id: int
    signature_digest: str


@dataclass(frozen=True, kw_only=True)
class DutiesConfirmed(Event):
    """Every department confirmed its part."""

    responsibility_list_id: int


@dataclass(frozen=True, kw_only=True)
class DutiesReopened(Event):
    responsibility_list_id: int


@dataclass(frozen=True, kw_only=True)
class FindingAccepted(Event):
    responsibility_list_id: int
    key: str
    reason: str
