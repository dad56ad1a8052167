"""The journal: every announced event, and the seals that chain it."""

from typing import Any

from django.conf import settings
from django.db import models


class HappenedEvent(models.Model):
    """History, append-only: audit trail, activity feed and outbox. Triggers refuse UPDATE and DELETE."""

    name = models.CharField(max_length=80)
    data = models.JSONField()
    # None only for what belongs to no undertaking; readers of an undertaking's events need no check
    context_id: "models.BigIntegerField[Any, Any]" = models.BigIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_constraint=False)
    for_id = models.BigIntegerField(null=True)  # the person who delegated, when the act was done on behalf
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["context_id", "id"], name="event_feed"),
            models.Index(fields=["by", "id"], name="event_by"),
            models.Index(fields=["name", "id"], name="event_name"),
        ]


class Seal(models.Model):
    """One link of the hash chain: a batch of events sealed together. Append-only.

    digest = SHA-256(previous digest ‖ each event's id and digest, in order). Batches, so that writers never queue.
    """

    number = models.PositiveBigIntegerField(unique=True)  # 1, 2, 3 … without gaps
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    events = models.PositiveIntegerField()
    at = models.DateTimeField()


class SealedEvent(models.Model):
    """An event's digest as it stood when it was sealed. Append-only."""

    event_id = models.BigIntegerField(primary_key=True)
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="leaves")
    digest = models.CharField(max_length=64)
