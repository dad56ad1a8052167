"""Readings across every house: what waits for a person."""

from xietong.domain.people.queries import Who
from xietong.domain.signoffs.queries import waiting_list


def todo_count(who: Who) -> int:
    return len(waiting_list(who))
