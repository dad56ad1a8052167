"""How long until the first page, on an empty place and on a prepared one, and what stands in memory then."""

import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.request import urlopen

from bench.machine import family, memory_mb
from bench.product import DATABASES, Visitor, product
from bench.rows import Row, bench, median_of, row
from tests.site import Site

ROUNDS = 3
_BARE = """
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]

if __name__ == "__main__":
    Server("bare:application", port={port}, interface=Interfaces.WSGI, workers=2, blocking_threads=4,
           log_level=LogLevels.error).serve(target_loader=lambda _: application)
"""


@bench("startup")
def startup() -> Iterator[Row]:
    for database in DATABASES:
        with product(database) as running:
            site = running.site
            pages = Visitor(site)
            for _ in range(20):
                pages.get("/accounts/login/")
            time.sleep(3)  # the worker starts when the pages stand
            everything = family(site.process.pid)
            yield row(f"memory, all processes ({database})", memory_mb(everything), "MB RSS")
            yield row(f"memory, shared once ({database})", memory_mb(everything, "Pss"), "MB PSS")
            site.stop()
            ours = median_of(ROUNDS, lambda site=site: _start(site))
            floor = median_of(ROUNDS, lambda site=site: _bare_start(site.port))
            yield row(f"start to first answer ({database})", ours, "s", floor)


def _start(site: Site) -> float:
    began = time.monotonic()
    site.start()
    took = time.monotonic() - began
    site.stop()
    return took


def _bare_start(port: int) -> float:
    """The same server with two processes and no application: what starting costs at least."""
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", _BARE.format(port=port)])
    try:
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                    return time.monotonic() - began
            except OSError:
                time.sleep(0.01)
    finally:
        process.terminate()
        process.wait(20)
