"""The floor of every page: the same rows by one plain statement, on the same server, with nothing of the product in it.

`python -m bench.bare` in the surroundings of a site serves on PORT: two processes, four threads, a kept connection each.
"""

import html
import os
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs

import orjson
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from xietong.config import env

_COLUMNS = (
    "t.id, t.parent_id, t.code, t.name, t.department_id, d.name, t.owner_id, p.name, t.priority, t.duration, t.start_on,"
    " t.finish_on, t.baseline_start, t.baseline_finish, t.actual_start, t.actual_finish, t.total_float, t.is_critical,"
    " t.is_leaf, t.is_milestone, t.state, t.percent, t.light, t.version"
)
_JOINED = "LEFT JOIN people_department d ON d.id = t.department_id LEFT JOIN people_person p ON p.id = t.owner_id"
ROWS = (
    f"SELECT {_COLUMNS} FROM planning_task t {_JOINED} WHERE t.collaboration_id = ? ORDER BY t.sort_key, t.id LIMIT ?"
)
OVERDUE = f"""
    SELECT {_COLUMNS}, c.number, c.title FROM (
        SELECT * FROM planning_task
        WHERE is_leaf AND state IN ('not_started', 'running', 'blocked') AND finish_on < ? ORDER BY finish_on, id LIMIT 100
    ) t JOIN collaborations_collaboration c ON c.id = t.collaboration_id {_JOINED} ORDER BY t.finish_on, t.id
"""
UPDATE = """
    UPDATE planning_task SET percent = ?, reported_at = ?, light = 'green', light_rule = 'on_plan', version = version + 1
    WHERE id = ? AND version = ?
"""
INSERTS = (
    "INSERT INTO tracking_progressreport"
    " (task_id, collaboration_id, by_id, on_day, at, percent, percent_before, status, done, undone, problem, need, cause, is_jump)"
    " VALUES (?, ?, ?, ?, ?, ?, 0, 'running', ?, '', '', '', '', ?)",
    "INSERT INTO events_happenedevent (name, data, context_id, by_id, at) VALUES ('bare', ?, ?, ?, ?)",
    "INSERT INTO jobs_job (task, arguments, queue, priority, status, run_after, attempts, max_attempts, worker, error, queued_at)"
    " VALUES ('bare', '{}', 'bare', 0, 'done', ?, 1, 1, '', '', ?)",
)


class Bare:
    """One connection a thread; `?` is written as the database wants it."""

    def __init__(self, settings: dict[str, Any]):
        self.settings, self.here = settings, threading.local()
        self.postgres = settings["ENGINE"].endswith("postgresql")

    def connection(self) -> Any:
        made = getattr(self.here, "connection", None)
        if made is None:
            made = self.here.connection = self._connect()
        return made

    def _connect(self) -> Any:
        if self.postgres:
            import psycopg

            at = self.settings
            return psycopg.connect(
                dbname=at["NAME"], user=at["USER"], host=at["HOST"], port=at["PORT"] or None, autocommit=True
            )
        import sqlite3  # env has put the good one in its place

        connection = sqlite3.connect(self.settings["NAME"], isolation_level=None, timeout=20)
        connection.executescript(self.settings["OPTIONS"]["init_command"])
        return connection

    def sql(self, text: str) -> str:
        text = text.replace("on_day", '"on"')
        return text.replace("?", "%s") if self.postgres else text

    def rows(self, text: str, *values: Any) -> list[tuple]:
        found: list[tuple] = self.connection().execute(self.sql(text), values).fetchall()
        return found

    def update(self, task: int, version: int, collaboration: int, person: int) -> None:
        now: Any = datetime.now().astimezone()
        day: Any = now.date()
        if not self.postgres:
            now, day = now.isoformat(" "), day.isoformat()
        connection = self.connection()
        connection.execute("BEGIN" if self.postgres else "BEGIN IMMEDIATE")
        try:
            changed = connection.execute(self.sql(UPDATE), (50, now, task, version)).rowcount
            if changed != 1:
                raise RuntimeError(f"task {task} has not version {version}")
            report, event, job = map(self.sql, INSERTS)
            connection.execute(report, (task, collaboration, person, day, now, 50, "完成样品", False))
            connection.execute(event, ('{"task_id": 1}', collaboration, person, now))
            connection.execute(job, (now, now))
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def as_html(rows: Iterable[tuple]) -> str:
    escape = html.escape
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row if value is not None) + "</tr>"
        for row in rows
    )
    return f"<!doctype html><html><body><table>{body}</table></body></html>"


def application(bare: Bare) -> Callable[..., list[bytes]]:
    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        asked = {key: values[0] for key, values in parse_qs(environ["QUERY_STRING"]).items()}
        kind, path = "application/json", environ["PATH_INFO"]
        if path == "/update":
            bare.update(*(int(asked[key]) for key in ("task", "version", "collaboration", "person")))
            body = b"{}"
        elif path == "/overdue":
            today = date.today()
            body = orjson.dumps(bare.rows(OVERDUE, today if bare.postgres else today.isoformat()))
        else:
            rows = bare.rows(ROWS, int(asked["collaboration"]), int(asked["limit"]))
            if path == "/html":
                kind, body = "text/html; charset=utf-8", as_html(rows).encode()
            else:
                body = orjson.dumps(rows)
        start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    return serve


def main() -> int:
    settings = env.env_database(env.data_folder())
    Server(
        "bench.bare:application",
        port=int(os.environ["PORT"]),
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=4,
        blocking_threads_idle_timeout=600,
        runtime_blocking_threads=1,
        log_level=LogLevels.error,
    ).serve(target_loader=lambda _target: application(Bare(settings)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
