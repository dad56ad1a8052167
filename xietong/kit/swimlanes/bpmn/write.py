"""A drawing as BPMN 2.0 XML: one pool, its lanes, tasks, gateways, flows and the diagram, so that other tools open it.

What BPMN has no place for (inputs and outputs of gateways, who decides by what) is written twice: readable in
`documentation`, exact in `extensionElements` under our namespace, so that reading it back gives the same drawing.
"""

import re
from math import sqrt
from xml.etree import ElementTree as ET

from xietong.kit.swimlanes.bpmn.names import BPMNDI, DC, DI, LISTS, PREFIXES, TEXTS, bpmn, ours
from xietong.kit.swimlanes.layout import Arrow, Box, Geometry, Shape, lay_out
from xietong.kit.swimlanes.model import Kind, Map, Node
from xietong.kit.swimlanes.shapes import SMALL_LINE
from xietong.kit.swimlanes.text import width

_ELEMENT = {
    Kind.START: "startEvent",
    Kind.STEP: "task",
    Kind.DECISION: "exclusiveGateway",
    Kind.FORK: "parallelGateway",
    Kind.JOIN: "parallelGateway",
    Kind.END: "endEvent",
}
_EVENT = 36.0  # px: the circle by which BPMN draws events
_POOL_HEAD = 30.0
_LABEL_FONT = 11.0  # px: the size in which other tools write words beside shapes

for _prefix, _uri in PREFIXES.items():
    ET.register_namespace(_prefix, _uri)


def write_bpmn(drawing: Map, *, name: str = "流程图") -> str:
    """The XML text of a drawing; `name` is the pool's."""
    return _Writer(drawing, name).text()


class _Writer:
    def __init__(self, drawing: Map, name: str) -> None:
        self.drawing = drawing
        self.name = name
        self.ids = _xml_ids("node", [node.id for node in drawing.nodes])
        self.lane_ids = _xml_ids("lane", [lane.key for lane in drawing.lanes])
        self.flow_ids: dict[tuple[str, int], str] = {}
        for node in drawing.nodes:
            for index, way in enumerate(node.next):
                if way.target in self.ids:
                    self.flow_ids[node.id, index] = f"flow_{len(self.flow_ids) + 1}"

    def text(self) -> str:
        root = ET.Element(
            bpmn("definitions"), {"id": "definitions", "targetNamespace": "urn:xietong:process", "exporter": "Xietong"}
        )
        pool = ET.SubElement(root, bpmn("collaboration"), {"id": "collaboration"})
        ET.SubElement(pool, bpmn("participant"), {"id": "pool", "name": self.name, "processRef": "process"})
        self._process(
            ET.SubElement(root, bpmn("process"), {"id": "process", "name": self.name, "isExecutable": "false"})
        )
        self._diagram(root)
        ET.indent(root)
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"

    def _process(self, process: ET.Element) -> None:
        extra = ET.SubElement(ET.SubElement(process, bpmn("extensionElements")), ours("map"))
        for tag, values in (
            ("externalInput", self.drawing.external_inputs),
            ("deliverable", self.drawing.deliverables),
        ):
            for value in values:
                ET.SubElement(extra, ours(tag)).text = value
        lanes = ET.SubElement(process, bpmn("laneSet"), {"id": "lanes"})
        for lane in self.drawing.lanes:
            element = ET.SubElement(lanes, bpmn("lane"), {"id": self.lane_ids[lane.key], "name": lane.name})
            own = ET.SubElement(ET.SubElement(element, bpmn("extensionElements")), ours("lane"))
            own.text = lane.key
            for node in self.drawing.nodes:
                if node.lane == lane.key:
                    ET.SubElement(element, bpmn("flowNodeRef")).text = self.ids[node.id]
        for node in self.drawing.nodes:
            self._node(process, node)
        for node in self.drawing.nodes:
            for index, way in enumerate(node.next):
                if flow := self.flow_ids.get((node.id, index)):
                    ends = {"sourceRef": self.ids[node.id], "targetRef": self.ids[way.target]}
                    label = {"name": way.label} if way.label else {}
                    ET.SubElement(process, bpmn("sequenceFlow"), {"id": flow} | label | ends)

    def _node(self, process: ET.Element, node: Node) -> None:
        attributes = {"id": self.ids[node.id], "name": node.name}
        if node.kind in {Kind.FORK, Kind.JOIN}:
            attributes["gatewayDirection"] = "Diverging" if node.kind is Kind.FORK else "Converging"
        element = ET.SubElement(process, bpmn(_ELEMENT[node.kind]), attributes)
        if told := _documentation(node):
            ET.SubElement(element, bpmn("documentation")).text = told
        own = ET.SubElement(
            ET.SubElement(element, bpmn("extensionElements")), ours("node"), {"id": node.id, "kind": node.kind.value}
        )
        if node.lane and node.lane not in self.lane_ids:
            ET.SubElement(own, ours("lane")).text = node.lane
        for tag, key in TEXTS.items():
            if value := getattr(node, key):
                ET.SubElement(own, ours(tag)).text = value
        for tag, key in LISTS.items():
            for value in getattr(node, key):
                ET.SubElement(own, ours(tag)).text = value
        for index, way in enumerate(node.next):
            if way.target not in self.ids:  # BPMN knows no flow that leads nowhere
                loose = {"at": str(index), "target": way.target, "label": way.label}
                ET.SubElement(own, ours("loose"), loose)
        for other in self.drawing.nodes:
            for index, way in enumerate(other.next):
                if way.target == node.id:
                    ET.SubElement(element, bpmn("incoming")).text = self.flow_ids[other.id, index]
        for index in range(len(node.next)):
            if flow := self.flow_ids.get((node.id, index)):
                ET.SubElement(element, bpmn("outgoing")).text = flow

    def _diagram(self, root: ET.Element) -> None:
        geometry = lay_out(self.drawing)
        diagram = ET.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", {"id": "diagram"})
        plane = ET.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", {"id": "plane", "bpmnElement": "collaboration"})
        self._pool(plane, geometry)
        shapes = {shape.figure.node.id: shape for shape in geometry.shapes}
        for shape in geometry.shapes:
            self._shape(plane, shape)
        for arrow in geometry.arrows:
            self._edge(plane, arrow, shapes)

    def _pool(self, plane: ET.Element, geometry: Geometry) -> None:
        boxes = [band.box for band in geometry.bands] or [Box(0, 0, geometry.width, geometry.height)]
        first = boxes[0]
        tall = sum(box.height for box in boxes)
        pool = _di_shape(plane, "pool", Box(first.x - _POOL_HEAD, first.y, first.width + _POOL_HEAD, tall))
        pool.set("isHorizontal", "true")
        for band in geometry.bands:
            if band.key in self.lane_ids:
                _di_shape(plane, self.lane_ids[band.key], band.box).set("isHorizontal", "true")

    def _shape(self, plane: ET.Element, shape: Shape) -> None:
        node = shape.figure.node
        x, y = shape.box.middle
        if node.kind in {Kind.START, Kind.END}:
            element = _di_shape(plane, self.ids[node.id], Box(x - _EVENT / 2, y - _EVENT / 2, _EVENT, _EVENT))
            _di_label(element, Box(x - shape.box.width / 2, y + _EVENT / 2 + 2, shape.box.width, float(SMALL_LINE)))
            return
        element = _di_shape(plane, self.ids[node.id], shape.box)
        if node.kind is Kind.DECISION:
            element.set("isMarkerVisible", "false")
            wide = max(width(line) for line in shape.figure.lines) * _LABEL_FONT + 8
            tall = len(shape.figure.lines) * _LABEL_FONT * 1.25
            _di_label(element, Box(x - wide / 2, y - tall / 2, wide, tall))
        elif shape.figure.label:
            tall = len(shape.figure.label) * float(SMALL_LINE)
            _di_label(element, Box(x - 40, shape.box.y + shape.box.height + 4, 80.0, tall))

    def _edge(self, plane: ET.Element, arrow: Arrow, shapes: dict[str, Shape]) -> None:
        flow = self.flow_ids[arrow.edge.source, arrow.edge.number]
        edge = ET.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", {"id": f"{flow}_di", "bpmnElement": flow})
        points = list(arrow.points)
        points[0] = _at_event(shapes[arrow.edge.source], points[0])
        points[-1] = _at_event(shapes[arrow.edge.target], points[-1])
        for x, y in points:
            ET.SubElement(edge, f"{{{DI}}}waypoint", {"x": _px(x), "y": _px(y)})
        if arrow.words:
            _di_label(edge, arrow.words.box)


