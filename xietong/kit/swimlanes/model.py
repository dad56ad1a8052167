"""What a process drawing says: lanes, nodes and the ways between them; read from and written to plain JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from xietong.kit.problems import Problems

MAX_NODES = 300
MAX_LANES = 60
MAX_WAYS = 40  # ways out of one node
MAX_ITEMS = 100  # inputs or outputs of one node
MAX_TEXT = 500  # characters of a name, a label, a criterion


class MapUnreadable(Problems):
    """What was read is no process drawing; the message says where and what to do. Nothing was taken over."""


class Kind(StrEnum):
    """What a node does with the token that reaches it."""

    START = "start"
    STEP = "step"
    DECISION = "decision"
    FORK = "fork"
    JOIN = "join"
    END = "end"


KIND_WORDS = {
    Kind.START: "开始",
    Kind.STEP: "环节",
    Kind.DECISION: "判断",
    Kind.FORK: "并行分叉",
    Kind.JOIN: "并行汇合",
    Kind.END: "结束",
}


class Way(NamedTuple):
    """One arrow out of a node: the id of the node it leads to, and the words on it."""

    target: str
    label: str = ""


class Lane(NamedTuple):
    """One lane: the key that nodes point to, and the name printed at its head."""

    key: str
    name: str


@dataclass(frozen=True)
class Node:
    """One shape. `lane` is a lane key, or empty while nobody has taken the step; `tasks` names work that it stands for."""

    id: str
    kind: Kind
    name: str
    lane: str = ""
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    next: tuple[Way, ...] = ()
    decider: str = ""
    criteria: str = ""
    time_limit: str = ""
    post: str = ""
    tool: str = ""
    tasks: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name, or words that still let people find the shape."""
        return self.name or f"{KIND_WORDS[self.kind]} {self.id}"


@dataclass(frozen=True)
class Map:
    """A whole drawing. It may be unfinished: ways that lead nowhere and nodes without a lane are kept."""

    lanes: tuple[Lane, ...] = ()
    nodes: tuple[Node, ...] = ()
    external_inputs: tuple[str, ...] = ()
    deliverables: tuple[str, ...] = ()

    def node(self, node_id: str) -> Node | None:
        """The node of this id, or None."""
        return next((node for node in self.nodes if node.id == node_id), None)

    def lane_name(self, key: str) -> str:
        """The printed name of a lane; the key itself when no such lane is drawn."""
        return next((lane.name for lane in self.lanes if lane.key == key), key)

    def without_empty_lanes(self) -> "Map":
        """The same drawing with only those lanes in which something stands."""
        used = {node.lane for node in self.nodes}
        kept = tuple(lane for lane in self.lanes if lane.key in used)
        return Map(kept, self.nodes, self.external_inputs, self.deliverables)


_MAP_KEYS = {"lanes", "nodes", "external_inputs", "deliverables"}
_LANE_KEYS = {"key", "name"}
_NODE_TEXTS = ("id", "name", "lane", "decider", "criteria", "time_limit", "post", "tool")
_NODE_LISTS = ("inputs", "outputs", "tasks")
_NODE_KEYS = {*_NODE_TEXTS, *_NODE_LISTS, "kind", "next"}
_WAY_KEYS = {"target", "label"}


def to_json(drawing: Map) -> dict[str, Any]:
    """Plain lists and texts, as a database column keeps them; empty optional entries are left out."""
    return {
        "lanes": [{"key": lane.key, "name": lane.name} for lane in drawing.lanes],
        "nodes": [_node_to_json(node) for node in drawing.nodes],
        "external_inputs": list(drawing.external_inputs),
        "deliverables": list(drawing.deliverables),
    }


def _node_to_json(node: Node) -> dict[str, Any]:
    data: dict[str, Any] = {"id": node.id, "kind": node.kind.value, "name": node.name, "lane": node.lane}
    for key in ("inputs", "outputs", "tasks"):
        if getattr(node, key):
            data[key] = list(getattr(node, key))
    for key in ("decider", "criteria", "time_limit", "post", "tool"):
        if getattr(node, key):
            data[key] = getattr(node, key)
    if node.next:
        data["next"] = [
            {"target": way.target, "label": way.label} if way.label else {"target": way.target} for way in node.next
        ]
    return data


