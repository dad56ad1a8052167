"""The product under measurement: own server, own folder, SQLite or PostgreSQL, asked over one kept connection."""

import http.client
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.machine import cpu_seconds, family
from tests.postgres import Cluster
from tests.site import Site

CAREFUL = ""  # PostgreSQL as it comes: it waits for the disk at each commit, as a company's does
DATABASES = ("sqlite", "postgres")


@dataclass
class Product:
    """A running site and, with PostgreSQL, the cluster behind it."""

    database: str
    site: Site
    cluster: Cluster | None

    def processes(self) -> list[int]:
        return [*family(self.site.process.pid), *(self.cluster.processes() if self.cluster else [])]

    def cpu(self) -> float:
        return cpu_seconds(self.processes())


@contextmanager
def product(
    database: str, *, demo: bool = True, worker: bool = True, load: Callable[[Site], None] | None = None
) -> Iterator[Product]:
    """Start it; `load` fills the database further before anything is measured. Without `worker` only pages are served."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="xt-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        cluster = stack.enter_context(Cluster(CAREFUL)) if database == "postgres" else None
        url = cluster.create("xietong") if cluster else ""
        site = stack.enter_context(Site(folder, demo=demo, database_url=url, worker=worker))
        if load:
            load(site)
        yield Product(database, site, cluster)


class Visitor:
    """One client with a kept connection: `get` and `send` return (status, body)."""

    def __init__(self, site: Site, *, session: str = "", token: str = ""):
        self.connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        self.headers = {"Accept-Encoding": "identity"}
        if session:
            self.headers["Cookie"] = f"sessionid={session}"
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> tuple[int, bytes]:
        return self.send("GET", path)

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        self.connection.request(method, path, body, {**self.headers, **headers})
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def cpu_per_request(product: Product, ask: Callable[[], Any], *, requests: int = 200) -> float:
    """CPU milliseconds of server and database for one request. The clock of /proc ticks every 10 ms: ask often."""
    before = product.cpu()
    for _ in range(requests):
        ask()
    return (product.cpu() - before) * 1000 / requests


def expect(answer: tuple[int, bytes], status: int = 200) -> bytes:
    """The body, or an end: a measurement of refusals would be a fine number about nothing."""
    if answer[0] != status:
        raise RuntimeError(f"status {answer[0]}, expected {status}: {answer[1][:300]!r}")
    return answer[1]
