"""Over-allocation: where the bookings of one person (or of one thing) add up to more than there is of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

FULL = Decimal(100)  # percent of one person


@dataclass(frozen=True)
class Booking:
    """A stretch of days for which somebody is promised, in percent of their time."""

    id: int
    who: int
    share: Decimal
    first: date
    last: date
    context: int  # the collaboration


@dataclass(frozen=True)
class Overbooking:
    """The longest stretch of days over 100 %, the highest sum in it, and the bookings that make it."""

    who: int
    first: date
    last: date
    share: Decimal
    bookings: tuple[int, ...]


def share_of(amount: Decimal, unit: str, working_days: int) -> Decimal:
    """Percent of a person that a request asks for: 50 % as said, days spread over the period, otherwise all of it."""
    unit = unit.strip().lower()
    if unit in ("%", "％", "百分比"):
        return amount
    if unit in ("人天", "人日", "天", "工作日", "day", "days"):
        return (amount * 100 / max(1, working_days)).quantize(Decimal(1))
    if unit in ("小时", "工时", "人时", "h"):
        return (amount * 100 / (8 * max(1, working_days))).quantize(Decimal(1))
    return FULL


def overbookings(bookings: Iterable[Booking], limit: Decimal = FULL) -> list[Overbooking]:
    """Stretches in which one person's bookings exceed the limit; touching stretches are one."""
    by_person: dict[int, list[Booking]] = {}
    for booking in bookings:
        by_person.setdefault(booking.who, []).append(booking)
    found: list[Overbooking] = []
    for who, rows in by_person.items():
        edges = sorted({row.first for row in rows} | {row.last + timedelta(days=1) for row in rows})
        running: Overbooking | None = None
        for first, after in pairwise(edges):
            at_work = [row for row in rows if row.first <= first <= row.last]
            total = sum((row.share for row in at_work), Decimal(0))
            last = after - timedelta(days=1)
            if total <= limit:
                running = None
                continue
            ids = {row.id for row in at_work}
            if running is None:
                running = Overbooking(who, first, last, total, tuple(sorted(ids)))
                found.append(running)
                continue
            merged = tuple(sorted(ids | set(running.bookings)))
            running = Overbooking(who, running.first, last, max(total, running.share), merged)
            found[-1] = running
    return sorted(found, key=lambda one: (one.first, one.who))
