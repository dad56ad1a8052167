"""Says a value as people read it: the same words on screen, in Word, in Excel and in PDF."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

from xietong.kit.paperwork import spec

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
NOTHING = "/"  # printed in an empty cell: a blank one could be filled in after signing (domain.md §1.1)
UNKNOWN_PERSON = "（未知人员 {}）"
UNKNOWN_DEPARTMENT = "（未知部门 {}）"


@dataclass(frozen=True, kw_only=True)
class Lookups:
    """Names for the ids that values carry; `choice` names the options an organisation added to a line of that key."""

    person: Mapping[int, str] = field(default_factory=dict)
    department: Mapping[int, str] = field(default_factory=dict)
    file: Mapping[int, str] = field(default_factory=dict)
    choice: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


NO_NAMES = Lookups()


def in_words(
    line: spec.Line, value: Any, lookups: Lookups = NO_NAMES, *, empty: str = "", long_dates: bool = False
) -> str:
    """The value as people read it. `empty` stands for no value (`/` on paper); `long_dates` as letters write them.

    Never fails: a value that does not fit its line is said as it is, so that an old paper can always be read.
    """
    if is_empty(value):
        return empty
    try:
        return WORDS[type(line)](line, value, lookups, long_dates)
    except (TypeError, ValueError, AttributeError, InvalidOperation):
        return str(value)


def is_empty(value: Any) -> bool:
    """Whether nothing was filled in; false and 0 are answers."""
    return value is None or (isinstance(value, (str, list, tuple, dict)) and len(value) == 0)


def printable(text: str) -> str:
    """Without the control characters that XML, and so Word, cannot hold."""
    return UNPRINTABLE.sub("", text)


def label_in_words(line: spec.Line) -> str:
    """The label as printed: with its unit, once, so that the values need none."""
    unit = ""
    if isinstance(line, spec.Money):
        unit = "元"
    elif isinstance(line, spec.Number):
        unit = line.unit
    elif isinstance(line, spec.Percent):
        unit = ""  # the values carry their %
    return f"{line.label}（{unit}）" if unit and unit not in line.label else line.label


def day_in_words(day: date | str, *, long: bool = False) -> str:
    """`2026-11-22`, or `2026年11月22日` as letters and reports write it."""
    if isinstance(day, str):
        day = date.fromisoformat(day[:10])
    return f"{day.year}年{day.month}月{day.day}日" if long else f"{day:%Y-%m-%d}"


def moment_in_words(moment: datetime | str, *, long: bool = False) -> str:
    """`2026-11-22 09:30` in the office's time."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return f"{day_in_words(moment.date(), long=long)} {moment:%H:%M}"


def money_in_words(amount: Decimal | str | int) -> str:
    """`1,260,000.00`"""
    return f"{Decimal(str(amount)):,.2f}"


def listed(texts: Iterable[str]) -> str:
    """Short texts one below the other, numbered when there are several."""
    rows = [text for text in texts if text]
    if len(rows) < 2:
        return "".join(rows)
    return "\n".join(f"{number}. {text}" for number, text in enumerate(rows, 1))


def _names(value: Any, names: Mapping[int, str], unknown: str) -> str:
    ids = value if isinstance(value, (list, tuple)) else [value]
    return "、".join(names.get(one) or (one if isinstance(one, str) else unknown.format(one)) for one in ids)


def _choice(line: spec.Choice, value: Any, lookups: Lookups) -> str:
    words = {option.value: option.label for option in line.options} | dict(lookups.choice.get(line.key, {}))
    values = value if isinstance(value, (list, tuple)) else [value]
    return "、".join(words.get(str(one), str(one)) for one in values)


def _number(line: spec.Number, value: Any) -> str:
    return f"{Decimal(str(value)):f}" if line.places else str(value)


def _grid(line: spec.Grid, rows: Any, lookups: Lookups, long_dates: bool) -> str:
    said = []
    for row in rows:
        parts = [in_words(column, row.get(column.key), lookups, long_dates=long_dates) for column in line.columns]
        said.append("，".join(part.replace("\n", " ") for part in parts if part))
    return listed(said)


Say = Callable[[Any, Any, Lookups, bool], str]

WORDS: dict[type[spec.Line], Say] = {
    spec.Text: lambda line, value, lookups, long: str(value),
    spec.Texts: lambda line, value, lookups, long: value if isinstance(value, str) else listed(map(str, value)),
    spec.Day: lambda line, value, lookups, long: day_in_words(value, long=long),
    spec.Moment: lambda line, value, lookups, long: moment_in_words(value, long=long),
    spec.Number: lambda line, value, lookups, long: _number(line, value),
    spec.Money: lambda line, value, lookups, long: money_in_words(value),
    spec.Percent: lambda line, value, lookups, long: f"{value}%",
    spec.YesNo: lambda line, value, lookups, long: "是" if value else "否",
    spec.Choice: lambda line, value, lookups, long: _choice(line, value, lookups),
    spec.PersonPick: lambda line, value, lookups, long: _names(value, lookups.person, UNKNOWN_PERSON),
    spec.DepartmentPick: lambda line, value, lookups, long: _names(value, lookups.department, UNKNOWN_DEPARTMENT),
    spec.Files: lambda line, value, lookups, long: listed(_names([one], lookups.file, "附件 {}") for one in value),
    spec.Grid: _grid,
}
