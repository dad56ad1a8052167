"""Whether a process can always be finished: the token game over a drawing (a workflow net).

Every way is a place that holds at most one token. A step or decision takes a token from any way in and puts one on one
way out; a fork puts one on every way out; a join waits for one on every way in; an end takes it away. The drawing is
sound when from every state that can come up the empty state can be reached and no way ever gets a second token.
Steps with one way in and one way out change nothing in this game and are passed over, which keeps the states few.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from xietong.kit.swimlanes.graph import Edge, Graph
from xietong.kit.swimlanes.model import Kind, Map

MOST_STATES = 20_000

State = frozenset[int]  # the places that hold a token


class Trouble(StrEnum):
    """What can go wrong when the drawing is lived."""

    STUCK = "stuck"  # a join waits for what never comes
    DOUBLED = "doubled"  # a way gets a second token before the first has left
    ENDLESS = "endless"  # work goes on but no end can be reached any more
    EARLY_END = "early_end"  # an end is reached while other branches still run
    TOO_LARGE = "too_large"  # more states than can be looked at


@dataclass(frozen=True)
class Wait:
    """A join that waits: what has arrived from, and what is still missing from."""

    join: str
    arrived: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """One thing that can go wrong, with the nodes concerned and, when stuck, who waits for what."""

    trouble: Trouble
    nodes: tuple[str, ...]
    waits: tuple[Wait, ...] = ()


def verdicts(drawing: Map) -> list[Verdict]:
    """All that can go wrong, each once; empty when the drawing is sound or has no single start to play from."""
    graph = Graph(drawing)
    if len(graph.starts) != 1 or not graph.out[graph.starts[0]]:
        return []
    return _Game(graph).play()


@dataclass(frozen=True)
class _Place:
    first: Edge
    last: Edge


class _Game:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.kind = {node.id: node.kind for node in graph.drawing.nodes}
        self.places: list[_Place] = []
        self.into: dict[str, list[int]] = {node: [] for node in self.kind}
        self.out: dict[str, list[int]] = {node: [] for node in self.kind}
        reached = graph.reached_from(graph.starts)
        for edge in graph.edges:
            if not self._plain(edge.source):
                self._add(edge, reached)

    def _plain(self, node: str) -> bool:
        """A step that only hands on."""
        return self.kind[node] is Kind.STEP and len(self.graph.into[node]) == len(self.graph.out[node]) == 1

    def _add(self, first: Edge, reached: set[str]) -> None:
        last = first
        while self._plain(last.target):
            last = self.graph.out[last.target][0]
        number = len(self.places)
        self.places.append(_Place(first, last))
        self.out[first.source].append(number)
        # A join also waits for ways on which nothing can ever come.
        if first.source in reached or self.kind[last.target] is Kind.JOIN:
            self.into[last.target].append(number)

    def play(self) -> list[Verdict]:
        start = frozenset(self.out[self.graph.starts[0]][:1])
        seen: dict[State, set[State]] = {start: set()}
        waiting = deque([start])
        found: dict[tuple[Trouble, tuple[str, ...]], Verdict] = {}

        def say(verdict: Verdict) -> None:
            found.setdefault((verdict.trouble, verdict.nodes), verdict)

        while waiting:
            state = waiting.popleft()
            moved = False
            for node, after, doubled in self._moves(state):
                moved = True
                if doubled is not None:
                    say(self._doubled(doubled))
                    continue
                if self.kind[node] is Kind.END and after:
                    say(Verdict(Trouble.EARLY_END, (node,)))
                before = seen.setdefault(after, set())
                if not before and after != start:
                    waiting.append(after)
                before.add(state)
            if state and not moved:
                say(self._stuck(state))
            if len(seen) > MOST_STATES:
                return [*found.values(), Verdict(Trouble.TOO_LARGE, ())]
        troubles = {verdict.trouble for verdict in found.values()}
        if not troubles & {Trouble.STUCK, Trouble.DOUBLED}:
            trapped = set(seen) - _leading_to_rest(seen)
            if trapped:
                say(self._endless(trapped))
        return [verdict for verdict in found.values() if verdict.trouble is not Trouble.EARLY_END] + [
            verdict for verdict in found.values() if verdict.trouble is Trouble.EARLY_END and len(troubles) == 1
        ]

    def _moves(self, state: State) -> Iterator[tuple[str, State, int | None]]:
        """Every node that can act now, the state after it, and the place that would get a second token."""
        for node in {self.places[place].last.target for place in state}:
            held = [place for place in self.into[node] if place in state]
            if self.kind[node] is Kind.JOIN:
                if len(held) == len(self.into[node]):
                    yield from self._put(node, state - frozenset(held))
            else:
                for place in held:
                    yield from self._put(node, state - {place})

    def _put(self, node: str, rest: State) -> Iterator[tuple[str, State, int | None]]:
        ways = self.out[node]
        if self.kind[node] is Kind.END:
            yield node, rest, None
            return
        for chosen in [ways] if self.kind[node] is Kind.FORK else [[way] for way in ways]:
            double = next((way for way in chosen if way in rest), None)
            yield node, rest | frozenset(chosen), double

    def _stuck(self, state: State) -> Verdict:
        waits = []
        idle = []
        for node in sorted({self.places[place].last.target for place in state}):
            if self.kind[node] is not Kind.JOIN:
                idle.append(node)  # no way out and no end: nothing ever happens here
                continue
            arrived = tuple(self.places[place].last.source for place in self.into[node] if place in state)
            missing = tuple(self.places[place].last.source for place in self.into[node] if place not in state)
            waits.append(Wait(node, arrived, missing))
        return Verdict(Trouble.STUCK, tuple([wait.join for wait in waits] + idle), tuple(waits))

    def _doubled(self, place: int) -> Verdict:
        return Verdict(Trouble.DOUBLED, (self.places[place].first.source, self.places[place].first.target))

    def _endless(self, trapped: set[State]) -> Verdict:
        order = {node.id: no for no, node in enumerate(self.graph.drawing.nodes)}
        busy = {self.places[place].last.target for state in trapped for place in state}
        return Verdict(Trouble.ENDLESS, tuple(sorted(busy, key=order.__getitem__)))


def _leading_to_rest(seen: dict[State, set[State]]) -> set[State]:
    """The states from which everything can still be finished; `seen` holds for each state those just before it."""
    good: set[State] = set()
    waiting = deque([frozenset[int]()])
    while waiting:
        state = waiting.popleft()
        if state in seen and state not in good:
            good.add(state)
            waiting.extend(seen[state])
    return good
