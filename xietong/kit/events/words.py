"""Events as people read them in a feed: one sentence per event class, registered by the house that announces it."""

from collections.abc import Callable, Mapping
from typing import Any

from xietong.kit.events.event import Event

Sentence = str | Callable[[Mapping[str, Any]], str]
_SENTENCES: dict[str, Sentence] = {}


def say(event_class: type[Event], sentence: Sentence) -> None:
    """`say(PlanPublished, "发布了协同计划书")`, or a function of the event's data when the words depend on it."""
    _SENTENCES[event_class.name()] = sentence


def say_all(table: Mapping[type[Event], Sentence]) -> None:
    for event_class, sentence in table.items():
        say(event_class, sentence)


def sentence(name: str, data: Mapping[str, Any]) -> str:
    """What happened, without who and when: `提交了申请表`. An event without words shows its name."""
    words = _SENTENCES.get(name)
    if words is None:
        return name
    return words if isinstance(words, str) else words(data)


def has_words(name: str) -> bool:
    return name in _SENTENCES
