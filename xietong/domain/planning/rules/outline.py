"""The WBS as an outline: numbers 1.2.3, and what indent, outdent and moving do to parents and positions."""

from collections.abc import Iterable
from dataclasses import dataclass

MAX_DEPTH = 8  # deeper nobody reads; the sort key has room for twelve
WIDTH = 4  # digits of a sort key's level: up to 9,999 siblings


@dataclass(frozen=True)
class Node:
    """A row of the outline. `position` orders siblings; equal positions keep the order of the ids."""

    id: int
    parent: int | None
    position: int


@dataclass(frozen=True)
class Numbered:
    """What follows from a node's place."""

    code: str  # 1.2.3
    sort_key: str  # 0001.0002.0003: text order is tree order
    position: int  # 0, 1, 2 … without holes
    is_leaf: bool
    depth: int


def _children(nodes: Iterable[Node]) -> dict[int | None, list[Node]]:
    by_parent: dict[int | None, list[Node]] = {}
    for node in nodes:
        by_parent.setdefault(node.parent, []).append(node)
    for siblings in by_parent.values():
        siblings.sort(key=lambda node: (node.position, node.id))
    return by_parent


def numbered(nodes: Iterable[Node]) -> dict[int, Numbered]:
    """Number every node, parents before their children. ValueError when it is deeper than MAX_DEPTH."""
    by_parent = _children(nodes)
    found: dict[int, Numbered] = {}
    stack: list[tuple[Node, int, str, str, int]] = [
        (node, place, "", "", 1) for place, node in reversed(list(enumerate(by_parent.get(None, []))))
    ]
    while stack:
        node, place, code, key, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise ValueError(f"任务最多分解到 {MAX_DEPTH} 层，请把更细的工作写进任务说明。")
        code = f"{code}.{place + 1}" if code else str(place + 1)
        key = f"{key}.{place + 1:0{WIDTH}}" if key else f"{place + 1:0{WIDTH}}"
        children = by_parent.get(node.id, [])
        found[node.id] = Numbered(code, key, place, not children, depth)
        stack += [(child, i, code, key, depth + 1) for i, child in reversed(list(enumerate(children)))]
    return found


def moved(nodes: Iterable[Node], id_: int, act: str) -> list[Node]:
    """The outline after `indent`, `outdent`, `up` or `down` of one node (with everything below it).

    ValueError with a sentence when there is nowhere to go.
    """
    by_id = {node.id: node for node in nodes}
    by_parent = _children(by_id.values())
    node = by_id[id_]
    siblings = by_parent[node.parent]
    place = siblings.index(node)
    if act == "indent":
        if place == 0:
            raise ValueError("它前面没有同级任务，不能降级。")
        above = siblings[place - 1]
        below = by_parent.get(above.id, [])
        by_id[id_] = Node(id_, above.id, (below[-1].position + 1) if below else 0)
    elif act == "outdent":
        if node.parent is None:
            raise ValueError("它已经是第一级任务，不能再升级。")
        parent = by_id[node.parent]
        uncles = by_parent[parent.parent]
        after = uncles.index(parent)
        for position, uncle in enumerate(uncles):
            by_id[uncle.id] = Node(uncle.id, uncle.parent, position if position <= after else position + 1)
        by_id[id_] = Node(id_, parent.parent, after + 1)
    elif act in ("up", "down"):
        other = place + (-1 if act == "up" else 1)
        if not 0 <= other < len(siblings):
            raise ValueError("它已经在同级任务的最前面。" if act == "up" else "它已经在同级任务的最后面。")
        order = list(siblings)
        order[place], order[other] = order[other], order[place]
        for position, sibling in enumerate(order):
            by_id[sibling.id] = Node(sibling.id, sibling.parent, position)
    else:
        raise ValueError(f"不认识的操作“{act}”。")
    return list(by_id.values())


def below(nodes: Iterable[Node], id_: int) -> set[int]:
    """The node and everything under it."""
    by_parent = _children(nodes)
    found, stack = set(), [id_]
    while stack:
        one = stack.pop()
        found.add(one)
        stack += [child.id for child in by_parent.get(one, [])]
    return found
