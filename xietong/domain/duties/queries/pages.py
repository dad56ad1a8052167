"""What the pages of this house show: ready rows, so that templates decide nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import Place
from xietong.domain.duties.models import Duty, ResponsibilityList
from xietong.domain.duties.permissions import DUTIES
from xietong.domain.duties.queries.facts import (
    confirmation_data,
    confirmed_departments,
    confirming_departments,
    drawing_of,
    duties_of,
    findings_of,
    findings_of_map,
    list_of,
    map_of,
)
from xietong.domain.duties.queries.waiting import CONFIRM_DAYS
from xietong.domain.duties.rules import Finding, ResponsibilityFinding
from xietong.domain.duties.states import ListState, MapState
from xietong.domain.people.models import Department
from xietong.domain.people.queries import company_calendar
from xietong.kit.canonical import digest_of
from xietong.kit.clock import day_of
from xietong.kit.steps import buttons
from xietong.kit.swimlanes import KIND_WORDS, Map, Node
from xietong.kit.swimlanes.svg import draw
from xietong.kit.ui.shapes import Sign

ACCOUNTABLE = "主责"


@dataclass(frozen=True)
class NodeRow:
    """One shape as a row of the description table."""

    node: Node
    kind: str
    lane: str
    next: str
    faults: tuple[str, ...]


def process_map_page(place: Place) -> dict[str, Any]:
    """The drawing, its shapes as rows, what is wrong with it, what may be done (two statements)."""
    collaboration = place.collaboration
    process_map = map_of(collaboration)
    drawing = drawing_of(process_map)
    departments = confirming_departments(collaboration)
    findings = findings_of_map(drawing, departments) if drawing.nodes else []
    draft = process_map is None or process_map.state == MapState.DRAFT
    may_edit = _running(collaboration) and DUTIES.allows("process_map.edit", place.actor.roles)
    return {
        "process_map": process_map,
        "drawing": drawing,
        "picture": Markup(draw(drawing)) if drawing.nodes else "",  # noqa: S704 — every text in it is escaped
        "rows": node_rows(drawing, findings),
        "findings": findings,
        "errors": sum(finding.is_error for finding in findings),
        "may_edit": draft and may_edit,
        "verbs": dict(buttons(process_map, place.actor.roles)) if process_map and _running(collaboration) else {},
        "drawn_by": process_map.drawn_by.name if process_map and process_map.drawn_by else "",
    }


def _running(collaboration: Collaboration) -> bool:
    return collaboration.state not in ("archived", "terminated")


def node_rows(drawing: Map, findings: Iterable[Finding] = ()) -> list[NodeRow]:
    titles = {node.id: node.title for node in drawing.nodes}
    faults: dict[str, list[str]] = {}
    for finding in findings:
        for node_id in finding.nodes:
            faults.setdefault(node_id, []).append(finding.message)
    return [
        NodeRow(
            node=node,
            kind=KIND_WORDS[node.kind],
            lane=drawing.lane_name(node.lane),
            next="；".join(
                (f"{way.label}：" if way.label else "") + titles.get(way.target, way.target) for way in node.next
            ),
            faults=tuple(faults.get(node.id, ())),
        )
        for node in drawing.nodes
    ]


def node_choices(drawing: Map, departments: Iterable[Department], besides: str = "") -> dict[str, Any]:
    """What the form of a shape offers: departments as lanes, the other shapes as ways on."""
    lanes = {str(department.pk): department.name for department in departments}
    lanes |= {lane.key: lane.name for lane in drawing.lanes}
    targets = [
        (node.id, f"{KIND_WORDS[node.kind]}「{node.name or node.id}」") for node in drawing.nodes if node.id != besides
    ]
    return {"lane": list(lanes.items()), "next.target": targets}


# The responsibility list ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """What one department is to one matter, in words, and what is wrong there."""

    department: str
    words: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class MatterRow:
    """One matter across the departments."""

    number: int
    duty: Duty
    steps: tuple[str, ...]
    cells: tuple[Cell, ...]
    faults: tuple[str, ...]
    may_write: bool = False

    def departments_as(self, word: str) -> str:
        return "、".join(cell.department for cell in self.cells if word in cell.words)


@dataclass(frozen=True)
class Part:
    """A department's part that this person may confirm now."""

    department: Department
    digest: str
    rows: list[dict[str, Any]]


