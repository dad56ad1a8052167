"""The Gantt chart as a drawing of its own, for documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from xietong.domain.people.queries import company_calendar
from xietong.domain.planning.documents.gantt import Row, gantt
from xietong.domain.planning.rules import LinkFacts, parse_references

MOST_ROWS = 60  # on one drawing: more would be too small to read; the whole list stands in the table


@dataclass(frozen=True)
class StoredRow:
    """A row of a stored plan, as the chart needs it."""

    id: int
    code: str
    name: str
    is_leaf: bool
    is_milestone: bool
    start: date | None
    finish: date | None
    baseline_start: date | None = None
    baseline_finish: date | None = None
    critical: bool = False
    percent: int = 0


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def chart_of(tasks: Sequence[dict[str, Any]]) -> str:
    """SVG of a plan's task list; empty when nothing has dates. A long list shows its upper levels."""
    parents = {task["code"].rpartition(".")[0] for task in tasks}
    shown = list(tasks)
    for depth in (3, 2, 1):
        if len(shown) > MOST_ROWS:
            shown = [task for task in tasks if task["code"].count(".") < depth]
    shown = shown[:MOST_ROWS]
    rows: list[Row] = [
        StoredRow(
            task["id"],
            task["code"],
            task["name"],
            task["code"] not in parents,
            task["milestone"],
            _day(task["start_on"]),
            _day(task["finish_on"]),
        )
        for task in shown
    ]
    codes = {task["code"]: task["id"] for task in shown}
    links = []
    for task in shown:
        known = [part for part in task["predecessors"].split(", ") if part]
        links += [LinkFacts(b, task["id"], k, lag) for b, k, lag in parse_references(", ".join(known), codes)[0]]
    chart = gantt(rows, links, calendar=company_calendar(), today=None, labels=True)
    return render_to_string("planning/_gantt.svg", {"chart": chart, "alone": True}) if chart else ""
