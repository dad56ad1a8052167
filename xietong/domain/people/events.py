"""What this house announces."""

from dataclasses import dataclass

from xietong.kit.events.event import Event
from xietong.kit.events.words import say_all


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
class ExecutiveNamed(Event):
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


say_all({
    DelegationMade:   "委托 {delegate_id:person} 为代理人",
    DelegationEnded:  "结束了对 {delegate_id:person} 的委托",
    CalendarChanged:  "更新了 {year} 年的工作日历（{days} 天）",
    HeadChanged:      "变更 {department_id:department} 的负责人为 {after_id:person}",
    ExecutiveNamed: "变更 {department_id:department} 的分管领导为 {after_id:person}",
    TokenMade:        "为 {person_id:person} 签发了接口令牌",
    TokenEnded:       "停用了 {person_id:person} 的接口令牌",
})  # fmt: skip
