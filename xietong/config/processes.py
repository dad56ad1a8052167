"""Processes that belong together: a child that ends with its parent, and one that is kept alive."""

import ctypes
import signal
import subprocess
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0  # seconds between two starts of a child that keeps failing
_STEADY = 60.0  # a child that lived this long starts afresh without a pause growing
_PATIENCE = 10.0  # seconds a child may take to finish what it is doing


def end_with_parent() -> None:
    """Ask the kernel to end this process when its parent dies, however it dies; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class KeptAlive:
    """A child process that is started again when it ends by itself, with growing pauses while it fails."""

    def __init__(self, command: list[str]):
        self.command = command
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the child, gently and then not; returns when it is gone."""
        self._stopping.set()
        child = self._child
        if child and child.poll() is None:
            child.terminate()
            try:
                child.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
        if self._thread.is_alive():
            self._thread.join()

    def _keep(self) -> None:
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            born = time.monotonic()
            self._child = subprocess.Popen(self.command, stdin=subprocess.DEVNULL)
            if self._stopping.is_set():  # stop() came between the question above and the birth
                self._child.terminate()
            code = self._child.wait()
            if self._stopping.is_set():
                return
            if time.monotonic() - born > _STEADY:
                pause = _FIRST_PAUSE
            print(f"worker 已退出（{code}），{pause:.0f} 秒后重启。", file=sys.stderr, flush=True)
            self._stopping.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