def from_json(data: Any) -> Map:
    """The drawing that `to_json` wrote, or one that an editor sends. Raises MapUnreadable naming the place.

    Unknown keys are refused: a mistyped key would otherwise silently lose what somebody wrote.
    """
    top = _mapping(data, "流程图", _MAP_KEYS)
    lanes = tuple(_lane(row, f"第 {no} 条泳道") for no, row in enumerate(_rows(top, "lanes", "流程图", MAX_LANES), 1))
    nodes = tuple(_node(row, f"第 {no} 个节点") for no, row in enumerate(_rows(top, "nodes", "流程图", MAX_NODES), 1))
    _refuse_twins((lane.key for lane in lanes), "泳道标识")
    _refuse_twins((node.id for node in nodes), "节点编号")
    return Map(lanes, nodes, _texts(top, "external_inputs", "流程图"), _texts(top, "deliverables", "流程图"))


def _lane(row: Any, place: str) -> Lane:
    data = _mapping(row, place, _LANE_KEYS)
    return Lane(_text(data, "key", place, needed=True), _text(data, "name", place, needed=True))


def _node(row: Any, place: str) -> Node:
    data = _mapping(row, place, _NODE_KEYS)
    node_id = _text(data, "id", place, needed=True)
    place = f"节点 {node_id}"
    try:
        kind = Kind(str(data.get("kind")))
    except ValueError:
        words = "、".join(kind.value for kind in Kind)
        raise MapUnreadable(f"{place}的类型“{data.get('kind')}”不认识，可用：{words}。") from None
    ways = tuple(
        _way(way, f"{place}的第 {no} 条去路") for no, way in enumerate(_rows(data, "next", place, MAX_WAYS), 1)
    )
    texts = {key: _text(data, key, place) for key in _NODE_TEXTS if key != "id"}
    lists = {key: _texts(data, key, place) for key in _NODE_LISTS}
    return Node(id=node_id, kind=kind, next=ways, **texts, **lists)  # type: ignore[arg-type]


def _way(row: Any, place: str) -> Way:
    data = _mapping(row, place, _WAY_KEYS)
    return Way(_text(data, "target", place, needed=True), _text(data, "label", place))


def _mapping(value: Any, place: str, keys: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise MapUnreadable(f"{place}应是一组“名称：内容”，读到的是 {type(value).__name__}。")
    unknown = sorted(str(key) for key in value if key not in keys)
    if unknown:
        raise MapUnreadable(f"{place}中有不认识的项目：{'、'.join(unknown[:5])}；可用：{'、'.join(sorted(keys))}。")
    return value


def _rows(data: Mapping[str, Any], key: str, place: str, most: int) -> list[Any]:
    value = data.get(key) or []
    if not isinstance(value, list | tuple):
        raise MapUnreadable(f"{place}的 {key} 应是列表。")
    if len(value) > most:
        raise MapUnreadable(f"{place}的 {key} 有 {len(value)} 项，最多 {most} 项，请拆分。")
    return list(value)


def _texts(data: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
    return tuple(_checked(value, key, place) for value in _rows(data, key, place, MAX_ITEMS))


def _text(data: Mapping[str, Any], key: str, place: str, *, needed: bool = False) -> str:
    value = data.get(key)
    text = "" if value is None else _checked(value, key, place)
    if needed and not text:
        raise MapUnreadable(f"{place}缺少 {key}。")
    return text


def _checked(value: Any, key: str, place: str) -> str:
    if not isinstance(value, str):
        raise MapUnreadable(f"{place}的 {key} 应是文字，读到的是 {type(value).__name__}。")
    text = "".join(char for char in value if _writable(char)).strip()
    if len(text) > MAX_TEXT:
        raise MapUnreadable(f"{place}的 {key} 有 {len(text)} 个字，最多 {MAX_TEXT} 个字。")
    return text


def _writable(char: str) -> bool:
    """Whether XML can hold the character: no control characters, no halves of pairs."""
    return (char >= " " and not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff") or char in "\t\n"


def _refuse_twins(values: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise MapUnreadable(f"{what}“{value}”出现了两次，每个只能用一次。")
        seen.add(value)
