"""What a playbook file may contain, key by key (domain.md §0), and whether data has that shape.

Unknown keys are refused with their place: a Chinese text with a half-width comma in it silently becomes another key.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from xietong.domain.collaborations.states import Confidentiality, Involvement, Priority
from xietong.kit.problems import Problem

HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]")
NAME_OF_KEY = re.compile(r"[a-z][a-z0-9_]{1,58}")
SCHEMA = "xietong.playbook/1"


@dataclass(frozen=True)
class Words:
    """A text. `one_of`: only these."""

    most: int = 300
    one_of: tuple[str, ...] = ()
    empty: bool = False
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Count:
    """A whole number from low to high."""

    low: int = 0
    high: int = 1000


@dataclass(frozen=True)
class Flag:
    """true or false."""


@dataclass(frozen=True)
class Rows:
    """A list; `by` is the key that names a row in a message."""

    of: Any
    low: int = 0
    high: int = 200
    by: str = ""


@dataclass(frozen=True)
class Entry:
    """A mapping with exactly these keys; the optional ones may be missing."""

    keys: Mapping[str, Any]
    optional: frozenset[str] = field(default_factory=frozenset)


_KEY = Words(60, pattern=NAME_OF_KEY)
_ID = Words(20, pattern=re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}"))
_IDS = Rows(_ID)
_TEXTS = Rows(Words(), high=50)
_NODE_KINDS = ("start", "step", "decision", "fork", "join", "end")

_TASK = Entry(
    {
        "id": _ID,
        "code": Words(20, pattern=re.compile(r"[0-9]+(\.[0-9]+)*")),
        "phase": _ID,
        "name": Words(120),
        "department": _KEY,
        "support": Rows(_KEY),
        "owner_role": Words(120),
        "duration": Entry({"o": Count(0, 1000), "m": Count(0, 1000), "p": Count(0, 2000)}),
        "predecessors": Rows(
            Entry({"task": _ID, "type": Words(2, ("FS", "SS", "FF", "SF")), "lag": Count(-500, 500)}), high=50
        ),
        "deliverables": Rows(Words(), low=1, high=20),
        "acceptance": Rows(Words(), low=1, high=20),
        "priority": Words(2, tuple(p.label for p in Priority)),
        "milestone": Flag(),
        "sla_hours": Count(1, 10_000),
        "sla_clock": Words(10, ("natural", "working")),
        "note": Words(500),
    },
    frozenset({"milestone", "sla_hours", "sla_clock", "note"}),
)
_NODE = Entry(
    {
        "id": _ID,
        "type": Words(10, _NODE_KINDS),
        "name": Words(120),
        "department": _KEY,
        "inputs": _TEXTS,
        "outputs": _TEXTS,
        "tasks": _IDS,
        "next": Rows(_ID, high=40),
        "decider": Words(120),
        "criteria": Words(500),
        "outcomes": Rows(Entry({"label": Words(60), "next": _ID}), low=2, high=40),
        "time_limit": Words(60),
        "post": Words(60),
        "tool": Words(120),
    },
    frozenset({"inputs", "outputs", "tasks", "next", "decider", "criteria", "outcomes", "time_limit", "post", "tool"}),
)
PLAYBOOK = Entry(
    {
        "schema": Words(40, (SCHEMA,)),
        "key": _KEY,
        "version": Count(1, 100_000),
        "scenario": Words(30),
        "name": Words(120),
        "summary": Words(1000),
        "applicable_when": _TEXTS,
        "not_for": _TEXTS,
        "schedule": Entry(
            {
                "anchor": Words(10, ("start", "finish")),
                "anchor_task": _ID,
                "lead_time_workdays": Count(0, 5000),
                "typical_duration_workdays": Count(0, 5000),
            }
        ),
        "initiating_department": _KEY,
        "lead": Entry({"department": _KEY, "role": Words(200)}),
        "sponsor_role": Words(200),
        "rules": Entry(
            {
                "red_overdue_days": Count(0, 30),
                "yellow_due_in_workdays": Count(0, 30),
                "response_hours": Count(1, 240),
                "response_clock": Words(10, ("natural", "working")),
                "update_frequency": Words(10, ("daily", "weekly")),
                "weekly_meeting_minutes": Count(5, 480),
                "minutes_publish_hours": Count(1, 240),
            }
        ),
        "application_defaults": Entry(
            {
                "goal": Words(2000),
                "in_scope": Rows(Words(), low=1, high=50),
                "out_of_scope": Rows(Words(), low=1, high=50),
                "expected_outcomes": Rows(
                    Entry({"name": Words(120), "measure": Words(200), "target": Words(200)}), low=1, high=50
                ),
                "milestones": Rows(Entry({"name": Words(120), "task": _ID}), low=1, high=50),
                "priority": Words(2, tuple(p.label for p in Priority)),
                "confidentiality": Words(10, tuple(c.label for c in Confidentiality)),
            }
        ),
        "departments": Rows(
            Entry(
                {
                    "key": _KEY,
                    "name": Words(60),
                    "aliases": Rows(Words(60), high=20),
                    "involvement": Words(4, tuple(i.label for i in Involvement)),
                    "ask": Words(500),
                    "liaison_profile": Words(200),
                }
            ),
            low=2,
            high=60,
            by="name",
        ),
        "task_forces": Rows(
            Entry(
                {
                    "key": _KEY,
                    "name": Words(60),
                    "leader_department": _KEY,
                    "departments": Rows(_KEY, low=1, high=60),
                    "mandate": Words(500),
                }
            ),
            high=30,
            by="name",
        ),
        "responsibilities": Rows(
            Entry(
                {
                    "id": _ID,
                    "matter": Words(120),
                    "accountable": _KEY,
                    "responsible": Rows(_KEY, high=60),
                    "consulted": Rows(_KEY, high=60),
                    "informed": Rows(_KEY, high=60),
                    "deliverable": Words(300),
                    "boundary": Words(500),
                    "tasks": _IDS,
                }
            ),
            low=1,
            high=300,
            by="id",
        ),
        "process_map": Entry(
            {"external_inputs": _TEXTS, "deliverables": _TEXTS, "nodes": Rows(_NODE, low=3, high=300, by="id")}
        ),
        "wbs": Entry(
            {
                "phases": Rows(Entry({"id": _ID, "code": Words(20), "name": Words(120)}), low=1, high=60, by="id"),
                "tasks": Rows(_TASK, low=1, high=500, by="id"),
            }
        ),
        "risks": Rows(
            Entry(
                {
                    "id": _ID,
                    "name": Words(200),
                    "category": Words(20),
                    "department": _KEY,
                    "probability": Count(1, 5),
                    "impact": Count(1, 5),
                    "affects": _IDS,
                    "trigger": Words(500),
                    "prevention": Words(500),
                    "contingency": Words(500),
                    "buffer_workdays": Count(0, 250),
                }
            ),
            high=200,
            by="id",
        ),
        "meetings": Rows(
            Entry(
                {
                    "kind": Words(30),
                    "when": Words(200),
                    "minutes": Count(5, 480),
                    "chair": Words(120),
                    "participants": Words(200),
                    "output": Words(200),
                }
            ),
            high=30,
            by="kind",
        ),
        "metrics": Rows(Entry({"name": Words(120), "formula": Words(300)}), high=50, by="name"),
    }
)


def shape_problems(data: Any) -> list[Problem]:
    """Everything in which the data differs from the schema, in order of the file's keys."""
    if not isinstance(data, Mapping):
        return [Problem("file", "", "文件应以“schema: xietong.playbook/1”开头，写成“名称: 内容”。", "shape")]
    return list(_check(data, PLAYBOOK, "", ""))


