"""What pages of this house send: versions, days and numbers as values, wrong ones refused by name."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from xietong.kit.problems import Problem, Problems


def version_of(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() else None


def text_of(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, ""))[:4000]


def day_of_field(request: HttpRequest, name: str, where: str) -> date | None:
    return read_day(request.POST.get(name), name, where)


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


def id_of_field(request: HttpRequest, name: str) -> int | None:
    return read_id(request.POST.get(name))


def read_id(value: Any) -> int | None:
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def back_to(href: str) -> HttpResponse:
    return HttpResponseRedirect(href, status=303)
