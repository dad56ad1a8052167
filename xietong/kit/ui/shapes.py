"""What components take: small frozen rows that queries make and templates show. A dict with the same keys does too."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Moment = datetime | date


@dataclass(frozen=True)
class Stage:
    """One step of the stepper. `state`: done, current, open. `note`: 还差 3 项."""

    label: str
    state: str = "open"
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Check:
    """One requirement of a gate: what is asked, what is missing, who owes it, since when, where to do it."""

    requirement: str
    done: bool = False
    message: str = ""
    who: str = ""
    since: Moment | None = None
    url: str = ""
    action: str = "去办理"


@dataclass(frozen=True)
class Sign:
    """One party of a signature strip. `state`: waiting, signed, returned, later (not yet asked), void."""

    party: str
    person: str = ""
    state: str = "waiting"
    since: Moment | None = None
    at: datetime | None = None
    reason: str = ""
    on_behalf: str = ""
    late: bool = False


@dataclass(frozen=True)
class Happening:
    """One line of a timeline."""

    at: datetime
    who: str
    text: str
    detail: str = ""
    icon: str = "circle-dot"
    url: str = ""


@dataclass(frozen=True)
class Choice:
    """A chip, a tab, a choice in a menu: a link that is on or off, with a count if there is one."""

    label: str
    url: str
    on: bool = False
    count: int | None = None
    icon: str = ""


@dataclass(frozen=True)
class Action:
    """A button. `kind`: primary, plain, quiet, care. `post`: sends a form. `dialog`: opens the dialog of that id.

    `target`: the css selector htmx swaps (outerHTML) with the answer. `ask`: a question to confirm first.
    """

    label: str
    url: str = ""
    kind: str = "plain"
    icon: str = ""
    post: bool = False
    dialog: str = ""
    target: str = ""
    ask: str = ""


@dataclass(frozen=True)
class Fact:
    """A name and its value in a list of facts; with a link behind it when it can be opened."""

    label: str
    value: Any
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Change:
    """One line of a difference: what, before, after. None means it was not there."""

    label: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True)
class Bar:
    """One bar of a chart. `mark`: a second value drawn as a line (plan against actual). `tone`: see README."""

    label: str
    value: float
    mark: float | None = None
    tone: str = "plain"
    url: str = ""
    text: str = ""


@dataclass(frozen=True)
class Axis:
    """One axis of a radar: the value and, if there is one, a second series to compare with."""

    label: str
    value: float
    other: float | None = None
