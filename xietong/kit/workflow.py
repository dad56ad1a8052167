"""State tables: which verb leads from which state to which, and what it announces. No Django."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class State(StrEnum):
    """A value and the word people see: `DRAFT = "draft", "草稿"`. Also used for plain choices."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        state = str.__new__(cls, value)
        state._value_ = value
        state.label = label or value
        return state

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(state.value, state.label) for state in cls]

    @classmethod
    def called(cls, word: str) -> Self | None:
        """The member with this value or label, or None: how words on paper become values."""
        return next((state for state in cls if word in (state.value, state.label)), None)


class NotNow(Exception):
    """The verb is not in the table for this state, or its rule said why not. Shown to people; HTTP 409."""

    def __init__(self, message: str, *, state: State | None = None, who: Iterable[str] = ()):
        super().__init__(message)
        self.message = message
        self.state = state
        self.who = tuple(who)


@dataclass(frozen=True)
class Step:
    """One row of a state table."""

    verb: str
    says: str  # the verb as people read it on the button
    from_: State | tuple[State, ...]
    to: State
    announces: type
    guard: Callable[[Any], str | None] | None = None  # a rule: why not, or None

    @property
    def sources(self) -> tuple[State, ...]:
        return self.from_ if isinstance(self.from_, tuple) else (self.from_,)


class StateTable:
    """A life as a table. Checks itself when it is built, so a wrong table never starts."""

    def __init__(self, states: type[State], start: State, steps: Iterable[Step]):
        self.states, self.start, self.steps = states, start, tuple(steps)
        self._by_move = {(s, step.verb): step for step in self.steps for s in step.sources}
        if len(self._by_move) != sum(len(step.sources) for step in self.steps):
            raise ValueError(f"{states.__name__}: a verb is given twice from one state")
        unreachable = set(states) - {start} - {step.to for step in self.steps}
        if unreachable:
            raise ValueError(f"{states.__name__}: no way into {sorted(unreachable)}")

    def verbs(self, state: State) -> list[str]:
        return [step.verb for step in self.steps if state in step.sources]

    def says(self, verb: str) -> str:
        return next(step.says for step in self.steps if step.verb == verb)

    def step(self, state: State, verb: str, facts: object = None) -> Step:
        """The row for this move. Raises NotNow with a sentence for the user."""
        step = self._by_move.get((state, verb))
        if step is None:
            sources = [s.label for row in self.steps if row.verb == verb for s in row.sources]
            when = "、".join(f"「{label}」" for label in sources)
            raise NotNow(f"当前状态为「{state.label}」，不能{self.says(verb)}；只有在{when}状态下才可以。", state=state)
        if step.guard and (reason := step.guard(facts)):
            raise NotNow(reason, state=state)
        return step
