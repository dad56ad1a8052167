"""Personal tokens and remembered answers."""

from django.conf import settings
from django.db import models


class Token(models.Model):
    """A personal key to the API: shown once, stored as its digest, with scope and expiry."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)  # the last characters, to tell keys apart
    may_write = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_on = models.DateField(null=True)  # a day is enough, and spares a write per call
    ended_at = models.DateTimeField(null=True)


class RememberedAnswer(models.Model):
    """The answer to a POST with an Idempotency-Key, kept 24 hours."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)  # 0: under way
    body = models.BinaryField(default=b"")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_answer_per_key")]
