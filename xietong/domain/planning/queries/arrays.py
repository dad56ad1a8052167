"""The task list for programs: rows straight from the cursor, JSON columns passed through as they are stored."""

from collections.abc import Sequence
from typing import Any

import orjson
from django.db import connection

from xietong.domain.planning.states import OPEN_TASKS

_COLUMNS: tuple[tuple[str, str, str], ...] = (
    # name            SQL                                             kind
    ("id",             "CAST(t.id AS text)",                           ""),
    ("parent",         "CAST(t.parent_id AS text)",                    ""),
    ("number",         "t.code",                                       ""),
    ("name",           "t.name",                                       ""),
    ("department",     "CAST(t.department_id AS text)",                ""),
    ("department_name", "d.name",                                      ""),
    ("owner",          "CAST(t.owner_id AS text)",                     ""),
    ("owner_name",     "p.name",                                       ""),
    ("priority",       "t.priority",                                   ""),
    ("duration",       "t.duration",                                   ""),
    ("start_on",       "t.start_on",                                   ""),
    ("finish_on",      "t.finish_on",                                  ""),
    ("baseline_start", "t.baseline_start",                             ""),
    ("baseline_finish", "t.baseline_finish",                           ""),
    ("actual_start",   "t.actual_start",                               ""),
    ("actual_finish",  "t.actual_finish",                              ""),
    ("not_before",     "t.not_before",                                 ""),
    ("finish_by",      "t.finish_by",                                  ""),
    ("total_float",    "t.total_float",                                ""),
    ("is_critical",    "t.is_critical",                                "bool"),
    ("is_leaf",        "t.is_leaf",                                    "bool"),
    ("is_milestone",   "t.is_milestone",                               "bool"),
    ("state",          "t.state",                                      ""),
    ("percent",        "t.percent",                                    ""),
    ("light",          "t.light",                                      ""),
    ("deliverables",   "t.deliverables",                               "json"),
    ("acceptance",     "t.acceptance",                                 "json"),
    ("version",        "t.version",                                    ""),
)  # fmt: skip
COLUMN_NAMES = tuple(name for name, _sql, _kind in _COLUMNS)
_BOOLS = [i for i, column in enumerate(_COLUMNS) if column[2] == "bool"]
_JSONS = [i for i, column in enumerate(_COLUMNS) if column[2] == "json"]
_SELECT = (
    f"SELECT {', '.join(column[1] for column in _COLUMNS)}, t.sort_key"  # noqa: S608 - names of our own columns only
    " FROM planning_task t LEFT JOIN people_department d ON d.id = t.department_id"
    " LEFT JOIN people_person p ON p.id = t.owner_id WHERE t.collaboration_id = %s"
)
FILTERS = {
    "department": "t.department_id = %s",
    "owner": "t.owner_id = %s",
    "state": "t.state = %s",
    "parent": "t.parent_id = %s",
    "light": "t.light = %s",
    "priority": "t.priority = %s",
    "is_leaf": "t.is_leaf = %s",
    "is_critical": "t.is_critical = %s",
    "finish_before": "t.finish_on < %s",
}
_OPEN = f"t.is_leaf AND t.state IN ({', '.join(repr(state.value) for state in OPEN_TASKS)})"


def task_arrays(
    collaboration_id: int,
    *,
    filters: dict[str, Any] | None = None,
    ids: Sequence[int] | None = None,
    open_only: bool = False,
    after: list[Any] | None = None,
    limit: int = 0,
) -> list[list[Any]]:
    """Rows as arrays in the order of COLUMN_NAMES, the sort key last; one statement."""
    sql, values = _SELECT, [collaboration_id]
    if ids is not None:
        sql += f" AND t.id IN ({', '.join(['%s'] * len(ids)) or 'NULL'})"
        values += ids
    if open_only:
        sql += f" AND {_OPEN}"
    for name, value in (filters or {}).items():
        sql += f" AND {FILTERS[name]}"
        values.append(value)
    if after:
        sql += " AND (t.sort_key > %s OR (t.sort_key = %s AND t.id > %s))"
        values += [after[0], after[0], after[1]]
    sql += " ORDER BY t.sort_key, t.id"
    if limit:
        sql += f" LIMIT {int(limit)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = [list(row) for row in cursor.fetchall()]
    fragment = orjson.Fragment
    for row in rows:
        for i in _BOOLS:
            row[i] = bool(row[i])
        for i in _JSONS:
            row[i] = fragment(row[i])
    return rows


def as_object(row: Sequence[Any]) -> dict[str, Any]:
    """An array as the object that lists give: department and owner with their names."""
    found = dict(zip(COLUMN_NAMES, row, strict=False))
    for key in ("department", "owner"):
        pk, name = found[key], found.pop(f"{key}_name")
        found[key] = None if pk is None else {"id": pk, "name": name}
    return found


def task_objects(collaboration_id: int, ids: Sequence[int]) -> list[dict[str, Any]]:
    """These tasks as lists give them, in tree order; five hundred at a time."""
    rows: list[list[Any]] = []
    for start in range(0, len(ids), 500):
        rows += task_arrays(collaboration_id, ids=ids[start : start + 500])
    return [as_object(row) for row in sorted(rows, key=lambda row: row[-1])]