def _check(value: Any, kind: Any, place: str, path: str) -> Iterator[Problem]:
    if isinstance(kind, Entry):
        yield from _entry(value, kind, place, path)
    elif isinstance(kind, Rows):
        yield from _rows(value, kind, place, path)
    elif isinstance(kind, Words):
        yield from _words(value, kind, place, path)
    elif isinstance(kind, Count):
        if not isinstance(value, int) or isinstance(value, bool) or not kind.low <= value <= kind.high:
            yield Problem(path, place, f"应是 {kind.low} 到 {kind.high} 的整数，读到的是 {_shown(value)}。", "number")
    elif not isinstance(value, bool):
        yield Problem(path, place, f"应写 true 或 false，读到的是 {_shown(value)}。", "flag")


def _entry(value: Any, kind: Entry, place: str, path: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield Problem(path, place, f"应是一组“名称: 内容”，读到的是 {_shown(value)}。", "shape")
        return
    for key in value:
        if key not in kind.keys:
            message = f"不认识的项目“{_shown(key)}”；可用：{'、'.join(kind.keys)}。中文里请用全角标点。"
            yield Problem(_join(path, str(key)), place, message, "unknown")
    for key, inner in kind.keys.items():
        if key in value:
            yield from _check(value[key], inner, _join(place, key, " "), _join(path, key))
        elif key not in kind.optional:
            yield Problem(_join(path, key), place, f"缺少 {key}，请补上。", "missing")


def _rows(value: Any, kind: Rows, place: str, path: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem(path, place, f"应是列表（每行以“- ”开头），读到的是 {_shown(value)}。", "shape")
        return
    if not kind.low <= len(value) <= kind.high:
        yield Problem(path, place, f"应有 {kind.low} 到 {kind.high} 项，现有 {len(value)} 项。", "count")
        return
    for number, row in enumerate(value):
        name = row.get(kind.by) if kind.by and isinstance(row, Mapping) else None
        told = f"（{name}）" if isinstance(name, str) else ""
        yield from _check(row, kind.of, f"{place} 第{number + 1}项{told}", f"{path}.{number}")


def _words(value: Any, kind: Words, place: str, path: str) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield Problem(path, place, f"应是文字，读到的是 {_shown(value)}；数字请加引号。", "text")
    elif not value.strip() and not kind.empty:
        yield Problem(path, place, "没有填写，请填写。", "missing")
    elif len(value) > kind.most:
        yield Problem(path, place, f"有 {len(value)} 个字，最多 {kind.most} 个字。", "long")
    elif kind.one_of and value not in kind.one_of:
        yield Problem(path, place, f"“{_shown(value)}”不可用；可用：{'、'.join(kind.one_of)}。", "choice")
    elif kind.pattern and not kind.pattern.fullmatch(value):
        yield Problem(
            path, place, f"“{_shown(value)}”的写法不对：只用英文字母、数字、下划线或点，以字母或数字开头。", "key"
        )
    elif any((char < " " and char not in "\n\t") or "\ud800" <= char <= "\udfff" for char in value):
        yield Problem(path, place, "含有不能显示的字符，请删去。", "characters")
    elif found := HALF_WIDTH.search(value):
        yield Problem(path, place, f"“{found[0]}”处用了半角标点，中文里请用全角标点。", "half_width")


def _join(*parts: str) -> str:
    first, last, *glue = parts
    return f"{first}{glue[0] if glue else '.'}{last}" if first else last


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
