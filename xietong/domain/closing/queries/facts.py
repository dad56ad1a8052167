"""What really happened, computed from the houses below: stands beside what people felt (domain.md §2.9, C3).

Only strings, whole numbers and lists: the facts become part of signed content, where floats have no single spelling.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from xietong.domain.closing.models import Acceptance
from xietong.domain.closing.rules import median
from xietong.domain.closing.states import AcceptanceState, Verdict
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.meetings.models import ActionItem, Meeting
from xietong.domain.meetings.states import ActionState, Attendance, MeetingState
from xietong.domain.people.queries import company_calendar
from xietong.domain.planning.models import ChangeRequest, Risk, Task
from xietong.domain.planning.states import ChangeState, RiskState, TaskState
from xietong.domain.tracking.models import Alert, CoordinationLetter, SupportRequest
from xietong.domain.tracking.states import OPEN_ALERTS, SupportState
from xietong.kit.clock import day_of
from xietong.scheduling.calendars import WorkCalendar


def facts_of(collaboration: Collaboration, *, now: datetime) -> dict[str, Any]:
    """All parts in nine statements, whatever the size. Days are working days unless said otherwise."""
    calendar = company_calendar()
    tasks = list(
        Task.objects.filter(collaboration=collaboration, is_leaf=True)
        .exclude(state=TaskState.CANCELLED)
        .select_related("department")
        .order_by("sort_key", "id")
    )
    counts = _counts(collaboration)
    return {
        "as_of": f"{day_of(now):%Y-%m-%d}",
        "schedule": _schedule(collaboration, tasks, calendar),
        "departments": _departments(tasks, calendar),
        "slipped": _slipped(tasks, calendar),
        "acceptance": _acceptance(collaboration),
        "alerts": _alerts(collaboration),
        "support": _support(collaboration),
        "meetings": {
            **_meetings(collaboration),
            "actions": counts["n_actions"],
            "actions_done": counts["n_actions_done"],
        },
        "changes": {key: counts[f"n_changes_{key}"] for key in CHANGES},
        "risks": _risks(collaboration),
        "letters": counts["n_letters"],
    }


def slip(calendar: WorkCalendar, planned: date | None, actual: date | None) -> int | None:
    """Working days later than planned; negative when earlier; None when one of them is unknown."""
    if planned is None or actual is None:
        return None
    days: int = calendar.between(planned, actual) if actual >= planned else -calendar.between(actual, planned)
    return days


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _baseline(task: Task) -> date | None:
    return task.baseline_finish or task.finish_on


def _schedule(collaboration: Collaboration, tasks: list[Task], calendar: WorkCalendar) -> dict[str, Any]:
    baselines = [day for task in tasks if (day := _baseline(task))]
    actuals = [task.actual_finish for task in tasks if task.actual_finish]
    starts = [task.actual_start for task in tasks if task.actual_start]
    baseline, actual = max(baselines, default=None), max(actuals, default=None)
    finished = [task for task in tasks if task.actual_finish]
    on_time = sum(1 for task in finished if (slip(calendar, _baseline(task), task.actual_finish) or 0) <= 0)
    return {
        "agreed_start": _day(collaboration.start_on),
        "agreed_finish": _day(collaboration.finish_on),
        "baseline_finish": _day(baseline),
        "actual_start": _day(min(starts, default=None)),
        "actual_finish": _day(actual),
        "slip": slip(calendar, baseline, actual),
        "slip_agreed": slip(calendar, collaboration.finish_on, actual),
        "tasks": len(tasks),
        "finished": len(finished),
        "left_over": sum(1 for task in tasks if task.state == TaskState.LEFT_OVER),
        "on_time": on_time,
        "on_time_percent": round(100 * on_time / len(finished)) if finished else None,
    }


def _departments(tasks: list[Task], calendar: WorkCalendar) -> list[dict[str, Any]]:
    by_department: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        by_department[task.department.name if task.department else "（未定部门）"].append(task)
    rows = []
    for name, theirs in by_department.items():
        slips = [days for task in theirs if (days := slip(calendar, _baseline(task), task.actual_finish)) is not None]
        late = [days for days in slips if days > 0]
        rows.append(
            {
                "name": name,
                "tasks": len(theirs),
                "finished": len(slips),
                "late": len(late),
                "slip_total": sum(late),
                "slip_most": max(late, default=0),
                "on_time_percent": round(100 * (len(slips) - len(late)) / len(slips)) if slips else None,
            }
        )
    return rows


def _slipped(tasks: list[Task], calendar: WorkCalendar, most: int = 10) -> list[dict[str, Any]]:
    """The tasks that slipped most."""
    late = [(days, task) for task in tasks if (days := slip(calendar, _baseline(task), task.actual_finish) or 0) > 0]
    late.sort(key=lambda pair: (-pair[0], pair[1].sort_key))
    return [
        {
            "code": task.code,
            "name": task.name,
            "department": task.department.name if task.department else "",
            "planned": _day(_baseline(task)),
            "actual": _day(task.actual_finish),
            "slip": days,
        }
        for days, task in late[:most]
    ]


def _acceptance(collaboration: Collaboration) -> dict[str, Any]:
    rows = Acceptance.objects.filter(collaboration=collaboration).order_by()
    return rows.aggregate(
        judged=Count("items", filter=~Q(items__verdict=""), distinct=True),
        failed=Count("items", filter=Q(items__verdict=Verdict.FAIL), distinct=True),
        mended=Count("items", filter=Q(items__verdict=Verdict.MEND), distinct=True),
        rounds=Count("pk", distinct=True),
        failed_rounds=Count("pk", filter=Q(state=AcceptanceState.FAILED), distinct=True),
    )


def hours(spans: Iterable[timedelta]) -> list[Decimal]:
    return [Decimal(int(span.total_seconds())) / 3600 for span in spans]


def _alerts(collaboration: Collaboration) -> dict[str, Any]:
    rows = list(
        Alert.objects.filter(collaboration=collaboration).values_list(
            "opened_at", "closed_at", "state", "cause", "recurrence", "escalated_at"
        )
    )
    causes: dict[str, int] = defaultdict(int)
    for *_rest, cause, _recurrence, _escalated in rows:
        if cause:
            causes[cause.label if hasattr(cause, "label") else str(cause)] += 1
    return {
        "total": len(rows),
        "open": sum(1 for row in rows if row[2] in OPEN_ALERTS),
        "median_hours": median(hours(closed - opened for opened, closed, *_ in rows if closed)),
        "escalated": sum(1 for row in rows if row[5]),
        "recurred": sum(1 for row in rows if row[4]),
        "causes": [{"name": name, "count": count} for name, count in sorted(causes.items(), key=lambda c: -c[1])],
    }


def _support(collaboration: Collaboration) -> dict[str, Any]:
    rows: list[Any] = list(
        SupportRequest.objects.filter(collaboration=collaboration)
        .exclude(state=SupportState.WITHDRAWN)
        .values_list("asked__name", "asked_at", "answered_at", "answer_by", "breach_level")
    )
    by_department: dict[str, list[timedelta]] = defaultdict(list)
    for name, asked, answered, _by, _breach in rows:
        if answered:
            by_department[name].append(answered - asked)
    answered_rows = [row for row in rows if row[2]]
    return {
        "total": len(rows),
        "answered": len(answered_rows),
        "in_time": sum(1 for row in answered_rows if row[2] <= row[3]),
        "breached": sum(1 for row in rows if row[4] or (row[2] and row[2] > row[3])),
        "median_hours": median(hours(row[2] - row[1] for row in answered_rows)),
        "departments": [
            {"name": name, "answered": len(spans), "median_hours": median(hours(spans))}
            for name, spans in by_department.items()
        ],
    }


def _meetings(collaboration: Collaboration) -> dict[str, Any]:
    held = list(
        Meeting.objects.filter(collaboration=collaboration, state=MeetingState.CLOSED)
        .annotate(
            here=Count("attendees", filter=Q(attendees__attendance__in=[Attendance.PRESENT, Attendance.GUEST])),
            invited=Count("attendees"),
            absent=Count("attendees", filter=Q(attendees__attendance=Attendance.ABSENT)),
        )
        .values_list("opened_at", "closed_at", "minutes_planned", "here", "invited", "absent")
    )
    minutes = person_minutes = absent = 0
    for opened, closed, planned, here, invited, missed in held:
        absent += missed
        lasted = int((closed - opened).total_seconds() // 60) if opened and closed and closed > opened else planned
        minutes += lasted
        person_minutes += lasted * (here or invited)
    return {
        "held": len(held),
        "hours": _tenths(minutes),
        "person_hours": _tenths(person_minutes),
        "absent": absent,
    }


def _tenths(minutes: int) -> str:
    return str((Decimal(minutes) / 60).quantize(Decimal("0.1")))


CHANGES = {
    "total": Q(),
    "approved": Q(state=ChangeState.APPROVED),
    "refused": Q(state=ChangeState.REFUSED),
    "over_objectives": Q(over_objectives=True),
    "late": Q(was_late=True),
}


def counted(rows: Any, path: str = "collaboration") -> Any:
    """How many of these rows a collaboration has, as a column: many counts are one statement."""
    inner = (
        rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(n=Count("pk", distinct=True)).values("n")
    )
    return Coalesce(Subquery(inner, output_field=IntegerField()), 0)


def _counts(collaboration: Collaboration) -> dict[str, int]:
    columns = {
        "n_letters": counted(CoordinationLetter.objects.exclude(state__in=["draft", "void"])),
        "n_actions": counted(ActionItem.objects.exclude(state=ActionState.DROPPED)),
        "n_actions_done": counted(ActionItem.objects.filter(state=ActionState.DONE)),
    }
    columns |= {f"n_changes_{key}": counted(ChangeRequest.objects.filter(which)) for key, which in CHANGES.items()}
    found: dict[str, int] = Collaboration.objects.filter(pk=collaboration.pk).annotate(**columns).values(*columns).get()
    return found


def _risks(collaboration: Collaboration) -> dict[str, Any]:
    rows = list(Risk.objects.filter(collaboration=collaboration).values_list("name", "state", "score", "buffer_days"))
    came_true = [name for name, state, _score, _days in rows if state == RiskState.TRIGGERED]
    return {
        "total": len(rows),
        "triggered": len(came_true),
        "buffer_days": sum(days for _name, _state, _score, days in rows),
        "highest": max((score for _name, _state, score, _days in rows), default=None),
        "names": came_true[:10],
    }
