"""The table of notices: when X happened, tell whom, with which words, how."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Flag, auto

from xietong.kit.events.announce import NOTICED
from xietong.kit.events.event import Event
from xietong.kit.events.models import HappenedEvent


class By(Flag):
    INBOX = auto()
    MAIL = auto()


INBOX, MAIL = By.INBOX, By.MAIL


@dataclass(frozen=True)
class Words:
    """A notice as people read it; `href` is the place to act."""

    title: str
    body: str = ""
    href: str = ""


@dataclass(frozen=True)
class NoticeRule:
    when: type[Event]
    whom: Callable[[HappenedEvent], Iterable[int]]  # ids of persons; the one who acted is left out by the deliverer
    words: Callable[[HappenedEvent], Words]
    by: By = INBOX

    @property
    def name(self) -> str:
        return f"{self.when.name()}:{self.whom.__name__}"


NOTICES: dict[str, list[NoticeRule]] = {}


def tell_about(rows: Iterable[NoticeRule]) -> None:
    for row in rows:
        rules = NOTICES.setdefault(row.when.name(), [])
        if row not in rules:
            rules.append(row)
        NOTICED.add(row.when.name())
