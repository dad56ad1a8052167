"""Who delivers what to whom in a process map: inputs that nobody produced before, outputs that nobody uses.

"Before" does not follow ways that lead back. Several producers of one artefact are fine when they stand on branches
that exclude each other (许可 or 备案 both give 合规凭证; domain.md §0, lessons).
"""

from collections.abc import Iterator, Mapping

from xietong.domain.duties.rules.finding import Finding, error, warning
from xietong.kit.swimlanes.graph import Graph
from xietong.kit.swimlanes.model import KIND_WORDS, Kind, Node


def artefact_findings(graph: Graph) -> Iterator[Finding]:
    """Findings about inputs, outputs, external inputs and deliverables."""
    drawing = graph.drawing
    makers: dict[str, list[Node]] = {}
    users: dict[str, list[Node]] = {}
    for node in drawing.nodes:
        for name in node.outputs:
            makers.setdefault(name, []).append(node)
        for name in node.inputs:
            users.setdefault(name, []).append(node)
    yield from _inputs(graph, makers)
    yield from _outputs(graph, makers, users)
    yield from _declared(graph, makers, users)


def _inputs(graph: Graph, makers: Mapping[str, list[Node]]) -> Iterator[Finding]:
    external = set(graph.drawing.external_inputs)
    sure = _surely_there(graph)
    reached = graph.reached_from(graph.starts)
    for node in graph.drawing.nodes:
        for name in dict.fromkeys(node.inputs):
            if name in external:
                continue
            others = [maker for maker in makers.get(name, []) if maker.id != node.id]
            before = [maker for maker in others if maker.id in graph.earlier.get(node.id, ())]
            if not others:
                text = f"{_said(node)}需要的输入“{name}”没有任何环节产出：请在前面的环节补上这项输出，或把它登记为外部输入。"
                yield error("input_missing", (node.id,), text, name)
            elif not before:
                text = (
                    f"{_said(node)}需要的输入“{name}”由{_names(others)}产出，但它不在{_name(node)}之前："
                    "请调整先后顺序，或改由前面的环节产出。"
                )
                yield error("input_late", (node.id, *(maker.id for maker in others)), text, name)
            elif node.id in reached and name not in sure.get(node.id, set()):
                text = (
                    f"{_said(node)}需要的输入“{name}”只在部分分支上由{_names(before)}产出，走别的分支时会没有："
                    "请在其他分支也产出，或确认那时不需要。"
                )
                yield warning("input_sometimes", (node.id,), text, name)


def _surely_there(graph: Graph) -> dict[str, set[str]]:
    """For each node what has been produced on every way to it: a join gathers, any other meeting keeps the common part."""
    after: dict[str, set[str]] = {}
    found: dict[str, set[str]] = {}
    for here in graph.order:
        node = graph.drawing.node(here)
        assert node is not None
        arriving = [after[edge.source] for edge in graph.into[here] if edge not in graph.back]
        gather = set.union if node.kind is Kind.JOIN else set.intersection
        found[here] = gather(*arriving) if arriving else set()
        after[here] = found[here] | set(node.outputs)
    return found


def _outputs(graph: Graph, makers: Mapping[str, list[Node]], users: Mapping[str, list[Node]]) -> Iterator[Finding]:
    deliverables = set(graph.drawing.deliverables)
    for name, nodes in makers.items():
        ids = {node.id for node in nodes}
        if name not in deliverables and all(user.id in ids for user in users.get(name, [])):
            text = f"{_names(nodes)}的输出“{name}”没有环节使用，也不是交付物：请列为交付物、指定使用它的环节，或删除。"
            yield error("output_unused", tuple(node.id for node in nodes), text, name)
        if name in set(graph.drawing.external_inputs):
            text = f"“{name}”既登记为外部输入，又由{_names(nodes)}产出：请只保留一种来源。"
            yield warning("output_external", tuple(node.id for node in nodes), text, name)
        together = _not_alternative(graph, nodes)
        if together:
            text = (
                f"“{name}”由{_names(list(together))}先后或同时产出：请改用不同名称（如“初稿”“定稿”），或只由一处产出。"
            )
            yield warning("output_twice", tuple(node.id for node in together), text, name)


def _not_alternative(graph: Graph, nodes: list[Node]) -> tuple[Node, ...]:
    """Two producers that can both happen in one run: one before the other, or side by side after a fork."""
    for at, one in enumerate(nodes):
        for two in nodes[at + 1 :]:
            before_one, before_two = graph.earlier.get(one.id, frozenset()), graph.earlier.get(two.id, frozenset())
            if one.id in before_two or two.id in before_one or _splits_at_fork(graph, one.id, two.id):
                return one, two
    return ()


def _splits_at_fork(graph: Graph, one: str, two: str) -> bool:
    """Whether the last common point before two nodes is a fork."""
    common = graph.earlier.get(one, frozenset()) & graph.earlier.get(two, frozenset())
    last = next((here for here in reversed(graph.order) if here in common), None)
    node = graph.drawing.node(last) if last else None
    return node is not None and node.kind is Kind.FORK


def _declared(graph: Graph, makers: Mapping[str, list[Node]], users: Mapping[str, list[Node]]) -> Iterator[Finding]:
    for name in dict.fromkeys(graph.drawing.deliverables):
        if name not in makers:
            text = f"交付物“{name}”没有任何环节产出：请在相应环节的输出中写上它，或从交付物中删除。"
            yield error("deliverable_missing", (), text, name)
    for name in dict.fromkeys(graph.drawing.external_inputs):
        if name not in users:
            text = f"外部输入“{name}”没有环节使用：请在用到它的环节写上，或从外部输入中删除。"
            yield warning("external_unused", (), text, name)


def _name(node: Node) -> str:
    return f"「{node.title}」"


def _names(nodes: list[Node]) -> str:
    return "、".join(_name(node) for node in nodes)


def _said(node: Node) -> str:
    return f"{KIND_WORDS[node.kind]}{_name(node)}"
