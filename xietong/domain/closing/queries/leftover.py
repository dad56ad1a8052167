"""Readings about leftovers: the list with what one may do, one of them, tasks that still need an owner."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404

from xietong.domain.closing.models import Leftover
from xietong.domain.closing.states import LeftoverState
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import Place
from xietong.domain.collaborations.states import Stage
from xietong.domain.people.roles import Role
from xietong.domain.planning.models import Task
from xietong.domain.planning.states import TaskState
from xietong.kit.files.models import Attachment
from xietong.kit.files.store import attachments_by_subject
from xietong.kit.steps import buttons

KIND = "leftover"


def leftovers_of(collaboration: Collaboration) -> list[Leftover]:
    return list(
        Leftover.objects.filter(collaboration=collaboration)
        .select_related("owner", "department", "task", "finished_by", "closed_by")
        .order_by("due_on", "id")
    )


def leftover_in(collaboration: Collaboration, pk: Any) -> Leftover:
    """One leftover of this collaboration; 404 for any other."""
    row = (
        Leftover.objects.filter(collaboration=collaboration, pk=pk)
        .select_related("owner", "department", "task", "finished_by", "closed_by")
        .first()
    )
    if row is None:
        raise Http404("没有这项遗留事项。")
    row.collaboration = collaboration
    return row


@dataclass(frozen=True)
class LeftoverRow:
    leftover: Leftover
    late: bool
    buttons: dict[str, str]
    may_edit: bool
    files: list[Attachment]


@dataclass(frozen=True)
class LeftoverPage:
    rows: list[LeftoverRow]
    unassigned: list[Task]
    may_add: bool
    open: int


def leftover_page(place: Place, *, today: date) -> LeftoverPage:
    """Buttons are those of the tables, without 销号 for those who own or finished it (two people see it)."""
    actor, collaboration = place.actor, place.collaboration
    leftovers = leftovers_of(collaboration)
    files = attachments_by_subject(KIND, [row.pk for row in leftovers])
    rows = []
    for row in leftovers:
        roles = actor.roles | ({Role.OWNER_OF_THIS} if actor.is_(row.owner_id) else set())
        verbs = dict(buttons(row, frozenset(roles)))
        if actor.person_id in (row.owner_id, row.finished_by_id):
            verbs.pop("close", None)
            verbs.pop("send_back", None)
        rows.append(
            LeftoverRow(
                leftover=row,
                late=row.state == LeftoverState.OPEN and row.due_on < today,
                buttons=verbs,
                may_edit=row.state != LeftoverState.CLOSED and row.permissions.allows("leftover.edit", actor.roles),
                files=files.get(row.pk, []),
            )
        )
    taken = {row.task_id for row in leftovers}
    left = Task.objects.filter(collaboration=collaboration, is_leaf=True, state=TaskState.LEFT_OVER).order_by(
        "sort_key"
    )
    running = collaboration.state not in (Stage.ARCHIVED, Stage.TERMINATED)
    return LeftoverPage(
        rows=rows,
        unassigned=[task for task in left if task.pk not in taken],
        may_add=running and Leftover.permissions.allows("leftover.add", actor.roles),
        open=sum(1 for row in leftovers if row.state != LeftoverState.CLOSED),
    )


def leavable_tasks(collaboration: Collaboration) -> list[Task]:
    """Leaves that may still become leftovers."""
    states = [TaskState.NOT_STARTED, TaskState.RUNNING, TaskState.BLOCKED, TaskState.HANDED_IN, TaskState.LEFT_OVER]
    taken = Leftover.objects.filter(collaboration=collaboration, task__isnull=False).values("task_id")
    return list(
        Task.objects.filter(collaboration=collaboration, is_leaf=True, state__in=states)
        .exclude(pk__in=taken)
        .order_by("sort_key")[:300]
    )
