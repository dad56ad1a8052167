"""The five built-in playbooks for tests: their maps, their rows, and ways to spoil a map."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import xietong
from xietong.kit.swimlanes import Kind, Lane, Map, Node, Way, from_outline

FOLDER = Path(xietong.__file__).parent / "domain" / "knowledge" / "builtin"
KEYS = ("annual_budget", "customer_complaint", "large_event", "new_product_launch", "process_improvement")


@cache
def playbook(key: str) -> dict[str, Any]:
    return yaml.safe_load((FOLDER / f"{key}.yaml").read_text(encoding="utf-8"))


@cache
def playbook_map(key: str) -> Map:
    data = playbook(key)
    return from_outline(data["process_map"], [(row["key"], row["name"]) for row in data["departments"]])


def edited(drawing: Map, node_id: str, **changes: Any) -> Map:
    """The map with one node changed."""
    assert drawing.node(node_id) is not None
    return replace(drawing, nodes=tuple(replace(n, **changes) if n.id == node_id else n for n in drawing.nodes))


def without(drawing: Map, *node_ids: str) -> Map:
    """The map without these nodes; ways to them stay and lead nowhere."""
    return replace(drawing, nodes=tuple(n for n in drawing.nodes if n.id not in node_ids))


def added(drawing: Map, *nodes: Node) -> Map:
    return replace(drawing, nodes=(*drawing.nodes, *nodes))


def leading(drawing: Map, source: str, *targets: str) -> Map:
    """The map in which a node leads to exactly these targets; words on ways that stay are kept."""
    node = drawing.node(source)
    assert node is not None
    labels = {way.target: way.label for way in node.next}
    return edited(drawing, source, next=tuple(Way(target, labels.get(target, "")) for target in targets))


def small(*nodes: Node, **more: Any) -> Map:
    """A drawing in one lane."""
    return Map((Lane("a", "甲部"),), tuple(replace(node, lane=node.lane or "a") for node in nodes), **more)


def node(node_id: str, kind: str, *targets: str, **more: Any) -> Node:
    """A node named like its id, leading to `targets`; `target=label` words may follow the id after a colon."""
    ways = tuple(Way(*target.split(":")) for target in targets)
    return Node(node_id, Kind(kind), more.pop("name", node_id), next=ways, **more)