def responsibility_page(place: Place) -> dict[str, Any]:
    """Rows, matrix, findings, who confirmed and who has to (eight statements however many rows)."""
    collaboration = place.collaboration
    responsibility_list, process_map = list_of(collaboration), map_of(collaboration)
    departments, duties = confirming_departments(collaboration), duties_of(responsibility_list)
    findings = findings_of(duties, process_map, departments)
    accepted = _accepted(responsibility_list)
    confirmed = confirmed_departments(responsibility_list)
    draft = responsibility_list is None or responsibility_list.state == ListState.DRAFT
    may_edit = draft and _running(collaboration) and DUTIES.allows("responsibility_list.edit", place.actor.roles)
    columns = _columns(departments, duties)
    still_open = [finding for finding in findings if finding.is_open_question and finding.key not in accepted]
    hints = [finding for finding in findings if not finding.is_open_question]
    return {
        "responsibility_list": responsibility_list,
        "columns": columns,
        "numbers": {str(duty.pk): number for number, duty in enumerate(duties, 1)},
        "rows": matter_rows(duties, columns, [*still_open, *hints], drawing_of(process_map), place, may_edit, draft),
        "open_findings": still_open,
        "hints": hints,
        "accepted": [(finding, accepted[finding.key]) for finding in findings if finding.key in accepted],
        "may_edit": may_edit,
        "may_accept": _running(collaboration) and DUTIES.allows("responsibility_list.accept", place.actor.roles),
        "may_draft": may_edit and bool(process_map and process_map.drawing),
        "verbs": (
            dict(buttons(responsibility_list, place.actor.roles))
            if responsibility_list and _running(collaboration)
            else {}
        ),
        "signs": _signs(responsibility_list, departments, confirmed),
        "parts": _parts(place, responsibility_list, departments, duties, set(confirmed)),
        "map_published": bool(process_map and process_map.state == MapState.PUBLISHED),
        "map_revision": process_map.revision if process_map else 0,
    }


def _accepted(responsibility_list: ResponsibilityList | None) -> dict[str, Any]:
    if responsibility_list is None:
        return {}
    return {row.key: row for row in responsibility_list.accepted_findings.select_related("by")}


def _columns(departments: list[Department], duties: list[Duty]) -> list[Department]:
    """The departments that take part, then others that rows mention."""
    columns = {department.pk: department for department in departments}
    for duty in duties:
        if duty.accountable:
            columns.setdefault(duty.accountable_id or 0, duty.accountable)
        for party in duty.parties.all():
            columns.setdefault(party.department_id, party.department)
    return list(columns.values())


def matter_rows(
    duties: list[Duty],
    columns: list[Department],
    findings: list[ResponsibilityFinding],
    drawing: Map,
    place: Place | None = None,
    may_edit: bool = False,
    draft: bool = False,
) -> list[MatterRow]:
    titles = {node.id: node.title for node in drawing.nodes}
    by_row: dict[str, list[ResponsibilityFinding]] = {}
    for finding in findings:
        for row_id in finding.rows:
            by_row.setdefault(row_id, []).append(finding)
    rows = []
    for number, duty in enumerate(duties, 1):
        found = by_row.get(str(duty.pk), [])
        words: dict[int, list[str]] = {duty.accountable_id or 0: [ACCOUNTABLE]}
        for party in duty.parties.all():
            words.setdefault(party.department_id, []).append(party.part.label)
        cells = tuple(
            Cell(
                column.name,
                tuple(words.get(column.pk, ())),
                tuple(finding.message for finding in found if str(column.pk) in finding.departments),
            )
            for column in columns
        )
        rows.append(
            MatterRow(
                number=number,
                duty=duty,
                steps=tuple(titles.get(step, step) for step in duty.steps),
                cells=cells,
                faults=tuple(finding.message for finding in found),
                may_write=may_edit or bool(draft and place and duty.accountable_id in place.mine),
            )
        )
    return rows


