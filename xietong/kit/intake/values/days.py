"""Days as Chinese offices write them: full, without a year, as ranges, and as Excel's serial numbers.

Every notation is found in the folded text; a day that cannot exist (2月30日) is an error, never a guess.
"""

import calendar
import datetime
import re
from dataclasses import dataclass

from xietong.kit.intake.values.taken import NotUnderstood, Taken, folded, short

CHINESE = "〇零一二三四五六七八九"
DIGIT = {"〇": 0, "零": 0, "○": 0} | {letter: number for number, letter in enumerate("一二三四五六七八九", 1)}
NUMERAL_DAY = re.compile(
    rf"([{CHINESE}○]{{4}})年([一二三四五六七八九十]{{1,2}})月([一二三四五六七八九十]{{1,3}})[日号]"
)
FULL = r"(?<!\d)(?P<y>\d{4})\s*(?:[-/.]|年)\s*(?P<m>\d{1,2})\s*(?:[-/.]|月)\s*(?P<d>\d{1,2})(?!\d)\s*[日号]?"
SHORT_YEAR = r"(?<!\d)(?P<y2>\d{2})年\s*(?P<m2>\d{1,2})月\s*(?P<d2>\d{1,2})\s*[日号]?"
COMPACT = r"(?<!\d)(?P<yc>(?:19|20|21)\d{2})(?P<mc>0[1-9]|1[0-2])(?P<dc>[0-3]\d)(?!\d)"
NO_YEAR = r"(?<![\d年])(?P<mn>\d{1,2})\s*月\s*(?P<dn>\d{1,2})(?!\d)\s*[日号]?"
MONTH_END = r"(?<!\d)(?:(?P<ye>\d{4})年)?(?P<me>\d{1,2})月(?:底|末)|(?<!\d)(?P<yy>\d{4})年(?:底|末)"
ANY = re.compile("|".join((FULL, SHORT_YEAR, COMPACT, NO_YEAR, MONTH_END)))
BETWEEN = r"\s*(?:日?起)?\s*(?:至|到|~|-+|—+|–+|―+|─+|→|,)\s*"
# After a first day the second may leave out what does not change: 2026-10-12 至 10-29, 10月12日—29日.
REST_OF_RANGE = re.compile(
    BETWEEN + r"(?:(?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})(?![\d\-/.])[日号]?|(?P<only>\d{1,2})[日号])"
)
BARE_MONTH_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})")
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
TRIMMINGS = re.compile(
    r"[\s,，。;；()（）]*|[\s(（]*(?:周|星期)[一二三四五六日天][\s)）]*|\s*T?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*"
    r"|[\s(（]*(?:前|之前|以前|止|起|开始|完成|截止|左右)[\s)）。]*"
)
MONTH_ONLY = re.compile(
    r"(?:\d{4}\s*年)?\s*\d{1,2}\s*月(?:份|[上中下]旬|初)?|\d{4}年|\d{4}[-/.]\d{1,2}|\d{4}年?\s*q[1-4]", re.IGNORECASE
)
FIRST_YEAR, LAST_YEAR = 1900, 2199
EARLIEST_SERIAL, LATEST_SERIAL = 20_000, 80_000  # 1954 to 2119: five digits that are meant as a day


@dataclass(frozen=True, slots=True)
class Written:
    """A day as found in a text. `year` is None when it was not written."""

    year: int | None
    month: int
    day: int
    start: int
    end: int
    text: str
    vague: bool = False  # 11月底

    def on(self, year: int) -> datetime.date:
        """The day, in this year when none was written; raises NotUnderstood when there is no such day."""
        year = self.year or year
        day = self.day
        try:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise ValueError
            return datetime.date(year, self.month, day or calendar.monthrange(year, self.month)[1])
        except (ValueError, calendar.IllegalMonthError):
            raise NotUnderstood(
                f"“{short(self.text)}”这一天不存在（{_why(year, self.month, day)}），请改正日期"
            ) from None