def _documentation(node: Node) -> str:
    parts = [
        ("输入", "、".join(node.inputs)),
        ("输出", "、".join(node.outputs)),
        ("决策人", node.decider),
        ("判断条件", node.criteria),
        ("时限", node.time_limit),
        ("岗位", node.post),
        ("工具或表单", node.tool),
    ]
    return "\n".join(f"{word}：{value}" for word, value in parts if value)


def _at_event(shape: Shape, point: tuple[float, float]) -> tuple[float, float]:
    """Where an arrow meets the circle that BPMN draws in place of our rounded box."""
    if shape.figure.node.kind not in {Kind.START, Kind.END}:
        return point
    x, y = shape.box.middle
    radius = _EVENT / 2
    if abs(point[0] - x) >= abs(point[1] - y):
        far = sqrt(max(radius**2 - (point[1] - y) ** 2, 0))
        return (x + far if point[0] > x else x - far), point[1]
    far = sqrt(max(radius**2 - (point[0] - x) ** 2, 0))
    return point[0], (y + far if point[1] > y else y - far)


def _di_shape(plane: ET.Element, element: str, box: Box) -> ET.Element:
    shape = ET.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", {"id": f"{element}_di", "bpmnElement": element})
    _bounds(shape, box)
    return shape


def _di_label(shape: ET.Element, box: Box) -> None:
    _bounds(ET.SubElement(shape, f"{{{BPMNDI}}}BPMNLabel"), box)


def _bounds(element: ET.Element, box: Box) -> None:
    sizes = {"x": _px(box.x), "y": _px(box.y), "width": _px(box.width), "height": _px(box.height)}
    ET.SubElement(element, f"{{{DC}}}Bounds", sizes)


def _px(value: float) -> str:
    return f"{round(value * 2) / 2:g}"


def _xml_ids(prefix: str, keys: list[str]) -> dict[str, str]:
    """Ids as XML allows them, one for each key, kept readable."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for number, key in enumerate(keys, 1):
        wish = f"{prefix}_{re.sub(r'[^A-Za-z0-9_-]', '', key) or number}"
        while wish in used:
            wish += f"_{number}"
        used.add(wish)
        found[key] = wish
    return found
