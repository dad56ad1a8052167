"""The clock's pass over every open task: when nothing changed, and when a day has gone by; beside reading the rows."""

import json
import subprocess
import sys
from collections.abc import Iterator

from bench.pages import loaded
from bench.product import DATABASES
from bench.rows import Row, bench, row

_PASSES = """
import json, time
from datetime import timedelta
from django.db import connection
from xietong.domain.tracking.services import raise_alerts
from xietong.kit.clock import clock

def seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began

def bare():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, collaboration_id, state, percent, start_on, finish_on, reported_at, total_float, light,"
                       " light_rule FROM planning_task WHERE is_leaf AND state IN ('not_started', 'running', 'blocked')")
        return len(cursor.fetchall())

now = clock()
raise_alerts(now=now)
quiet = sorted((seconds(lambda: raise_alerts(now=now)), seconds(bare)) for _ in range(5))
day = seconds(lambda: raise_alerts(now=now + timedelta(days=1)))
print(json.dumps([quiet[2][0], sorted(b for _, b in quiet)[2], day]))
"""


@bench("alerts")
def alerts() -> Iterator[Row]:
    for database in DATABASES:
        with loaded(database) as (running, _came_in):
            done = subprocess.run(
                [sys.executable, "-m", "xietong.config.cli", "manage", "shell", "--no-imports", "-c", _PASSES],
                env=running.site.surroundings(), capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                raise RuntimeError(done.stderr[-2000:])
            quiet, floor, day = json.loads(done.stdout.splitlines()[-1])
            yield row(f"alert job, 55,000 tasks, nothing new ({database})", quiet, "s", floor)
            yield row(f"alert job, 55,000 tasks, next morning ({database})", day, "s", floor)
