"""CPU of the daily pages and of one update over 55,000 tasks, beside a bare statement for the same rows."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import Any
from urllib.request import urlopen

from bench.machine import cpu_seconds, family
from bench.product import DATABASES, Product, Visitor, expect, product
from bench.rows import Row, bench, beside, row
from tests.site import Site

ROUNDS, REQUESTS = 7, 60
MS = "CPU ms/request"


@bench("pages")
def pages() -> Iterator[Row]:
    for database in DATABASES:
        with loaded(database) as (running, came_in), bare(running) as plain:
            yield from _pages(running, came_in, plain)


@contextmanager
def loaded(database: str) -> Iterator[tuple[Product, dict[str, Any]]]:
    """The product over the load of bench/load.py, and where to come in."""
    found: dict[str, Any] = {}

    def load(site: Site) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"], env=site.surroundings(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        found.update(json.loads(done.stdout))

    with product(database, demo=False, worker=False, load=load) as running:
        yield running, found


@contextmanager
def bare(running: Product) -> Iterator[Site]:
    """The bare server on the same database; its `process` and `port` are its own."""
    floor = Site(running.site.folder, database_url=running.site.database_url)
    floor.port = running.site.port + 1 if running.site.port < 65_000 else running.site.port - 1
    floor.process = subprocess.Popen([sys.executable, "-m", "bench.bare"], env=floor.surroundings())
    try:
        for _ in range(100):
            try:
                with urlopen(f"http://127.0.0.1:{floor.port}/rows?collaboration=0&limit=1", timeout=5):
                    break
            except OSError:
                time.sleep(0.05)
        yield floor
    finally:
        floor.stop()


def _pages(running: Product, came_in: dict[str, Any], plain: Site) -> Iterator[Row]:
    big, base, where = came_in["big"], f"/api/v1/collaborations/{came_in['big']}", f"({running.database})"
    program, person = Visitor(running.site, token=came_in["token"]), Visitor(running.site, session=came_in["session"])
    floor, database = Visitor(plain), running.cluster.processes if running.cluster else list
    ours = [*family(running.site.process.pid)]
    theirs = [*family(plain.process.pid)]

    def measured(name: str, ask: Callable[[], Any], bare_path: str, requests: int = REQUESTS) -> Row:
        def bare_ask() -> bytes:
            return expect(floor.get(bare_path))

        return compared(name, ask, bare_ask, requests)

    def compared(name: str, ask: Callable[[], Any], bare_ask: Callable[[], Any], requests: int) -> Row:
        def cost(pids: list[int], one: Callable[[], Any]) -> float:
            watched = [*pids, *database()]
            before = cpu_seconds(watched)
            for _ in range(requests):
                one()
            return (cpu_seconds(watched) - before) * 1000 / requests

        floor.connection.close()
        program.connection.close()
        for _ in range(20):  # each thread of each process opens its connection and reads its templates
            ask(), bare_ask()
        mine, bare_cost = beside(ROUNDS, lambda: cost(ours, ask), lambda: cost(theirs, bare_ask))
        return row(f"{name} {where}", mine, MS, bare_cost)

    def get(visitor: Visitor, path: str, least: int) -> Callable[[], bytes]:
        visitor.connection.close()  # it has been silent while others were measured, and the server may have hung up
        body = expect(visitor.get(path))
        if len(body) < least:
            raise RuntimeError(f"{path} answers {len(body)} bytes only: not the rows that are measured")
        return lambda: expect(visitor.get(path))

    hundred, everything = f"?collaboration={big}&limit=100", f"?collaboration={big}&limit=5000"
    yield measured("100 tasks as JSON", get(program, f"{base}/tasks?limit=100", 20_000), f"/rows{hundred}")
    yield measured(
        "100 tasks as a page: form 5", get(person, f"/collaborations/{big}/tracking", 50_000), f"/html{hundred}"
    )
    yield measured(
        "100 tasks as a page: WBS, Gantt", get(person, f"/collaborations/{big}/tasks", 50_000), f"/html{hundred}"
    )
    yield measured("5,000 tasks as JSON", get(program, f"{base}/tasks?form=rows", 500_000), f"/rows{everything}", 20)
    yield measured("100 overdue of all, JSON", get(program, "/api/v1/overdue", 20_000), "/overdue")
    yield measured("100 overdue of all, page", get(person, "/overdue", 20_000), "/overdue")
    yield measured("collaborations as a page", get(person, "/collaborations", 20_000), "/html?collaboration=0&limit=1")
    versions = Versions(program, base, came_in)
    bare_versions = cycle(versions.tasks[-1:])
    yield compared(
        "one progress update", versions.update, lambda: versions.bare_update(floor, next(bare_versions)), REQUESTS
    )


class Versions:
    """Updates by many hands: every task is reported on in turn, each from the version that stands."""

    def __init__(self, program: Visitor, base: str, came_in: dict[str, Any]):
        self.program, self.base, self.came_in = program, base, came_in
        self.tasks: list[int] = came_in["tasks"]
        self.versions = dict.fromkeys(self.tasks, 1)
        self.turn = cycle(self.tasks[:-1])
        self.count = 0

    def update(self) -> None:
        task = next(self.turn)
        self.count += 1
        line = {
            "task_id": str(task), "percent": self.count * 7 % 90, "done": "完成样品", "problem": "无",
            "cause": "resources", "version": self.versions[task],
        }  # fmt: skip
        body = json.dumps({"lines": [line]}).encode()
        expect(
            self.program.send("POST", f"{self.base}/progress-reports", body, **{"Content-Type": "application/json"}),
            201,
        )
        self.versions[task] += 1

    def bare_update(self, floor: Visitor, task: int) -> None:
        asked = f"task={task}&version={self.versions[task]}&collaboration={self.came_in['big']}"
        expect(floor.get(f"/update?{asked}&person={self.came_in['person']}"))
        self.versions[task] += 1
