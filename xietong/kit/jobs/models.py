"""The queue, the clock table and the worker's heartbeat."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """A function to call once its time has come. READY → RUNNING (leased) → DONE, or back to READY, or FAILED."""

    READY, RUNNING, DONE, FAILED = "ready", "running", "done", "failed"

    task = models.CharField(max_length=200)  # dotted path
    arguments = models.JSONField(default=dict)
    queue = models.CharField(max_length=20, default="default")
    priority = models.SmallIntegerField(default=0)  # higher first
    status = models.CharField(max_length=10, default=READY)
    run_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=8)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(null=True)
    queued_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-priority", "run_after", "id"], condition=Q(status="ready"), name="job_ready"),
            models.Index(fields=["lease_until"], condition=Q(status="running"), name="job_leased"),
            models.Index(fields=["finished_at"], condition=Q(status="done"), name="job_done"),
        ]


class ClockJob(models.Model):
    """When a job of the clock runs next. Compare-and-set on `next_run`, so two workers never run one twice."""

    name = models.CharField(max_length=200, unique=True)
    expression = models.CharField(max_length=60)
    next_run = models.DateTimeField()
    last_run = models.DateTimeField(null=True)


class WorkerBeat(models.Model):
    """A worker's sign of life."""

    worker = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()
