"""Run jobs: one at a time in this process, until told to stop."""

import logging
import os
import socket
import threading
import traceback
from datetime import datetime
from importlib import import_module
from typing import Any

from django.db import close_old_connections, connection, transaction

from xietong.kit.clock import clock
from xietong.kit.jobs import clock_jobs, queue
from xietong.kit.jobs.models import Job, WorkerBeat

log = logging.getLogger("xietong.jobs")
RENEW_SECONDS = 20.0
BEAT_SECONDS = 15.0


def worker_name() -> str:
    return f"{socket.gethostname()[:30]}:{os.getpid()}"


def function_at(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


def outside_transaction(function: Any) -> Any:
    """Mark a job that talks to the outside (mail, files): it runs without a transaction around it."""
    function.outside_transaction = True
    return function


def run_job(job: Job, *, now: datetime) -> None:
    """Call the job's function; its writes and its being done commit together."""
    try:
        function = function_at(job.task)
        if getattr(function, "outside_transaction", False):
            result = function(**job.arguments, now=now)
            queue.finish(job, now=now, result=result)
        else:
            with transaction.atomic():
                result = function(**job.arguments, now=now)
                queue.finish(job, now=now, result=result if isinstance(result, int | str | dict | list) else None)
    except queue.LostLease:
        log.warning("job %s was taken over by another worker", job.pk)
    except Exception:
        log.exception("job %s failed: %s", job.pk, job.task)
        queue.fail(job, traceback.format_exc(), now=now)


def run_one(worker: str, *, now: datetime) -> bool:
    """Run the first due job. False when nothing is due."""
    job = queue.claim(worker, now=now)
    if job is None:
        return False
    with _Renewal(job):
        run_job(job, now=now)
    return True


def run_all(*, now: datetime, limit: int = 10_000) -> int:
    """Run what is due until nothing is: for demos, tests and commands."""
    count = 0
    while count < limit and run_one(worker_name(), now=now):
        count += 1
    return count


class _Renewal:
    """Keeps the lease of a long job alive from a thread; a short job never starts a connection for it."""

    def __init__(self, job: Job):
        self.job = job
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> None:
        if connection.vendor != "sqlite" or not connection.in_atomic_block:
            self.thread.start()

    def __exit__(self, *exc: object) -> None:
        self.stop.set()
        if self.thread.is_alive():
            self.thread.join(timeout=5)

    def _renew(self) -> None:
        renewed = False
        while not self.stop.wait(RENEW_SECONDS):
            queue.renew(self.job, now=clock())
            renewed = True
        if renewed:
            connection.close()


def work(stop: threading.Event, *, idle_seconds: float = 0.5) -> None:
    """The worker's loop: heartbeat, clock jobs, jobs; sleeps only when there is nothing to do."""
    name = worker_name()
    last_beat = last_clock = None
    while not stop.is_set():
        now = clock()
        try:
            if last_beat is None or (now - last_beat).total_seconds() >= BEAT_SECONDS:
                WorkerBeat.objects.update_or_create(worker=name, defaults={"at": now})
                last_beat = now
            if last_clock is None or (now - last_clock).total_seconds() >= 1:
                clock_jobs.start_due(now=now)
                last_clock = now
            busy = run_one(name, now=now)
        except Exception:
            log.exception("the worker could not reach its queue; it tries again")
            close_old_connections()
            stop.wait(2)
            continue
        if not busy:
            stop.wait(idle_seconds)
