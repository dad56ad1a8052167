"""Readings about process maps and responsibility lists: what is drawn, who is responsible, what is wrong with it."""

from xietong.domain.duties.queries.facts import (
    canonical_rows,
    confirmed_departments,
    confirming_departments,
    department_rows,
    drawing_of,
    duties_of,
    duty_rows,
    findings_of,
    findings_of_map,
    list_of,
    map_findings,
    map_of,
    open_findings,
    outline_findings,
    rows_digest,
)
from xietong.domain.duties.queries.gate import duties_confirmed, map_valid
from xietong.domain.duties.queries.waiting import waiting

__all__ = [
    "canonical_rows",
    "confirmation_data",
    "confirmed_departments",
    "confirming_departments",
    "department_rows",
    "drawing_of",
    "duties_confirmed",
    "duties_of",
    "duty_rows",
    "findings_of",
    "findings_of_map",
    "list_of",
    "map_findings",
    "map_of",
    "map_valid",
    "open_findings",
    "outline_findings",
    "rows_digest",
    "waiting",
]
