"""An attachment: a file on disk under a random name, named here with its digest."""

from django.conf import settings
from django.db import models


class Attachment(models.Model):
    """What somebody attached to something. `subject_kind`/`subject_id` name the thing; `context_id` the undertaking."""

    name = models.CharField(max_length=200)  # as the person's computer called it, cleaned
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    digest = models.CharField(max_length=64)  # SHA-256
    path = models.CharField(max_length=120, unique=True)  # below the files folder
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    context_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=100, blank=True)  # which criterion, which line
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="attachment_subject"),
            models.Index(fields=["context_id"], name="attachment_context"),
        ]
