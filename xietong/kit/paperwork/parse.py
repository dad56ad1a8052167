"""Turns what people typed for one line into the plain value that is stored, or says why it cannot."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from xietong.kit.paperwork import spec
from xietong.kit.paperwork.words import is_empty, printable

Options = Mapping[str, Any] | None  # everything one may write → the value stored; None: anything of its kind goes

MOST_DIGITS = 15  # before the point; JSON readers keep no more exactly
MOST_DIGITS_OF_AN_ID = 19  # what a database's big integer holds
LONGEST_NUMBER = 40
UNITS_OF_MONEY = {"万": 10_000, "亿": 100_000_000}

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"(.+?)[ T]+(\d{1,2})[:时](\d{1,2})分?(:\d{1,2}(\.\d+)?)?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?|-?\.\d+")


class Refused(Exception):
    """The value cannot be taken. `keep` is what a draft may still hold on to, so that no typing is lost."""

    def __init__(self, reason: str, keep: Any = None) -> None:
        super().__init__(reason)
        self.reason, self.keep = reason, keep


def parse(line: spec.Line, raw: Any, options: Options = None) -> Any:
    """The stored value of one line; None, "" or [] when nothing was filled in. Raises Refused."""
    if isinstance(raw, str):
        raw = _tidy(raw)
    many = is_many(line)
    if is_empty(raw):
        return [] if many else "" if isinstance(line, spec.Text) else None
    return PARSERS[type(line)](line, raw, options)


def is_many(line: spec.Line) -> bool:
    """Whether the stored value is a list."""
    return isinstance(line, (spec.Texts, spec.Files, spec.Grid)) or bool(getattr(line, "many", False))


def _tidy(text: str) -> str:
    return printable(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _text(line: spec.Text, raw: Any, _: Options) -> str:
    if not isinstance(raw, str):
        raise Refused("应为文字。")
    text = raw if line.lines > 1 else " ".join(raw.split("\n"))
    if len(text) > line.max_length:
        raise Refused(f"最多 {line.max_length} 字，现有 {len(text)} 字，请精简。", keep=text)
    return text


def _texts(line: spec.Texts, raw: Any, _: Options) -> list[str]:
    rows = raw.split("\n") if isinstance(raw, str) else raw
    if not isinstance(rows, (list, tuple)) or not all(isinstance(row, str) for row in rows):
        raise Refused("应为若干条文字，每行一条。")
    texts = [text for row in rows if (text := " ".join(_tidy(row).split("\n")))]
    for number, text in enumerate(texts, 1):
        if len(text) > line.max_length:
            raise Refused(f"第{number}条最多 {line.max_length} 字，现有 {len(text)} 字，请精简。", keep=texts)
    if len(texts) > line.max_rows:
        raise Refused(f"最多 {line.max_rows} 条，现有 {len(texts)} 条，请删去多余的。", keep=texts)
    return texts


def _day(line: spec.Day, raw: Any, _: Options) -> str:
    if isinstance(raw, datetime):
        raw = raw.date()
    return raw.isoformat() if isinstance(raw, date) else _read_day(raw).isoformat()


def _read_day(raw: Any) -> date:
    text = unicodedata.normalize("NFKC", raw).replace(" ", "") if isinstance(raw, str) else ""
    match = _DAY.fullmatch(text)
    if not match:
        raise Refused(f"“{_short(raw)}”不是日期，请写成 2026-11-22 这样。")
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        if not 1900 <= year <= 2199:
            raise ValueError
        return date(year, month, day)
    except ValueError:
        raise Refused(f"“{_short(raw)}”这一天不存在，请核对年、月、日。") from None


def _moment(line: spec.Moment, raw: Any, _: Options) -> str:
    moment = raw if isinstance(raw, datetime) else _read_moment(raw)
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return timezone.localtime(moment).isoformat(timespec="minutes")


def _read_moment(raw: Any) -> datetime:
    text = unicodedata.normalize("NFKC", raw) if isinstance(raw, str) else ""
    try:
        if "T" in text or "+" in text:
            moment = datetime.fromisoformat(text)
            if not 1900 <= moment.year <= 2199:
                raise ValueError
            return moment
        match = _TIME.fullmatch(text)
        if match:
            day = _read_day(match[1])
            return datetime(day.year, day.month, day.day, int(match[2]), int(match[3]))  # noqa: DTZ001 — made aware above
    except ValueError:
        pass
    raise Refused(f"“{_short(raw)}”不是日期和时间，请写成 2026-11-22 09:30 这样。")


def _read_number(raw: Any) -> Decimal:
    if isinstance(raw, str):
        text = unicodedata.normalize("NFKC", raw).replace(",", "").replace(" ", "")
    elif isinstance(raw, (int, float, Decimal)) and not isinstance(raw, bool):
        text = str(raw)
    else:
        text = ""
    if len(text) > LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise Refused(f"“{_short(raw)}”不是数字，请只填数字。")
    if len(text.lstrip("-").split(".")[0]) > MOST_DIGITS:
        raise Refused("数字过大，请核对。")
    return Decimal(text)


def _bounded(value: Decimal, minimum: int | None, maximum: int | None, keep: Any, unit: str = "") -> None:
    if minimum is not None and value < minimum:
        raise Refused(f"不能小于 {minimum}{unit}。", keep=keep)
    if maximum is not None and value > maximum:
        raise Refused(f"不能大于 {maximum}{unit}。", keep=keep)


def _number(line: spec.Number, raw: Any, _: Options) -> int | str:
    if isinstance(raw, str) and line.unit:
        raw = raw.removesuffix(line.unit)
    value = _read_number(raw)
    if value != round(value, line.places):
        raise Refused(f"最多保留 {line.places} 位小数。" if line.places else f"“{_short(raw)}”不是整数，请填整数。")
    kept = f"{value.normalize():f}" if line.places else int(value)
    _bounded(value, line.minimum, line.maximum, kept)
    return kept


def _money(line: spec.Money, raw: Any, _: Options) -> str:
    factor = 1
    if isinstance(raw, str):
        raw = raw.strip("￥¥元 ")
        factor = UNITS_OF_MONEY.get(raw[-1:], 1)
        raw = raw if factor == 1 else raw[:-1]
    value = _read_number(raw) * factor
    if value != round(value, 2):
        raise Refused("金额最多保留两位小数（分）。")
    kept = f"{value:.2f}"
    _bounded(value, line.minimum, None, kept, " 元")
    return kept


def _percent(line: spec.Percent, raw: Any, _: Options) -> int:
    if isinstance(raw, str):
        raw = unicodedata.normalize("NFKC", raw).removesuffix("%")
    value = _read_number(raw)
    if value != int(value):
        raise Refused("百分比请填整数。")
    _bounded(value, line.minimum, line.maximum, int(value), "%")
    return int(value)


YES_NO = {"是": True, "yes": True, "true": True, "1": True, "on": True}
YES_NO |= {"否": False, "no": False, "false": False, "0": False}


def _yes_no(line: spec.YesNo, raw: Any, _: Options) -> bool:
    if isinstance(raw, bool):
        return raw
    answer = YES_NO.get(raw.lower()) if isinstance(raw, str) else None
    if answer is None:
        raise Refused("请选“是”或“否”。")
    return answer


def _picked(line: spec.Line, raw: Any, pick: Callable[[Any], Any]) -> Any:
    """One pick or, without repetitions, many."""
    if not is_many(line):
        if isinstance(raw, (list, tuple)):
            raise Refused("只能选一个。")
        return pick(raw)
    one_by_one = re.split(r"[、,，;；\n]", raw) if isinstance(raw, str) else raw
    if not isinstance(one_by_one, (list, tuple)):
        one_by_one = [one_by_one]
    return list(dict.fromkeys(pick(one) for one in one_by_one if not is_empty(one)))


def _choice(line: spec.Choice, raw: Any, options: Options) -> Any:
    known = options if options is not None else {option.value: option.value for option in line.options}

    def pick(one: Any) -> str:
        spelled = one.strip() if isinstance(one, str) else str(one)
        if spelled not in known:
            raise Refused(f"没有“{_short(one)}”这个选项，请从列表中选择。")
        return str(known[spelled])

    return _picked(line, raw, pick)


def _pick_id(what: str) -> Callable[[spec.Line, Any, Options], Any]:
    def parse_pick(line: spec.Line, raw: Any, options: Options) -> Any:
        def pick(one: Any) -> int:
            spelled = one.strip() if isinstance(one, str) else str(one)
            if options is not None:
                if isinstance(one, bool) or spelled not in options:
                    raise Refused(f"没有找到{what}“{_short(one)}”，请从列表中选择。")
                return int(options[spelled])
            if isinstance(one, bool) or not _is_id(spelled):
                raise Refused(f"“{_short(one)}”不是{what}的编号。")
            return int(spelled)

        return _picked(line, raw, pick)

    return parse_pick


def _is_id(spelled: str) -> bool:
    return spelled.isascii() and spelled.isdigit() and len(spelled) < MOST_DIGITS_OF_AN_ID and int(spelled) > 0


def _files(line: spec.Files, raw: Any, options: Options) -> list[int]:
    ids: list[int] = _pick_id("附件")(line, raw, options)
    if len(ids) > line.max_files:
        raise Refused(f"最多 {line.max_files} 个附件，现有 {len(ids)} 个，请删去多余的。", keep=ids)
    return ids


def _grid(line: spec.Grid, raw: Any, _: Options) -> Any:
    raise TypeError("rows are checked one by one by validate")


def _short(raw: Any) -> str:
    text = str(raw)
    return text if len(text) <= 30 else text[:30] + "…"


Parser = Callable[[Any, Any, Options], Any]

PARSERS: dict[type[spec.Line], Parser] = {
    spec.Text: _text,
    spec.Texts: _texts,
    spec.Day: _day,
    spec.Moment: _moment,
    spec.Number: _number,
    spec.Money: _money,
    spec.Percent: _percent,
    spec.YesNo: _yes_no,
    spec.Choice: _choice,
    spec.PersonPick: _pick_id("人员"),
    spec.DepartmentPick: _pick_id("部门"),
    spec.Files: _files,
    spec.Grid: _grid,
}
