"""A person's notices: list, count, read."""

from datetime import datetime
from typing import Any

from xietong.kit.notices.models import Notice


def notices_of(person_id: int, *, before: int | None = None, limit: int = 50) -> list[Notice]:
    """Newest first; `before` is the id of the last one shown."""
    mine = Notice.objects.filter(person_id=person_id)
    if before:
        mine = mine.filter(pk__lt=before)
    return list(mine.order_by("-pk")[:limit])


def unread_count(person_id: int) -> int:
    return Notice.objects.filter(person_id=person_id, read_at=None).count()


def mark_read(person_id: int, *, now: datetime, notice_id: Any = None) -> int:
    """One, or all when no id is given. Somebody else's notice is simply not found."""
    mine = Notice.objects.filter(person_id=person_id, read_at=None)
    if notice_id is not None:
        mine = mine.filter(pk=notice_id)
    return mine.update(read_at=now)
