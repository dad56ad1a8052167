"""The ways of a drawing as a graph: which arrows lead back, what comes before what, what can be reached."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from xietong.kit.swimlanes.model import Kind, Map


class Edge(NamedTuple):
    """One way of the drawing: from where to where, and the how-manieth way out of its source it is."""

    source: str
    target: str
    number: int


@dataclass(frozen=True)
class Graph:
    """A drawing's nodes and the ways that lead to nodes that exist."""

    drawing: Map

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """All ways, in drawing order; those that lead nowhere are left out."""
        known = {node.id for node in self.drawing.nodes}
        return tuple(
            Edge(node.id, way.target, index)
            for node in self.drawing.nodes
            for index, way in enumerate(node.next)
            if way.target in known
        )

    @cached_property
    def out(self) -> Mapping[str, list[Edge]]:
        """The ways out of each node."""
        found: dict[str, list[Edge]] = {node.id: [] for node in self.drawing.nodes}
        for edge in self.edges:
            found[edge.source].append(edge)
        return found

    @cached_property
    def into(self) -> Mapping[str, list[Edge]]:
        """The ways into each node."""
        found: dict[str, list[Edge]] = {node.id: [] for node in self.drawing.nodes}
        for edge in self.edges:
            found[edge.target].append(edge)
        return found

    @cached_property
    def starts(self) -> list[str]:
        """The ids of the start nodes."""
        return [node.id for node in self.drawing.nodes if node.kind is Kind.START]

    @cached_property
    def back(self) -> frozenset[Edge]:
        """The ways that close a loop: they lead to a node that is still open in a depth-first walk.

        In a drawing whose loops are entered in one place only, this set does not depend on the order of the walk.
        """
        found: set[Edge] = set()
        closed: set[str] = set()
        open_nodes: set[str] = set()
        for root in [*self.starts, *(n.id for n in self.drawing.nodes if not self.into[n.id]), *self.out]:
            if root in closed:
                continue
            stack = [(root, iter(self.out[root]))]
            open_nodes.add(root)
            while stack:
                here, ways = stack[-1]
                edge = next(ways, None)
                if edge is None:
                    stack.pop()
                    open_nodes.discard(here)
                    closed.add(here)
                elif edge.target in open_nodes:
                    found.add(edge)
                elif edge.target not in closed:
                    open_nodes.add(edge.target)
                    stack.append((edge.target, iter(self.out[edge.target])))
        return frozenset(found)

    @cached_property
    def order(self) -> list[str]:
        """All ids so that every way that does not lead back goes from earlier to later."""
        waiting = {node: sum(edge not in self.back for edge in ways) for node, ways in self.into.items()}
        ready = deque(node for node, count in waiting.items() if not count)
        done = []
        while ready:
            here = ready.popleft()
            done.append(here)
            for edge in self.out[here]:
                if edge in self.back:
                    continue
                waiting[edge.target] -= 1
                if not waiting[edge.target]:
                    ready.append(edge.target)
        return done

    def reached_from(self, roots: Iterable[str]) -> set[str]:
        """Everything that can be reached from these nodes, themselves included."""
        return _walk(roots, {node: [edge.target for edge in ways] for node, ways in self.out.items()})

    def leading_to(self, goals: Iterable[str]) -> set[str]:
        """Everything from which one of these nodes can be reached, themselves included."""
        return _walk(goals, {node: [edge.source for edge in ways] for node, ways in self.into.items()})

    @cached_property
    def earlier(self) -> Mapping[str, frozenset[str]]:
        """For each node all that lies before it; loops are not followed backwards."""
        found: dict[str, frozenset[str]] = {}
        for here in self.order:
            before = [edge.source for edge in self.into[here] if edge not in self.back]
            found[here] = frozenset(before).union(*(found[node] for node in before))
        return found


def _walk(roots: Iterable[str], ways: Mapping[str, list[str]]) -> set[str]:
    seen = set(roots)
    waiting = deque(seen)
    while waiting:
        for target in ways[waiting.popleft()]:
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen
