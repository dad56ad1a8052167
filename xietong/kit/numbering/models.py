"""Counters behind human numbers."""

from django.db import models, transaction


class Counter(models.Model):
    """The last number given under a key (`XT-2026`, `XT-2026-0001-JY`)."""

    key = models.CharField(max_length=80, unique=True)
    last = models.PositiveIntegerField(default=0)


@transaction.atomic
def next_number(key: str) -> int:
    """1, 2, 3 … under `key`; two callers at once get two numbers. Rolled back with the caller's transaction."""
    Counter.objects.get_or_create(key=key)
    row = Counter.objects.select_for_update().get(key=key)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
