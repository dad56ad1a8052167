"""What the weekly meeting talks about: the departments' updates in the guide's four columns, red alerts first.

Registered as a source of agendas at start (`config/wiring.py`): meetings stand below and know nothing of updates.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import Light
from xietong.domain.meetings.queries import AgendaMaterial, DepartmentReport
from xietong.domain.planning.models import Task
from xietong.domain.tracking.models import Alert, ProgressReport
from xietong.domain.tracking.states import OPEN_ALERTS

MOST_LINES = 20  # of one column of one department: beyond that nobody reads aloud
COLUMNS = ("done", "undone", "problem", "need")


def agenda_material(collaboration: Collaboration, since: datetime) -> AgendaMaterial:
    """Open red alerts, and by department what was reported since then (three statements)."""
    reports = (
        ProgressReport.objects.filter(collaboration=collaboration, at__gt=since)
        .select_related("task")
        .only("done", "undone", "problem", "need", "task__name", "task__code", "task__department_id")
        .order_by("id")
    )
    return AgendaMaterial(alerts=_alerts(collaboration), reports=_by_department(reports, _red(collaboration)))


def _alerts(collaboration: Collaboration) -> tuple[str, ...]:
    rows = Alert.objects.filter(collaboration=collaboration, state__in=OPEN_ALERTS, level=Light.RED)
    rows = rows.select_related("task", "risk").order_by("opened_at")
    return tuple(f"{alert.task.code} {alert.task.name}（{alert.why}）" if alert.task else alert.why for alert in rows)


def _red(collaboration: Collaboration) -> set[int]:
    """Departments that have something on red."""
    red = Task.objects.filter(collaboration=collaboration, is_leaf=True, light=Light.RED)
    return {pk for pk in red.values_list("department_id", flat=True) if pk}


def _by_department(reports: Iterable[ProgressReport], red: set[int]) -> tuple[DepartmentReport, ...]:
    """The words of each department, the latest of a task and column; those who said nothing do not appear."""
    said: dict[int, dict[str, dict[int, str]]] = defaultdict(lambda: {column: {} for column in COLUMNS})
    for report in reports:
        if report.task.department_id is None:
            continue
        columns = said[report.task.department_id]
        for column in COLUMNS:
            text = " ".join(getattr(report, column).split())
            if text:
                columns[column][report.task_id] = f"{report.task.code} {report.task.name}：{text}"
            elif column in ("problem", "need", "undone"):
                columns[column].pop(report.task_id, None)  # the newer update says it no longer
    for department_id in red:
        said[department_id]  # speaks even without an update
    return tuple(
        DepartmentReport(
            department_id=department_id,
            done=_first(columns["done"]),
            undone=_first(columns["undone"]),
            problems=_first(columns["problem"]),
            needs=_first(columns["need"]),
            is_red=department_id in red,
        )
        for department_id, columns in said.items()
    )


def _first(texts: dict[int, str]) -> tuple[str, ...]:
    rows = list(texts.values())
    if len(rows) <= MOST_LINES:
        return tuple(rows)
    return (*rows[:MOST_LINES], f"等共 {len(rows)} 项")
