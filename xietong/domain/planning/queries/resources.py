"""Readings of the resource plan: requests, the summary by department, kind and week, and conflicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import Http404

from xietong.domain.collaborations.models import Application, Collaboration
from xietong.domain.collaborations.queries import visible
from xietong.domain.people.models import Person
from xietong.domain.people.queries import Who, company_calendar, who_is
from xietong.domain.planning.models import AcceptedConflict, NothingNeeded, ResourceRequest
from xietong.domain.planning.queries.tasks import week_of
from xietong.domain.planning.rules import Booking, overbookings, share_of
from xietong.domain.planning.states import ResourceKind, ResourceState

LIVE = [ResourceState.ASKED.value, ResourceState.PROMISED.value, ResourceState.DELIVERED.value]
SINGLE_THINGS = (ResourceKind.EQUIPMENT, ResourceKind.PLACE)  # of which there is one, when the name is the same
MOST_WEEKS = 26


@dataclass(frozen=True)
class ResourceRow:
    """A request as the page shows it."""

    id: int
    department_id: int
    department: str
    kind: ResourceKind
    name: str
    person_id: int | None
    person: str
    amount: Decimal
    unit: str
    purpose: str
    task_id: int | None
    task_code: str
    task_name: str
    from_on: date
    until_on: date
    source: Any
    provider_id: int | None
    provider: str
    cost: Decimal | None
    state: ResourceState
    answer: str
    version: int

    @property
    def quantity(self) -> str:
        """`2 台`, `50 %`."""
        return f"{self.amount.normalize():f} {self.unit}".strip()


_ROW = (
    "id", "department_id", "department__name", "kind", "name", "person_id", "person__name", "amount", "unit",
    "purpose", "task_id", "task__code", "task__name", "from_on", "until_on", "source", "provider_id",
    "provider__name", "cost", "state", "answer", "version",
)  # fmt: skip


def resource_rows(collaboration: Collaboration) -> list[ResourceRow]:
    """Every request in order of its first day; one statement."""
    rows = ResourceRequest.objects.filter(collaboration=collaboration).order_by("from_on", "id").values_list(*_ROW)
    return [ResourceRow(*map(_said, _ROW, row)) for row in rows]


def _said(column: str, value: Any) -> Any:
    """A missing name is an empty text."""
    return "" if value is None and column.endswith(("__name", "__code")) else value


def resource_of(collaboration: Collaboration, pk: Any) -> ResourceRequest:
    row = (
        ResourceRequest.objects.filter(collaboration=collaboration, pk=pk)
        .select_related("department", "provider", "task", "person")
        .first()
    )
    if row is None:
        raise Http404("没有这项资源需求，可能已被删除。")
    return row


@dataclass(frozen=True)
class Summary:
    """Department × kind, spread over weeks: how much is asked. `weeks` are Mondays."""

    weeks: list[date]
    rows: list[tuple[str, str, list[int]]]  # department, kind, requests at work in each week
    costs: list[tuple[str, Decimal]]  # by department
    total: Decimal
    budget: Decimal | None


def resource_summary(collaboration: Collaboration, rows: list[ResourceRow] | None = None) -> Summary:
    """How many requests run in which week, by department and kind; money by department against the budget of form 1."""
    rows = resource_rows(collaboration) if rows is None else rows
    live = [row for row in rows if row.state != ResourceState.REFUSED]
    weeks: list[date] = []
    if live:
        week, last = week_of(min(row.from_on for row in live)), max(row.until_on for row in live)
        while week <= last and len(weeks) < MOST_WEEKS:
            weeks.append(week)
            week += timedelta(days=7)
    cells: dict[tuple[str, str], list[int]] = {}
    costs: dict[str, Decimal] = {}
    for row in live:
        counted = cells.setdefault((row.department, row.kind.label), [0] * len(weeks))
        for i, week in enumerate(weeks):
            if row.from_on < week + timedelta(days=7) and row.until_on >= week:
                counted[i] += 1
        costs[row.department] = costs.get(row.department, Decimal(0)) + _money(row)
    return Summary(
        weeks=weeks,
        rows=[(department, kind, counted) for (department, kind), counted in sorted(cells.items())],
        costs=[(name, cost) for name, cost in sorted(costs.items()) if cost],
        total=sum(costs.values(), Decimal(0)),
        budget=budget_of(collaboration),
    )


def _money(row: ResourceRow) -> Decimal:
    """What a request costs: its estimate, or for a budget request its amount in 元 or 万元."""
    if row.cost is not None:
        return row.cost
    if row.kind == ResourceKind.BUDGET:
        return row.amount * (10_000 if "万" in row.unit else 1)
    return Decimal(0)


def budget_of(collaboration: Collaboration) -> Decimal | None:
    """The estimate in form 1, in 元; None when none was given."""
    answers = Application.objects.filter(collaboration=collaboration).values_list("answers", flat=True).first() or {}
    estimate = answers.get("budget_estimate")
    return Decimal(str(estimate)) if estimate not in (None, "") else None


@dataclass(frozen=True)
class Conflict:
    """A clash that somebody must solve or the lead accept. `key` names exactly this clash: another period is another."""

    key: str
    kind: str  # person, thing, budget, period, refused
    title: str
    detail: str
    resource_ids: tuple[int, ...] = ()
    accepted: str = ""  # the lead's reason
    accepted_by: str = ""

    @property
    def is_open(self) -> bool:
        return not self.accepted


KIND_LABELS = {
    "person": "人员超负荷",
    "thing": "重复占用",
    "budget": "超预算",
    "period": "与任务时间不符",
    "refused": "不能提供",
}


def counted_collaborations(collaboration: Collaboration, who: Who | None = None) -> Any:
    """Running collaborations whose bookings count here: those the lead may see, and the reader too.

    A clash with work outside the lead's knowledge must not tell of it.
    """
    lead = Person.objects.filter(pk=collaboration.lead_id).first() if collaboration.lead_id else None
    # delegations do not matter for what a lead may count
    rows = visible(who_is(lead, date.min)).running() if lead else Collaboration.objects.filter(pk=collaboration.pk)
    if who is not None:
        rows = rows.filter(pk__in=visible(who).values("pk"))
    return rows


def conflicts(
    collaboration: Collaboration, who: Who | None = None, rows: list[ResourceRow] | None = None
) -> list[Conflict]:
    """Everything that clashes now, open ones first; a constant number of statements."""
    rows = resource_rows(collaboration) if rows is None else rows
    live = [row for row in rows if row.state in (ResourceState.ASKED, ResourceState.PROMISED, ResourceState.DELIVERED)]
    found = [
        *_people_clashes(collaboration, live, who),
        *_thing_clashes(live),
        *_budget_clash(collaboration, live),
        *_period_clashes(collaboration, live),
        *(
            Conflict(
                f"refused:{row.id}",
                "refused",
                f"{row.provider or row.department} 不能提供“{row.name}”",
                row.answer,
                (row.id,),
            )
            for row in rows
            if row.state == ResourceState.REFUSED
        ),
    ]
    if not found:
        return []
    accepted = {
        key: (reason, by)
        for key, reason, by in AcceptedConflict.objects.filter(collaboration=collaboration).values_list(
            "key", "reason", "by__name"
        )
    }
    from_rows = [
        Conflict(c.key, c.kind, c.title, c.detail, c.resource_ids, *accepted.get(c.key, ("", ""))) for c in found
    ]
    return sorted(from_rows, key=lambda c: not c.is_open)


def _people_clashes(collaboration: Collaboration, live: list[ResourceRow], who: Who | None) -> Iterable[Conflict]:
    people = {row.person_id for row in live if row.person_id}
    if not people:
        return
    calendar = company_calendar()
    booked = ResourceRequest.objects.filter(
        person__in=people,
        state__in=LIVE,
        kind=ResourceKind.PEOPLE,
        collaboration__in=counted_collaborations(collaboration, who),
    ).values_list(
        "id",
        "person_id",
        "person__name",
        "amount",
        "unit",
        "from_on",
        "until_on",
        "collaboration_id",
        "collaboration__title",
    )
    names: dict[int, str] = {}
    where: dict[int, tuple[int, str]] = {}
    bookings = []
    for pk, person, name, amount, unit, first, last, context, title in booked:
        names[person], where[pk] = name, (context, title)
        bookings.append(Booking(pk, person, share_of(amount, unit, calendar.count(first, last)), first, last, context))
    for clash in overbookings(bookings):
        ours = tuple(pk for pk in clash.bookings if where[pk][0] == collaboration.pk)
        if not ours:
            continue
        others = sorted(
            {title for pk in clash.bookings for context, title in [where[pk]] if context != collaboration.pk}
        )
        detail = f"{clash.first:%m-%d} 至 {clash.last:%m-%d} 合计 {clash.share.normalize():f}%"
        if others:
            detail += f"，同时在：{'、'.join(others)}"
        key = f"person:{clash.who}:{clash.first}:{clash.last}:{clash.share.normalize():f}"
        yield Conflict(key, "person", f"{names[clash.who]} 投入超过 100%", detail, ours)


def _thing_clashes(live: list[ResourceRow]) -> Iterable[Conflict]:
    """The same equipment or place asked for by two requests on the same days."""
    things: dict[tuple[str, str, int | None], list[ResourceRow]] = {}
    for row in live:
        if row.kind in SINGLE_THINGS:
            things.setdefault((row.kind, row.name.strip(), row.provider_id), []).append(row)
    for (_kind, name, _provider), rows in things.items():
        rows.sort(key=lambda row: (row.from_on, row.id))
        for i, one in enumerate(rows):
            for other in rows[i + 1 :]:
                if other.from_on <= one.until_on:
                    first, last = other.from_on, min(one.until_on, other.until_on)
                    key = f"thing:{one.id}:{other.id}:{first}:{last}"
                    detail = f"{first:%m-%d} 至 {last:%m-%d}：{one.department}（{one.purpose}）与 {other.department}（{other.purpose}）"
                    yield Conflict(key, "thing", f"“{name}”被重复占用", detail, (one.id, other.id))


def _budget_clash(collaboration: Collaboration, live: list[ResourceRow]) -> Iterable[Conflict]:
    total = sum((_money(row) for row in live), Decimal(0))
    budget = budget_of(collaboration) if total else None
    if budget is not None and total > budget:
        detail = f"合计 {total:,.2f} 元，申请表预算 {budget:,.2f} 元，超出 {total - budget:,.2f} 元"
        yield Conflict(f"budget:{total:.2f}:{budget:.2f}", "budget", "资源金额超过申请表预算", detail)


def _period_clashes(collaboration: Collaboration, live: list[ResourceRow]) -> Iterable[Conflict]:
    ids = [row.id for row in live if row.task_id]
    if not ids:
        return
    outside = ResourceRequest.objects.filter(pk__in=ids).values_list(
        "id", "name", "from_on", "until_on", "task__code", "task__name", "task__start_on", "task__finish_on"
    )
    for pk, name, first, last, code, task, start, finish in outside:
        if start and finish and not (start <= first and last <= finish):
            key = f"period:{pk}:{first}:{last}:{start}:{finish}"
            detail = f"需用 {first:%m-%d} 至 {last:%m-%d}；任务 {code} {task} 为 {start:%m-%d} 至 {finish:%m-%d}"
            yield Conflict(key, "period", f"“{name}”的需用时间超出任务时间", detail, (pk,))


def stated(collaboration: Collaboration, kind: str) -> set[int]:
    """Departments that declared that they need nothing (kind resource) or see no risk (kind risk)."""
    rows = NothingNeeded.objects.filter(collaboration=collaboration, kind=kind)
    return set(rows.values_list("department_id", flat=True))
