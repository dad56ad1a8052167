"""Whether a process map can be lived to its end, said in words: who waits for what, and which way comes twice.

People draw a join for branches that exclude each other, and a rework arrow into one branch of a parallel block; both
never end (domain.md §0, lessons). The token game finds them, this file says it.
"""

from collections.abc import Iterator

from xietong.domain.duties.rules.finding import Finding, error, warning
from xietong.kit.swimlanes.graph import Graph
from xietong.kit.swimlanes.model import Kind, Node
from xietong.kit.swimlanes.soundness import Trouble, Verdict, Wait, verdicts


def flow_findings(graph: Graph) -> Iterator[Finding]:
    """One finding for each thing that can go wrong when the process runs."""
    for verdict in verdicts(graph.drawing):
        yield _finding(graph, verdict)


def _finding(graph: Graph, verdict: Verdict) -> Finding:
    nodes = verdict.nodes
    if verdict.trouble is Trouble.STUCK:
        told = "".join(_waiting(graph, wait) for wait in verdict.waits)
        if not told:
            told = f"流程会停在{_names(graph, nodes)}，没有下一步。请补上去路。"
        return error("stuck", nodes, told)
    if verdict.trouble is Trouble.DOUBLED:
        one, two = (_name(graph, node) for node in nodes)
        text = (
            f"{one}到{two}这条连线会在前一次还没办完时又来一次：并行的分支没有先汇合，或返工连线回到了并行段里面。"
            f"请在{two}之前加“并行汇合”，或把返工连到“并行分叉”之前。"
        )
        return error("doubled", nodes, text)
    if verdict.trouble is Trouble.ENDLESS:
        return error(
            "endless", nodes, f"流程会在{_names(graph, nodes)}之间一直循环，到不了结束。请给其中的判断加一条出口。"
        )
    if verdict.trouble is Trouble.EARLY_END:
        text = f"走到{_names(graph, nodes)}时别的并行分支可能还没做完。请先用“并行汇合”把各分支收齐，再到结束。"
        return warning("early_end", nodes, text)
    return warning("too_large", (), "流程图的并行与循环太多，无法逐一推演能否走完。请拆成几张流程图。")


def _waiting(graph: Graph, wait: Wait) -> str:
    text = f"汇合{_name(graph, wait.join)}已等到{_names(graph, wait.arrived)}，却可能永远等不到{_names(graph, wait.missing)}。"
    choice = _choice_before(graph, wait)
    if choice:
        return text + f"它们是判断「{choice.title}」的不同结果，只会走一条：请去掉这个并行汇合，直接连到下一节点。"
    return text + "请检查缺少的一路：若不是同时进行的分支，就不要汇合；若是，请从“并行分叉”连出。"


def _choice_before(graph: Graph, wait: Wait) -> Node | None:
    """The decision after which either what has arrived or what is missing is done, if their ways part there."""
    for arrived in wait.arrived:
        for missing in wait.missing:
            one = graph.earlier.get(arrived, frozenset()) | {arrived}
            two = graph.earlier.get(missing, frozenset()) | {missing}
            for here in reversed([node for node in graph.order if node in one and node in two]):
                node = graph.drawing.node(here)
                if node is not None and node.kind is Kind.FORK:
                    break
                if node is not None and node.kind is Kind.DECISION:
                    return node
    return None


def _name(graph: Graph, node_id: str) -> str:
    node = graph.drawing.node(node_id)
    return f"「{node.title if node else node_id}」"


def _names(graph: Graph, node_ids: tuple[str, ...]) -> str:
    return "、".join(_name(graph, node_id) for node_id in node_ids)
