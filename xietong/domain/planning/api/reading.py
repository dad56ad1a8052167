"""How bodies of this house are read: ids, days, numbers, with the place in every refusal."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from xietong.kit.problems import Problem, Problems


def id_of(value: Any, field: str) -> int | None:
    """An identifier as sent, text or number; None when absent."""
    if value in (None, ""):
        return None
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Problems(Problem(field, field, "不是有效的标识。"))
    return int(text)


def required_id(body: Mapping[str, Any], field: str) -> int:
    found = id_of(body.get(field), field)
    if found is None:
        raise Problems(Problem(field, field, "没有填写，请填写。", "missing"))
    return found


def day_of(value: Any, field: str) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Problems(Problem(field, field, "日期应写成 2026-11-22。")) from None


def text_of(body: Mapping[str, Any], field: str) -> str:
    value = body.get(field) or ""
    if not isinstance(value, str):
        raise Problems(Problem(field, field, "应为文字。"))
    return value
