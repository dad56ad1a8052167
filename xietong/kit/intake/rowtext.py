"""Rows of a grid that somebody wrote as text: `市场部：总体策划；研发部：…` or one row a line."""

import re

from xietong.kit.intake.labels import Labels
from xietong.kit.intake.prose import split_labels
from xietong.kit.intake.values.days import find_days
from xietong.kit.intake.values.lists import read_list, read_names, split_outside, without_numbering
from xietong.kit.intake.values.taken import folded
from xietong.kit.paperwork.spec import Day, DepartmentPick, Grid, Line, PersonPick

AROUND_DAY = " \t\n(（,，:：；;-—|"
AFTER_DAY = re.compile(r"^[\s)）,，:：；;\-—|]*(?:前|之前|以前|完成)?[\s)）,，:：；;|]*")
CHARGED = r"负责|承担"  # between a department and what it does
COMPARED = re.compile(r"(?<=\S)\s*((?:≥|≤|>=|<=|＞|＜|>|<|=|不低于|不高于|不少于|不超过|不小于|不大于|达到|达).+)$")


def rows_of_text(text: str, grid: Grid, columns: Labels) -> list[dict[str, str]]:
    """Column key → text of each row; what finds no column of its own is joined to the last one."""
    asked = [column for column in grid.columns if not column.computed]
    if _names_only(text, asked):
        return [{asked[0].key: name} for name in read_names(text)]
    rows = []
    for line in _lines(text, names=isinstance(asked[0], (DepartmentPick, PersonPick))):
        rows.append(_row(line, asked, columns))
    return [row for row in rows if row]


def _names_only(text: str, columns: list[Line]) -> bool:
    """市场部、研发部、生产部: a list of names without anything said of them."""
    if not isinstance(columns[0], (DepartmentPick, PersonPick)) or re.search(r"[:：（(—]|\s-\s|" + CHARGED, text):
        return False
    return all(len(name) <= 12 for name in read_names(text))


def _lines(text: str, *, names: bool) -> list[str]:
    lines = read_list(text).value
    if len(lines) == 1 or "\n" not in text:
        found = split_outside(text, "；;\n")
        if len(found) > len(lines):
            lines = found
    if names and len(lines) == 1 and not re.search(r"[:：]", text):
        # 市场部（物料）、财务部（预算） or 市场部负责物料，财务部负责预算
        for separators, sign in (("、", r"[（(]"), ("，,。", CHARGED), ("、", CHARGED)):
            parts = split_outside(lines[0], separators)
            if len(parts) > 1 and all(re.search(sign, part) for part in parts):
                lines = parts
                break
    return [without_numbering(line).rstrip("；;。") for line in lines]


def _row(line: str, asked: list[Line], columns: Labels) -> dict[str, str]:
    before, parts = split_labels(line, columns)
    if len(parts) > 1 or (parts and before):
        row = {label.key: value for label, value in parts if value}
        if before and asked[0].key not in row:
            row[asked[0].key] = before.rstrip("：: ，,")
        return row
    row = {}
    days = [column for column in asked if isinstance(column, Day)]
    rest = line
    if days and (found := find_days(line)):
        rest, day = _without_day(line, found[0].text)
        if day:
            row[days[0].key] = day
    texts = [column for column in asked if not isinstance(column, Day)]
    for column, part in zip(texts, _parts(rest, len(texts)), strict=False):
        row[column.key] = part
    return row


def _without_day(line: str, day: str) -> tuple[str, str]:
    """(the line without the day and the signs around it, the day)"""
    plain = folded(line)
    at = plain.find(day)
    if at < 0:  # Chinese numerals: the day is not there letter by letter
        return line, ""
    source = line if len(plain) == len(line) else plain
    before = source[:at].rstrip(AROUND_DAY)
    after = AFTER_DAY.sub("", source[at + len(day) :])
    return (f"{before}：{after}" if before and after else before or after), day


def _parts(text: str, wanted: int) -> list[str]:
    """At most `wanted` parts: cut at tabs and bars, else first after the name, then at commas."""
    if re.search(r"[\t|｜]", text):
        parts = [part.strip() for part in re.split(r"[\t|｜]", text)]
        parts = [part for part in parts if part]
    else:
        name, sign, rest = _first_cut(text)
        parts = [name]
        if sign:
            parts += split_outside(rest, "，,；;") if wanted > 2 else [rest]
    parts = [part.strip() for part in parts if part.strip()]
    if 2 <= len(parts) < wanted and (match := COMPARED.search(parts[-1])):
        parts = [*parts[:-1], parts[-1][: match.start()].strip(" ，,：:"), match.group(1)]
    if len(parts) > wanted:
        parts = [*parts[: wanted - 1], "，".join(parts[wanted - 1 :])]
    return parts


def _first_cut(text: str) -> tuple[str, str, str]:
    for pattern in (r"[:：]", r"——|—|\s-\s|－", r"(?<=[部处室科中心司组])(?:" + CHARGED + ")", r"[，,]", r"(?=[（(])"):
        match = re.search(pattern, text)
        if match and match.start() > 0:
            rest = text[match.end() :].strip()
            if rest[:1] in "（(" and rest[-1:] in "）)":
                rest = rest[1:-1]
            return text[: match.start()], match.group() or "（", rest
    return text, "", ""