def _why(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return f"没有{month}月"
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return f"年份 {year} 不对"
    return f"{year}年{month}月没有{day}日"


@dataclass(frozen=True, slots=True)
class Years:
    """Where a missing year comes from: the first and last of the form's own full days, else the day of reading."""

    first: datetime.date | None = None
    last: datetime.date | None = None
    today: datetime.date | None = None

    def complete(self, written: Written) -> tuple[datetime.date, bool]:
        """(day, whether the year was written)."""
        if written.year is not None:
            return written.on(written.year), True
        if self.first is not None:
            return _first_from(written, self.first), False
        if self.last is not None:
            return _last_until(written, self.last), False
        if self.today is not None:
            near = [
                written.on(self.today.year + step) for step in (-1, 0, 1) if _exists(written, self.today.year + step)
            ]
            if near:
                today = self.today
                return min(near, key=lambda day: abs((day - today).days)), False
            written.on(self.today.year)
        raise NotUnderstood(f"“{short(written.text)}”没有写年份，请写成 2026-11-22 这样")


def _exists(written: Written, year: int) -> bool:
    try:
        written.on(year)
    except NotUnderstood:
        return False
    return True


def _first_from(written: Written, first: datetime.date) -> datetime.date:
    """The first such day that is not before; 29 February may have to wait some years, so it is not guessed."""
    for year in (first.year, first.year + 1):
        if _exists(written, year) and written.on(year) >= first:
            return written.on(year)
    return written.on(first.year)


def _last_until(written: Written, last: datetime.date) -> datetime.date:
    """The last such day that is not after."""
    for year in (last.year, last.year - 1):
        if _exists(written, year) and written.on(year) <= last:
            return written.on(year)
    return written.on(last.year)


def find_days(text: str) -> list[Written]:
    """All days in a text, in their order; the second of a range takes over what it leaves out."""
    text = _with_digits(folded(text))
    found: list[Written] = []
    at = 0
    while match := ANY.search(text, at):
        written = _written(match)
        found.append(written)
        at = match.end()
        if rest := REST_OF_RANGE.match(text, at):
            group = rest.groupdict()
            month = int(group["m"]) if group["m"] else written.month
            day = int(group["d"] or group["only"])
            year = written.year
            if year is not None and (month, day) < (written.month, written.day):
                year += 1
            found.append(Written(year, month, day, rest.start(), rest.end(), rest.group().strip("至到~-—–,起 ")))
            at = rest.end()
    return found


def full_days(text: str) -> list[datetime.date]:
    """The days of a text that have a year and exist, Excel's serial numbers included."""
    plain = folded(text)
    if SERIAL.fullmatch(plain) and EARLIEST_SERIAL <= float(plain) < LATEST_SERIAL:
        return [_of_serial(plain)]
    days = []
    for written in find_days(plain):
        if written.year is not None and _exists(written, written.year):
            days.append(written.on(written.year))
    return days


def _of_serial(text: str) -> datetime.date:
    return datetime.date(1899, 12, 30) + datetime.timedelta(days=int(float(text)))


def _with_digits(text: str) -> str:
    return NUMERAL_DAY.sub(
        lambda m: f"{''.join(str(DIGIT[c]) for c in m[1])}年{_numeral(m[2])}月{_numeral(m[3])}日", text
    )


def _numeral(text: str) -> int:
    """一 to 三十一."""
    if "十" not in text:
        return int("".join(str(DIGIT[letter]) for letter in text))
    tens, _, ones = text.partition("十")
    return (DIGIT[tens[-1]] if tens else 1) * 10 + (DIGIT[ones[0]] if ones else 0)


def _written(match: re.Match[str]) -> Written:
    group = match.groupdict()
    span = (match.start(), match.end(), match.group().strip())
    for year, month, day in (("y", "m", "d"), ("yc", "mc", "dc")):
        if group[year]:
            return Written(int(group[year]), int(group[month]), int(group[day]), *span)
    if group["y2"]:
        return Written(2000 + int(group["y2"]), int(group["m2"]), int(group["d2"]), *span)
    if group["mn"]:
        return Written(None, int(group["mn"]), int(group["dn"]), *span)
    if group["me"]:
        return Written(int(group["ye"]) if group["ye"] else None, int(group["me"]), 0, *span, vague=True)
    return Written(int(group["yy"]), 12, 31, *span, vague=True)


def read_day(text: str, years: Years) -> Taken:
    """One day as `2026-11-22`. Of a range the last day is meant: 期限 is when it must be done."""
    plain = folded(text)
    found = find_days(plain)
    if not found and (bare := BARE_MONTH_DAY.fullmatch(plain)):
        found = [Written(None, int(bare[1]), int(bare[2]), 0, len(plain), plain)]
    if not found:
        if SERIAL.fullmatch(plain) and EARLIEST_SERIAL <= float(plain) < LATEST_SERIAL:
            return Taken(_of_serial(plain).isoformat(), 0.85, "按 Excel 日期序号换算")
        if MONTH_ONLY.fullmatch(plain):
            raise NotUnderstood(f"“{short(text)}”没有写到日，请写成 2026-11-22 这样")
        raise NotUnderstood(f"“{short(text)}”不是日期，请写成 2026-11-22 这样")
    days = [years.complete(written) for written in found]
    day, has_year = days[-1]
    if len(found) > 1:
        return Taken(day.isoformat(), 0.6, f"写了{len(found)}个日期，取最后一个")
    if found[0].vague:
        return Taken(day.isoformat(), 0.6, f"“{found[0].text}”按当月最后一天")
    if not has_year:
        return Taken(day.isoformat(), 0.7, f"没有写年份，按上下文取 {day.year} 年")
    around = _with_digits(plain)
    rest = around[: found[0].start] + " " + around[found[0].end :]
    if TRIMMINGS.sub("", rest).strip():
        return Taken(day.isoformat(), 0.75, "从文字中取出日期")
    return Taken(day.isoformat())


def read_moment(text: str, years: Years) -> Taken:
    """`2026-11-22 09:30` in the office's own time; the caller knows its offset."""
    clock = re.search(r"(\d{1,2})\s*[:时点]\s*(\d{1,2})?", folded(text))
    if clock is None:
        raise NotUnderstood(f"“{short(text)}”没有写时间，请写成 2026-11-22 09:30 这样")
    hour, minute = int(clock[1]), int(clock[2] or 0)
    if "下午" in text and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        raise NotUnderstood(f"“{short(text)}”的时间不对，请写成 2026-11-22 09:30 这样")
    day = read_day(folded(text)[: clock.start()] or text, years)
    return Taken(f"{day.value} {hour:02d}:{minute:02d}", day.sure, day.how)


def read_period(text: str, years: Years) -> tuple[Taken | None, Taken | None]:
    """(first day, last day) of 2026-10-12 至 2027-01-29 and its kin; one of both may be None."""
    found = find_days(text)
    if not found and len(serials := re.findall(r"(?<![\d.])\d{5}(?![\d.])", folded(text))) == 2:
        return read_day(serials[0], years), read_day(serials[1], years)
    if len(found) == 2:
        first, last = found
        if first.year is None and last.year is not None:
            end = last.on(last.year)
            start = _last_until(first, end)
            return Taken(start.isoformat(), 0.8, f"没有写年份，按上下文取 {start.year} 年"), Taken(end.isoformat())
        start, has_year = years.complete(first)
        end, has_end_year = Years(first=start, today=years.today).complete(last)
        sure = 0.7 if first.vague or last.vague else 0.95
        return (
            Taken(
                start.isoformat(),
                sure if has_year else 0.7,
                "" if has_year else f"没有写年份，按上下文取 {start.year} 年",
            ),
            Taken(
                end.isoformat(),
                sure if has_end_year else 0.8,
                "" if has_end_year else f"没有写年份，按上下文取 {end.year} 年",
            ),
        )
    if len(found) == 1:
        one = read_day(text, years)
        after = folded(text)[found[0].end :]
        before = folded(text)[: found[0].start]
        if re.match(r"\s*(起|开始|启动)", after) or re.search(r"(自|从|开始|启动)\s*[:：]?\s*$", before):
            return one, None
        return None, one
    if len(found) > 2:
        raise NotUnderstood(f"“{short(text)}”里有{len(found)}个日期，看不出起止，请写成 2026-10-12 至 2027-01-29 这样")
    raise NotUnderstood(f"“{short(text)}”看不出起止日期，请写成 2026-10-12 至 2027-01-29 这样")
