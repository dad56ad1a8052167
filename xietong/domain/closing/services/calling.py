"""Call a joint acceptance: which deliverables come before whom, and in which round."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xietong.domain.closing import events
from xietong.domain.closing.models import Acceptance, AcceptanceItem
from xietong.domain.closing.permissions import CLOSING
from xietong.domain.closing.queries.acceptance import (
    accepted_tasks,
    callable_tasks,
    last_verdicts,
    outcomes_of,
    unfinished_tasks,
)
from xietong.domain.closing.states import AcceptanceKind, AcceptanceState, Method, Verdict
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.services import require_running
from xietong.domain.collaborations.states import Stage
from xietong.domain.planning.models import Task
from xietong.domain.planning.states import TaskState
from xietong.kit.access import Actor
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.numbering.models import next_number
from xietong.kit.workflow import NotNow


@transaction.atomic
def call_acceptance(
    collaboration: Collaboration,
    *,
    kind: AcceptanceKind = AcceptanceKind.TASKS,
    task_ids: Iterable[int] | None = None,
    method: str = Method.MEETING.label,
    held_on: date | None = None,
    by: Actor,
    now: datetime,
) -> Acceptance:
    """Put deliverables before the acceptors. Without `task_ids`: every task that is handed in.

    The whole (总体验收) takes every finished task and measures the outcomes of form 1; what was accepted before keeps
    its verdict. Raises NotNow while work remains, or when there is nothing to accept.
    """
    CLOSING.require("acceptance.call", by.roles)
    require_running(collaboration)
    if collaboration.state not in (Stage.EXECUTION, Stage.CLOSING):
        raise NotNow("联合验收在执行监控和收尾复盘阶段组织。", state=collaboration.state)
    Collaboration.objects.select_for_update().get(pk=collaboration.pk)
    tasks = callable_tasks(collaboration)
    whole = kind == AcceptanceKind.WHOLE
    if whole:
        _whole_may_begin(collaboration)
        tasks = sorted([*tasks, *accepted_tasks(collaboration)], key=lambda task: task.sort_key)
    elif task_ids is not None:
        wanted = set(task_ids)
        if foreign := wanted - {task.pk for task in tasks}:
            names = Task.objects.filter(collaboration=collaboration, pk__in=foreign).values_list("code", flat=True)
            raise NotNow(f"任务 {'、'.join(names) or '（不在本项目）'} 不在“待验收”状态，或已在另一张验收表中。")
        tasks = [task for task in tasks if task.pk in wanted]
    if not tasks:
        raise NotNow("没有待验收的子任务：先由子任务负责人自检并提交。")
    number = next_number(f"{collaboration.number}-YS")
    try:
        with transaction.atomic():
            row = Acceptance.objects.create(
                collaboration=collaboration,
                number=f"{collaboration.number}-YS-{number:02d}",
                kind=kind,
                round=_round(collaboration, kind, tasks),
                method=method,
                held_on=held_on or day_of(now),
                outcomes=outcomes_of(collaboration) if whole else [],
                state_since=now,
                called_by_id=by.person,
                called_at=now,
            )
    except IntegrityError:
        raise NotNow("总体验收已经在进行中。") from None
    _put_items(row, tasks)
    announce(events.AcceptanceCalled(acceptance_id=row.pk, context_id=collaboration.pk), by=by, now=now)
    return row


def _whole_may_begin(collaboration: Collaboration) -> None:
    if Acceptance.objects.filter(
        collaboration=collaboration, kind=AcceptanceKind.WHOLE, state=AcceptanceState.PASSED
    ).exists():
        raise NotNow("总体验收已经通过。")
    if open_ := unfinished_tasks(collaboration):
        names = "；".join(
            f"{task.code} {task.name}（{task.owner.name if task.owner else '未定'}）" for task in open_[:4]
        )
        raise NotNow(f"还有子任务没有完成，不能组织总体验收：{names}。")


def _round(collaboration: Collaboration, kind: AcceptanceKind, tasks: Sequence[Task]) -> int:
    """第几轮: one more than the rounds in which the whole, or one of these tasks, was not accepted."""
    before = Acceptance.objects.filter(collaboration=collaboration, kind=kind)
    if kind != AcceptanceKind.WHOLE:
        before = before.filter(items__task__in=[task.pk for task in tasks], items__verdict=Verdict.FAIL)
    return 1 + max(before.values_list("round", flat=True), default=0)


def _put_items(row: Acceptance, tasks: Sequence[Task]) -> None:
    """One item per deliverable, with its acceptors: those of the task, else the initiating department."""
    carried = last_verdicts([task.pk for task in tasks if task.state == TaskState.DONE])
    initiating = row.collaboration.initiating_department_id
    items: list[AcceptanceItem] = []
    acceptors: list[list[int | None]] = []
    for task in tasks:
        criterion = "\n".join(str(text) for text in task.acceptance)
        for deliverable in task.deliverables or [task.name]:
            there = carried.get((task.pk, str(deliverable)[:300]))
            items.append(
                AcceptanceItem(
                    acceptance=row,
                    task=task,
                    deliverable=str(deliverable)[:300],
                    criterion=criterion,
                    verdict=Verdict.PASS if there else "",
                    judged_by_id=there.judged_by_id if there else None,
                    judged_at=there.judged_at if there else None,
                    order=len(items),
                )
            )
            acceptors.append([*task.accepted_by] or [initiating])
    AcceptanceItem.objects.bulk_create(items)
    through = AcceptanceItem.acceptors.through
    through.objects.bulk_create(
        through(acceptanceitem_id=item.pk, department_id=department)
        for item, departments in zip(items, acceptors, strict=True)
        for department in dict.fromkeys(departments)
        if department
    )
