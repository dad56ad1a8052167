"""My day, portfolio, calendar, search."""

import calendar as months
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from xietong.domain.desk import queries
from xietong.domain.people.queries import Request, require_office
from xietong.kit.clock import clock, today
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui.swap import page, swap

WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


@login_required
@require_GET
def my_day(request: Request) -> HttpResponse:
    now = clock()
    rows = queries.waiting(request.who, now)
    context = {
        "groups": queries.grouped(rows, now),
        "count": len(rows),
        "tasks": queries.my_tasks(request.who, today()),
        "recent": queries.recent_collaborations(request.who),
    }
    return swap(request, "desk/my_day.html#todo", context, live=True)


@login_required
@require_GET
def portfolio_page(request: Request) -> HttpResponse:
    return page(request, "desk/portfolio_page.html", queries.portfolio(request.who))


@login_required
@require_GET
def calendar_page(request: Request) -> HttpResponse:
    """One month; weeks begin on Monday."""
    day = today()
    text = request.GET.get("month", f"{day:%Y-%m}")
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Problems(Problem("month", "月份", "请写成 2026-11 这样的月份。")) from None
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    entries = queries.calendar_entries(request.who, weeks[0][0], weeks[-1][-1])
    special = queries.special_days(weeks[0][0], weeks[-1][-1])
    context = {
        "weeks": [
            [
                {
                    "day": d,
                    "in_month": d.month == first.month,
                    "today": d == day,
                    "entries": entries.get(d, []),
                    "special": special.get(d),
                    "rest": (special[d].kind == "off") if d in special else d.weekday() >= 5,
                }
                for d in week
            ]
            for week in weeks
        ],
        "weekdays": WEEKDAYS,
        "first": first,
        "before": f"{first - timedelta(days=1):%Y-%m}",
        "after": f"{first + timedelta(days=32):%Y-%m}",
    }
    return page(request, "desk/calendar_page.html", context)


@login_required
@require_GET
def search_page(request: Request) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    hits = queries.search(request.who, text)
    kinds: dict[str, list[queries.Hit]] = {}
    for hit in hits:
        kinds.setdefault(hit.kind, []).append(hit)
    return page(request, "desk/search_page.html", {"text": text, "kinds": kinds, "count": len(hits)})


JOURNAL_PAGE = 100


@login_required
@require_GET
def journal_page(request: Request) -> HttpResponse:
    """Every act, newest first: for the auditor and the PMO."""
    require_office(request.who, "journal.read")
    before, person = (request.GET.get(key, "") for key in ("before", "person"))
    rows = queries.journal(
        before=int(before) if before.isdigit() else None, person_id=int(person) if person.isdigit() else None
    )
    more = rows[JOURNAL_PAGE - 1]["id"] if len(rows) > JOURNAL_PAGE else None
    return page(request, "desk/journal_page.html", {"rows": rows[:JOURNAL_PAGE], "more": more, "person": person})
