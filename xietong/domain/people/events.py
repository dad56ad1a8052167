"""What this house announces."""

from dataclasses import dataclass

from xietong.kit.events.event import Event


@dataclass(frozen=True, kw_only=True)
class DelegationMade(Event):
    delegation_id: int
    principal_id: int
    delegate_id: int


@dataclass(frozen=True, kw_only=True)
class DelegationEnded(Event):
    delegation_id: int
    principal_id: int
    delegate_id: int


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Event):
    year: int
    days: int


@dataclass(frozen=True, kw_only=True)
class HeadChanged(Event):
    department_id: int
    before_id: int | None
    after_id: int | None


@dataclass(frozen=True, kw_only=True)
class TokenMade(Event):
    token_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class TokenEnded(Event):
    token_id: int
    person_id: int
