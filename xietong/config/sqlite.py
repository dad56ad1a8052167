"""Give Django the SQLite library that has no known corruption fault; env.py calls it when SQLite is the database."""

import sys


def use_good_sqlite() -> None:
    """Put the `pysqlite3` wheel (SQLite ≥ 3.51.3) in the place of the standard library's module.

    The versions 3.7.0–3.51.2 can corrupt a WAL database when a checkpoint meets a commit. Where there is no
    wheel (macOS), the system's library stays and `doctor` warns.
    """
    try:
        import pysqlite3  # noqa: PLC0415 - a wheel that exists on Linux only
        from pysqlite3 import dbapi2  # noqa: PLC0415
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2
