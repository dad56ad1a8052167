"""The tracking table on screen, its snapshots, and the overdue work of everything one may see."""

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from xietong.domain.collaborations.queries import frame, place_for
from xietong.domain.collaborations.queries.place import Place
from xietong.domain.people.queries import Request
from xietong.domain.planning.states import TaskState
from xietong.domain.tracking import queries, services
from xietong.domain.tracking.permissions import TRACKING
from xietong.domain.tracking.queries import GROUPS, LIGHTS, PAGE, SORTS, Filters
from xietong.domain.tracking.queries.sent_values import read_id
from xietong.domain.tracking.views.posted import back_to
from xietong.kit.clock import clock, today
from xietong.kit.ui import flash
from xietong.kit.ui.shapes import Choice
from xietong.kit.ui.swap import page, swap


def filters_of(values: Any) -> Filters:
    """Filters as they stand in an address; unknown words filter nothing."""

    def word(key: str, known: Any) -> str:
        value = values.get(key, "")
        return value if value in known else ""

    return Filters(
        light=word("light", LIGHTS),
        department=read_id(values.get("department")),
        owner=read_id(values.get("owner")),
        state=word("state", [state.value for state in TaskState]),
        overdue=values.get("overdue") in ("1", "true"),
        silent=values.get("silent") in ("1", "true"),
        group=word("group", GROUPS),
        sort=word("sort", SORTS),
    )


def _address(href: str, filters: Filters, **changed: Any) -> str:
    values = {**vars_of(filters), **changed}
    kept = {key: "1" if value is True else value for key, value in values.items() if value}
    return f"{href}/tracking" + (f"?{urlencode(kept)}" if kept else "")


def vars_of(filters: Filters) -> dict[str, Any]:
    return {key: getattr(filters, key) for key in Filters.__dataclass_fields__}


@login_required
@require_GET
def tracking_page(request: Request, pk: int) -> HttpResponse:
    """Form 5 for control. Polled every 20 seconds; unchanged is answered with 304."""
    place, now = place_for(request.who, pk), clock()
    context = _table(place, filters_of(request.GET), now, offset=read_id(request.GET.get("after")) or 0)
    return swap(request, "tracking/tracking_page.html#table", context, live=True)


def _table(place: Place, filters: Filters, now: Any, offset: int) -> dict[str, Any]:
    collaboration = place.collaboration
    rows = queries.table_rows(collaboration, filters, now=now, offset=offset)
    shown, more = rows[:PAGE], len(rows) > PAGE
    figures, departments = queries.table_summary(collaboration, today())
    href = collaboration.href
    return {
        "frame": frame(place, "tracking"),
        "collaboration": collaboration,
        "groups": _groups(collaboration, filters, shown),
        "rows": shown,
        "figures": figures,
        "filters": filters,
        "chips": _chips(href, filters, figures),
        "filtered": filters != Filters(group=filters.group, sort=filters.sort),
        "departments": departments,
        "group_choices": list(GROUPS.items()),
        "sort_choices": list(SORTS.items()),
        "address": _address(href, filters, after=offset or ""),
        "plain_address": f"{href}/tracking",
        "next_cursor": str(offset + PAGE) if more else "",
        "snapshots": queries.snapshots_of(collaboration),
        "may_snapshot": TRACKING.allows("tracking.snapshot", place.actor.roles),
        "may_raise": TRACKING.allows("alert.raise", place.actor.roles),
    }


def _groups(collaboration: Any, filters: Filters, rows: list[Any]) -> list[tuple[str, list[Any]]]:
    """(heading, rows); one group without a heading when nothing is grouped."""
    if not filters.group:
        return [("", rows)] if rows else []
    names = queries.phase_names(collaboration) if filters.group == "phase" else {}
    if filters.group == "phase":
        return [
            (f"{code} {names.get(code, '')}".strip(), list(group)) for code, group in groupby(rows, lambda r: r.phase)
        ]
    return [(name or "未定部门", list(group)) for name, group in groupby(rows, lambda r: r.department)]


def _chips(href: str, filters: Filters, figures: dict[str, int]) -> list[Choice]:
    chips = [
        Choice(
            label,
            _address(href, filters, light="" if filters.light == light else light),
            filters.light == light,
            figures[light],
        )
        for light, label in LIGHTS.items()
    ]
    for key, label in (("overdue", "已逾期"), ("silent", "未更新")):
        on = getattr(filters, key)
        chips.append(Choice(label, _address(href, filters, **{key: not on}), on, figures[key]))
    return chips


@login_required
@require_POST
def snapshot_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    snapshot = services.take_snapshot(place.collaboration, by=place.actor, now=clock())
    flash.say(request, f"已留存快照 {snapshot.number}，可在本页和「文件」页下载。")
    return back_to(f"{place.collaboration.href}/tracking#snapshots")


@login_required
@require_GET
def overdue_page(request: Request) -> HttpResponse:
    """The first hundred overdue tasks of everything I may see."""
    cursor = request.GET.get("after", "").split("_")
    rows = queries.overdue(request.who, now=clock(), cursor=cursor if _is_cursor(cursor) else None)
    shown = rows[:100]
    context = {
        "rows": shown,
        "next_cursor": f"{shown[-1].finish_on}_{shown[-1].id}" if len(rows) > 100 else "",
    }
    return page(request, "tracking/overdue_page.html", context)


def _is_cursor(parts: list[str]) -> bool:
    return len(parts) == 2 and len(parts[0]) == 10 and parts[0].replace("-", "").isdigit() and parts[1].isdigit()
