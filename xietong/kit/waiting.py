"""A thing that waits for a person: what every house tells the desk. No Django."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One row of 工作台. `due` is the clock it runs against; None: no clock."""

    kind: str  # an icon and a word are chosen by it: sign, approve, confirm, update, answer, acknowledge, accept, act
    title: str
    href: str
    action: str  # the word on the button
    context: str = ""  # title of the undertaking
    context_id: int | None = None
    since: datetime | None = None
    due: datetime | date | None = None
    from_whom: str = ""
