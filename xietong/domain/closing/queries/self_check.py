"""Readings about self-checks: a task's criteria, the form of one task, the overview of all."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404

from xietong.domain.closing.models import SelfCheck
from xietong.domain.closing.states import SelfCheckState
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import Place
from xietong.domain.planning.models import Task
from xietong.domain.planning.states import OPEN_TASKS, TaskState
from xietong.kit.files.models import Attachment
from xietong.kit.files.store import attachments_of
from xietong.kit.steps import buttons

KIND = "self_check"  # the subject kind of its attachments


def criteria_of(task: Task) -> list[str]:
    """What the owner answers: the acceptance criteria of the plan; without any, one question per deliverable."""
    written = [str(text).strip() for text in task.acceptance if str(text).strip()]
    if written:
        return written
    return [f"“{text}”已完成并可交付" for text in task.deliverables] or ["任务内容已全部完成"]


def items_of(self_check: SelfCheck | None, task: Task) -> list[dict[str, Any]]:
    """The answers beside the criteria of today: an answer to a criterion that was changed since is not carried over."""
    given = {item["criterion"]: item for item in (self_check.items if self_check else [])}
    return [
        {
            "criterion": criterion,
            "meets": given.get(criterion, {}).get("meets"),
            "remark": given.get(criterion, {}).get("remark", ""),
        }
        for criterion in criteria_of(task)
    ]


def task_in(collaboration: Collaboration, task_id: Any) -> Task:
    """A leaf of this collaboration; 404 for any other."""
    task = (
        Task.objects.filter(collaboration=collaboration, pk=task_id)
        .select_related("owner", "department", "collaboration")
        .first()
    )
    if task is None:
        raise Http404("没有这项子任务。")
    task.collaboration = collaboration
    return task


@dataclass(frozen=True)
class SelfCheckPage:
    """The self-check form of one task, and what this person may do with it."""

    task: Task
    check: SelfCheck | None
    items: list[dict[str, Any]]
    files: list[Attachment]
    state: SelfCheckState
    editable: bool
    buttons: dict[str, str]
    version: int


def self_check_page(place: Place, task: Task) -> SelfCheckPage:
    actor = place.about_task(task.owner_id, task.department_id)
    check = SelfCheck.objects.filter(task=task).select_related("by").first()
    may_edit = SelfCheck.permissions.allows("self_check.edit", actor.roles)
    state = check.state if check else SelfCheckState.DRAFT
    thing = check or SelfCheck(task=task, state=SelfCheckState.DRAFT)
    running = task.state in OPEN_TASKS
    verbs = dict(buttons(thing, actor.roles))
    if not running:
        verbs.pop("submit", None)
    if task.state != TaskState.HANDED_IN:
        verbs.pop("withdraw", None)
        verbs.pop("return", None)
    return SelfCheckPage(
        task=task,
        check=check,
        items=items_of(check, task),
        files=attachments_of(KIND, check.pk) if check else [],
        state=state,
        editable=may_edit and running and state != SelfCheckState.SUBMITTED,
        buttons=verbs,
        version=check.version if check else 0,
    )


@dataclass(frozen=True)
class OverviewRow:
    """A leaf in the overview of self-checks."""

    task_id: int
    code: str
    name: str
    department: str
    owner: str
    due: date | None
    task_state: TaskState
    check_state: SelfCheckState | None
    answered: int
    of: int
    files: int
    submitted_at: datetime | None
    mine: bool


def self_check_overview(place: Place, *, only_open: bool = False, limit: int = 500) -> list[OverviewRow]:
    """Every leaf that is not cancelled or left over, with how far its self-check is. Two statements."""
    tasks = (
        Task.objects.filter(collaboration=place.collaboration, is_leaf=True)
        .exclude(state__in=[TaskState.CANCELLED, TaskState.LEFT_OVER])
        .select_related("department", "owner", "self_check")
        .order_by("sort_key", "id")
    )
    if only_open:
        tasks = tasks.exclude(state=TaskState.DONE)
    rows = list(tasks[:limit])
    checks = {task.self_check.pk: task for task in rows if hasattr(task, "self_check")}
    counts: dict[int, int] = {}
    for subject_id in Attachment.objects.filter(subject_kind=KIND, subject_id__in=list(checks)).values_list(
        "subject_id", flat=True
    ):
        counts[subject_id] = counts.get(subject_id, 0) + 1
    return [_overview_row(task, counts, place) for task in rows]


def _overview_row(task: Task, counts: dict[int, int], place: Place) -> OverviewRow:
    check: SelfCheck | None = getattr(task, "self_check", None)
    items = items_of(check, task)
    return OverviewRow(
        task_id=task.pk,
        code=task.code,
        name=task.name,
        department=task.department.name if task.department else "",
        owner=task.owner.name if task.owner else "",
        due=task.finish_on,
        task_state=task.state,
        check_state=check.state if check else None,
        answered=sum(1 for item in items if item["meets"] is not None),
        of=len(items),
        files=counts.get(check.pk, 0) if check else 0,
        submitted_at=check.submitted_at if check else None,
        mine=place.actor.is_(task.owner_id),
    )
