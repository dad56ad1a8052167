"""Whether a process map is good enough to be published (product L6): everything that is wrong with it, and how to mend it.

Checked in this order: the nodes by themselves, the ways between them, who delivers what to whom, and last whether the
process can be lived (token game). Ways that lead back are ignored where "earlier" is asked, otherwise every rework
loop would be wrongly accepted or wrongly refused (domain.md §0, lessons).
"""

from collections import Counter
from collections.abc import Iterator

from xietong.domain.duties.rules.artefacts import artefact_findings
from xietong.domain.duties.rules.finding import Finding, error, warning
from xietong.domain.duties.rules.flow import flow_findings
from xietong.kit.swimlanes.graph import Graph
from xietong.kit.swimlanes.model import KIND_WORDS, Kind, Map, Node


def process_findings(drawing: Map) -> list[Finding]:
    """All findings about a process map, errors first, otherwise in drawing order."""
    if not drawing.nodes:
        return [error("empty", (), "流程图还没有内容：请从“开始”画起，或选用标准方案。")]
    graph = Graph(drawing)
    found = [*_whole(drawing), *_nodes(drawing), *_ways(graph), *artefact_findings(graph), *flow_findings(graph)]
    place = {node.id: no for no, node in enumerate(drawing.nodes)}
    return sorted(found, key=lambda one: (not one.is_error, place.get(one.nodes[0], -1) if one.nodes else -1))


def _whole(drawing: Map) -> Iterator[Finding]:
    starts = tuple(node.id for node in drawing.nodes if node.kind is Kind.START)
    if not starts:
        yield error("no_start", (), "流程图没有“开始”：请画一个开始，并连到第一个环节。")
    if len(starts) > 1:
        yield error("many_starts", starts, f"流程图有 {len(starts)} 个“开始”：只保留一个，其余改为环节或外部输入。")
    if not any(node.kind is Kind.END for node in drawing.nodes):
        yield error("no_end", (), "流程图没有“结束”：请画一个结束，并把最后的环节连过去。")
    used = {node.lane for node in drawing.nodes}
    for lane in drawing.lanes:
        if lane.key not in used:
            yield warning(
                "empty_lane", (), f"泳道“{lane.name}”里没有任何环节：请补上它的环节，或删除这条泳道。", lane.key
            )


def _nodes(drawing: Map) -> Iterator[Finding]:
    lanes = {lane.key for lane in drawing.lanes}
    for node in drawing.nodes:
        working = node.kind in {Kind.STEP, Kind.DECISION}
        if node.lane not in lanes:
            say = error if working else warning
            yield say("no_lane", (node.id,), f"{_said(node)}没有责任部门：请把它拖到负责部门的泳道里。")
        if not node.name and working:
            yield error("no_name", (node.id,), f"{KIND_WORDS[node.kind]} {node.id} 没有名称：请写明做什么。")
        if node.kind is Kind.DECISION:
            yield from _decision(node)
        if node.kind is Kind.STEP and not node.outputs:
            yield warning("no_output", (node.id,), f"{_said(node)}没有写输出：请写明做完后交出什么。")
        if node.kind is Kind.STEP and not node.inputs:
            yield warning("no_input", (node.id,), f"{_said(node)}没有写输入：请写明凭什么开始。")
    named = Counter(node.name for node in drawing.nodes if node.kind is Kind.STEP and node.name)
    for name, count in named.items():
        if count > 1:
            twins = tuple(node.id for node in drawing.nodes if node.name == name and node.kind is Kind.STEP)
            yield warning("same_name", twins, f"有 {count} 个环节都叫“{name}”：请改名，让人分得清。")


