"""Events as people read them in a feed: one sentence per event class, registered by the house that announces it.

A sentence may name values of the event: `指定{liaison_id:person}为接口人`, `第{revision}版`, `退回：{why}`. Ids with
`:person` or `:department` are said by name. Registering belongs beside the events or the notices of a house.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from xietong.kit.events.event import Event

Sentence = str | Callable[[Mapping[str, Any]], str]
_SENTENCES: dict[str, Sentence] = {}
_NOUNS: dict[str, str] = {}

# The last word of an event's name, for events without a sentence of their own.
VERBS = {
    "Accepted": "接受了{}", "Acknowledged": "已阅{}", "Added": "增加了{}", "Answered": "答复了{}", "Approved": "批准了{}",
    "Asked": "请求{}", "Assigned": "分派了{}", "Blocked": "标明{}受阻", "Breached": "{}超过时限", "Called": "召集了{}",
    "Cancelled": "取消了{}", "Changed": "修改了{}", "Clarified": "澄清了{}", "Cleared": "解除了{}", "Closed": "关闭了{}",
    "Completed": "完成了{}", "Confirmed": "确认了{}", "Corrected": "更正了{}", "Delivered": "交付了{}", "Done": "办结了{}",
    "Drafted": "起草了{}", "Dropped": "撤销了{}", "Due": "{}即将到期", "Edited": "修改了{}", "Ended": "结束了{}",
    "Escalated": "{}已上报", "Extended": "延长了{}", "Failed": "{}未通过", "Finished": "完成了{}", "Given": "交办了{}",
    "Issued": "签发了{}", "Made": "建立了{}", "Missing": "没有提交{}", "Named": "指定了{}", "Objected": "对{}提出异议",
    "Opened": "开启了{}", "Overdue": "{}已超时", "Passed": "{}通过", "Promised": "承诺了{}", "Published": "发布了{}",
    "Read": "查阅了{}", "Received": "签收了{}", "Refused": "拒绝了{}", "Reopened": "重新开启了{}", "Reported": "提交了{}",
    "Requested": "提出了{}", "Resumed": "恢复了{}", "Retired": "停用了{}", "Returned": "退回了{}", "Satisfied": "确认{}已满足",
    "Saved": "保存了{}", "Scored": "评价了{}", "Sealed": "封存了{}", "Set": "设定了{}", "Signed": "签署了{}",
    "Started": "开始了{}", "Stated": "申报了{}", "Submitted": "提交了{}", "Superseded": "{}被新版取代", "Suspended": "搁置了{}",
    "Taken": "接手处理{}", "Triggered": "{}已触发", "Unblocked": "解除{}的阻塞", "Urged": "催办了{}", "Voided": "作废了{}",
    "Withdrawn": "撤回了{}", "Written": "撰写了{}",
}  # fmt: skip


@dataclass(frozen=True)
class Names:
    """Names for the ids in events; an id without a name is said as `#12`."""

    person: Mapping[int, str] = field(default_factory=dict)
    department: Mapping[int, str] = field(default_factory=dict)


NO_NAMES = Names()


def say(event_class: type[Event], sentence: Sentence) -> None:
    """`say(PlanPublished, "发布了协同计划书")`, or a function of the event's data when the words depend on it."""
    _SENTENCES[event_class.name()] = sentence


def say_all(table: Mapping[type[Event], Sentence]) -> None:
    for event_class, sentence in table.items():
        say(event_class, sentence)


def nouns(words: Mapping[str, str]) -> None:
    """`nouns({"Plan": "计划书"})`: what the first part of event names means, for events without a sentence."""
    _NOUNS.update(words)


def sentence(name: str, data: Mapping[str, Any], names: Names = NO_NAMES) -> str:
    """What happened, without who and when: `提交了申请表`. An event without words is said from its name."""
    words = _SENTENCES.get(name)
    if words is None:
        return _from_name(name)
    if not isinstance(words, str):
        return words(data)
    return _Fill(names).vformat(words, (), defaultdict(str, data)) if "{" in words else words


def _from_name(name: str) -> str:
    """`planning.PlanPublished` → 发布了计划书, as far as noun and verb are known."""
    parts = re.findall(r"[A-Z][a-z0-9]*", name.rpartition(".")[2])
    if parts and parts[-1] in VERBS:
        thing = "".join(parts[:-1])
        if thing in _NOUNS:
            return VERBS[parts[-1]].format(_NOUNS[thing])
    return _NOUNS.get("".join(parts), name)


def has_words(name: str) -> bool:
    return name in _SENTENCES or _from_name(name) != name


def named_in(events: Iterable[tuple[str, Mapping[str, Any]]]) -> tuple[set[int], set[int]]:
    """Ids of the persons and departments that the sentences of these (name, data) will say."""
    found: dict[str, set[int]] = {"person": set(), "department": set()}
    for name, data in events:
        words = _SENTENCES.get(name)
        if not isinstance(words, str):
            continue
        for _text, key, kind, _conversion in Formatter().parse(words):
            if key and kind in found and isinstance(data.get(key), int):
                found[kind].add(data[key])
    return found["person"], found["department"]


class _Fill(Formatter):
    """Fills a sentence; never fails: an old event without a value leaves its place empty."""

    def __init__(self, names: Names):
        self.names = names

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:
        return kwargs.get(key)

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            return ""
        if format_spec in ("person", "department"):
            return getattr(self.names, format_spec).get(value) or f"#{value}"
        return str(value)
