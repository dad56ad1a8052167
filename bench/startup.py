"""How long until the first page, on an empty place and on a prepared one, and what stands in memory then."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

from bench.machine import family, memory_mb
from bench.product import DATABASES, Visitor, product
from bench.rows import Row, bench, median_of, row
from tests.site import Site

ROUNDS, LONGEST = 3, 60.0
RUN = Path(__file__).parents[1] / "run"
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
            yield row(
                f"second ./run to first answer ({database})", median_of(ROUNDS, lambda site=site: _run(site)), "s"
            )


def _start(site: Site) -> float:
    began = time.monotonic()
    site.start()
    took = time.monotonic() - began
    site.stop()
    return took


def _run(site: Site) -> float:
    """What a visitor waits for who types ./run again: environment and front end are looked at, nothing is made."""
    began = time.monotonic()
    process = subprocess.Popen(
        [str(RUN)], env=site.surroundings(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return _until_it_answers(process, f"{site.url}/healthz", began)


def _bare_start(port: int) -> float:
    """The same server with two processes and no application: what starting costs at least."""
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", _BARE.format(port=port)])
    return _until_it_answers(process, f"http://127.0.0.1:{port}/", began)


def _until_it_answers(process: "subprocess.Popen[bytes]", url: str, began: float) -> float:
    """Seconds from `began`; the process is ended."""
    try:
        while True:
            try:
                with urlopen(url, timeout=5):
                    return time.monotonic() - began
            except OSError:
                if process.poll() is not None or time.monotonic() - began > LONGEST:
                    raise RuntimeError(f"{url} does not answer") from None
                time.sleep(0.01)
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask until it ends: a server that has just begun to answer may not hear the first time."""
    everybody = family(process.pid)
    for _ in range(5):
        process.terminate()
        try:
            process.wait(2)
            return
        except subprocess.TimeoutExpired:
            continue
    for pid in everybody:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
