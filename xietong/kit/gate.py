"""One question of a gate, answered: what is missing, who owes it, since when, where to do it. No Django."""

from dataclasses import dataclass
from datetime import datetime

OPEN, MET, WAIVED = "open", "met", "waived"


@dataclass(frozen=True, kw_only=True)
class GateItem:
    requirement: str  # as the guide says it: 申请表经全部部门签字
    state: str = OPEN
    message: str = ""  # what is missing, in a sentence
    who: str = ""  # who owes it
    since: datetime | None = None
    href: str = ""

    @property
    def done(self) -> bool:
        return self.state != OPEN

    @property
    def url(self) -> str:
        return self.href
