"""Working days and working hours, for everybody who promises or checks a date.

Algorithm: one prefix-sum table per calendar. For every civil day of a range of years it holds how many working days
lie before that day; so "is it worked", "how many between" and "which day is n working days later" are each one or two
list look-ups. The table starts with the years that are asked for and grows when a question leaves it. The count before
the table's first day comes from whole weeks plus the special days, so that the working-day index of a date never
changes when the table grows.

A Chinese calendar is data and not a formula: the days off and the make-up working days are announced every autumn for
the next year (State Council General Office). A year without an announcement counts weekends only, and
``years_without_data`` says so.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from threading import Lock
from typing import Literal

Clock = Literal["natural", "working"]

FIRST_YEAR, LAST_YEAR = 1900, 2200
_EPOCH = date(2000, 1, 3).toordinal()  # a Monday: day k after it has weekday k % 7
_GROWTH_YEARS = 2
_FEWEST_WORKING_DAYS = 150  # a year has more in any usual calendar; only the first guess of how far to grow


class OutsideCalendar(ValueError):
    """A date outside the years 1900 to 2200 was asked for or computed; almost always a typing mistake."""


@dataclass(frozen=True, slots=True)
class _Table:
    first_year: int
    last_year: int
    base: int  # ordinal of 1 January of the first year
    before: list[int]  # before[k]: index of the first working day on or after the day base + k
    days: list[date]  # every working day of the range, in order


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked. Equal data means equal calendars; safe to share between threads.

    weekend: weekdays that are free (Monday is 0). off: days that are free although no weekend.
    worked: days that are worked although a weekend (调休上班日). known_years: years whose official notice is included.
    """

    weekend: frozenset[int] = frozenset({5, 6})
    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    known_years: frozenset[int] = frozenset()
    _table: _Table | None = field(default=None, init=False, repr=False, compare=False)
    _growing: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.weekend <= frozenset(range(7)):
            raise ValueError(f"weekend must hold weekdays 0 to 6, not {sorted(self.weekend)}")
        if len(self.weekend) == 7:
            raise ValueError("a calendar needs at least one weekday that is worked")
        both = self.off & self.worked
        if both:
            raise ValueError(f"days both off and worked: {', '.join(map(str, sorted(both)))}")

    def __reduce__(self) -> tuple[object, ...]:
        return WorkCalendar, (self.weekend, self.off, self.worked, self.known_years)

    # Days

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        table = self._covering(day.year, day.year)
        place = day.toordinal() - table.base
        return table.before[place] != table.before[place + 1]

    def index_of(self, day: date) -> int:
        """The running number of a working day; of a free day, the number of the next working day.

        The numbers are the coordinate in which networks are computed: they rise by one with every working day,
        and stay the same however the calendar's table grows. Inverse of ``day_at`` on working days.
        """
        table = self._covering(day.year, day.year)
        return table.before[day.toordinal() - table.base]

    def index_after(self, day: date) -> int:
        """The index of the first working day later than the day: the instant at which that day is over."""
        table = self._covering(day.year, day.year)
        return table.before[day.toordinal() - table.base + 1]

    def day_at(self, index: int) -> date:
        """The working day with this index."""
        table = self._covering_indexes(index, index)
        return table.days[index - table.before[0]]

    def days_at(self, first: int, last: int) -> list[date]:
        """The working days with the indexes first to last, both included."""
        table = self._covering_indexes(first, last)
        offset = table.before[0]
        return table.days[first - offset : last - offset + 1]

    def add(self, day: date, n: int) -> date:
        """The n-th working day after the day (before it when negative); with 0, the day or else the next working day."""
        if n > 0:
            return self.day_at(self.index_after(day) + n - 1)
        return self.day_at(self.index_of(day) + n)

    def next_working(self, day: date) -> date:
        """The day itself when it is worked, otherwise the next working day."""
        return self.day_at(self.index_of(day))

    def previous_working(self, day: date) -> date:
        """The day itself when it is worked, otherwise the working day before it."""
        return self.day_at(self.index_after(day) - 1)

    def between(self, a: date, b: date) -> int:
        """How many working days lie in (a, b]; negative when b is before a."""
        return self.index_after(b) - self.index_after(a)

    def count(self, a: date, b: date) -> int:
        """How many working days a to b hold, both included; 0 when b is before a."""
        return max(0, self.index_after(b) - self.index_of(a))

    def working_days(self, year: int) -> list[date]:
        """Every working day of the year, in order."""
        return self.days_at(self.index_of(date(year, 1, 1)), self.index_after(date(year, 12, 31)) - 1)

    def years_without_data(self, first: date, last: date) -> list[int]:
        """The years touched by first to last whose official notice is not included."""
        return [year for year in range(first.year, last.year + 1) if year not in self.known_years]

    # Hours

    def add_hours(
        self,
        instant: datetime,
        hours: int,
        *,
        clock: Clock,
        zone: tzinfo | None = None,
        day_start: time = time(9),
        day_end: time = time(18),
        lunch: tuple[time, time] | None = None,
    ) -> datetime:
        """The instant a number of hours later, as a deadline.

        The natural clock runs through nights and holidays. The working clock runs only between day_start and day_end
        of working days, without the lunch break; a deadline that falls on closing time stays there and does not
        become the next morning. Days are those of ``zone`` (or of the instant), in which the answer is given too.
        """
        place = zone or instant.tzinfo
        if place is None or instant.utcoffset() is None:
            raise ValueError("add_hours needs an instant with a time zone")
        if hours < 0:
            raise ValueError(f"hours must not be negative: {hours}")
        if clock == "natural":
            return (instant.astimezone(UTC) + timedelta(hours=hours)).astimezone(place)
        shifts = _shifts(day_start, day_end, lunch)
        now = instant.astimezone(place)
        left = timedelta(hours=hours)
        day = self.next_working(now.date())
        while True:
            for opening, closing in shifts:
                closes = datetime.combine(day, closing, place)
                begins = max(now, datetime.combine(day, opening, place))
                room = closes - begins
                if room > timedelta(0) and left <= room:
                    return begins + left
                left -= max(room, timedelta(0))
            day = self.add(day, 1)

    # The table

    def _covering(self, first_year: int, last_year: int) -> _Table:
        table = self._table
        if table is not None and table.first_year <= first_year and last_year <= table.last_year:
            return table
        if first_year < FIRST_YEAR or last_year > LAST_YEAR:
            raise OutsideCalendar(f"calendars reach from {FIRST_YEAR} to {LAST_YEAR}, not {first_year} to {last_year}")
        with self._growing:
            table = self._table
            if table is not None:
                first_year, last_year = min(first_year, table.first_year), max(last_year, table.last_year)
            grown = self._built(max(FIRST_YEAR, first_year - 1), min(LAST_YEAR, last_year + _GROWTH_YEARS))
            object.__setattr__(self, "_table", grown)  # readers see the old table or the new one, both whole
        return grown

    def _covering_indexes(self, first: int, last: int) -> _Table:
        table = self._table or self._covering(2000, 2000)
        while first < table.before[0]:
            years = (table.before[0] - first) // _FEWEST_WORKING_DAYS + 1
            table = self._covering(_reachable(table.first_year, -years), table.last_year)
        while last >= table.before[-1]:
            years = (last - table.before[-1]) // _FEWEST_WORKING_DAYS + 1
            table = self._covering(table.first_year, _reachable(table.last_year, years))
        return table

    def _built(self, first_year: int, last_year: int) -> _Table:
        base = date(first_year, 1, 1).toordinal()
        end = date(last_year + 1, 1, 1).toordinal()
        index = self._working_days_from_epoch(base)
        before, days = [index], []
        weekend, off, worked = self.weekend, self.off, self.worked
        for ordinal in range(base, end):
            day = date.fromordinal(ordinal)
            if ((ordinal - _EPOCH) % 7 not in weekend and day not in off) or day in worked:
                index += 1
                days.append(day)
            before.append(index)
        return _Table(first_year, last_year, base, before, days)

    def _working_days_from_epoch(self, ordinal: int) -> int:
        weeks, rest = divmod(ordinal - _EPOCH, 7)
        count = weeks * (7 - len(self.weekend)) + sum(weekday not in self.weekend for weekday in range(rest))
        gained = sorted(day.toordinal() for day in self.worked if day.weekday() in self.weekend)
        lost = sorted(day.toordinal() for day in self.off if day.weekday() not in self.weekend)
        return count + _signed_count(gained, ordinal) - _signed_count(lost, ordinal)


