"""The Gantt chart as geometry: where bars, links, days and the today line stand. Templates draw it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from xietong.domain.planning.rules import LinkFacts
from xietong.scheduling import WorkCalendar

ROW, HEAD = 34, 44  # pixels; the same as the rows and the head of the table beside it
BAR, THIN = 14, 4  # height of a bar, of a baseline
LABEL = 250  # room for names where the chart stands alone
# Pixels of a day, by the length of the whole: a quarter fits a screen, a year stays readable.
SCALES = ((45, 24), (100, 14), (220, 8), (500, 4))
SMALLEST = 2


class Row(Protocol):
    """What a row must tell: a TreeRow, or a row of a stored plan."""

    @property
    def id(self) -> int: ...

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def is_leaf(self) -> bool: ...

    @property
    def is_milestone(self) -> bool: ...

    @property
    def start(self) -> date | None: ...

    @property
    def finish(self) -> date | None: ...

    @property
    def baseline_start(self) -> date | None: ...

    @property
    def baseline_finish(self) -> date | None: ...

    @property
    def critical(self) -> bool: ...

    @property
    def percent(self) -> int: ...


@dataclass(frozen=True)
class GanttBar:
    """One row of the chart, in pixels."""

    id: int
    label: str
    words: str  # for those who do not see it, and on hovering
    y: int
    x: float
    width: float
    kind: str  # bar, parent, milestone
    critical: bool
    done: float  # width of what is done
    baseline: tuple[float, float] | None
    depth: int


@dataclass(frozen=True)
class Gantt:
    width: int
    height: int
    label: int  # room for names at the left
    months: list[tuple[float, float, str]]  # x, width, 2026年11月
    ticks: list[tuple[float, str, bool]]  # x, day or week, whether it is today
    free: list[tuple[float, float]]  # stretches of days that are not worked
    today: float | None
    bars: list[GanttBar]
    links: list[tuple[str, bool]]  # path, whether both ends are critical

    @property
    def total_width(self) -> int:
        return self.label + self.width

    @property
    def diamonds(self) -> dict[int, str]:
        return {
            bar.id: f"{bar.x - 7:.1f},{bar.y + ROW / 2} {bar.x:.1f},{bar.y + ROW / 2 - 7} "
            f"{bar.x + 7:.1f},{bar.y + ROW / 2} {bar.x:.1f},{bar.y + ROW / 2 + 7}"
            for bar in self.bars
            if bar.kind == "milestone"
        }


def gantt(
    rows: Sequence[Row],
    links: Sequence[LinkFacts],
    *,
    calendar: WorkCalendar,
    today: date | None,
    labels: bool = False,
) -> Gantt | None:
    """The chart of these rows, in their order; None when no row has dates. Links between rows shown only."""
    days = [d for row in rows for d in (row.start, row.finish, row.baseline_start, row.baseline_finish) if d]
    if not days:
        return None
    first, last = min(days) - timedelta(days=2), max(days) + timedelta(days=3)
    if today and first - timedelta(days=60) <= today <= last + timedelta(days=60):
        first, last = min(first, today - timedelta(days=1)), max(last, today + timedelta(days=1))
    span = (last - first).days + 1
    scale = next((pixels for most, pixels in SCALES if span <= most), SMALLEST)
    room = LABEL if labels else 0

    def x_of(day: date) -> float:
        return float(room + (day - first).days * scale)

    bars = [bar for number, row in enumerate(rows) if (bar := _bar(row, HEAD + number * ROW, x_of, scale)) is not None]
    by_id = {bar.id: bar for bar in bars}
    return Gantt(
        width=span * scale,
        height=HEAD + len(rows) * ROW,
        label=room,
        months=_months(first, last, x_of, scale),
        ticks=_ticks(first, last, x_of, scale, today),
        free=_free(first, last, calendar, x_of, scale) if scale >= 4 else [],
        today=x_of(today) + scale / 2 if today and first <= today <= last else None,
        bars=bars,
        links=[path for link in links if (path := _path(link, by_id)) is not None],
    )


def _bar(row: Row, y: int, x_of: object, scale: int) -> GanttBar | None:
    assert callable(x_of)
    label, depth = f"{row.code} {row.name}", row.code.count(".")
    if not row.start or not row.finish:
        return GanttBar(row.id, label, f"{label}，尚无日期", y, 0, 0, "none", False, 0, None, depth)
    x, width = x_of(row.start), ((row.finish - row.start).days + 1) * scale
    kind = "milestone" if row.is_milestone and row.is_leaf else "bar" if row.is_leaf else "parent"
    if kind == "milestone":
        x += width - scale / 2
    baseline = None
    if row.baseline_start and row.baseline_finish:
        baseline = (x_of(row.baseline_start), ((row.baseline_finish - row.baseline_start).days + 1) * float(scale))
    words = f"{label}：{row.start:%m-%d} 至 {row.finish:%m-%d}，{row.percent}%"
    if row.critical:
        words += "，关键任务"
    return GanttBar(row.id, label, words, y, x, width, kind, row.critical, width * row.percent / 100, baseline, depth)


def _months(first: date, last: date, x_of: object, scale: int) -> list[tuple[float, float, str]]:
    assert callable(x_of)
    found, day = [], first
    while day <= last:
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        end = min(after, last + timedelta(days=1))
        width = (end - day).days * scale
        words = f"{day.year}年{day.month}月" if width >= 70 else f"{day.month}月" if width >= 28 else ""
        found.append((x_of(day), float(width), words))
        day = after
    return found


def _ticks(first: date, last: date, x_of: object, scale: int, today: date | None) -> list[tuple[float, str, bool]]:
    """Every day when there is room, else every Monday."""
    assert callable(x_of)
    found, day = [], first
    while day <= last:
        if scale >= 20 or (scale >= 8 and day.weekday() == 0) or (scale == 4 and day.weekday() == 0 and day.day <= 14):
            found.append((x_of(day), f"{day.day}", day == today))
        day += timedelta(days=1)
    return found


def _free(first: date, last: date, calendar: WorkCalendar, x_of: object, scale: int) -> list[tuple[float, float]]:
    assert callable(x_of)
    found: list[tuple[float, float]] = []
    day, begun = first, None
    while day <= last + timedelta(days=1):
        off = day <= last and not calendar.is_working(day)
        if off and begun is None:
            begun = day
        elif not off and begun is not None:
            found.append((x_of(begun), float((day - begun).days * scale)))
            begun = None
        day += timedelta(days=1)
    return found


def _path(link: LinkFacts, by_id: dict[int, GanttBar]) -> tuple[str, bool] | None:
    """From the end of one bar to the beginning of the other, by right angles."""
    before, after = by_id.get(link.before), by_id.get(link.after)
    if before is None or after is None or "none" in (before.kind, after.kind):
        return None
    kind = str(link.kind)
    from_x = before.x + (before.width if kind[0] == "F" and before.kind != "milestone" else 0)
    to_x = after.x + (after.width if kind[1] == "F" and after.kind != "milestone" else 0)
    from_y, to_y = before.y + ROW / 2, after.y + ROW / 2
    out = 6 if kind[0] == "F" else -6
    turn = from_x + out
    if kind == "FS" and to_x >= turn + 4:
        path = f"M{from_x:.1f} {from_y}H{turn:.1f}V{to_y}H{to_x:.1f}"
    else:
        middle = to_y - ROW / 2 if to_y > from_y else to_y + ROW / 2
        back = to_x - 6 if kind[1] == "S" else to_x + 6
        path = f"M{from_x:.1f} {from_y}H{turn:.1f}V{middle}H{back:.1f}V{to_y}H{to_x:.1f}"
    return path, before.critical and after.critical
