"""A notice: one person is told of one event once."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from xietong.kit.events.models import HappenedEvent


class Notice(models.Model):
    """What a person was told. Reading it changes nothing else: what waits for a person is on the desk, not here."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    event = models.ForeignKey(HappenedEvent, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    href = models.CharField(max_length=300, blank=True)
    context_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "person", "rule"], name="told_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_list"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
        ]


class Preference(models.Model):
    """What a person wants by e-mail. No row: the table's default."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preference")
    mail = models.BooleanField(default=True)
