"""Lists in one cell: numbered or bulleted lines, lines, semicolons, or an enumeration with 、."""

import re

from xietong.kit.intake.values.taken import Taken, folded

NUMBERING = re.compile(
    r"\s*(?:[（(]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]|\d{1,2}\s*(?:[)）、．:：]|\.(?!\d))|[一二三四五六七八九十]{1,3}\s*[、．.]"
    r"|[①-⑳❶-❿⑴-⒇]|[•·●◆◇▪▲★☆➢➤√✓✔*]|[-–—](?=\s|[^\d\s-]))\s*"
)
# Numbers inside a line open a new point only after a stop or space, in rising order: 1. 甲 2. 乙；3. 丙
INLINE = re.compile(
    r"(?:(?<=^)|(?<=[；;。，,\s]))(?:[（(](\d{1,2})[)）]|(\d{1,2})\s*(?:[)）、．]|\.(?!\d))|([①-⑳]))\s*"
)
BRACKETS = {"（": "）", "(": ")", "“": "”", "《": "》", "【": "】", "[": "]"}


def without_numbering(line: str) -> str:
    """`2、海外版本；` → `海外版本`"""
    return NUMBERING.sub("", line, count=1).strip() if NUMBERING.match(line) else line.strip()


def read_list(text: str) -> Taken:
    """The points of a list, without their numbers and closing stops."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1:
        return Taken(_cleaned(_joined(lines)))
    line = lines[0] if lines else ""
    if len(points := _inline(line)) > 1:
        return Taken(_cleaned(points), 0.9, "按行内编号分条")
    if len(points := split_outside(line, "；;")) > 1:
        return Taken(_cleaned(points), 0.9, "按分号分条")
    points = split_outside(line, "、")
    if _is_enumeration(points):
        return Taken(_cleaned(points), 0.7, "按顿号分条，请核对")
    return Taken(_cleaned([line]))


def _joined(lines: list[str]) -> list[str]:
    """Where lines are numbered, a line without number goes on with the point above it."""
    numbered = [bool(NUMBERING.match(line)) for line in lines]
    if not (numbered[0] and sum(numbered) > 1):
        return lines
    points: list[str] = []
    for line, starts in zip(lines, numbered, strict=True):
        if starts:
            points.append(line)
        else:
            points[-1] = points[-1].rstrip() + line.strip()
    return points


def _inline(line: str) -> list[str]:
    starts: list[int] = []
    for match in INLINE.finditer(line):
        number = ord(match[3]) - ord("①") + 1 if match[3] else int(match[1] or match[2])
        if number == len(starts) + 1:
            starts.append(match.start())
    if len(starts) < 2 or line[: starts[0]].strip():
        return []
    return [line[here:there] for here, there in zip(starts, [*starts[1:], len(line)], strict=True)]


def _is_enumeration(points: list[str]) -> bool:
    """甲、乙、丙 is three points; 围堵、分析与更换 is one phrase."""
    if len(points) < 2 or any(
        len(point.strip()) < 2 or len(point) > 30 or re.search(r"[，。,]", point) for point in points
    ):
        return False
    return not re.search(r"[与和及或]|等$|以及", points[-1])


def split_outside(text: str, separators: str) -> list[str]:
    """Split at separators that do not stand inside brackets or quotation marks."""
    parts, start, closing = [], 0, []
    for at, letter in enumerate(text):
        if letter in BRACKETS:
            closing.append(BRACKETS[letter])
        elif closing and letter == closing[-1]:
            closing.pop()
        elif letter in separators and not closing:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return [part for part in parts if part.strip()]


def _cleaned(points: list[str]) -> list[str]:
    cleaned = (without_numbering(point).rstrip("；;。 ") for point in points)
    return [" ".join(point.split("\n")) for point in cleaned if point and point != "/"]


def read_names(text: str) -> list[str]:
    """People or departments named one after the other."""
    parts = re.split(
        r"[、,，;；/\n\t]|\s{1,}(?=\S)", folded(text).replace("和", "、") if len(text) > 40 else folded(text)
    )
    names = (without_numbering(part).strip(" 。") for part in parts)
    return list(dict.fromkeys(name for name in names if name))
