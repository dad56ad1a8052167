"""The owner's self-check of a task: answer, attach, submit, withdraw; the lead may return it (domain.md §4.4, 4.1)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from xietong.domain.closing import events
from xietong.domain.closing.models import AcceptanceItem, SelfCheck
from xietong.domain.closing.permissions import CLOSING
from xietong.domain.closing.queries.self_check import KIND, criteria_of, items_of
from xietong.domain.closing.rules import CheckFacts, self_check_gaps
from xietong.domain.closing.services.acting import as_system
from xietong.domain.closing.states import AcceptanceState, SelfCheckState
from xietong.domain.collaborations.services import require_running
from xietong.domain.planning.models import Task
from xietong.domain.planning.services import hand_in_task, reopen_task
from xietong.domain.planning.states import OPEN_TASKS, TaskState
from xietong.kit.access import Actor
from xietong.kit.events.announce import announce
from xietong.kit.files.models import Attachment
from xietong.kit.files.store import keep
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import take_step
from xietong.kit.workflow import NotNow

MOST_WORDS = 2000


def _started(task: Task, *, by: Actor, now: datetime) -> SelfCheck:
    """The task's self-check, begun when it is first touched. The task must be a leaf that is still being worked on."""
    require_running(task.collaboration)
    if not task.is_leaf:
        raise NotNow("这是上级任务，不用自检；请在它的各个子任务上自检。")
    row, _made = SelfCheck.objects.select_for_update().get_or_create(
        task=task,
        defaults={"collaboration_id": task.collaboration_id, "state_since": now, "by_id": by.person},
    )
    if row.state == SelfCheckState.SUBMITTED:
        raise NotNow("自检单已提交，不能修改；要修改请先撤回。", state=row.state)
    if task.state not in OPEN_TASKS:
        raise NotNow(f"子任务{task.state.label}，现在不需要自检。", state=task.state)
    return row


@transaction.atomic
def save_self_check(
    task: Task,
    *,
    answers: Sequence[Mapping[str, Any]],
    summary: str,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> SelfCheck:
    """Keep the answers, one per criterion in their order: {"meets": true|false|null, "remark"}.

    The criteria are the task's own as planned (N17: fixed beforehand); they are not taken from the caller.
    """
    CLOSING.require("self_check.edit", by.roles)
    row = _started(task, by=by, now=now)
    if version is not None and row.version != version:
        raise StaleVersion(row)
    criteria = criteria_of(task)
    if len(answers) > len(criteria):
        raise Problems(Problem("items", "验收标准", f"这项任务有 {len(criteria)} 条标准，提交了 {len(answers)} 条。"))
    problems, items = [], []
    for number, criterion in enumerate(criteria):
        said = answers[number] if number < len(answers) else {}
        meets, remark = said.get("meets"), str(said.get("remark") or "").strip()
        if meets not in (True, False, None):
            problems.append(
                Problem(f"items-{number}-meets", f"第 {number + 1} 条标准", "应为“符合”或“不符合”。", "choice")
            )
        if len(remark) > MOST_WORDS:
            problems.append(
                Problem(f"items-{number}-remark", f"第 {number + 1} 条标准", f"说明不能超过 {MOST_WORDS} 字。")
            )
        items.append({"criterion": criterion, "meets": meets, "remark": remark})
    if len(summary) > MOST_WORDS:
        problems.append(Problem("summary", "说明", f"不能超过 {MOST_WORDS} 字，请精简或改为附件。"))
    if problems:
        raise Problems(problems)
    row.items, row.summary, row.by_id = items, summary.strip(), by.person_id or row.by_id
    row.version += 1
    row.save(update_fields=["items", "summary", "by", "version"])
    announce(events.SelfCheckSaved(self_check_id=row.pk, context_id=row.collaboration_id), by=by, now=now)
    return row


@transaction.atomic
def attach_to_self_check(
    task: Task, *, source: IO[bytes], name: str, size: int, label: str = "", by: Actor, now: datetime
) -> Attachment:
    """Keep a deliverable as evidence. `label` says which criterion or deliverable it shows."""
    CLOSING.require("self_check.edit", by.roles)
    row = _started(task, by=by, now=now)
    attachment = keep(
        source,
        name=name,
        size=size,
        subject_kind=KIND,
        subject_id=row.pk,
        context_id=row.collaboration_id,
        by_id=by.person_id or 0,
        now=now,
        label=label.strip()[:100],
    )
    row.version += 1
    row.save(update_fields=["version"])
    announce(events.SelfCheckSaved(self_check_id=row.pk, context_id=row.collaboration_id), by=by, now=now)
    return attachment


@transaction.atomic
def submit_self_check(task: Task, *, by: Actor, now: datetime, version: int | None = None) -> SelfCheck:
    """Hand the task in: from now on it waits for the joint acceptance."""
    CLOSING.require("self_check.submit", by.roles)
    row = _started(task, by=by, now=now)
    row.items = items_of(row, task)
    files = Attachment.objects.filter(subject_kind=KIND, subject_id=row.pk).count()
    facts = CheckFacts(self_check_gaps(row.items, summary=row.summary, files=files))
    row = take_step(
        row,
        "submit",
        by=by,
        now=now,
        facts=facts,
        version=version,
        changes={"items": row.items, "submitted_at": now, "by_id": by.person_id},
        task_id=task.pk,
    )
    hand_in_task(task, by=by, now=now)
    return row


@transaction.atomic
def withdraw_self_check(task: Task, *, by: Actor, now: datetime, version: int | None = None) -> SelfCheck:
    """Take it back while nobody has judged it; the task runs again."""
    row = _submitted(task)
    judged = AcceptanceItem.objects.filter(
        task=task, acceptance__state__in=[AcceptanceState.OPEN, AcceptanceState.SIGNING]
    )
    if judged.exclude(verdict="").exists() or judged.filter(acceptance__state=AcceptanceState.SIGNING).exists():
        raise NotNow("验收组已对这项任务作出结论，不能撤回；需要修改请联系总负责人。")
    judged.delete()
    row = take_step(row, "withdraw", by=by, now=now, version=version)
    reopen_task(task, why="负责人撤回自检", by=as_system(by), now=now)
    return row


@transaction.atomic
def return_self_check(task: Task, *, why: str, by: Actor, now: datetime, version: int | None = None) -> SelfCheck:
    """The lead sends it back with a reason; the task runs again."""
    if not why.strip():
        raise Problems(Problem("why", "退回原因", "请写明退回的原因，负责人据此整改。", "required"))
    row = _submitted(task)
    under_way = AcceptanceItem.objects.filter(task=task, acceptance__state=AcceptanceState.SIGNING)
    if under_way.exists():
        raise NotNow("这项任务正在验收签字中，请先撤回验收表。")
    row = take_step(row, "return", by=by, now=now, version=version, why=why.strip())
    AcceptanceItem.objects.filter(task=task, acceptance__state=AcceptanceState.OPEN).delete()
    reopen_task(task, why=why.strip(), by=as_system(by), now=now)
    return row


def _submitted(task: Task) -> SelfCheck:
    require_running(task.collaboration)
    row = SelfCheck.objects.filter(task=task).first()
    if row is None:
        raise NotNow("这项任务还没有自检单。")
    if row.state == SelfCheckState.SUBMITTED and task.state != TaskState.HANDED_IN:
        raise NotNow(f"子任务{task.state.label}，自检单不能再变动。", state=task.state)
    return row
