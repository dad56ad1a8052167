"""The answer of every value reader, and the refusal when a text has no meaning for it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Taken:
    """A stored value as paperwork keeps it; `sure` from 0 to 1; `how` in words when it is not plain reading."""

    value: Any
    sure: float = 1.0
    how: str = ""


class NotUnderstood(Exception):
    """str(error) says what is wrong and what to write instead; the reader of the form adds the place."""


# An office prints these into cells that stay empty (domain.md §1.1).
NOTHING = {"", "/", "\\", "-", "--", "—", "——", "———", "－", "一一", "n/a", "na", "nil", "空", "不适用", "不涉及"}
NONE_IN_WORDS = {"无", "没有", "暂无", "none"}
HINT = re.compile(
    r"[（(【\[]?\s*(例如|例：|例:|如：|如:|示例|样例|请填写|请输入|请选择|填写说明|必填|选填|单击|点击此处|单击此处|点击或点按)[\s\S]*"
)
BLANK_DAY = re.compile(r"[\s_＿　]*年[\s_＿　]*月[\s_＿　]*日?[\s_＿　]*")
FILLERS = re.compile(r"[\s_＿…\.。·:：（）()/\\\-—]*")


SPACES = re.compile(r"\s{2,}|[^\S\n ]")


def folded(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones, outer space removed, inner space one letter wide.

    Newlines stay newlines. No run of spaces is left on which a pattern could be made to try for ever.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    return SPACES.sub(lambda match: "\n" if "\n" in match.group() else " ", plain)


def is_nothing(text: str) -> bool:
    """Nothing was filled in: empty, a stroke, a line to write on, or the printed hint."""
    plain = folded(text).casefold()
    return plain in NOTHING or bool(
        FILLERS.fullmatch(plain) or BLANK_DAY.fullmatch(plain) or HINT.fullmatch(text.strip())
    )


def is_none_in_words(text: str) -> bool:
    """无: somebody answered that there is none."""
    return folded(text).casefold().rstrip("。.") in NONE_IN_WORDS


def short(text: str) -> str:
    """For quoting in a message."""
    line = " ".join(text.split())
    return line if len(line) <= 30 else line[:30] + "…"