def _decision(node: Node) -> Iterator[Finding]:
    if len(node.next) < 2:
        yield error(
            "few_outcomes",
            (node.id,),
            f"判断{_name(node)}只有 {len(node.next)} 个结果：请至少画出两条分支，或改为普通环节。",
        )
    blank = sum(not way.label for way in node.next)
    if blank:
        yield error(
            "unnamed_outcome", (node.id,), f"判断{_name(node)}有 {blank} 条分支没有名称：请写明，如“通过”“退回”。"
        )
    labels = Counter(way.label for way in node.next if way.label)
    for label, count in labels.items():
        if count > 1:
            yield error(
                "same_outcome", (node.id,), f"判断{_name(node)}有 {count} 条分支都叫“{label}”：请区分名称。", label
            )
    if not node.decider:
        yield error("no_decider", (node.id,), f"判断{_name(node)}没有决策人：请写明由谁决定。")
    if not node.criteria:
        yield error("no_criteria", (node.id,), f"判断{_name(node)}没有判断条件：请写明依据什么决定。")


def _ways(graph: Graph) -> Iterator[Finding]:
    drawing = graph.drawing
    known = {node.id for node in drawing.nodes}
    for node in drawing.nodes:
        for way in node.next:
            if way.target not in known:
                text = f"{_said(node)}连到了不存在的节点“{way.target}”：请重新连线，或删除这条连线。"
                yield error("loose_way", (node.id,), text, way.target)
        for target, count in Counter(way.target for way in node.next).items():
            other = drawing.node(target)
            if count > 1 and other:
                text = f"{_said(node)}到{_name(other)}画了 {count} 条连线：请只留一条。"
                yield (warning if node.kind is Kind.DECISION else error)("double_way", (node.id, target), text)
        if any(way.target == node.id for way in node.next):
            yield error("self_way", (node.id,), f"{_said(node)}连回了自己：返工请通过一个“判断”退回。")
        yield from _branching(graph, node)
    yield from _reach(graph)


def _branching(graph: Graph, node: Node) -> Iterator[Finding]:
    outs, ins = len(graph.out[node.id]), len(graph.into[node.id])
    if node.kind is Kind.END and outs:
        yield error("way_after_end", (node.id,), f"{_said(node)}之后还有连线：请把结束移到最后，或删除这条连线。")
    if node.kind is Kind.START and ins:
        yield error("way_to_start", (node.id,), f"有连线回到{_said(node)}：请改为退回到第一个环节。")
    if node.kind in {Kind.START, Kind.STEP, Kind.JOIN} and outs > 1:
        text = f"{_said(node)}有 {outs} 条去路，看不出是选一条还是同时做：请先接一个“判断”（选一条）或“并行分叉”（同时做）。"
        yield error("branching", (node.id,), text)
    if node.kind not in {Kind.END, Kind.DECISION} and not node.next:
        yield error("dead_end", (node.id,), f"{_said(node)}之后没有去路：请连到下一个节点，或连到“结束”。")
    if node.kind is Kind.FORK and outs == 1:
        yield error("single_fork", (node.id,), f"{_said(node)}只有一条去路：请补上同时进行的另一条，或去掉这个分叉。")
    if node.kind is Kind.JOIN and ins == 1:
        yield warning(
            "single_join", (node.id,), f"{_said(node)}只有一条来路：没有什么可汇合，请补上另一条，或去掉这个汇合。"
        )


def _reach(graph: Graph) -> Iterator[Finding]:
    drawing = graph.drawing
    ends = [node.id for node in drawing.nodes if node.kind is Kind.END]
    reached = graph.reached_from(graph.starts) if graph.starts else set(graph.out)
    finishing = graph.leading_to(ends) if ends else set(graph.out)
    for node in drawing.nodes:
        if node.id not in reached:
            hint = "没有任何连线指向它" if not graph.into[node.id] else "指向它的节点自己也走不到"
            yield error("unreachable", (node.id,), f"从开始走不到{_said(node)}：{hint}，请从前一个环节连过来。")
        elif node.id not in finishing and node.next:
            yield error("no_way_to_end", (node.id,), f"从{_said(node)}走不到任何“结束”：请补上通往结束的连线。")


def _name(node: Node) -> str:
    return f"「{node.title}」"


def _said(node: Node) -> str:
    return f"{KIND_WORDS[node.kind]}{_name(node)}"
