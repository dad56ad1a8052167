"""What a retrospective report teaches: its rows of successes and improvements as lessons of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_TITLE = 120


@dataclass(frozen=True)
class LessonDraft:
    """kind: success, improvement or report."""

    kind: str
    title: str
    text: str
    applies_when: str = ""
    tags: tuple[str, ...] = ()


_SUCCESS = (("practice", "做法"), ("evidence", "效果证据"), ("conditions", "适用条件"), ("reach", "建议推广范围"))
_IMPROVEMENT = (
    ("problem", "问题"),
    ("root_cause", "根本原因"),
    ("measure", "改进措施"),
    ("verification", "验证方式"),
)
_REPORT = (
    ("summary", "摘要"),
    ("process", "流程有效性"),
    ("communication", "沟通协作效率"),
    ("risks", "风险应对效果"),
)


def lessons_in(title: str, answers: Mapping[str, Any]) -> list[LessonDraft]:
    """Every row that says something, and last the report as a whole. Persons and deadlines are left behind."""
    tags = tuple(str(tag) for tag in answers.get("tags") or [])
    found = [
        *_rows(answers, "successes", "success", _SUCCESS, tags),
        *_rows(answers, "improvements", "improvement", _IMPROVEMENT, tags),
    ]
    whole = _paragraphs(answers, _REPORT)
    if whole:
        found.append(LessonDraft("report", _short(f"《{title}》复盘报告"), whole, tags=tags))
    return found


def _rows(
    answers: Mapping[str, Any], key: str, kind: str, lines: tuple[tuple[str, str], ...], tags: tuple[str, ...]
) -> Iterator[LessonDraft]:
    for row in answers.get(key) or []:
        title = str(row.get(lines[0][0]) or "").strip()
        if title:
            conditions = str(row.get("conditions") or "").strip()
            yield LessonDraft(kind, _short(title), _paragraphs(row, lines), conditions, tags)


def _paragraphs(row: Mapping[str, Any], lines: tuple[tuple[str, str], ...]) -> str:
    said = [(label, str(row.get(key) or "").strip()) for key, label in lines]
    return "\n".join(f"{label}：{text}" for label, text in said if text)


def _short(text: str) -> str:
    line = text.split("\n")[0]
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"
