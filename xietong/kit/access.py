"""Permission tables: action -> the roles that may. Deny is the default. No Django."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Actor:
    """The person acting, with the roles held here and now.

    `stands_for` are the persons whose right they may use today: themselves and those who delegated to them.
    `borrowed` are the roles held only through a delegation, with the person who lent them.
    """

    person_id: int | None
    roles: frozenset[StrEnum] = frozenset()
    stands_for: frozenset[int] = frozenset()
    borrowed: Mapping[str, int] = field(default_factory=dict, hash=False)

    @property
    def person(self) -> int:
        """The id of the acting person, for acts that only a person can do; the clock and commands are refused."""
        if self.person_id is None:
            raise Forbidden("act", "这件事要由人来办，系统不能代办。")
        return self.person_id

    def is_(self, person_id: int | None) -> bool:
        """Is this me, or one I stand in for?"""
        return person_id is not None and (person_id == self.person_id or person_id in self.stands_for)


class Forbidden(Exception):
    """The thing is visible, the act is not allowed. Shown to people; HTTP 403."""

    def __init__(self, action: str, message: str = "", roles: Collection[str] = ()):
        super().__init__(message or action)
        self.action = action
        self.message = message
        self.roles = tuple(roles)


class PermissionTable:
    """Who may do what; what is not listed is forbidden."""

    def __init__(self, rows: Mapping[str, Collection[StrEnum]]):
        self.rows: dict[str, frozenset[StrEnum]] = {action: frozenset(roles) for action, roles in rows.items()}

    def allows(self, action: str, roles: Collection[StrEnum]) -> bool:
        return not self.rows[action].isdisjoint(roles)  # a misspelt action is a KeyError

    def require(self, action: str, roles: Collection[StrEnum]) -> None:
        if not self.allows(action, roles):
            who = "、".join(sorted({getattr(role, "label", str(role)) for role in self.rows[action]}))
            raise Forbidden(action, f"您在这里没有办理此事的权限。可以办理的是：{who}。", self.rows[action])

    def who_may(self, action: str) -> frozenset[StrEnum]:
        return self.rows[action]
