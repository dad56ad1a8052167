"""Tables that only grow: the database itself refuses UPDATE and DELETE on them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import migrations

TABLES: set[str] = set()  # every append-only table, filled as migrations are loaded

_REFUSAL = "append-only: rows of this table are never changed or removed"


def statements(table: str, vendor: str) -> tuple[list[str], list[str]]:
    """(SQL that forbids, SQL that lifts) for one table."""
    if vendor == "postgresql":
        forbid = [
            f"""CREATE OR REPLACE FUNCTION xietong_append_only() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$""",
            f"""CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION xietong_append_only()""",
            f"""CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION xietong_append_only()""",
        ]
        lift = [
            f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
            f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        ]
        return forbid, lift
    forbid = [
        f"""CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}
            BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"""
        for act in ("UPDATE", "DELETE")
    ]
    return forbid, [f"DROP TRIGGER IF EXISTS {table}_no_{act}" for act in ("update", "delete")]


class ForbidChanges(migrations.RunPython):
    """Migration operation: from here on the table only grows."""

    def __init__(self, table: str):
        self.table = table
        TABLES.add(table)
        super().__init__(self._forbid, self._lift)

    def deconstruct(self) -> Any:
        return type(self).__name__, [self.table], {}

    def _forbid(self, apps: Any, schema_editor: Any) -> None:
        for sql in statements(self.table, schema_editor.connection.vendor)[0]:
            schema_editor.execute(sql)

    def _lift(self, apps: Any, schema_editor: Any) -> None:
        for sql in statements(self.table, schema_editor.connection.vendor)[1]:
            schema_editor.execute(sql)


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """For tests that empty the tables between cases; nothing in the product calls it."""
    existing = [table for table in sorted(TABLES) if table in connection.introspection.table_names()]

    def run(which: int) -> None:
        with connection.cursor() as cursor:
            for table in existing:
                for sql in statements(table, connection.vendor)[which]:
                    cursor.execute(sql)

    run(1)
    try:
        yield
    finally:
        run(0)
