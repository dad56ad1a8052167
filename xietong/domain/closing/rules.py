"""Whether, at the end: self-checks that may be handed in, verdicts, reports without empty words, names of archives.

Facts in, sentences or values out. Sources: domain.md §2.6, §2.9, §4.4, §6 N17 N18 N23.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

SIGN_DAYS = 2  # working days for the heads, and again for the lead
RETROSPECTIVE_DAYS = (
    10  # working days after the acceptance in which the report is expected (domain.md §4.4: 4.3 and 4.4)
)
LEFTOVER_NEAR_DAYS = 3

# domain.md §2.9: measures that nobody can check; 8D forms prohibit them in so many words
EMPTY_WORDS = (
    "加强", "强化", "重视", "提高认识", "提高意识", "提升意识", "增强意识", "高度关注", "引起注意", "注意", "进一步", "尽量", "尽快", "努力",
    "严格要求", "认真", "争取", "完善管理", "规范管理", "做好沟通", "多沟通", "加大力度",
)  # fmt: skip
# A measure that names a number, a document or a thing that can be looked at is not empty, whatever words it uses.
CONCRETE = re.compile(
    r"\d|[一二两三四五六七八九十]+[次份项天周名人个条]|《[^》]+》|清单|模板|检查表|流程图|系统|台账|每[日天周月季]"
)

# 达成率 turns round where less is better; 不低于 and 不少于 mean the opposite of 低于 and 少于
LESS = re.compile(r"≤|<|＜|不超过|不高于|不多于|不大于|至多|以内|[天日时分月周]内|(?<!不)(?:低于|少于|小于)")

DATED = re.compile(r"\d+\s*月\s*\d+\s*[日号]|\d{4}\s*年|\d{4}-\d{1,2}|\d{1,2}月(?:底|初|前|末)")

UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
SPACES = re.compile(r"\s+")
RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
NAME_BYTES = 180  # of the title in UTF-8: with date and suffix below the 255 of every file system


@dataclass(frozen=True)
class CheckFacts:
    """What is still open, in sentences."""

    open: tuple[str, ...] = ()


def complete(facts: CheckFacts) -> str | None:
    if facts.open:
        more = f"；等共 {len(facts.open)} 项" if len(facts.open) > 6 else ""
        return "还不能提交：" + "；".join(facts.open[:6]) + more + "。"
    return None


def self_check_gaps(items: Sequence[Mapping[str, Any]], *, summary: str, files: int) -> tuple[str, ...]:
    """Every criterion answered, a remark where it is not met, and some evidence: a file, or a remark or link."""
    gaps = []
    for number, item in enumerate(items, start=1):
        if item.get("meets") is None:
            gaps.append(f"第 {number} 条标准（{str(item['criterion'])[:30]}）尚未作答")
        elif item["meets"] is False and not str(item.get("remark", "")).strip():
            gaps.append(f"第 {number} 条标准（{str(item['criterion'])[:30]}）不符合，请写明说明")
    if not files and not summary.strip():
        gaps.append("没有证据：请上传交付物，或在说明中写明交付物的链接或存放处")
    return tuple(gaps)


def conclusion(verdicts: Iterable[str]) -> str:
    """The worst verdict decides: one failure fails the whole, one to be mended makes it conditional."""
    given = set(verdicts)
    return next((verdict for verdict in ("fail", "mend") if verdict in given), "pass")


def achieved(target: str, actual: str) -> int | None:
    """达成率 in percent: measured against aimed at. None when one of them names no number.

    `≤3天`, `不超过`, `以内`, `低于` turn it round: less is better. Ranges take their first number.
    """
    if DATED.search(target) or DATED.search(actual):
        return None  # the difference of two days is no rate
    (aimed, unit), (measured, other_unit) = _number(target), _number(actual)
    if aimed is None or measured is None or (unit and other_unit and unit != other_unit):
        return None
    less_is_better = bool(LESS.search(target))
    above, below = (aimed, measured) if less_is_better else (measured, aimed)
    if below == 0:
        return 100 if above >= 0 else 0
    return int((above * 100 / below).to_integral_value(ROUND_HALF_UP))


def _number(text: str) -> tuple[Decimal | None, str]:
    """The first number with 万 and 亿 multiplied out, and the first character of its unit."""
    text = text.replace(",", "").replace("，", "")
    found = re.search(r"(-?\d+(?:\.\d+)?)\s*([万亿]?)\s*([^\d\s]?)", text)
    if not found:
        return None, ""
    value = Decimal(found[1]) * {"万": 10_000, "亿": 100_000_000}.get(found[2], 1)
    return value, found[3]


def average(scores: Sequence[int]) -> str:
    """With one place, as a decimal string: floats have no single spelling in signed content."""
    if not scores:
        return ""
    return str((Decimal(sum(scores)) / len(scores)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def spread(scores: Sequence[int]) -> str:
    """The standard deviation with one place: how far opinions lie apart."""
    if not scores:
        return ""
    mean = Decimal(sum(scores)) / len(scores)
    variance = sum(((score - mean) ** 2 for score in scores), Decimal(0)) / len(scores)
    return str(variance.sqrt().quantize(Decimal("0.1"), ROUND_HALF_UP))


def median(values: Sequence[Decimal]) -> str:
    """With one place; "" when there is nothing."""
    if not values:
        return ""
    ordered = sorted(values)
    middle = len(ordered) // 2
    value = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return str(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def empty_words(measure: str) -> list[str]:
    """Words of this measure that say nothing; empty when it can be checked."""
    if CONCRETE.search(measure):
        return []
    return [word for word in EMPTY_WORDS if word in measure]


def report_gaps(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """What keeps a report from review: summary, at least one success and one improvement, checkable measures."""
    gaps = []
    if not str(answers.get("summary") or "").strip():
        gaps.append("没有写摘要")
    if not answers.get("successes"):
        gaps.append("成功经验至少写一条")
    improvements = answers.get("improvements") or []
    if not improvements:
        gaps.append("改进点至少写一条")
    for number, row in enumerate(improvements, start=1):
        missing = [
            label
            for key, label in (("owner", "责任人"), ("due_on", "期限"), ("verification", "验证方式"))
            if not row.get(key)
        ]
        if missing:
            gaps.append(f"改进点第 {number} 行缺{'、'.join(missing)}")
        if words := empty_words(str(row.get("measure") or "")):
            said = "、".join(f"“{word}”" for word in words)
            gaps.append(f"改进点第 {number} 行的措施含{said}而无法检查，请写明做什么、做到什么程度")
    return tuple(gaps)


def archive_name(title: str, day: date, taken: Collection[str] = ()) -> str:
    """项目名称-日期 (domain.md §9.8): unsafe characters become _, a name that is taken gets -2, -3 …"""
    name = SPACES.sub(" ", UNSAFE.sub("_", title)).strip().strip(".").strip() or "协同项目"
    if name.upper() in RESERVED:
        name = f"_{name}"
    while len(name.encode()) > NAME_BYTES:
        name = name[:-1]
    name = f"{name.rstrip()}-{day:%Y%m%d}"
    number, free = 1, name
    while free.casefold() in {other.casefold() for other in taken}:
        number += 1
        free = f"{name}-{number}"
    return free
