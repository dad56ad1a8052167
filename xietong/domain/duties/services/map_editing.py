"""One shape of a drawing put in, changed or taken out, the ways around it mended. Drawings in, drawings out."""

from dataclasses import replace

from xietong.kit.swimlanes import Kind, Map, Node, Way


def next_node_id(drawing: Map) -> str:
    """n1, n2 …: the first that is free."""
    used = {node.id for node in drawing.nodes}
    return next(f"n{number}" for number in range(1, len(used) + 2) if f"n{number}" not in used)


def put_node(drawing: Map, node: Node, *, after: str = "") -> Map:
    """The node as it is now, or a new one. A new one `after` another takes its place on the way that led on from there."""
    nodes = list(drawing.nodes)
    at = next((number for number, one in enumerate(nodes) if one.id == node.id), None)
    if at is not None:
        nodes[at] = node
        return replace(drawing, nodes=tuple(nodes))
    before = next((number for number, one in enumerate(nodes) if one.id == after), None)
    if before is None:
        return replace(drawing, nodes=(*nodes, node))
    earlier = nodes[before]
    if earlier.kind in (Kind.DECISION, Kind.FORK):
        nodes[before] = replace(earlier, next=(*earlier.next, Way(node.id)))
    else:
        nodes[before] = replace(earlier, next=(Way(node.id),))
        if not node.next and node.kind is not Kind.END:
            node = replace(node, next=earlier.next)
    nodes.insert(before + 1, node)
    return replace(drawing, nodes=tuple(nodes))


def without_node(drawing: Map, node_id: str) -> Map:
    """The drawing without one node; ways that led to it lead on to where it led, when that was one place."""
    gone = drawing.node(node_id)
    if gone is None:
        return drawing
    onward = [way.target for way in gone.next if way.target != node_id]
    heir = onward[0] if len(onward) == 1 else ""
    nodes = []
    for node in drawing.nodes:
        if node.id == node_id:
            continue
        there = {way.target for way in node.next}
        ways = []
        for way in node.next:
            if way.target != node_id:
                ways.append(way)
            elif heir and heir != node.id and heir not in there:
                ways.append(Way(heir, way.label))
        nodes.append(replace(node, next=tuple(ways)))
    return replace(drawing, nodes=tuple(nodes))