def _signs(
    responsibility_list: ResponsibilityList | None, departments: list[Department], confirmed: dict[int, Any]
) -> list[Sign]:
    """The strip of confirmations: one line a department."""
    if responsibility_list is None:
        return []
    asking = responsibility_list.state == ListState.CONFIRMING
    signs = []
    for department in departments:
        given = confirmed.get(department.pk)
        principal = given.signature.on_behalf_of if given else None
        signs.append(
            Sign(
                party=department.name,
                person=given.by.name if given else department.head.name if department.head else "（无负责人）",
                state="signed" if given else "waiting" if asking else "later",
                since=responsibility_list.state_since if asking else None,
                at=given.at if given else None,
                on_behalf=principal.name if principal else "",
            )
        )
    return signs


def _parts(
    place: Place,
    responsibility_list: ResponsibilityList | None,
    departments: list[Department],
    duties: list[Duty],
    confirmed: set[int],
) -> list[Part]:
    """The parts that this person may confirm or return now."""
    if (
        responsibility_list is None
        or responsibility_list.state != ListState.CONFIRMING
        or not _running(place.collaboration)
    ):
        return []
    parts = []
    for department in departments:
        if department.pk in place.head_of and department.pk not in confirmed:
            data = confirmation_data(place.collaboration, responsibility_list, department, duties)
            parts.append(Part(department, digest_of(data), data["rows"]))
    return parts


def waiting_words(collaboration: Collaboration) -> str:
    """Whom the list waits for, said after an act: 等待 生产部 王芳、财务部 李强 确认."""
    responsibility_list = list_of(collaboration)
    if responsibility_list is None or responsibility_list.state != ListState.CONFIRMING:
        return "各部门均已确认"
    confirmed = confirmed_departments(responsibility_list)
    names = [
        f"{department.name} {department.head.name if department.head else '（无负责人）'}"
        for department in confirming_departments(collaboration)
        if department.pk not in confirmed
    ]
    due = company_calendar().add(day_of(responsibility_list.state_since), CONFIRM_DAYS)
    return f"等待 {'、'.join(names)} 确认，期限 {due:%m-%d}"


def duty_in(place: Place, pk: int) -> Duty | None:
    """A row of this collaboration's list; None when it is not there."""
    return (
        Duty.objects.filter(responsibility_list__collaboration=place.collaboration, pk=pk)
        .select_related("responsibility_list__collaboration", "accountable")
        .prefetch_related("parties")
        .first()
    )


def duty_answers(duty: Duty) -> dict[str, Any]:
    """A row as its form shows it (paper.DUTY_FORM) and the API says it."""
    parties = list(duty.parties.all())
    return {
        "matter": duty.matter,
        "accountable": duty.accountable_id,
        "responsible": [party.department_id for party in parties if party.part == "responsible"],
        "consulted": [party.department_id for party in parties if party.part == "consulted"],
        "informed": [party.department_id for party in parties if party.part == "informed"],
        "steps": list(duty.steps),
        "description": duty.description,
        "boundary": duty.boundary,
        "inputs": list(duty.inputs),
        "outputs": list(duty.outputs),
        "time_limit": duty.time_limit,
        "standard": duty.standard,
    }


def duty_choices(place: Place, duty: Duty | None = None) -> dict[str, Any]:
    """What the form of a row offers: departments that take part (and those already in it), steps of the map."""
    departments = {one.pk: one.name for one in confirming_departments(place.collaboration)}
    steps = [
        (node.id, f"{node.title}（{drawing.lane_name(node.lane)}）")
        for drawing in [drawing_of(map_of(place.collaboration))]
        for node in drawing.nodes
        if node.kind in ("step", "decision")
    ]
    if duty:
        if duty.accountable:
            departments.setdefault(duty.accountable.pk, duty.accountable.name)
        for party in duty.parties.select_related("department"):
            departments.setdefault(party.department_id, party.department.name)
        known = {step for step, _ in steps}
        steps += [(step, f"{step}（流程图中已不存在）") for step in duty.steps if step not in known]
    return {"department": list(departments.items()), "steps": steps}
