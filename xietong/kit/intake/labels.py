"""Which line of a paper a printed label means. Offices rename, number, space and bracket their labels freely.

From sure to unsure: the label itself, a synonym, either without its bracket, with an ordinary word before or after, as
the end of a longer or shorter label, two labels in one cell, and last a likeness with a slip of the pen. A synonym that
several lines claim (期望起止 of a first and a last day) stands for all of them together.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xietong.kit.intake.values.taken import folded
from xietong.kit.paperwork.spec import Line

LONGEST = 30  # characters of a label
MOST_TEXTS = 3_000  # different texts that are compared roughly; a form has some hundred
NUMBER_BEFORE = re.compile(
    r"^(?:第[一二三四五六七八九十]+[部分章节]+|[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?:\.\d{1,2})*)[)）、.．]|[①-⑳])+"
)
MARKS = re.compile(r"[*★☆※●◆■▲#►▶【】\[\]“”\"'《》:：;；。_]")
BRACKET = re.compile(r"\(([^()]*)\)")
NEGATION = re.compile(r"^(不|非|除|未|无)|不含|不包|除外|排除")
WORD_BEFORE = re.compile(r"^(本次|本项目|本任务|本|该|拟定|拟|请填写|填写|主要|具体|详细)")
WORD_AFTER = re.compile(
    r"(及说明|和说明|说明|描述|内容|情况|概述|简述|详述|阐述|要求|信息|列表|清单|一览表|一览|明细表|明细|安排|如下|填写|名单|汇总|表|栏)+$"
)
SEVERAL = re.compile(r"[/、,，&+|\n]|及其|以及|及|和|与")
# What a form prints for signing and filing: no line of a paper, and never taken from an upload (security.md, Imports).
OFFICE = re.compile(
    r"(签字|签名|签章|盖章|公章|会签|签署|签收)|(审批|审核|审查|批准|批示|领导|负责人|部门|处理|分管|总经理|登记)意见|^意见$|意见及?签"
    r"|^(审批|审核|批准|复核|编制|核准|会签|受理|登记)(人|栏|部门)?$"
)
FILLING = {"序号", "编号", "no", "no.", "序", "#", "备注", "说明", "填写说明", "填表说明", "要求", "填写要求", "示例"}
ITEM_HEADS = {"项目", "栏目", "事项", "项", "字段", "填写项", "填报项目", "信息项", "内容项"}
VALUE_HEADS = {"内容", "填写内容", "填报内容", "填写", "具体内容", "填写栏", "值"}


@dataclass(frozen=True, slots=True)
class Label:
    """`keys` has several for a label that stands for several lines; `hint` is what stood in its bracket (万元)."""

    keys: tuple[str, ...]
    sure: float
    how: str
    hint: str = ""

    @property
    def key(self) -> str:
        return self.keys[0]


def normal(text: str) -> str:
    """Full label text: half-width, without spaces, numbers before it, colons and marks; bracketed words stay."""
    plain = re.sub(r"\s", "", folded(text)).casefold()
    plain = MARKS.sub("", plain)
    plain = NUMBER_BEFORE.sub("", plain) or plain
    return plain


def bare(text: str) -> str:
    return text.replace("(", "").replace(")", "")


def _forms(text: str) -> tuple[str, str, str]:
    """(full text, text without its brackets, what stood in them)"""
    full = normal(text)
    return full, BRACKET.sub("", full), "".join(BRACKET.findall(full))


class Labels:
    """The labels of one paper, or of one grid's columns."""

    def __init__(self, lines: Iterable[Line], extra: Mapping[str, Iterable[str]] | None = None) -> None:
        self._known: dict[str, tuple[tuple[str, ...], bool]] = {}  # text → (keys, is the printed label itself)
        self._cache: dict[str, Label | None] = {}
        self._certain: dict[str, Label | None] = {}
        lines = tuple(lines)
        for line in lines:
            self._learn(bare(normal(line.label)), line.key, itself=True)
        for line in lines:
            for synonym in (*line.synonyms, *(extra or {}).get(line.key, ())):
                self._learn(bare(normal(synonym)), line.key, itself=False)
        for line in lines:  # last, so that no shortened label displaces a full one
            short = BRACKET.sub("", normal(line.label))
            if short and short not in self._known:
                self._learn(short, line.key, itself=True)

    def _learn(self, text: str, key: str, *, itself: bool) -> None:
        keys, known_itself = self._known.get(text, ((), False))
        if not text or key in keys or (known_itself and not itself):
            return
        self._known[text] = ((*keys, key), itself)

    def match(self, text: str) -> Label | None:
        """The line or lines meant, or None. In a file with very many texts only certain labels count."""
        if len(text) > 3 * LONGEST:
            return None
        if text not in self._cache:
            self._cache[text] = self._match(text) if len(self._cache) < MOST_TEXTS else self.exact(text)
        return self._cache[text]

    def exact(self, text: str) -> Label | None:
        """Only a label that is certain: printed so, a synonym, either without its bracket, or several of them."""
        if len(text) > 3 * LONGEST:
            return None
        if text not in self._certain:
            full, short, hint = _forms(text)
            known = 0 < len(full) <= LONGEST
            self._certain[text] = (self._surely(full, short, hint) or self._several(short, hint)) if known else None
        return self._certain[text]

    def _match(self, text: str) -> Label | None:
        full, short, hint = _forms(text)
        if not full or len(full) > LONGEST:
            return None
        sure = self._surely(full, short, hint)
        if sure is not None or is_office(text) or is_filling(text):
            return sure
        return self._roughly(short, hint)

    def _surely(self, full: str, short: str, hint: str) -> Label | None:
        known = self._known_as(bare(full), hint, 0.0)
        return known or (None if NEGATION.search(hint) else self._known_as(short, hint, 0.02))

    def _known_as(self, plain: str, hint: str, less: float) -> Label | None:
        if plain not in self._known:
            return None
        keys, itself = self._known[plain]
        return Label(keys, (1.0 if itself else 0.95) - less, "标签" if itself else "标签的同义词", hint)

    def _roughly(self, short: str, hint: str) -> Label | None:
        trimmed = WORD_AFTER.sub("", WORD_BEFORE.sub("", short))
        if trimmed in self._known and not NEGATION.search(hint):
            return Label(self._known[trimmed][0], 0.88, "标签带有附加词", hint)
        if several := self._several(short, hint):
            return several
        if NEGATION.search(short) or NEGATION.search(hint):
            return None
        longer = [
            known for known in self._known if len(known) >= 4 and short.endswith(known) and len(short) - len(known) <= 6
        ]
        if longer:
            return Label(self._known[max(longer, key=len)][0], 0.8, "标签包含已知名称", hint)
        holders = {self._known[known][0] for known in self._known if len(short) >= 4 and known.endswith(short)}
        if len(holders) == 1:
            return Label(holders.pop(), 0.8, "标签是已知名称的简写", hint)
        return self._alike(short, hint)

    def _several(self, full: str, hint: str) -> Label | None:
        parts = [part for part in SEVERAL.split(full) if part]
        if not 2 <= len(parts) <= 5:
            return None
        tail = parts[-1]
        keys: list[str] = []
        for part in parts:
            known = (
                self._known.get(part) or self._known.get(part + tail[-2:]) or self._known.get(WORD_AFTER.sub("", part))
            )
            if known is None:
                return None
            keys.extend(key for key in known[0] if key not in keys)
        return Label(tuple(keys), 0.9, "一格里有几个标签", hint) if len(keys) > 1 else None

    def _alike(self, short: str, hint: str) -> Label | None:
        if len(short) < 4:
            return None
        best = difflib.get_close_matches(
            short, [known for known in self._known if len(known) == len(short)], n=2, cutoff=0.75
        )
        # Four characters with one wrong may be another word (申请日期, 开始日期): only a slip that keeps the first two counts.
        likely = [known for known in best if len(short) > 4 or known[:3] == short[:3]]
        if not likely or len({self._known[known][0] for known in likely}) > 1:
            return None
        return Label(self._known[likely[0]][0], 0.6, f"标签与“{likely[0]}”相近", hint)


def is_office(text: str) -> bool:
    """A label of signatures and opinions."""
    if len(text) > 2 * LONGEST:
        return False
    plain = normal(text)
    return len(plain) <= 20 and bool(OFFICE.search(plain))


def is_filling(text: str) -> bool:
    """A head that numbers or comments, and carries no line of the paper."""
    return len(text) <= LONGEST and bare(normal(text)) in FILLING
