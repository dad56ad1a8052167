"""Serve: the web processes (granian, WSGI) and beside them the worker; all end together."""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xietong.config import env
from xietong.config.prepare import prepare
from xietong.config.processes import KeptAlive, end_with_parent

DEFAULT_PORT = 8000
_LONGEST_START = 60.0  # seconds


def load_application(_target: str) -> Callable[..., Any]:
    """Runs in each web process, after the fork."""
    end_with_parent()
    from xietong.config.wsgi import application  # noqa: PLC0415 - the serving parent stays small

    return application


def port() -> int:
    word = os.environ.get("PORT", "").strip()
    if not word:
        return DEFAULT_PORT
    if not word.isdigit() or not 0 < int(word) < 65536:
        raise env.BadSetting(f"PORT={word}：请写 1–65535 的端口号。 Write a port number.")
    return int(word)


def check_free(host: str, number: int) -> None:
    """A clear word before anything is started, where the port is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError as problem:
            raise env.BadSetting(
                f"{host}:{number} 不能使用（{problem.strerror}）。请用 PORT=… 换一个端口。 Choose another PORT."
            ) from None


def serve(*, worker: bool, demo: bool = False) -> int:
    """Serve until SIGTERM or Ctrl-C. With `worker` its process runs beside; with `demo` an empty database is filled."""
    env.refuse_unknown()
    folder = env.data_folder()
    env.secret_key(folder)
    (folder / "static").mkdir(exist_ok=True)  # collected static files, where an installation has them
    host, number = env.env_str("XIETONG_HOST", "127.0.0.1"), port()
    processes = env.env_int("XIETONG_WEB_PROCESSES", 2, least=1)
    threads = env.env_int("XIETONG_WEB_THREADS", 4, least=1)
    check_free(host, number)
    if code := prepare(folder, demo=demo):
        return code

    from granian.constants import Interfaces  # noqa: PLC0415 - `xietong --help` does without
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    server = Server(
        "xietong.config.wsgi:application",
        address=host,
        port=number,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        blocking_threads_idle_timeout=600,  # a thread keeps its database connection
        runtime_blocking_threads=1,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    beside = KeptAlive([sys.executable, "-m", "xietong.config.serve", "worker"]) if worker else None

    def when_it_answers() -> None:
        """The worker starts when the pages stand: people wait for pages."""
        if answers(host, number):
            greet(host, number, folder)
        if beside and not server.interrupt_signal:
            beside.start()

    server.on_startup(lambda: threading.Thread(target=when_it_answers, daemon=True).start())
    if beside:
        server.on_shutdown(beside.stop)
    server.serve(target_loader=load_application)
    return 0


def answers(host: str, number: int) -> bool:
    """Wait until /healthz says 200. A plain socket: an HTTP library would cost the parent megabytes."""
    address = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - compared, not bound
    deadline = time.monotonic() + _LONGEST_START
    while time.monotonic() < deadline:
        try:
            with socket.create_connection((address, number), timeout=5) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                if b" 200 " in connection.recv(64).split(b"\r\n")[0]:
                    return True
        except OSError:
            pass
        time.sleep(0.05)
    return False


def greet(host: str, number: int, folder: Path) -> None:
    """Where it is, and how to sign in: the demo company leaves its words in the data folder."""
    address = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    print(f"\n协同 Xietong 已启动： http://{address}:{number}/", flush=True)
    words = folder / "sign-in.txt"
    if words.exists():
        print(words.read_text(encoding="utf-8").rstrip(), flush=True)
    print("按 Ctrl-C 停止。 Press Ctrl-C to stop.", flush=True)


def run_worker() -> int:
    """The worker as a child of `serve`: it ends when its parent ends, even when that was killed."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent says when to stop
    from xietong.config.cli import manage  # noqa: PLC0415 - cli imports this module

    return manage(["worker"])


if __name__ == "__main__":
    sys.exit(run_worker())
