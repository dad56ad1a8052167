"""The company's working calendar: months, days off and days worked instead, and reading an official notice."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from xietong.domain.people import services
from xietong.domain.people.models import DayKind
from xietong.domain.people.permissions import PEOPLE
from xietong.domain.people.queries import Request, calendar_year, known_years, months_of, special_days
from xietong.domain.people.rules import read_calendar
from xietong.kit.clock import clock, today
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page

FIRST, LAST = 2000, 2100
MOST_ROWS = 400


def _year(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and FIRST <= int(text[:5]) <= LAST else today().year


@login_required
@require_http_methods(["GET", "POST"])
def calendar_page(request: Request) -> HttpResponse:
    """Everybody reads it; PMO and administrator replace the arrangement of a year."""
    if request.method == "POST":
        return _save(request)
    return _page(request, _year(request.GET.get("year", "")))


def _page(request: Request, year: int, *, status: int = 200, **more: Any) -> HttpResponse:
    rows = [(row.day.isoformat(), row.kind, row.name) for row in special_days(year)]
    context = {
        "year": year,
        "known": calendar_year(year),
        "years": sorted({*known_years(), today().year, today().year + 1}),
        "months": months_of(year, today()),
        "rows": rows,
        "may_edit": PEOPLE.allows("calendar.edit", request.who.company_roles),
        "kinds": DayKind.choices(),
        "problems": [],
        "reading": None,
        "text": "",
        **more,
    }
    return page(request, "people/calendar_page.html", context, status=status)


def _save(request: Request) -> HttpResponse:
    year, days, problems = _year(request.POST.get("year", "")), [], []
    for number in range(MOST_ROWS):
        text = request.POST.get(f"days-{number}-day", "").strip()
        if not text:
            continue
        where = f"第{number + 1}行"
        kind = DayKind.called(request.POST.get(f"days-{number}-kind", ""))
        try:
            day = date.fromisoformat(text)
        except ValueError:
            problems.append(Problem(f"days-{number}-day", where, f"“{text[:20]}”不是日期，请写成 {year}-10-01 这样。"))
            continue
        if kind is None:
            problems.append(Problem(f"days-{number}-kind", where, "请选放假或调休上班。"))
            continue
        days.append((day, kind, request.POST.get(f"days-{number}-name", "").strip()[:40]))
    if problems:
        raise Problems(problems)
    source = request.POST.get("source", "").strip()[:200] or "手工录入"
    row = services.set_calendar_year(year=year, days=days, source=source, by=request.who.actor(), now=clock())
    flash.say(request, f"{row.year} 年工作日历已更新，之后的期限按新日历计算；已排定的日期不会自行移动。")
    return HttpResponseRedirect(f"/settings/calendar?year={year}", status=303)


@login_required
@require_POST
def calendar_reading(request: Request) -> HttpResponse:
    """Read a table or a pasted notice; the answer is the page with what was understood, nothing is written."""
    PEOPLE.require("calendar.edit", request.who.company_roles)
    year, text = _year(request.POST.get("year", "")), request.POST.get("text", "")[:100_000]
    uploaded = request.FILES.get("file")
    if uploaded is not None:
        content = uploaded.read(1_000_000)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("gb18030", errors="replace")
    reading = read_calendar(text, year)
    problems = [Problem("text", where, message) for where, message in reading.problems]
    rows = [(row.day.isoformat(), row.kind, row.name) for row in reading.of_year(year)]
    more = {"reading": reading, "problems": problems, "text": text}
    if rows:
        more["rows"] = rows
    return _page(request, year, status=422 if problems and not rows else 200, **more)
