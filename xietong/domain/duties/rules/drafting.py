"""First rows of a responsibility list: from a playbook's table and from the steps of the process map."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xietong.domain.duties.rules.responsibility import DutyRow
from xietong.kit.swimlanes.model import Kind, Map


def rows_from_outline(responsibilities: Iterable[Mapping[str, Any]], drawing: Map) -> list[DutyRow]:
    """The rows of a playbook's `responsibilities` (domain.md §0), each with the steps of the map that it answers for.

    A step belongs to the row that shares a task with it; when several do, to the one whose accountable department is
    the step's lane, else to the first, so that no step gets two accountable departments from the playbook itself.
    """
    entries = list(responsibilities)
    owner: dict[str, str] = {}
    for node in drawing.nodes:
        sharing = [row for row in entries if set(row.get("tasks") or ()) & set(node.tasks)]
        if sharing and node.kind in {Kind.STEP, Kind.DECISION}:
            own = [row for row in sharing if row.get("accountable") == node.lane]
            owner[node.id] = (own or sharing)[0]["id"]
    return [
        DutyRow(
            id=row["id"],
            matter=row["matter"],
            accountable=row.get("accountable") or "",
            responsible=tuple(row.get("responsible") or ()),
            consulted=tuple(row.get("consulted") or ()),
            informed=tuple(row.get("informed") or ()),
            outputs=split_outputs(row.get("deliverable") or ""),
            steps=tuple(step for step, row_id in owner.items() if row_id == row["id"]),
            tasks=tuple(row.get("tasks") or ()),
        )
        for row in entries
    ]


def rows_for_uncovered_steps(drawing: Map, rows: Sequence[DutyRow]) -> list[DutyRow]:
    """A new row for each step that no row covers: its lane is accountable and executes, its outputs are the outputs.

    The ids are `step-<node id>`, so that drafting twice gives the same rows.
    """
    steps = {step for row in rows for step in row.steps}
    tasks = {task for row in rows for task in row.tasks}
    return [
        DutyRow(
            id=f"step-{node.id}",
            matter=node.name,
            accountable=node.lane,
            responsible=(node.lane,) if node.lane else (),
            outputs=node.outputs,
            steps=(node.id,),
            tasks=node.tasks,
        )
        for node in drawing.nodes
        if node.kind is Kind.STEP and node.name and node.id not in steps and not tasks.intersection(node.tasks)
    ]


def split_outputs(text: str) -> tuple[str, ...]:
    """The single deliverables of a listing such as 勘查记录、检测报告; what stands in brackets stays together."""
    parts = re.findall(r"(?:[^、；;（(]|（[^）]*）|\([^)]*\)|[（(])+", text)
    return tuple(part.strip() for part in parts if part.strip())
