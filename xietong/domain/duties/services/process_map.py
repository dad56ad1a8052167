"""Draw, import, publish and reopen the process map."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.services import require_running
from xietong.domain.duties import events
from xietong.domain.duties.models import ProcessMap
from xietong.domain.duties.permissions import DUTIES
from xietong.domain.duties.queries import confirming_departments, drawing_of, findings_of_map
from xietong.domain.duties.states import FindingFacts, MapState
from xietong.domain.people.models import Department
from xietong.domain.people.queries import departments as all_departments
from xietong.kit.access import Actor
from xietong.kit.problems import Problem, Problems
from xietong.kit.steps import change, take_step
from xietong.kit.swimlanes import Kind, Lane, Map, Node, Way, to_json
from xietong.kit.swimlanes.bpmn import read_bpmn
from xietong.kit.workflow import NotNow


@transaction.atomic
def save_map(
    collaboration: Collaboration, *, drawing: Map, by: Actor, now: datetime, version: int | None = None
) -> ProcessMap:
    """Keep the drawing as it is, faults and all; only publishing asks whether it is right.

    Lanes are departments, keyed by id as text; another key is refused with Problems.
    """
    require_running(collaboration)
    DUTIES.require("process_map.edit", by.roles)
    row = ProcessMap.objects.get_or_create(collaboration=collaboration, defaults={"state_since": now})[0]
    if row.state == MapState.PUBLISHED:
        raise NotNow("流程图已发布，不能直接修改。需要修改时，请总负责人先「重新编制」。", state=row.state)
    return change(
        row,
        by=by,
        now=now,
        version=version,
        event=events.ProcessMapSaved(process_map_id=row.pk, revision=row.revision, context_id=collaboration.pk),
        drawing=to_json(with_lanes(drawing)),
        drawn_by_id=by.person_id,
    )


def with_lanes(drawing: Map) -> Map:
    """Lanes named as the departments are today, one for every node's lane. Problems for a lane that is no department."""
    names = {str(department.pk): department.name for department in all_departments()}
    keys = list(dict.fromkeys([*(lane.key for lane in drawing.lanes), *(n.lane for n in drawing.nodes if n.lane)]))
    strange = [
        Problem("lanes", "泳道", f"没有标识为“{key}”的部门。泳道标识应为部门编号。") for key in keys if key not in names
    ]
    if strange:
        raise Problems(strange)
    return replace(drawing, lanes=tuple(Lane(key, names[key]) for key in keys))


@transaction.atomic
def import_map(
    collaboration: Collaboration, *, content: bytes, by: Actor, now: datetime, version: int | None = None
) -> tuple[ProcessMap, list[str]]:
    """Take over a BPMN 2.0 file: the map, and remarks on what was changed. Problems when it cannot be read.

    A lane is a department by its id (our own files) or by name; what stands in other lanes has no department yet.
    """
    drawing, remarks = read_bpmn(content)
    said = [remark.message for remark in remarks]
    keys, lanes = {}, []
    known = all_departments()
    for lane in drawing.lanes:
        department = _department_of(lane, known)
        if department is None:
            count = sum(node.lane == lane.key for node in drawing.nodes)
            said.append(f"泳道“{lane.name}”不是公司的部门，其中 {count} 个节点暂无责任部门，请逐个选定。")
        else:
            lanes.append(Lane(str(department.pk), department.name))
        keys[lane.key] = str(department.pk) if department else ""
    nodes = tuple(replace(node, lane=keys.get(node.lane, "")) for node in drawing.nodes)
    drawing = replace(drawing, lanes=tuple(dict.fromkeys(lanes)), nodes=nodes)
    return save_map(collaboration, drawing=drawing, by=by, now=now, version=version), said


def _department_of(lane: Lane, known: list[Department]) -> Department | None:
    by_name = next((one for one in known if lane.name == one.name or lane.name in one.aliases), None)
    return by_name or next((one for one in known if lane.key == str(one.pk) and not lane.name), None)


def first_drawing(collaboration: Collaboration) -> Map:
    """A drawing to begin with: start, one step for what is asked of each department, end."""
    nodes, rows = [], list(collaboration.participations.select_related("department").order_by("order", "id"))
    ids = ["start", *(f"n{number}" for number in range(1, len(rows) + 1)), "end"]
    lane = str(rows[0].department_id) if rows else ""
    nodes.append(Node("start", Kind.START, "开始", lane, next=(Way(ids[1]),)))
    for number, row in enumerate(rows, 1):
        name = row.ask.strip().split("\n")[0][:40]
        nodes.append(Node(ids[number], Kind.STEP, name, str(row.department_id), next=(Way(ids[number + 1]),)))
    nodes.append(Node("end", Kind.END, "结束", lane))
    return Map(tuple(Lane(str(row.department_id), row.department.name) for row in rows), tuple(nodes))


@transaction.atomic
def publish_map(process_map: ProcessMap, *, by: Actor, now: datetime, version: int | None = None) -> ProcessMap:
    """Publish the drawing as a revision; NotNow lists what is still wrong with it."""
    collaboration = process_map.collaboration
    require_running(collaboration)
    row = ProcessMap.objects.select_for_update().get(pk=process_map.pk)
    found = findings_of_map(drawing_of(row), confirming_departments(collaboration))
    facts = FindingFacts(tuple(finding.message for finding in found if finding.is_error))
    revision = row.revision + 1
    return take_step(
        row, "publish", by=by, now=now, version=version, facts=facts, changes={"revision": revision}, revision=revision
    )


@transaction.atomic
def reopen_map(process_map: ProcessMap, *, by: Actor, now: datetime, version: int | None = None) -> ProcessMap:
    """Draw again what was published; the gate is shut until it is published anew."""
    require_running(process_map.collaboration)
    return take_step(process_map, "reopen", by=by, now=now, version=version)
