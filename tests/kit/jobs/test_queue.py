"""The queue: leases, fences, retries, the clock; one effect per job."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.cast import NOW
from xietong.kit.jobs import clock_jobs, queue, work
from xietong.kit.jobs.models import ClockJob, Job
from xietong.kit.numbering.models import Counter, next_number

pytestmark = pytest.mark.django_db
HERE = "tests.kit.jobs.test_queue"


def count(key, *, now):
    next_number(key)


def fall_over(key, *, now):
    next_number(key)
    raise ValueError("receiver down")


def counted(key):
    return Counter.objects.filter(key=key).values_list("last", flat=True).first() or 0


def test_a_job_runs_once_and_its_effect_commits_with_it():
    queue.enqueue(f"{HERE}.count", now=NOW, key="a")
    assert work.run_all(now=NOW) == 1
    assert counted("a") == 1
    assert Job.objects.get().status == Job.DONE


def test_what_is_rolled_back_was_never_asked():
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 - what is in the block is the point
        queue.enqueue(f"{HERE}.count", now=NOW, key="a")
        raise RuntimeError
    assert not Job.objects.exists()


def test_a_failing_job_leaves_no_half_effect_and_comes_back_later():
    queue.enqueue(f"{HERE}.fall_over", now=NOW, key="b")
    work.run_all(now=NOW)
    job = Job.objects.get()
    assert (job.status, job.attempts, counted("b")) == (Job.READY, 1, 0)
    assert job.run_after > NOW
    assert "receiver down" in job.error


def test_a_job_that_never_succeeds_ends_failed_and_visible():
    queue.enqueue(f"{HERE}.fall_over", now=NOW, key="b")
    now = NOW
    for _ in range(8):
        work.run_all(now=now)
        now += timedelta(hours=2)
    assert Job.objects.get().status == Job.FAILED
    assert work.run_all(now=now) == 0


def test_urgent_jobs_go_first_and_later_ones_wait_for_their_time():
    queue.enqueue(f"{HERE}.count", now=NOW, key="plain")
    queue.enqueue(f"{HERE}.count", now=NOW, key="urgent", priority=5)
    queue.enqueue(f"{HERE}.count", now=NOW, key="tomorrow", run_after=NOW + timedelta(days=1))
    first = queue.claim("w", now=NOW)
    assert first.arguments["key"] == "urgent"
    assert work.run_all(now=NOW) == 1


def test_a_dead_workers_job_is_taken_over_and_the_dead_one_cannot_write_any_more():
    queue.enqueue(f"{HERE}.count", now=NOW, key="c")
    dead = queue.claim("dead", now=NOW)
    assert queue.claim("other", now=NOW) is None
    later = NOW + queue.LEASE + timedelta(seconds=1)
    assert work.run_all(now=later) == 1
    with pytest.raises(queue.LostLease):
        queue.finish(dead, now=later)
    assert counted("c") == 1


def test_the_clock_starts_a_job_once_however_long_nobody_looked(monkeypatch):
    row = clock_jobs.Daily("07:30", run=count)
    monkeypatch.setattr(clock_jobs, "SCHEDULED", {row.name: row})
    assert clock_jobs.start_due(now=NOW) == 0  # learns the table
    assert clock_jobs.start_due(now=NOW + timedelta(days=3)) == 1
    assert clock_jobs.start_due(now=NOW + timedelta(days=3)) == 0
    assert ClockJob.objects.get().last_run == NOW + timedelta(days=3)


def test_two_workers_start_a_clock_job_once(monkeypatch):
    row = clock_jobs.Every(minutes=5, run=count)
    monkeypatch.setattr(clock_jobs, "SCHEDULED", {row.name: row})
    clock_jobs.start_due(now=NOW)
    stale = list(ClockJob.objects.all())
    later = NOW + timedelta(minutes=6)
    assert clock_jobs.start_due(now=later) == 1
    won = ClockJob.objects.filter(pk=stale[0].pk, next_run=stale[0].next_run).update(next_run=later)
    assert won == 0


def test_finished_jobs_are_forgotten_after_a_week():
    queue.enqueue(f"{HERE}.count", now=NOW, key="d")
    work.run_all(now=NOW)
    assert queue.forget_finished(now=NOW + timedelta(days=6)) == 0
    assert queue.forget_finished(now=NOW + timedelta(days=8)) == 1
