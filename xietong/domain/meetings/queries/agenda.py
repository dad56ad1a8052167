"""The agenda of a weekly meeting, made from what departments reported: this house asks, houses above it answer.

Meetings stand below tracking and know nothing of daily updates, so whoever knows them registers a source at start
(`config/wiring.py`). Without a source the weekly meeting has the departments' lines to be filled in by hand.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.meetings.models import Meeting
from xietong.domain.meetings.queries.action_items import carried_over
from xietong.domain.meetings.states import MeetingKind, MeetingState
from xietong.domain.people.models import Department

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class DepartmentReport:
    """The guide's four columns of one department since the last weekly meeting, one text an entry."""

    department_id: int
    done: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    is_red: bool = False  # something of it stands on red: comes first


@dataclass(frozen=True)
class AgendaMaterial:
    """What happened: alerts in words, most serious first, and the departments' reports."""

    alerts: tuple[str, ...] = ()
    reports: tuple[DepartmentReport, ...] = ()


Source = Callable[[Collaboration, datetime], AgendaMaterial]
SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Offer material for agendas; safe to call again."""
    if source not in SOURCES:
        SOURCES.append(source)


def material(collaboration: Collaboration, now: datetime) -> AgendaMaterial:
    """Everything since the last weekly meeting, or for a week before the first."""
    since = last_weekly(collaboration) or now - A_WEEK
    found = [source(collaboration, since) for source in SOURCES]
    return AgendaMaterial(
        alerts=tuple(alert for one in found for alert in one.alerts),
        reports=tuple(sorted((row for one in found for row in one.reports), key=lambda row: not row.is_red)),
    )


def last_weekly(collaboration: Collaboration) -> datetime | None:
    """When the last weekly meeting ended."""
    return (
        Meeting.objects.filter(collaboration=collaboration, kind=MeetingKind.WEEKLY, state=MeetingState.CLOSED)
        .order_by("-closed_at")
        .values_list("closed_at", flat=True)
        .first()
    )


def weekly_agenda(given: AgendaMaterial, names: dict[int, str], open_items: int, minutes: int) -> list[dict[str, Any]]:
    """The points of a weekly meeting, alerts first; the time box is shared out among them."""
    points: list[dict[str, Any]] = []
    for alert in given.alerts:
        points.append({"topic": f"红色预警：{alert}", "presenter": "", "why": "先说原因、措施和期限"})
    if open_items:
        points.append({"topic": f"上次行动项落实（{open_items} 项未完成）", "presenter": "", "why": "逐项说结果"})
    for report in given.reports:
        if report.problems or report.needs or report.undone:
            why = "；".join(filter(None, [_said("问题", report.problems), _said("需协调", report.needs)]))
            points.append(
                {
                    "topic": f"{names.get(report.department_id, '')}汇报",
                    "presenter": "",
                    "why": why or _said("未完成", report.undone),
                }
            )
    quiet = [
        names.get(report.department_id, "")
        for report in given.reports
        if not (report.problems or report.needs or report.undone)
    ]
    if quiet:
        points.append({"topic": f"{'、'.join(quiet)}汇报", "presenter": "", "why": "按计划进行，简要通报"})
    if not given.reports:
        points.append({"topic": "各部门汇报", "presenter": "", "why": "已完成、未完成、问题、需协调的资源"})
    points.append({"topic": "风险回顾", "presenter": "", "why": "触发条件是否出现，预案是否仍然合适"})
    share = max(minutes // len(points), 1)
    return [{**point, "minutes": share} for point in points]


def _said(word: str, texts: tuple[str, ...]) -> str:
    return f"{word}：{'、'.join(texts[:3])}{'等' if len(texts) > 3 else ''}" if texts else ""


def first_minutes(meeting: Meeting, given: AgendaMaterial | None, departments: Iterable[Department]) -> dict[str, Any]:
    """What stands in the minutes before anybody writes: open items, the four columns, the topics of the agenda."""
    collaboration = meeting.collaboration
    rows: list[dict[str, Any]] = []
    if given is not None:
        reported = {report.department_id: report for report in given.reports}
        order = [report.department_id for report in given.reports]
        order += [department.pk for department in departments if department.pk not in reported]
        for department_id in order:
            report = reported.get(department_id, DepartmentReport(department_id))
            rows.append(
                {
                    "department": department_id,
                    "done": "\n".join(report.done),
                    "undone": "\n".join(report.undone),
                    "problems": "\n".join(report.problems),
                    "needs": "\n".join(report.needs),
                }
            )
    topics = [
        {"topic": point["topic"], "presenter": point.get("presenter_id"), "points": "", "dissent": "", "conclusion": ""}
        for point in meeting.agenda
        if point.get("own")
    ]
    return {
        "last_actions": [
            {
                "id": item.pk,
                "what": item.solution,
                "owner": item.owner_id,
                "due_on": item.due_on.isoformat(),
                "state": item.state.label,
                "note": item.result,
            }
            for item in carried_over(collaboration, meeting.starts_at, meeting)
        ],
        "reports": rows,
        "topics": topics,
        "actions": [],
    }
