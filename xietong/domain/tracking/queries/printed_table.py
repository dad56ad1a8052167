"""Form 5 as values of its paper: live, and kept in snapshots."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.planning.models import ChangeRequest
from xietong.domain.planning.states import ChangeState
from xietong.domain.tracking.models import Alert, Snapshot
from xietong.domain.tracking.queries.tracking_table import Filters, latest_reports, table_figures, table_rows
from xietong.domain.tracking.rules import limits_of
from xietong.domain.tracking.states import OPEN_ALERTS, Cause
from xietong.kit.clock import day_of
from xietong.kit.jobs.models import ClockJob

MOST_ROWS = 10_000
LIGHTS_JOB = "xietong.domain.tracking.services.lights.raise_alerts"


def as_of(collaboration: Collaboration) -> datetime:
    """The moment of which the stored lights are: the clock's last pass, or a later report."""
    passed = ClockJob.objects.filter(name=LIGHTS_JOB).values_list("last_run", flat=True).first()
    reported = collaboration.reports.order_by("-pk").values_list("at", flat=True).first()
    return max(filter(None, (passed, reported, collaboration.state_since)))


def printed_rows(collaboration: Collaboration, *, now: datetime) -> list[dict[str, Any]]:
    """Every leaf with its latest report and the measure of its open case, red ones first."""
    rows = table_rows(collaboration, Filters(), now=now, limit=MOST_ROWS)
    reports = latest_reports(collaboration)
    cases = {
        case.task_id: case
        for case in Alert.objects.filter(
            collaboration=collaboration, state__in=OPEN_ALERTS, task__isnull=False
        ).select_related("responsible")
    }
    printed = []
    for row in rows:
        report, case = reports.get(row.id), cases.get(row.id)
        printed.append(
            {
                "code": row.code,
                "name": row.name,
                "department": row.department,
                "owner": row.owner,
                "baseline_start": _day(row.baseline_start),
                "baseline_finish": _day(row.baseline_finish),
                "current_finish": _day(row.finish_on),
                "actual_start": _day(row.actual_start),
                "actual_finish": _day(row.actual_finish),
                "planned_pct": row.planned,
                "actual_pct": row.percent,
                "variance_days": row.variance,
                "status": str(row.state),
                "alert": str(row.light),
                "why": row.why if row.light in ("red", "yellow") else "",
                "done": report.done if report else "",
                "undone": report.undone if report else "",
                "problem": report.problem if report else "",
                "cause": _cause(report),
                "measure": _measure(case),
                "need": report.need if report else "",
                "updated": _updated(report),
            }
        )
    return printed


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _cause(report: Any) -> str:
    return Cause(report.cause).label if report and report.cause else ""


def _measure(case: Alert | None) -> str:
    if case is None or not case.measure_text:
        return ""
    who = case.responsible.name if case.responsible else ""
    until = f"{case.due_on:%m-%d} 前" if case.due_on else ""
    return "，".join(filter(None, (case.measure_text, who, until)))


def _updated(report: Any) -> str:
    return f"{report.by__name} {timezone.localtime(report.at):%m-%d %H:%M}" if report else ""


def printed_summary(collaboration: Collaboration, *, now: datetime) -> dict[str, Any]:
    """The head of form 5."""
    figures = table_figures(collaboration, day_of(now))
    changes = ChangeRequest.objects.filter(
        collaboration=collaboration, state=ChangeState.APPROVED, state_since__gte=now - timedelta(days=7)
    ).count()
    weekly = limits_of(collaboration.rules).update_frequency == "weekly"
    return {
        "title": collaboration.title,
        "collaboration_no": collaboration.number or "",
        "as_of": timezone.localtime(now).isoformat(),
        "period": "周" if weekly else "日",
        "lead": collaboration.lead.name if collaboration.lead else "",
        "progress": collaboration.progress,
        "light": str(collaboration.light),
        "counts": f"绿 {figures['green']}　黄 {figures['yellow']}　红 {figures['red']}　共 {figures['total']}",
        "changes": changes,
    }


def snapshots_of(collaboration: Collaboration) -> list[Snapshot]:
    return list(collaboration.snapshots.defer("rows").select_related("by"))
