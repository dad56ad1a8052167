"""The first map and list of a collaboration that starts from a playbook."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.duties import events
from xietong.domain.duties.models import Duty, DutyParty, ProcessMap, ResponsibilityList
from xietong.domain.duties.rules import rows_for_uncovered_steps, rows_from_outline
from xietong.domain.duties.states import Part
from xietong.domain.people.models import Department
from xietong.kit.access import Actor
from xietong.kit.events.announce import announce
from xietong.kit.swimlanes import Map, from_outline, to_json


@transaction.atomic
def create_from_outline(
    collaboration: Collaboration,
    *,
    outline: Mapping[str, Any],
    departments: Mapping[str, Department | int | None],
    by: Actor,
    now: datetime,
) -> None:
    """Draft map and list from a playbook's `process_map` and `responsibilities` (domain.md §0).

    `departments`: the playbook's department keys → the company's departments (or their ids). What belongs to a
    department that has no counterpart stays without one, and the findings say so. Existing drafts are left as they
    are, so this is safe to repeat. Raises MapUnreadable when the outline cannot be understood.
    """
    ids = {key: one.pk if isinstance(one, Department) else one for key, one in departments.items() if one}
    known = Department.objects.in_bulk(list(ids.values()))
    to_id = {key: str(pk) if pk in known else "" for key, pk in ids.items()}
    lanes = dict.fromkeys((str(pk), known[pk].name) for pk in ids.values() if pk in known)
    process = dict(outline.get("process_map") or {})
    process["nodes"] = [
        {**node, "department": to_id.get(node.get("department") or "", "")} for node in process.get("nodes") or []
    ]
    drawing = from_outline(process, list(lanes))
    if process["nodes"]:
        _draft_map(collaboration, drawing, by, now)
    responsibilities = [_with_ids(row, to_id) for row in outline.get("responsibilities") or []]
    if responsibilities:
        _draft_list(collaboration, drawing, responsibilities, by, now)


def _with_ids(row: Mapping[str, Any], to_id: Mapping[str, str]) -> dict[str, Any]:
    """The row with the company's departments; one that has no counterpart, or comes twice, is left out."""
    changed = {**row, "accountable": to_id.get(row.get("accountable") or "", "")}
    for key in ("responsible", "consulted", "informed"):
        found = [to_id.get(one, "") for one in row.get(key) or []]
        changed[key] = [one for one in dict.fromkeys(found) if one]
    return changed


def _draft_map(collaboration: Collaboration, drawing: Map, by: Actor, now: datetime) -> None:
    process_map, made = ProcessMap.objects.get_or_create(
        collaboration=collaboration,
        defaults={"state_since": now, "drawing": to_json(drawing), "drawn_by_id": by.person_id},
    )
    if made:
        event = events.ProcessMapSaved(process_map_id=process_map.pk, revision=0, context_id=collaboration.pk)
        announce(event, by=by, now=now)


def _draft_list(
    collaboration: Collaboration, drawing: Map, responsibilities: list[dict[str, Any]], by: Actor, now: datetime
) -> None:
    head, made = ResponsibilityList.objects.get_or_create(collaboration=collaboration, defaults={"state_since": now})
    if not made:
        return
    boundaries = {row["id"]: row.get("boundary") or "" for row in responsibilities}
    nodes = {node.id: node for node in drawing.nodes}
    rows = rows_from_outline(responsibilities, drawing)
    rows += rows_for_uncovered_steps(drawing, rows)
    duties = Duty.objects.bulk_create(
        Duty(
            responsibility_list=head,
            order=order,
            matter=row.matter[:120],
            accountable_id=int(row.accountable) if row.accountable else None,
            boundary=boundaries.get(row.id, ""),
            inputs=list(dict.fromkeys(text for step in row.steps if step in nodes for text in nodes[step].inputs)),
            outputs=list(row.outputs),
            steps=list(row.steps),
            tasks=list(row.tasks),
        )
        for order, row in enumerate(rows, 1)
    )
    parts = ((Part.RESPONSIBLE, "responsible"), (Part.CONSULTED, "consulted"), (Part.INFORMED, "informed"))
    parties: dict[tuple[int, str], DutyParty] = {}
    for duty, row in zip(duties, rows, strict=True):
        for part, key in parts:
            for department in getattr(row, key):
                party = DutyParty(duty=duty, department_id=int(department), part=part)
                parties.setdefault((duty.pk, department), party)
    DutyParty.objects.bulk_create(parties.values())
    announce(events.DutiesSaved(responsibility_list_id=head.pk, context_id=collaboration.pk), by=by, now=now)
