"""Readings about acceptances: what may be called, who accepts, what is signed, who signs, the page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch
from django.http import Http404
from django.utils import timezone

from xietong.domain.closing.models import Acceptance, AcceptanceItem, SelfCheck
from xietong.domain.closing.rules import SIGN_DAYS, achieved, conclusion
from xietong.domain.closing.states import AcceptanceKind, AcceptanceState, Method, Verdict
from xietong.domain.collaborations.models import Application, Collaboration
from xietong.domain.collaborations.queries import Place
from xietong.domain.people.models import Department
from xietong.domain.people.queries import company_calendar, superior_of
from xietong.domain.planning.models import Task
from xietong.domain.planning.states import TaskState
from xietong.domain.signoffs.services import Party
from xietong.kit.clock import day_of
from xietong.kit.files.models import Attachment
from xietong.kit.paperwork.spec import ROW_ID
from xietong.kit.steps import buttons

KIND = "acceptance"  # the subject kind of its rounds and signatures


def acceptances_of(collaboration: Collaboration) -> list[Acceptance]:
    """Every round, newest first, with counts of its items."""
    return list(
        Acceptance.objects.filter(collaboration=collaboration)
        .annotate(item_count=Count("items"))
        .select_related("called_by")
        .order_by("-id")
    )


def acceptance_in(collaboration: Collaboration, pk: Any) -> Acceptance:
    """One acceptance of this collaboration; 404 for any other."""
    row = Acceptance.objects.filter(collaboration=collaboration, pk=pk).first()
    if row is None:
        raise Http404("没有这张验收表。")
    row.collaboration = collaboration
    return row


def item_in(collaboration: Collaboration, pk: Any) -> AcceptanceItem:
    row = (
        AcceptanceItem.objects.filter(acceptance__collaboration=collaboration, pk=pk)
        .select_related("acceptance", "task", "mender")
        .first()
    )
    if row is None:
        raise Http404("没有这项交付物。")
    row.acceptance.collaboration = collaboration
    return row


def items_of(acceptance: Acceptance) -> list[AcceptanceItem]:
    """The deliverables in the order of the task list, with everybody named (two statements)."""
    return list(
        acceptance.items.select_related("task__owner", "task__department", "mender", "judged_by", "rechecked_by")
        .prefetch_related(Prefetch("acceptors", queryset=Department.objects.select_related("head")))
        .order_by("order", "id")
    )


def callable_tasks(collaboration: Collaboration) -> list[Task]:
    """Handed in, and in no acceptance that is still under way."""
    busy = AcceptanceItem.objects.filter(
        acceptance__collaboration=collaboration, acceptance__state__in=[AcceptanceState.OPEN, AcceptanceState.SIGNING]
    ).values("task_id")
    return list(
        Task.objects.filter(collaboration=collaboration, is_leaf=True, state=TaskState.HANDED_IN)
        .exclude(pk__in=busy)
        .select_related("department", "owner")
        .order_by("sort_key", "id")
    )


def accepted_tasks(collaboration: Collaboration) -> list[Task]:
    return list(
        Task.objects.filter(collaboration=collaboration, is_leaf=True, state=TaskState.DONE)
        .select_related("department", "owner")
        .order_by("sort_key", "id")
    )


def unfinished_tasks(collaboration: Collaboration) -> list[Task]:
    """Leaves on which work remains: the whole cannot be accepted while there are some."""
    return list(
        Task.objects.filter(collaboration=collaboration).open().select_related("owner").order_by("sort_key", "id")[:20]
    )


def last_verdicts(task_ids: Iterable[int]) -> dict[tuple[int, str], AcceptanceItem]:
    """The newest pass or mend of a passed acceptance for every deliverable of these tasks."""
    rows = AcceptanceItem.objects.filter(
        task__in=list(task_ids), acceptance__state=AcceptanceState.PASSED, verdict__in=[Verdict.PASS, Verdict.MEND]
    ).order_by("pk")
    return {(row.task_id, row.deliverable): row for row in rows}


def outcomes_of(collaboration: Collaboration) -> list[dict[str, Any]]:
    """The expected outcomes of form 1, ready to be measured."""
    answers = Application.objects.filter(collaboration=collaboration).values_list("answers", flat=True).first() or {}
    return [
        {
            "name": row.get("name") or "",
            "measure": row.get("measure") or "",
            "target": row.get("target") or "",
            "actual": "",
            "rate": None,
            "note": "",
        }
        for row in answers.get("expected_outcomes") or []
    ]


def with_rates(outcomes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "rate": achieved(row["target"], row["actual"]) if row["actual"] else None} for row in outcomes]


def open_points(acceptance: Acceptance, items: list[AcceptanceItem]) -> tuple[str, ...]:
    """What keeps it from being submitted, in sentences."""
    gaps = []
    if not items:
        gaps.append("没有要验收的交付物")
    silent = [item for item in items if not item.verdict]
    for item in silent[:4]:
        heads = "、".join(
            sorted({d.head.name for d in item.acceptors.all() if d.head and d.head_id != item.task.owner_id})
        )
        gaps.append(f"{item.task.code} {item.deliverable} 还没有验收结论" + (f"（等待 {heads}）" if heads else ""))
    if len(silent) > 4:
        gaps.append(f"还有 {len(silent) - 4} 项交付物没有验收结论")
    if acceptance.kind == AcceptanceKind.WHOLE:
        gaps += [f"预期成果“{row['name']}”还没有填写实际值" for row in acceptance.outcomes if not row.get("actual")]
    return tuple(gaps)


def signed_data(acceptance: Acceptance, items: list[AcceptanceItem]) -> dict[str, Any]:
    """Everything form 6 says, as plain data: these bytes are what is signed."""
    checks = {c.task_id: c for c in SelfCheck.objects.filter(task__in=[i.task_id for i in items]).select_related("by")}
    files = defaultdict(list)
    for file in Attachment.objects.filter(
        subject_kind="self_check", subject_id__in=[check.pk for check in checks.values()]
    ).order_by("pk"):
        files[file.subject_id].append(file)
    return {
        "format": "xietong.paper/1",
        "form": "XT-BD-06 A/0",
        "title": "跨部门协同成果验收表",
        "number": acceptance.number,
        "round": acceptance.round,
        "kind": acceptance.kind.label,
        "held_on": f"{acceptance.held_on:%Y-%m-%d}" if acceptance.held_on else "",
        "method": acceptance.method,
        "conclusion": acceptance.conclusion.label if acceptance.conclusion else "",
        "remarks": acceptance.remarks,
        "outcomes": acceptance.outcomes,
        "handovers": acceptance.handovers,
        "items": [_signed_item(item, checks.get(item.task_id), files) for item in items],
        "attachments": [
            {"id": file.pk, "name": file.name, "size": file.size, "sha256": file.digest}
            for check in checks.values()
            for file in files[check.pk]
        ],
    }


def _signed_item(item: AcceptanceItem, check: SelfCheck | None, files: dict[int, list[Attachment]]) -> dict[str, Any]:
    return {
        "id": item.pk,
        "task": item.task.code,
        "name": item.task.name,
        "deliverable": item.deliverable,
        "criterion": item.criterion,
        "self_check": check.items if check else [],
        "evidence": [file.digest for file in files[check.pk]] if check else [],
        "checked_by": check.by.name if check else "",
        "verdict": item.verdict.label if item.verdict else "",
        "problem": item.problem,
        "requirement": item.requirement,
        "mender": item.mender.name if item.mender else "",
        "mend_by": f"{item.mend_by:%Y-%m-%d}" if item.mend_by else "",
        "judged_by": item.judged_by.name if item.judged_by else "",
    }


def parties_of(acceptance: Acceptance, items: list[AcceptanceItem], *, now: datetime) -> list[Party]:
    """Every accepting department's head, then the lead last. A head whose own tasks are all that a department accepts
    is replaced by the one above (domain.md §3.1: owner ≠ acceptor); recusals in part stand in the capacity."""
    deadline = sign_deadline(now)
    accepted: dict[Department, list[AcceptanceItem]] = defaultdict(list)
    for item in items:
        for department in item.acceptors.all():
            accepted[department].append(item)
    parties = []
    for department, theirs in sorted(accepted.items(), key=lambda pair: (pair[0].order, pair[0].pk)):
        if not department.head_id:
            continue
        own = [item for item in theirs if item.task.owner_id == department.head_id]
        if own and len(own) == len(theirs):
            above = superior_of(department.head_id, department.pk)
            if above:
                parties.append(Party(above, [f"{department.name}上级（负责人回避）"], department.pk, 1, deadline))
            continue
        capacity = f"{department.name}验收" + (f"（{_codes(own)} 回避）" if own else "")
        parties.append(Party(department.head_id, [capacity], department.pk, 1, deadline))
    collaboration = acceptance.collaboration
    if collaboration.lead_id:
        department_id = collaboration.lead.department_id if collaboration.lead else None
        parties.append(Party(collaboration.lead_id, ["总负责人"], department_id, 2, deadline))
    return parties


def _codes(items: list[AcceptanceItem]) -> str:
    return "、".join(dict.fromkeys(item.task.code for item in items))


def sign_deadline(now: datetime) -> datetime:
    """The end of the working day SIGN_DAYS from now."""
    local = timezone.localtime(now)
    return local.replace(hour=18, minute=0, second=0, microsecond=0) + (
        company_calendar().add(day_of(now), SIGN_DAYS) - day_of(now)
    )


@dataclass(frozen=True)
class ItemRow:
    """A deliverable as the acceptors see it; `may_judge` already knows who asks."""

    item: AcceptanceItem
    check: SelfCheck | None
    files: list[Attachment]
    acceptors: str
    may_judge: bool
    may_mend: bool
    may_recheck: bool
    own: bool


@dataclass(frozen=True)
class AcceptancePage:
    acceptance: Acceptance
    rows: list[ItemRow]
    counts: dict[str, int]
    buttons: dict[str, str]
    open: tuple[str, ...]
    worst: str


def entry_answers(acceptance: Acceptance) -> dict[str, Any]:
    """What ACCEPTANCE_ENTRY shows: rows of outcomes carry their place as id."""
    method = Method.called(acceptance.method) or Method.MEETING
    return {
        "held_on": f"{acceptance.held_on:%Y-%m-%d}" if acceptance.held_on else None,
        "method": method.value,
        "outcomes": [{ROW_ID: number, **row} for number, row in enumerate(acceptance.outcomes, start=1)],
        "handovers": acceptance.handovers,
        "remarks": acceptance.remarks,
    }


def may_judge(item: AcceptanceItem, actor: Any, collaboration: Collaboration) -> bool:
    """The head of an accepting department or the lead, never the owner of the task (N17). When all of them own it,
    any head who takes part, or the head of the initiating department."""
    if actor.is_(item.task.owner_id):
        return False
    heads = {d.head_id for d in item.acceptors.all() if d.head_id}
    if any(actor.is_(head) for head in heads) or actor.is_(collaboration.lead_id):
        return True
    return heads <= {item.task.owner_id} and collaboration.lead_id == item.task.owner_id


def acceptance_page(place: Place, acceptance: Acceptance) -> AcceptancePage:
    actor = place.actor
    items = items_of(acceptance)
    checks = {c.task_id: c for c in SelfCheck.objects.filter(task__in=[i.task_id for i in items]).select_related("by")}
    files = defaultdict(list)
    for file in Attachment.objects.filter(subject_kind="self_check", subject_id__in=[c.pk for c in checks.values()]):
        files[file.subject_id].append(file)
    judging = Acceptance.permissions.allows("acceptance.judge", actor.roles)
    rechecking = Acceptance.permissions.allows("acceptance.recheck", actor.roles)
    rows = []
    for item in items:
        check = checks.get(item.task_id)
        allowed = may_judge(item, actor, place.collaboration)
        mending = acceptance.state == AcceptanceState.PASSED and item.verdict == Verdict.MEND and not item.rechecked_at
        is_mender = actor.is_(item.mender_id) or actor.is_(place.collaboration.lead_id)
        rows.append(
            ItemRow(
                item=item,
                check=check,
                files=files[check.pk] if check else [],
                acceptors="、".join(d.name for d in item.acceptors.all()),
                may_judge=acceptance.state == AcceptanceState.OPEN and judging and allowed,
                may_mend=mending and not item.mended_at and is_mender,
                may_recheck=mending
                and bool(item.mended_at)
                and rechecking
                and allowed
                and not actor.is_(item.mender_id),
                own=actor.is_(item.task.owner_id),
            )
        )
    counts = {verdict.value: sum(1 for item in items if item.verdict == verdict) for verdict in Verdict}
    counts["silent"] = sum(1 for item in items if not item.verdict)
    return AcceptancePage(
        acceptance=acceptance,
        rows=rows,
        counts=counts,
        buttons=dict(buttons(acceptance, actor.roles)),
        open=open_points(acceptance, items) if acceptance.state == AcceptanceState.OPEN else (),
        worst=conclusion(item.verdict for item in items if item.verdict),
    )
