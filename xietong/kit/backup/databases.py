"""Copy the database to a file and back, on SQLite and on PostgreSQL; count its rows in the very state copied."""

import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction


class CannotCopy(Exception):
    """The database cannot be copied or read back; the message is for people."""


def member() -> str:
    """The name of the database inside a backup: it says which kind it is."""
    return "database.sqlite3" if connection.vendor == "sqlite" else "database.pgdump"


def copy_out(target: Path) -> dict[str, int]:
    """Write a consistent copy while others go on writing; the rows of each table as they are in the copy."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(_sqlite().connect(str(target))) as copy:
            connection.connection.backup(copy)
            return _count_sqlite(copy)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
        return count_rows()


def copy_in(source: Path, rows: dict[str, int]) -> None:
    """Fill the empty database from a copy and compare the counts. On refusal the database is empty again."""
    if connection.vendor == "sqlite":
        _copy_in_sqlite(source, rows)
        return
    try:
        _postgres("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--dbname=", str(source))
        _compare(rows, count_rows())
    except CannotCopy:
        empty()
        raise


def is_empty() -> bool:
    return not _tables()


def empty() -> None:
    """Take back a restore that was refused; only called on what was empty before it."""
    if connection.vendor == "sqlite":
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{suffix}").unlink(missing_ok=True)
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def count_rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        return {table: _count(cursor, table) for table in _tables()}


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(table.name for table in connection.introspection.get_table_list(cursor) if table.type == "t")


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - a name the database itself gave
    return int(cursor.fetchone()[0])


def _compare(expected: dict[str, int], found: dict[str, int]) -> None:
    for table in sorted(expected.keys() | found.keys()):
        if expected.get(table) != found.get(table):
            raise CannotCopy(f"表 {table}：备份清单写 {expected.get(table)} 行，实际 {found.get(table)} 行。")


def _sqlite() -> Any:
    """The library that Django uses, which need not be the standard library's."""
    library: Any = connection
    return library.Database


def _count_sqlite(copy: Any) -> dict[str, int]:
    names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'")
    return {name: _count(copy.cursor(), name) for (name,) in sorted(names.fetchall())}


def _copy_in_sqlite(source: Path, rows: dict[str, int]) -> None:
    with closing(_sqlite().connect(str(source))) as copy:
        try:
            words = copy.execute("PRAGMA integrity_check").fetchone()[0]
            strays = copy.execute("PRAGMA foreign_key_check").fetchall()
            found = _count_sqlite(copy)
        except _sqlite().DatabaseError as problem:
            raise CannotCopy(f"备份中的数据库无法读取：{problem}") from None
    if words != "ok" or strays:
        raise CannotCopy(f"备份中的数据库不完整：{words if words != 'ok' else f'{len(strays)} 处引用失效'}")
    _compare(rows, found)
    empty()  # the file that merely connecting made
    target = Path(connection.settings_dict["NAME"])
    with source.open("rb") as written:
        os.fsync(written.fileno())
    shutil.move(source, target)
    target.chmod(0o600)


def _postgres(command: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database; the password never stands on a command line."""
    settings = connection.settings_dict
    variables = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
    }
    words = [
        _program(command),
        *(f"--dbname={settings['NAME']}" if word == "--dbname=" else word for word in arguments),
    ]
    surroundings = {**os.environ, **{name: str(value) for name, value in variables.items() if value}}
    done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotCopy(f"{command}：{done.stderr.strip()}")


def _program(name: str) -> str:
    """The newest of Debian's, else the one on the PATH: an older pg_dump refuses a newer server."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    found = str(debian[-1]) if debian else shutil.which(name)
    if not found:
        raise CannotCopy(f"没有找到 {name}。请安装 PostgreSQL 客户端（apt-get install postgresql-client）。")
    return found
