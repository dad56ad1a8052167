"""kill -9 of the worker in the middle of 50 deliveries: nothing lost, nothing doubled."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection, transaction

from xietong.domain.people.events import CalendarChanged
from xietong.domain.people.models import Person
from xietong.kit.clock import clock
from xietong.kit.events.announce import announce
from xietong.kit.jobs import queue, work
from xietong.kit.jobs.models import Job
from xietong.kit.notices.models import Notice

DELIVERIES = 50
# A worker of its own on the test's database, with a rule that tells one person of every event, slowly.
WORKER = """
import sys, threading, time, os
from xietong.config.sqlite import use_good_sqlite
use_good_sqlite()
import django
from django.conf import settings
from django.db import connections
django.setup()
connections["default"].settings_dict["NAME"] = sys.argv[1]
from tests.kit.jobs.telling import register
register(pause=0.01)
from xietong.kit.jobs import work
print("ready", flush=True)
work.work(threading.Event(), idle_seconds=0.02)
"""


@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_and_double_nothing():
    from tests.kit.jobs.telling import register

    register(pause=0)
    person = Person.objects.create(username="reader", name="读者")
    with transaction.atomic():
        for n in range(DELIVERIES):
            announce(CalendarChanged(year=2026, days=n), by=None, now=clock())
    assert Job.objects.count() == DELIVERIES
    kills = 0
    for round_number in range(1, 4):
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(connection.settings_dict["NAME"])],
            stdout=subprocess.PIPE,
            env=os.environ | {"TELL_PERSON": str(person.pk)},
        )
        assert worker.stdout.readline() == b"ready\n"
        wanted = round_number * DELIVERIES // 5
        while Notice.objects.count() < wanted:
            assert worker.poll() is None, "the worker ended by itself"
            connection.close() if connection.vendor == "postgresql" else None
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        kills += 1
    assert kills == 3
    assert Notice.objects.count() < DELIVERIES, "the kills came too late to prove anything"
    os.environ["TELL_PERSON"] = str(person.pk)
    work.run_all(now=clock() + queue.LEASE + timedelta(seconds=1))
    told = list(Notice.objects.values_list("event_id", flat=True))
    assert len(told) == DELIVERIES
    assert len(set(told)) == DELIVERIES
    assert not Job.objects.exclude(status=Job.DONE).exists()
