"""Readings across every house: what waits for a person, the portfolio, the calendar, search."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.cache import caches
from django.db.models import Count, Max, Q
from django.utils import timezone

from xietong.domain.closing import queries as closing
from xietong.domain.closing.models import Leftover
from xietong.domain.collaborations import queries as collaborations
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import told, visible
from xietong.domain.collaborations.states import Light, Stage
from xietong.domain.duties import queries as duties
from xietong.domain.knowledge.models import Lesson
from xietong.domain.knowledge.states import LessonState
from xietong.domain.meetings import queries as meetings
from xietong.domain.meetings.models import ActionItem, Meeting
from xietong.domain.people.models import CalendarDay, Person
from xietong.domain.people.queries import Who
from xietong.domain.planning import queries as planning
from xietong.domain.planning.models import Task
from xietong.domain.signoffs import queries as signoffs
from xietong.domain.tracking import queries as tracking
from xietong.domain.tracking.models import CoordinationLetter
from xietong.kit.events.models import HappenedEvent
from xietong.kit.waiting import Waiting

# A house adds its kinds of waiting things by a row here, not by code in the desk.
SOURCES: tuple[Callable[[Who, datetime], list[Waiting]], ...] = (
    signoffs.waiting,
    collaborations.waiting,
    duties.waiting,
    planning.waiting,
    meetings.waiting,
    tracking.waiting,
    closing.waiting,
)
GROUPS = (("late", "已超时"), ("today", "今天"), ("week", "本周"), ("later", "以后"))


@dataclass(frozen=True)
class Group:
    key: str
    label: str
    rows: list[Waiting]


def waiting(who: Who, now: datetime) -> list[Waiting]:
    """Everything that waits for this person, most urgent first; things without a clock last."""
    rows = [row for source in SOURCES for row in source(who, now)]
    return sorted(rows, key=lambda row: (row.due is None, moment_of(row.due) if row.due else now, row.title))


def moment_of(due: date | datetime) -> datetime:
    """A day's clock runs out at its end."""
    if isinstance(due, datetime):
        return due
    return datetime.combine(due, time(23, 59, 59), timezone.get_current_timezone())


def grouped(rows: list[Waiting], now: datetime) -> list[Group]:
    """By the clock: 已超时 / 今天 / 本周 / 以后."""
    local = timezone.localtime(now)
    end_of_day = local.replace(hour=23, minute=59, second=59, microsecond=999_999)
    end_of_week = end_of_day + timedelta(days=6 - local.weekday())
    found: dict[str, list[Waiting]] = {key: [] for key, _ in GROUPS}
    for row in rows:
        if row.due is None:
            key = "later"
        else:
            due = moment_of(row.due)
            key = "late" if due < now else "today" if due <= end_of_day else "week" if due <= end_of_week else "later"
        found[key].append(row)
    return [Group(key, label, found[key]) for key, label in GROUPS if found[key]]


COUNT_SECONDS = 30  # how long the number in the frame may be behind what others did


def todo_count(who: Who, now: datetime) -> int:
    """The number in the frame: at once after one's own acts, within half a minute after those of others.

    Every open page asks for it again and again, and asking all houses costs several times a page.
    """
    mine = HappenedEvent.objects.filter(by=who.person_id).aggregate(last=Max("id"))["last"]
    key = f"todo-{'-'.join(map(str, sorted(who.stands_for)))}-{mine}"
    count = caches["process"].get(key)
    if count is None:
        count = sum(len(source(who, now)) for source in SOURCES)
        caches["process"].set(key, count, COUNT_SECONDS)
    return int(count)


def my_tasks(who: Who, day: date, limit: int = 12) -> list[Task]:
    """My open tasks, the soonest first."""
    return list(
        Task.objects.open()
        .filter(owner_id=who.person_id, collaboration__state=Stage.EXECUTION)
        .select_related("collaboration")
        .order_by("finish_on", "id")[:limit]
    )


# Portfolio ------------------------------------------------------------------------------------------------------------

STAGES = (Stage.LAUNCH, Stage.PLANNING, Stage.EXECUTION, Stage.CLOSING, Stage.ARCHIVED)
LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY)


def portfolio(who: Who) -> dict[str, Any]:
    """Stage × light, by scenario and department, what is red, what stands longest at a gate. Four statements."""
    mine = visible(who).filter(number__isnull=False)
    counted = mine.values_list("state", "light").annotate(n=Count("id"))
    matrix = {(state, light): n for state, light, n in counted}
    scenarios = (
        mine.values_list("scenario").annotate(n=Count("id"), red=Count("id", filter=Q(light="red"))).order_by("-n")
    )
    departments = (
        mine.running()
        .filter(participations__isnull=False)
        .values_list("participations__department__name")
        .annotate(n=Count("id", distinct=True), red=Count("id", distinct=True, filter=Q(light="red")))
        .order_by("-n")
    )
    stuck = list(mine.running().select_related("lead", "initiating_department").order_by("state_since")[:10])
    return {
        "matrix": [(stage, [(light, matrix.get((stage, light), 0)) for light in LIGHTS]) for stage in STAGES],
        "lights": LIGHTS,
        "scenarios": list(scenarios),
        "departments": list(departments),
        "stuck": stuck,
        "total": sum(matrix.values()),
        "red": sum(n for (_state, light), n in matrix.items() if light == Light.RED),
        "running": sum(n for (state, _light), n in matrix.items() if state not in (Stage.ARCHIVED, Stage.TERMINATED)),
    }


