"""Put jobs into the queue, claim them under a lease, finish them behind a fence.

Claiming takes READY jobs that are due, or RUNNING ones whose lease ran out (their worker died), in one transaction:
PostgreSQL skips rows that others hold, SQLite writes one at a time anyway. The effect of a job and the mark that it is
done commit together, fenced by worker and attempt: a job killed at any point is run again from the start or not at all,
so its effects inside the database happen exactly once.
"""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from xietong.kit.jobs.models import Job

LEASE = timedelta(seconds=60)
FIRST_RETRY = timedelta(seconds=5)


def enqueue_many(
    calls: Iterable[tuple[str, dict[str, Any]]], *, now: datetime, run_after: datetime | None = None, priority: int = 0
) -> None:
    """One statement for all; commits or vanishes with the caller's transaction."""
    Job.objects.bulk_create(
        Job(task=task, arguments=arguments, queued_at=now, run_after=run_after or now, priority=priority)
        for task, arguments in calls
    )


def enqueue(task: str, *, now: datetime, run_after: datetime | None = None, priority: int = 0, **arguments: Any) -> Job:
    return Job.objects.create(
        task=task, arguments=arguments, queued_at=now, run_after=run_after or now, priority=priority
    )


@transaction.atomic
def claim(worker: str, *, now: datetime) -> Job | None:
    due = Q(status=Job.READY, run_after__lte=now) | Q(status=Job.RUNNING, lease_until__lt=now)
    jobs = Job.objects.filter(due).order_by("-priority", "run_after", "id")
    if connection.features.has_select_for_update_skip_locked:
        jobs = jobs.select_for_update(skip_locked=True)
    job = jobs.first()
    if job is None:
        return None
    job.status, job.worker, job.lease_until = Job.RUNNING, worker, now + LEASE
    job.attempts += 1
    job.save(update_fields=["status", "worker", "lease_until", "attempts"])
    return job


def renew(job: Job, *, now: datetime) -> bool:
    return bool(_mine(job).update(lease_until=now + LEASE))


def _mine(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, status=Job.RUNNING, worker=job.worker, attempts=job.attempts)


class LostLease(Exception):
    """Another worker took the job over; what this one did is rolled back."""


def finish(job: Job, *, now: datetime, result: Any = None) -> None:
    done = _mine(job).update(status=Job.DONE, finished_at=now, lease_until=None, result=result, error="")
    if not done:
        raise LostLease


def fail(job: Job, error: str, *, now: datetime, jitter: float | None = None) -> None:
    """Back to READY after a growing pause, or FAILED and visible when the attempts are used up."""
    last = job.attempts >= job.max_attempts
    pause = FIRST_RETRY * 2 ** (job.attempts - 1) * (1 + (random.random() if jitter is None else jitter) / 4)  # noqa: S311
    _mine(job).update(
        status=Job.FAILED if last else Job.READY,
        error=error[-4000:],
        lease_until=None,
        run_after=now + pause,
        finished_at=now if last else None,
    )


def forget_finished(*, now: datetime) -> int:
    """Done jobs are kept a week; the journal keeps what happened."""
    return Job.objects.filter(status=Job.DONE, finished_at__lt=now - timedelta(days=7)).delete()[0]


def waiting() -> dict[str, int]:
    """Figures for the health page."""
    return {
        "ready": Job.objects.filter(status=Job.READY).count(),
        "running": Job.objects.filter(status=Job.RUNNING).count(),
        "failed": Job.objects.filter(status=Job.FAILED).count(),
        "retried": Job.objects.filter(status=Job.READY, attempts__gt=F("attempts") * 0).count(),
    }
