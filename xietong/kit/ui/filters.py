"""How values are said on screen: days, moments, ages, money, sizes, digests. Pure; the clock is an argument."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

WEEKDAYS = "一二三四五六日"
NOTHING = "—"


def _local(moment: datetime) -> datetime:
    """In the company's time zone, the only one we have: a page of a hundred rows asks a thousand times."""
    return moment.astimezone(timezone.get_default_timezone()) if moment.tzinfo else moment


def day(value: date | datetime | None, weekday: bool = False) -> str:
    """2026-11-22, or 2026-11-22 周日."""
    if value is None:
        return NOTHING
    on = _local(value).date() if isinstance(value, datetime) else value
    return f"{on:%Y-%m-%d}" + (f" 周{WEEKDAYS[on.weekday()]}" if weekday else "")


def short_day(value: date | datetime | None, now: datetime | None = None) -> str:
    """11-22; with the year when it is not the year of `now`."""
    if value is None:
        return NOTHING
    on = _local(value).date() if isinstance(value, datetime) else value
    if now is not None and on.year != _local(now).year:
        return f"{on:%Y-%m-%d}"
    return f"{on:%m-%d}"


def moment(value: datetime | None) -> str:
    """2026-11-22 10:32, in the reader's time zone."""
    return NOTHING if value is None else f"{_local(value):%Y-%m-%d %H:%M}"


def time_of_day(value: datetime | None) -> str:
    return NOTHING if value is None else f"{_local(value):%H:%M}"


def span(length: timedelta) -> str:
    """A length as one says it: 不到1分钟, 25分钟, 3小时, 2天4小时, 45天. Rounded down."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes < 1:
        return "不到1分钟"
    if minutes < 60:
        return f"{minutes}分钟"
    hours, days = minutes // 60, minutes // 1440
    if hours < 24:
        rest = minutes % 60
        return f"{hours}小时{rest}分" if hours < 3 and rest else f"{hours}小时"
    rest = hours % 24
    return f"{days}天{rest}小时" if days < 3 and rest else f"{days}天"


def age(value: datetime | date | None, now: datetime) -> str:
    """How long ago: 刚刚, 25分钟前, 3小时前, 昨天, 5天前, and the day itself after 30 days."""
    if value is None:
        return NOTHING
    today = _local(now).date()
    if isinstance(value, datetime):
        gone = now - value
        if gone < timedelta(0):
            return moment(value)
        if gone < timedelta(minutes=1):
            return "刚刚"
        if gone < timedelta(hours=12) or _local(value).date() == today:
            return span(gone).split("小时")[0] + ("小时前" if gone >= timedelta(hours=1) else "前")
        value = _local(value).date()
    days = (today - value).days
    if days <= 0:
        return "今天" if days == 0 else day(value)
    return {1: "昨天", 2: "前天"}.get(days) or (f"{days}天前" if days <= 30 else day(value))


def time_left(deadline: datetime | date | None, now: datetime) -> str:
    """Words of a clock: 还剩 3小时, 今天到期, 还剩 5天, 已超时 2天. A day lasts until its end."""
    if deadline is None:
        return "无期限"
    if isinstance(deadline, datetime):
        left = deadline - now
        return f"已超时 {span(left)}" if left < timedelta(0) else f"还剩 {span(left)}"
    days = (deadline - _local(now).date()).days
    if days < 0:
        return f"已超期 {-days}天"
    return {0: "今天到期", 1: "明天到期"}.get(days, f"还剩 {days}天")


def urgency(deadline: datetime | date | None, now: datetime) -> str:
    """none, over, today (or within 24 hours), soon (three days), later."""
    if deadline is None:
        return "none"
    if isinstance(deadline, datetime):
        left = deadline - now
        if left < timedelta(0):
            return "over"
        if left <= timedelta(hours=24):
            return "today"
        return "soon" if left <= timedelta(days=3) else "later"
    days = (deadline - _local(now).date()).days
    if days < 0:
        return "over"
    return "today" if days == 0 else "soon" if days <= 3 else "later"


def money(value: Decimal | int | float | None, unit: str = "元") -> str:
    """12,000 元; cents only when there are any."""
    if value is None:
        return NOTHING
    amount = Decimal(str(value)).quantize(Decimal("0.01"))
    text = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    return f"{text} {unit}".strip()


def number(value: Decimal | int | float | None, digits: int = 0) -> str:
    return NOTHING if value is None else f"{value:,.{digits}f}"


def percent(value: float | Decimal | int | None, digits: int = 0) -> str:
    """A share between 0 and 1 as 45%."""
    return NOTHING if value is None else f"{float(value) * 100:.{digits}f}%"


def size(octets: int | None) -> str:
    """File size: 812 字节, 1.4 MB."""
    if octets is None:
        return NOTHING
    if octets < 1024:
        return f"{octets} 字节"
    amount = float(octets)
    for unit in ("KB", "MB", "GB"):
        amount /= 1024
        if amount < 1024 or unit == "GB":
            return f"{amount:.1f} {unit}"
    return NOTHING


def digest(value: str | bytes | None, length: int = 12) -> str:
    """The first places of a hash, in fours, for eyes: 9f86 d081 884c."""
    if not value:
        return NOTHING
    text = value.hex() if isinstance(value, bytes) else value
    return " ".join(text[i : i + 4] for i in range(0, min(length, len(text)), 4))


def safe_link(address: str | None) -> str:
    """Only http, https, mailto and our own paths may become links; anything else leads nowhere."""
    text = (address or "").strip()
    own = text.startswith(("/", "?", "#")) and not text.startswith(("//", "/\\"))
    return text if own or text.lower().startswith(("https://", "http://", "mailto:")) else "#"


def of(thing: Any, name: str, default: Any = "") -> Any:
    """Attribute or key of a row, or the default: components take dataclasses and dicts alike."""
    if isinstance(thing, Mapping):
        return thing.get(name, default)
    return getattr(thing, name, default)


def bare(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes for `xmlattr`, without empty ones; True becomes the bare attribute."""
    return {k: (k if v is True else v) for k, v in attributes.items() if v not in (None, False, "")}


# The tone of a state's word when its table does not say one. Red is not among them: it belongs to the red alert.
TONES = {
    "good": (
        "approved",
        "published",
        "accepted",
        "passed",
        "signed",
        "done",
        "finished",
        "confirmed",
        "answered",
        "sealed",
    ),
    "busy": ("in_review", "in_progress", "running", "active", "submitted", "open", "doing", "waiting", "asked"),
    "care": ("returned", "rework", "overdue", "late", "disputed", "conditional", "escalated", "failed"),
    "quiet": ("draft", "superseded", "cancelled", "withdrawn", "archived", "closed", "void", "not_started"),
}
TONE_OF = {word: tone for tone, words in TONES.items() for word in words}


def tone(state: Any) -> str:
    """good, busy, care, quiet or plain."""
    return getattr(state, "tone", "") or TONE_OF.get(str(state), "plain")


FILTERS = {
    "ord_of": ord,
    "of": of,
    "bare": bare,
    "tone": tone,
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "time_of_day": time_of_day,
    "span": span,
    "age": age,
    "time_left": time_left,
    "urgency": urgency,
    "money": money,
    "number": number,
    "percent": percent,
    "size": size,
    "digest": digest,
    "safe_link": safe_link,
}
