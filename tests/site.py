"""The product as people run it, in processes of its own: for tests that must see the worker, the port, the folder."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.request import urlopen

if TYPE_CHECKING:
    from playwright.sync_api import Page

_LONGEST_START = 120.0  # seconds: migrations and the demo company
_SESSION = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
person = get_user_model().objects.get(username={username!r})
session = SessionStore()
session[SESSION_KEY] = str(person.pk)
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session[HASH_SESSION_KEY] = person.get_session_auth_hash()
session.save()
print(session.session_key)
"""


class Site:
    """`with Site(folder) as site: page.goto(site.url)`; everything it started ends with it."""

    def __init__(self, folder: Path, *, demo: bool = True, database_url: str = "", worker: bool = True):
        self.folder, self.demo, self.database_url, self.worker = folder, demo, database_url, worker

    def __enter__(self) -> "Site":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = self.folder / "serve.log"
        self.start()
        return self

    def start(self) -> None:
        """Start the processes and wait until they answer; after `stop()` it may be started again."""
        words = ["serve" if self.worker else "web", *(["--demo"] if self.demo else [])]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "xietong.config.cli", *words],
                env=self.surroundings(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def surroundings(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XIETONG_")}
        kept |= {"PORT": str(self.port), "XIETONG_DATA": str(self.folder / "data")}
        if self.database_url:
            kept["XIETONG_DATABASE_URL"] = self.database_url
        return kept

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`site.command("verify")`: the installed command on this site's data."""
        whole = [sys.executable, "-m", "xietong.config.cli", *words]
        return subprocess.run(whole, env=self.surroundings(), capture_output=True, text=True, check=False)

    def sign_in(self, page: "Page", username: str) -> "Page":
        """The page's browser belongs to this person, as after signing in."""
        page.context.add_cookies([{"name": "sessionid", "value": self.session(username), "url": self.url}])
        return page

    def session(self, username: str) -> str:
        """The key of a new session of this person: the cookie `sessionid`."""
        done = self.command("manage", "shell", "--no-imports", "-c", _SESSION.format(username=username))
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def stop(self) -> None:
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + _LONGEST_START
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the site ended at once:\n{self.log.read_text()}")
            try:
                with urlopen(f"{self.url}/healthz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the site did not answer:\n{self.log.read_text()}")
