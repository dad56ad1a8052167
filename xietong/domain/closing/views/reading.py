"""What every page of this house reads from a request in the same way."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from xietong.domain.signoffs.queries import StripRow
from xietong.domain.signoffs.states import SignOffState
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui.shapes import Sign


def version_of(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() else None


def number_of(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def day_in(request: HttpRequest, name: str, label: str) -> date | None:
    """A date control's value; Problems when it is not a date."""
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problems(Problem(name, label, f"“{text[:30]}”不是日期，请写成 2026-12-31 这样。", "date")) from None


def back(href: str) -> HttpResponse:
    return HttpResponseRedirect(href, status=303)


STATES = {
    SignOffState.LATER: "later",
    SignOffState.WAITING: "waiting",
    SignOffState.SIGNED: "signed",
    SignOffState.RETURNED: "returned",
}


def signs(rows: list[StripRow], now: Any) -> list[Sign]:
    """The strip of signers as the component shows it."""
    return [
        Sign(
            party=row.capacities if row.department in row.capacities else f"{row.department} {row.capacities}",
            person=row.on_behalf_of or row.person,
            on_behalf=row.person if row.on_behalf_of else "",
            state=STATES.get(row.state, "void"),
            since=row.since if row.state == SignOffState.WAITING else None,
            at=row.since if row.state in (SignOffState.SIGNED, SignOffState.RETURNED) else None,
            reason=row.reason,
            late=bool(row.sign_by and row.state == SignOffState.WAITING and row.sign_by < now),
        )
        for row in rows
    ]
