"""BPMN 2.0 XML as a drawing: ours exactly, foreign files as well as they can be told, with remarks on what was changed.

Hardened: at most 2 MB, no DOCTYPE, no entities, nothing fetched, and the result passes the checks of `from_json`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from xietong.kit.swimlanes.bpmn.names import LISTS, TEXTS, bpmn, ours
from xietong.kit.swimlanes.model import MAX_TEXT, Kind, Lane, Map, MapUnreadable, Node, Way, from_json, to_json

MAX_BYTES = 2 * 1024 * 1024

_STEPS = {
    "task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask",
}  # fmt: skip
_WHOLES = {
    "subProcess": "子流程",
    "transaction": "事务子流程",
    "adHocSubProcess": "临时子流程",
    "callActivity": "调用活动",
}
_EVENTS = {"intermediateThrowEvent": "中间事件", "intermediateCatchEvent": "中间事件"}
_CHOICES = {"inclusiveGateway": "包容网关", "complexGateway": "复杂网关", "eventBasedGateway": "事件网关"}


@dataclass(frozen=True)
class Remark:
    """What reading changed or left out, and at which element of the file."""

    element: str
    message: str


def read_bpmn(data: bytes) -> tuple[Map, list[Remark]]:
    """The drawing in a BPMN 2.0 file, and remarks. Raises MapUnreadable when there is none to be had."""
    root = _parse(data)
    if root.tag != bpmn("definitions"):
        raise MapUnreadable("这不是 BPMN 2.0 文件：最外层应为 definitions。请从流程工具中以“BPMN 2.0 XML”格式导出。")
    processes = root.findall(bpmn("process"))
    if not processes:
        raise MapUnreadable("文件中没有流程（process）。请确认导出的是流程图，而不是协作图或决策表。")
    reader = _Reader()
    pools = {pool.get("processRef"): pool.get("name") or "" for pool in root.iter(bpmn("participant"))}
    for process in processes:
        reader.process(process, pools.get(process.get("id"), ""), alone=len(processes) == 1)
    if any(True for _ in root.iter(bpmn("messageFlow"))):
        reader.remark("", "泳池之间的消息流没有读入，请改用连线或输入、输出表示。")
    return from_json(to_json(reader.drawing())), reader.remarks


def _parse(data: bytes) -> ET.Element:
    if len(data) > MAX_BYTES:
        raise MapUnreadable(f"文件有 {len(data) / 1024 / 1024:.1f} MB，最多 2 MB。请拆成几张流程图。")
    try:
        root: ET.Element = fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise MapUnreadable("文件中有 DOCTYPE 或实体声明，为安全起见不读取。请用流程工具重新导出。") from None
    except (ET.ParseError, ValueError, LookupError) as wrong:
        raise MapUnreadable(f"文件不是完整的 XML（{wrong}）。请重新导出后再上传。") from None
    return root


class _Reader:
    def __init__(self) -> None:
        self.lanes: list[Lane] = []
        self.nodes: dict[str, Node] = {}  # by element id
        self.external: list[str] = []
        self.deliverables: list[str] = []
        self.remarks: list[Remark] = []
        self.merges: set[str] = set()

    def remark(self, element: str, message: str) -> None:
        self.remarks.append(Remark(element, message))

    # One process ------------------------------------------------------------------------------------------------

    def process(self, process: ET.Element, pool: str, *, alone: bool) -> None:
        own = process.find(f"{bpmn('extensionElements')}/{ours('map')}")
        if own is not None:
            self.external += _texts(own, "externalInput")
            self.deliverables += _texts(own, "deliverable")
        lane_of = self._lanes(process, pool, alone=alone)
        flows = [
            flow for flow in process.findall(bpmn("sequenceFlow")) if flow.get("sourceRef") and flow.get("targetRef")
        ]
        out: dict[str, list[Way]] = {}
        into: dict[str, int] = {}
        for flow in flows:
            source, target = str(flow.get("sourceRef")), str(flow.get("targetRef"))
            out.setdefault(source, []).append(Way(target, _clean(flow.get("name"))))
            into[target] = into.get(target, 0) + 1
        objects = {
            reference.get("id", ""): _clean(reference.get("name"))
            for tag in ("dataObjectReference", "dataObject", "dataStoreReference", "dataInput", "dataOutput")
            for reference in process.iter(bpmn(tag))
        }
        fallback = next(iter(set(lane_of.values())), "") if not process.findall(bpmn("laneSet")) else ""
        for element in process:
            tag = element.tag.removeprefix(bpmn(""))
            ident = element.get("id", "")
            kind = self._kind(tag, ident, _clean(element.get("name")), len(out.get(ident, ())), into.get(ident, 0))
            if kind is None or not ident:
                continue
            node = Node(ident, kind, _clean(element.get("name")), lane_of.get(ident, lane_of.get("", fallback)))
            node = replace(node, next=tuple(out.get(ident, ())))
            self.nodes[ident] = self._details(element, node, objects)

    def _lanes(self, process: ET.Element, pool: str, *, alone: bool) -> dict[str, str]:
        """The lane key of each element id; under the empty id the lane of a pool that has no lanes of its own."""
        leaves = [lane for lane in process.iter(bpmn("lane")) if lane.find(bpmn("childLaneSet")) is None]
        if not leaves and pool:
            self.lanes.append(Lane(process.get("id") or pool, _clean(pool)))
            return {"": self.lanes[-1].key}
        found: dict[str, str] = {}
        for lane in leaves:
            own = lane.find(f"{bpmn('extensionElements')}/{ours('lane')}")
            key = (own.text if own is not None else None) or lane.get("id") or f"lane{len(self.lanes) + 1}"
            name = _clean(lane.get("name")) or key
            if not alone and pool and own is None:
                name = f"{_clean(pool)}：{name}"
            self.lanes.append(Lane(key, name))
            found |= {(reference.text or "").strip(): key for reference in lane.findall(bpmn("flowNodeRef"))}
        return found

    def _kind(self, tag: str, ident: str, name: str, outs: int, ins: int) -> Kind | None:
        called = f"“{name or ident}”"
        if tag in _STEPS:
            return Kind.STEP
        if tag in {"startEvent", "endEvent"}:
            return Kind.START if tag == "startEvent" else Kind.END
        if tag == "exclusiveGateway" or tag in _CHOICES:
            if tag in _CHOICES:
                self.remark(ident, f"{_CHOICES[tag]}{called}按“判断”读入，请核对分支条件。")
            if outs <= 1 and ins > 1:
                self.merges.add(ident)
                self.remark(ident, f"只做合并的网关{called}已省去，来路直接连到下一节点。")
            return Kind.DECISION
        if tag == "parallelGateway":
            if outs > 1 and ins > 1:
                self.remark(ident, f"并行网关{called}既汇合又分叉，已拆成两个节点。")
            return Kind.FORK if outs > 1 else Kind.JOIN
        if tag in _WHOLES or tag in _EVENTS:
            self.remark(ident, f"{_WHOLES.get(tag) or _EVENTS[tag]}{called}按一个环节读入，其内部内容没有读入。")
            return Kind.STEP
        if tag == "boundaryEvent":
            self.remark(ident, f"附着在环节上的事件{called}没有读入，请改用“判断”表示。")
        return None

    def _details(self, element: ET.Element, node: Node, objects: dict[str, str]) -> Node:
        own = element.find(f"{bpmn('extensionElements')}/{ours('node')}")
        if own is None:
            inputs = _data(element, "dataInputAssociation", "sourceRef", objects)
            outputs = _data(element, "dataOutputAssociation", "targetRef", objects)
            return replace(node, inputs=tuple(inputs), outputs=tuple(outputs))
        texts = {key: _clean(own.findtext(ours(tag))) for tag, key in TEXTS.items()}
        lists = {key: tuple(_texts(own, tag)) for tag, key in LISTS.items()}
        try:
            kind = Kind(own.get("kind", node.kind))
        except ValueError:
            kind = node.kind
        # What we wrote ourselves stays as it is, however unusual.
        self.merges.discard(node.id)
        self.remarks = [remark for remark in self.remarks if remark.element != node.id]
        ways = list(node.next)
        for loose in own.findall(ours("loose")):
            at = loose.get("at", "")
            ways.insert(
                int(at) if at.isdecimal() and len(at) < 4 else len(ways),
                Way(loose.get("target", ""), loose.get("label", "")),
            )
        lane = _clean(own.findtext(ours("lane"))) or node.lane
        return replace(node, id=own.get("id") or node.id, kind=kind, lane=lane, next=tuple(ways), **texts, **lists)  # type: ignore[arg-type]

    # The whole --------------------------------------------------------------------------------------------------

    def drawing(self) -> Map:
        """All that was read, with merging gateways taken out and ids as they were first given."""
        names = {element: node.id for element, node in self.nodes.items()}
        found = []
        for element, node in self.nodes.items():
            if element in self.merges:
                continue
            ways = tuple(Way(names.get(way.target, way.target), way.label) for way in self._ways(node, names))
            incoming = sum(way.target == element for other in self.nodes.values() for way in other.next)
            if node.kind is Kind.FORK and incoming > 1 and node.id == element:
                twin = f"{node.id}_fork"
                found += [replace(node, kind=Kind.JOIN, next=(Way(twin),)), replace(node, id=twin, name="", next=ways)]
            else:
                found.append(replace(node, next=ways))
        return Map(tuple(self.lanes), tuple(found), tuple(self.external), tuple(self.deliverables))

    def _ways(self, node: Node, names: dict[str, str]) -> Iterator[Way]:
        """The ways out of a node, past all gateways that only merge."""
        for way in node.next:
            target, seen = way.target, set[str]()
            while target in self.merges and target not in seen and self.nodes[target].next:
                seen.add(target)
                target = self.nodes[target].next[0].target
            if target not in names and node.id in names:
                self.remark(node.id, f"“{node.title}”有一条连线指向没有读入的元素，请重新连接。")
            yield Way(target, way.label)


def _texts(parent: ET.Element, tag: str) -> list[str]:
    return [text for text in (_clean(child.text) for child in parent.findall(ours(tag))) if text]


def _data(element: ET.Element, tag: str, end: str, objects: dict[str, str]) -> list[str]:
    """The names of data objects tied to an element by associations."""
    found = []
    for association in element.findall(bpmn(tag)):
        for reference in association.findall(bpmn(end)):
            name = objects.get((reference.text or "").strip(), "")
            if name and name not in found:
                found.append(name)
    return found


def _clean(text: str | None) -> str:
    return (text or "").strip()[:MAX_TEXT]
