"""Before serving: bring the database to this version, and where asked fill an empty one with the demo company.

The check costs no start of Django when nothing has changed: a stamp in the data folder says for which migrations
and which database the work has been done.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from xietong.config import env

PACKAGE = Path(__file__).parents[1]


def stamp(folder: Path) -> str:
    """What the work depends on: all migrations and built-in playbooks of ours, the versions of others, the database."""
    database = env.env_database(folder)
    names = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.glob("**/migrations/*.py"))
    names += [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(PACKAGE.glob("domain/*/builtin/*"))]
    identity: list[str] = [str(database["NAME"]), str(database.get("HOST")), str(database.get("PORT"))]
    if database["ENGINE"].endswith("sqlite3"):
        path = Path(database["NAME"])
        identity.append(str(path.stat().st_ino) if path.exists() else "missing")
    libraries = sorted(path.name for path in _site_packages().glob("[dD]jango*.dist-info"))
    return hashlib.sha256("\n".join([*identity, *names, *libraries]).encode()).hexdigest()


def _site_packages() -> Path:
    import django  # noqa: PLC0415 - the bare package, without its settings, is cheap

    return Path(django.__file__).parents[1]


def is_prepared(folder: Path, *, demo: bool) -> bool:
    path = folder / ".prepared"
    if not path.exists():
        return False
    done = path.read_text().split()
    return done[:1] == [stamp(folder)] and (not demo or "demo" in done)


def prepare(folder: Path, *, demo: bool) -> int:
    """Do the work in a process of its own, so that the serving one stays small; its exit code."""
    if is_prepared(folder, demo=demo):
        return 0
    command = [sys.executable, "-m", "xietong.config.prepare", *(["--demo"] if demo else [])]
    return subprocess.run(command, check=False).returncode


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xietong.config.settings")
    import django  # noqa: PLC0415 - the parent that asks for the stamp stays small
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    folder = env.data_folder()
    if _pending():
        print("正在准备数据库……", flush=True)
        call_command("migrate", verbosity=0, interactive=False)
    demo = "--demo" in arguments
    if demo and _is_empty():
        print("正在载入演示公司……", flush=True)
        call_command("demo")
    call_command("load_playbooks")  # after the demo, whose journal begins in the past
    (folder / ".prepared").write_text(f"{stamp(folder)} {'demo' if demo else ''}\n")
    return 0


def _pending() -> list[Any]:
    from django.db import connection  # noqa: PLC0415 - needs the settings
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def _is_empty() -> bool:
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - needs the settings

    return not get_user_model()._default_manager.exists()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except env.BadSetting as problem:
        sys.exit(f"xietong: {problem}")
