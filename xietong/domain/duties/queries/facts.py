"""What is drawn and listed, as the pure rules want it, and the rows of one department as it signs them."""

from collections.abc import Iterable
from typing import Any

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.duties.models import Duty, DutyConfirmation, ProcessMap, ResponsibilityList
from xietong.domain.duties.rules import (
    DutyFacts,
    DutyRow,
    Finding,
    ResponsibilityFinding,
    Severity,
    process_findings,
    responsibility_findings,
)
from xietong.domain.duties.rules.finding import stable_key
from xietong.domain.duties.states import Part
from xietong.domain.people.models import Department
from xietong.kit.canonical import digest_of
from xietong.kit.swimlanes import Map, from_json


def map_of(collaboration: Collaboration) -> ProcessMap | None:
    """The process map, or None while nobody has begun it."""
    return ProcessMap.objects.filter(collaboration=collaboration).select_related("drawn_by", "collaboration").first()


def list_of(collaboration: Collaboration) -> ResponsibilityList | None:
    """The responsibility list, or None while nobody has begun it."""
    return ResponsibilityList.objects.filter(collaboration=collaboration).first()


def drawing_of(process_map: ProcessMap | None) -> Map:
    """What is drawn; an empty drawing while there is none."""
    return from_json(process_map.drawing) if process_map and process_map.drawing else Map()


def findings_of_map(drawing: Map, departments: Iterable[Department]) -> list[Finding]:
    """What the rules find, and lanes of departments that do not take part and so never agreed to do anything."""
    taking_part = {str(department.pk) for department in departments}
    strangers = [
        Finding(
            "stranger_lane",
            Severity.ERROR,
            tuple(node.id for node in drawing.nodes if node.lane == lane.key),
            f"泳道“{lane.name}”不是参与部门：请把其中的环节改由参与部门负责，或由发起人把它补入涉及部门。",
            stable_key("stranger_lane", lane.key),
        )
        for lane in drawing.lanes
        if lane.key not in taking_part
    ]
    return strangers + process_findings(drawing)


def map_findings(process_map: ProcessMap | None, collaboration: Collaboration) -> list[Finding]:
    return findings_of_map(drawing_of(process_map), confirming_departments(collaboration))


def outline_findings(drawing: Map) -> list[Finding]:
    """What is wrong with a drawing that belongs to no collaboration yet, such as a playbook's."""
    return process_findings(drawing)


def confirming_departments(collaboration: Collaboration) -> list[Department]:
    """The departments that each confirm their part: all that take part, the initiating one included."""
    rows = collaboration.participations.select_related("department__head").order_by("order", "id")
    return [row.department for row in rows]


def duties_of(responsibility_list: ResponsibilityList | None) -> list[Duty]:
    """The rows in order, with their departments (two statements)."""
    if responsibility_list is None:
        return []
    rows = responsibility_list.duties.select_related("accountable").prefetch_related("parties__department")
    return list(rows.order_by("order", "id"))


def duty_rows(duties: Iterable[Duty]) -> tuple[DutyRow, ...]:
    """Rows as the rules read them: departments by their id as text, rows by theirs."""
    return tuple(
        DutyRow(
            id=str(duty.pk),
            matter=duty.matter,
            accountable=str(duty.accountable_id or ""),
            responsible=_with_part(duty, Part.RESPONSIBLE),
            consulted=_with_part(duty, Part.CONSULTED),
            informed=_with_part(duty, Part.INFORMED),
            outputs=tuple(duty.outputs),
            steps=tuple(duty.steps),
            tasks=tuple(duty.tasks),
        )
        for duty in duties
    )


def _with_part(duty: Duty, part: Part) -> tuple[str, ...]:
    return tuple(str(party.department_id) for party in duty.parties.all() if party.part == part)


def findings_of(
    duties: Iterable[Duty], process_map: ProcessMap | None, departments: Iterable[Department]
) -> list[ResponsibilityFinding]:
    """Overlaps, omissions and hints of the list, accepted ones among them."""
    facts = DutyFacts(
        rows=duty_rows(duties),
        drawing=drawing_of(process_map),
        departments={str(department.pk): department.name for department in departments},
    )
    return responsibility_findings(facts)


def open_findings(collaboration: Collaboration) -> list[ResponsibilityFinding]:
    """Overlaps and omissions that are neither mended nor accepted: they keep the list from being submitted."""
    responsibility_list = list_of(collaboration)
    accepted: set[str] = set()
    if responsibility_list:
        accepted = set(responsibility_list.accepted_findings.values_list("key", flat=True))
    found = findings_of(duties_of(responsibility_list), map_of(collaboration), confirming_departments(collaboration))
    return [finding for finding in found if finding.is_open_question and finding.key not in accepted]


def confirmed_departments(responsibility_list: ResponsibilityList | None) -> dict[int, DutyConfirmation]:
    """By department: who confirmed its rows, when. A confirmation of rows that changed is taken away at submission."""
    if responsibility_list is None:
        return {}
    rows = responsibility_list.confirmations.select_related("by", "signature__on_behalf_of")
    return {row.department_id: row for row in rows}


def department_rows(duties: Iterable[Duty], department_id: int) -> list[Duty]:
    """The rows in which a department has any part."""
    return [
        duty
        for duty in duties
        if duty.accountable_id == department_id
        or any(party.department_id == department_id for party in duty.parties.all())
    ]


def canonical_rows(duties: Iterable[Duty], department_id: int) -> list[dict[str, Any]]:
    """One department's rows as plain data, names and ids of departments side by side: what its head signs."""
    return [
        {
            "matter": duty.matter,
            "accountable": _named(duty.accountable),
            "parties": sorted(
                ({"part": party.part.value, **_named(party.department)} for party in duty.parties.all()),
                key=lambda party: (party["part"], party["id"]),
            ),
            "description": duty.description,
            "boundary": duty.boundary,
            "inputs": list(duty.inputs),
            "outputs": list(duty.outputs),
            "time_limit": duty.time_limit,
            "standard": duty.standard,
        }
        for duty in department_rows(duties, department_id)
    ]


def confirmation_data(
    collaboration: Collaboration,
    responsibility_list: ResponsibilityList,
    department: Department,
    duties: Iterable[Duty],
) -> dict[str, Any]:
    """What the head of a department is shown and signs: the rows in which it has a part."""
    return {
        "form": "XT-BD-02",
        "document": "部门职责清单",
        "collaboration": {"number": collaboration.number or "", "title": collaboration.title},
        "revision": responsibility_list.revision,
        "department": {"id": department.pk, "name": department.name},
        "rows": canonical_rows(duties, department.pk),
    }


def _named(department: Department | None) -> dict[str, Any]:
    return {"id": department.pk, "name": department.name} if department else {}


def rows_digest(duties: Iterable[Duty], department_id: int) -> str:
    """The same as long as this department's rows say the same, whatever happens to the others' (and to their order)."""
    rows = canonical_rows(duties, department_id)
    return digest_of(sorted(rows, key=lambda row: (row["matter"], digest_of(row))))
