"""Values as pages and the API send them; wrong ones are refused by name."""

from datetime import date
from typing import Any

from xietong.kit.problems import Problem, Problems


def read_day(value: Any, name: str, where: str) -> date | None:
    """A day written as 2026-11-22, or none."""
    text = str(value or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problems(
            Problem(name, where, f"“{text[:20]}”不是有效的日期，请按 2026-11-22 的样子填写。", "date")
        ) from None


def read_id(value: Any) -> int | None:
    """A whole number written in digits, or none."""
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
