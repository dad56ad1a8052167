"""Write different values into many rows by one statement: UPDATE … FROM (VALUES …), on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models

ROWS_AT_ONCE = 800  # parameters of one statement are limited (SQLite: 32,766)


def write_columns(model: type[models.Model], columns: Sequence[str], rows: Mapping[int, Sequence[Any]]) -> None:
    """`rows`: primary key → the values of `columns`, in their order. Nothing to write: no statement."""
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    table, quote = model._meta.db_table, connection.ops.quote_name
    typed = connection.vendor == "postgresql"

    def taken(field: Any) -> str:
        value = f"v.{quote(field.column)}"
        return f"CAST({value} AS {field.db_type(connection)})" if typed else value

    names = ", ".join(quote(name) for name in ("pk", *(field.column for field in fields)))
    sets = ", ".join(f"{quote(field.column)} = {taken(field)}" for field in fields)
    pk = "CAST(v.pk AS bigint)" if typed else "v.pk"
    items = list(rows.items())
    place = f"({', '.join(['%s'] * (len(fields) + 1))})"
    for start in range(0, len(items), ROWS_AT_ONCE):
        some = items[start : start + ROWS_AT_ONCE]
        values: list[Any] = []
        for key, row in some:
            values.append(key)
            values += [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]
        sql = (
            f"WITH v({names}) AS (VALUES {', '.join([place] * len(some))}) "  # noqa: S608 - names of our own columns
            f"UPDATE {quote(table)} SET {sets} FROM v WHERE {quote(table)}.{quote('id')} = {pk}"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