# Calendar -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """Something on a day of the calendar."""

    on: date
    kind: str
    title: str
    href: str
    at: str = ""


def calendar_entries(who: Who, first: date, last: date) -> dict[date, list[Entry]]:
    """Meetings, milestones, my deadlines and returns between two days, of what I may see. Six statements."""
    mine = visible(who).values("pk")
    entries: list[Entry] = []
    for meeting in Meeting.objects.filter(collaboration__in=mine, starts_at__date__range=(first, last)).exclude(
        state="cancelled"
    ):
        start = timezone.localtime(meeting.starts_at)
        entries.append(
            Entry(
                start.date(),
                "meeting",
                meeting.title,
                f"/collaborations/{meeting.collaboration_id}/meetings/{meeting.pk}",
                f"{start:%H:%M}",
            )
        )
    tasks = Task.objects.leaves().filter(collaboration__in=mine, finish_on__range=(first, last))
    tasks = tasks.filter(Q(is_milestone=True) | Q(owner_id=who.person_id)).exclude(state="cancelled")
    for pk, collaboration_id, name, on, milestone in tasks.values_list(
        "pk", "collaboration_id", "name", "finish_on", "is_milestone"
    ):
        if on is None:
            continue
        kind = "milestone" if milestone else "task"
        entries.append(Entry(on, kind, name, f"/collaborations/{collaboration_id}/tasks/{pk}"))
    actions = ActionItem.objects.filter(
        collaboration__in=mine, owner_id=who.person_id, due_on__range=(first, last), state="open"
    )
    for item in actions:
        entries.append(
            Entry(item.due_on, "action", item.solution[:40], f"/collaborations/{item.collaboration_id}/meetings")
        )
    letters = CoordinationLetter.objects.filter(collaboration__in=mine, return_on__range=(first, last), state="in_use")
    for letter in letters:
        href = f"/collaborations/{letter.collaboration_id}/letters/{letter.pk}"
        entries.append(Entry(letter.return_on, "return", f"归还：{letter.title}", href))
    for leftover in Leftover.objects.filter(
        collaboration__in=mine, owner_id=who.person_id, due_on__range=(first, last), state="open"
    ):
        href = f"/collaborations/{leftover.collaboration_id}/leftovers"
        entries.append(Entry(leftover.due_on, "leftover", leftover.matter, href))
    by_day: dict[date, list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: (e.on, e.at, e.title)):
        by_day.setdefault(entry.on, []).append(entry)
    return by_day


def special_days(first: date, last: date) -> dict[date, CalendarDay]:
    return {row.day: row for row in CalendarDay.objects.filter(day__range=(first, last))}


# Search ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    kind: str
    title: str
    href: str
    note: str = ""


SHORTEST = 1
PER_KIND = 20


def search(who: Who, text: str) -> list[Hit]:
    """Plain search: every word must stand in the text; only inside what this person may see. One statement a kind."""
    words = [word for word in text.split() if len(word) >= SHORTEST][:6]
    if not words:
        return []
    mine = visible(who)

    def every(*fields: str) -> Q:
        found = Q()
        for word in words:
            one = Q()
            for field in fields:
                one |= Q(**{f"{field}__icontains": word})
            found &= one
        return found

    hits = [
        Hit("协同项目", c.title, c.href, " · ".join(filter(None, [c.number, c.scenario, c.state.label])))
        for c in mine.filter(every("title", "number", "scenario")).order_by("-pk")[:PER_KIND]
    ]
    tasks = Task.objects.filter(every("name", "description"), collaboration__in=mine.values("pk"))
    for pk, collaboration_id, code, name, title in tasks.order_by("-pk").values_list(
        "pk", "collaboration_id", "code", "name", "collaboration__title"
    )[:PER_KIND]:
        hits.append(Hit("任务", f"{code} {name}", f"/collaborations/{collaboration_id}/tasks/{pk}", title))
    for meeting in (
        Meeting.objects.filter(every("title", "goal"), collaboration__in=mine.values("pk"))
        .select_related("collaboration")
        .order_by("-pk")[:PER_KIND]
    ):
        href = f"/collaborations/{meeting.collaboration_id}/meetings/{meeting.pk}"
        hits.append(Hit("会议", meeting.title, href, meeting.collaboration.title))
    lessons = Lesson.objects.filter(every("title", "text"), state=LessonState.PUBLISHED).filter(
        Q(collaboration=None) | Q(collaboration__in=mine.values("pk"))
    )
    hits += [Hit("经验", lesson.title, f"/knowledge/lessons/{lesson.pk}") for lesson in lessons[:PER_KIND]]
    people = Person.objects.filter(every("name", "post", "department__name"), is_active=True)
    for name, post, department in people.values_list("name", "post", "department__name")[:PER_KIND]:
        hits.append(Hit("人员", name, f"/people?q={name}", " · ".join(filter(None, [department, post]))))
    return hits


def recent_collaborations(who: Who, limit: int = 6) -> list[Collaboration]:
    return list(visible(who).running().select_related("lead").order_by("-pk")[:limit])


# Journal --------------------------------------------------------------------------------------------------------------


def journal(*, before: int | None = None, person_id: int | None = None, limit: int = 100) -> list[dict[str, Any]]:
    """The whole journal, newest first, for those who may read it; one row more than `limit` says that there is more."""
    rows = HappenedEvent.objects.all()
    if before:
        rows = rows.filter(pk__lt=before)
    if person_id:
        rows = rows.filter(by_id=person_id)
    return told(list(rows.order_by("-pk")[: limit + 1]))