@dataclass(frozen=True, slots=True)
class CalendarLayer:
    """What one level (country, company, collaboration) changes in the calendar of the level above it.

    off and worked win over what stood there before; weekend None keeps the weekend.
    """

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    weekend: frozenset[int] | None = None
    known_years: frozenset[int] = frozenset()


def layered(base: WorkCalendar, *layers: CalendarLayer) -> WorkCalendar:
    """The base calendar with the layers laid over it, the last one on top."""
    weekend, off, worked, known = base.weekend, base.off, base.worked, base.known_years
    for layer in layers:
        weekend = weekend if layer.weekend is None else layer.weekend
        off = (off - layer.worked) | layer.off
        worked = (worked - layer.off) | layer.worked
        known |= layer.known_years
    return WorkCalendar(weekend, off, worked, known)


def _signed_count(ordinals: Sequence[int], end: int) -> int:
    return bisect_left(ordinals, end) - bisect_left(ordinals, _EPOCH)


def _reachable(year: int, step: int) -> int:
    """The year that far away, or the edge of all calendars; past the edge, OutsideCalendar."""
    if (step < 0 and year == FIRST_YEAR) or (step > 0 and year == LAST_YEAR):
        raise OutsideCalendar(f"a computed date lies outside {FIRST_YEAR} to {LAST_YEAR}")
    return min(LAST_YEAR, max(FIRST_YEAR, year + step))


def _shifts(day_start: time, day_end: time, lunch: tuple[time, time] | None) -> list[tuple[time, time]]:
    """The stretches of a working day in which the working clock runs."""
    if day_start >= day_end:
        raise ValueError(f"the working day must end after it starts: {day_start} to {day_end}")
    if lunch is None:
        return [(day_start, day_end)]
    leave, back = lunch
    if not day_start < leave < back < day_end:
        raise ValueError(f"the lunch break {leave} to {back} must lie inside {day_start} to {day_end}")
    return [(day_start, leave), (back, day_end)]
