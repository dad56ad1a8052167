"""Whether and what: reading an official notice or a table of holidays into days off and days worked instead."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

OFF, WORKED = "off", "worked"
KINDS = {
    "off": OFF, "放假": OFF, "休": OFF, "休息": OFF, "假日": OFF, "节假日": OFF,
    "worked": WORKED, "makeup_workday": WORKED, "上班": WORKED, "调休上班": WORKED, "班": WORKED, "补班": WORKED, "工作日": WORKED,
}  # fmt: skip
LONGEST_HOLIDAY = 20  # days; more is a misreading
_DAY = r"(?:(?P<year{n}>\d{{4}})年)?(?:(?P<month{n}>\d{{1,2}})月)?(?P<day{n}>\d{{1,2}})日(?:[（(][^）)]*[）)])?"
_SPAN = re.compile(_DAY.format(n=1) + r"(?:\s*(?:至|到|—|-|~)\s*" + _DAY.format(n=2) + ")?")
_NAME = re.compile(r"(?:^|[。；\n])\s*(?:[（(]?[一二三四五六七八九十]+[）)]?[、.．]\s*)?([^\s：:，。、]{2,12})[：:]")


@dataclass(frozen=True)
class ReadDay:
    day: date
    kind: str
    name: str


@dataclass
class ReadCalendar:
    """What was understood, and what was not with its place."""

    days: list[ReadDay] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def of_year(self, year: int) -> list[ReadDay]:
        return [row for row in self.days if row.day.year == year]


def read_calendar(text: str, year: int) -> ReadCalendar:
    """A table (日期,类型,名称 per line) or the text of the State Council's notice."""
    rows = [line for line in text.replace("\ufeff", "").splitlines() if line.strip()]
    dated = sum(1 for line in rows if re.match(r"\s*\"?\d{4}[-/.]\d{1,2}[-/.]\d{1,2}", line))
    return read_table(text, year) if dated and dated >= len(rows) - 1 else read_notice(text, year)


def read_table(text: str, year: int) -> ReadCalendar:
    found, seen = ReadCalendar(), set()
    sample = text.replace("\ufeff", "")
    delimiter = "\t" if "\t" in sample else ","
    for number, cells in enumerate(csv.reader(io.StringIO(sample), delimiter=delimiter), start=1):
        cells = [cell.strip() for cell in cells]
        if not any(cells) or (number == 1 and not re.match(r"\d{4}", cells[0])):
            continue
        where = f"第{number}行"
        try:
            day = date(*map(int, re.split(r"[-/.]", cells[0])))
        except (ValueError, TypeError):
            found.problems.append((where, f"“{cells[0]}”不是日期，请写成 {year}-10-01 这样。"))
            continue
        kind = KINDS.get(cells[1] if len(cells) > 1 else "")
        if kind is None:
            found.problems.append((where, f"“{cells[1] if len(cells) > 1 else ''}”不是类型，请写“放假”或“上班”。"))
            continue
        if day in seen:
            found.problems.append((where, f"{day} 写了两次，请删去一行。"))
            continue
        seen.add(day)
        if day.year == year:
            found.days.append(ReadDay(day, kind, cells[2][:40] if len(cells) > 2 else ""))
    if not found.days and not found.problems:
        found.problems.append(("整份内容", f"没有 {year} 年的日期，请核对年份。"))
    return found


def read_notice(text: str, year: int) -> ReadCalendar:
    """The notice names each holiday, its days off (放假) and the weekend days worked instead (上班)."""
    found = ReadCalendar()
    text = re.sub(r"[ \u3000\t]+", "", text)
    days: dict[date, ReadDay] = {}
    for name, part in _holidays(text):
        for sentence in re.split(r"[。；;\n]", part):
            kind = OFF if "放假" in sentence or "休息" in sentence else WORKED if "上班" in sentence else ""
            if not kind:
                continue
            for day in _spans(sentence, year, found):
                if day.year == year:
                    days[day] = ReadDay(day, kind, name if kind == OFF else "")
    found.days = sorted(days.values(), key=lambda row: row.day)
    if not found.days and not found.problems:
        message = "没有读出放假或上班的日期。请粘贴国务院办公厅通知的正文，或每行“日期,放假或上班,名称”。"
        found.problems.append(("整份内容", message))
    return found


def _holidays(text: str) -> Iterable[tuple[str, str]]:
    marks = list(_NAME.finditer(text))
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        yield mark.group(1), text[mark.end() : end]
    if not marks:
        yield "", text


def _spans(sentence: str, year: int, found: ReadCalendar) -> Iterable[date]:
    for match in _SPAN.finditer(sentence):
        if not match["month1"]:
            continue
        month = int(match["month1"])
        try:
            first = date(int(match["year1"] or year), month, int(match["day1"]))
            last = first
            if match["day2"]:
                until = int(match["month2"] or month)
                last = date(int(match["year2"] or first.year + (until < month)), until, int(match["day2"]))
        except ValueError:
            found.problems.append((sentence[:30], f"“{match[0]}”这一天不存在，请核对。"))
            continue
        if not 0 <= (last - first).days < LONGEST_HOLIDAY:
            found.problems.append((sentence[:30], f"“{match[0]}”的起止不像一个假期，请核对。"))
            continue
        yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def token_days(days: int) -> str | None:
    """Why an access token may not live this long; None when it may."""
    return None if 1 <= days <= 366 else "有效期应为 1 到 366 天。"
