"""Where the tests run: a folder and a database of their own, chosen before Django reads its settings.

A pytest plugin (pyproject.toml names it), since pytest-django reads the settings before any conftest is loaded.
With xdist the first process prepares everything and its workers inherit the environment.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

KEPT = {"XIETONG_TEST_DB", "XIETONG_SCREENSHOTS"}
_started: list = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db",
        choices=["sqlite", "postgres"],
        default=os.environ.get("XIETONG_TEST_DB", "sqlite"),
        help="database of the tests; with postgres only the tests that use the database run",
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        prepare(early_config.known_args_namespace.db)
    else:
        settle(os.environ["PYTEST_XDIST_WORKER"])
    try:
        return (yield)
    except BaseException:
        tidy()  # settings that cannot be read end pytest before it calls anybody
        raise


def settle(worker: str) -> None:
    """A worker keeps its files, archives and backups apart from those of the others."""
    folder = Path(os.environ["XIETONG_DATA"]) / worker
    (folder / "static").mkdir(parents=True, exist_ok=True)
    os.environ["XIETONG_DATA"] = str(folder)


def prepare(database: str) -> None:
    """Forget the developer's settings; make a folder, and where asked a PostgreSQL cluster."""
    for name in [name for name in os.environ if name.startswith("XIETONG_") and name not in KEPT]:
        del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="xt-tests-", dir=_memory_disk()))
    (folder / "static").mkdir()
    _started.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ |= {
        "XIETONG_TEST_DB": database,
        "XIETONG_DATA": str(folder),
        "XIETONG_SECRET_KEY": "tests-" * 10,
        "XIETONG_ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    }
    if database == "postgres":
        from tests.postgres import Cluster, NoPostgres

        cluster = Cluster()
        try:
            cluster.start()
        except NoPostgres as missing:
            raise pytest.UsageError(str(missing)) from None
        _started.append(cluster.stop)
        os.environ["XIETONG_DATABASE_URL"] = cluster.url()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _postgres_failed():
        terminalreporter.write_line("The same tests failed on PostgreSQL: see that summary above.", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """`./run test` runs PostgreSQL first: its failure is the failure of the whole."""
    if _postgres_failed() and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _postgres_failed() -> bool:
    return os.environ.get("POSTGRES_RESULT", "0") != "0" and "PYTEST_XDIST_WORKER" not in os.environ


def pytest_unconfigure() -> None:
    tidy()


def tidy() -> None:
    """Stop the cluster and remove the folders; safe to call again."""
    while _started:
        _started.pop()()


def _memory_disk() -> str | None:
    """A file database on a memory disk: every thread has a connection of its own, and no commit waits."""
    shared = Path("/dev/shm")
    if shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > 300 * 2**20:
        return str(shared)
    return None
