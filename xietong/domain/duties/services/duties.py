"""Write the rows of the responsibility list, draft them from the map, leave a finding with a reason."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.services import require_running
from xietong.domain.duties import events
from xietong.domain.duties.models import AcceptedFinding, Duty, DutyParty, ResponsibilityList
from xietong.domain.duties.paper import DESCRIBED, PARTS
from xietong.domain.duties.permissions import DUTIES
from xietong.domain.duties.queries import drawing_of, duties_of, duty_rows, map_of, open_findings
from xietong.domain.duties.rules import DutyRow, rows_for_uncovered_steps
from xietong.domain.duties.states import ListState
from xietong.domain.people.queries import department_names
from xietong.kit.access import Actor
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import change
from xietong.kit.workflow import NotNow

TEXTS = ("matter", *DESCRIBED)


def _open_list(collaboration: Collaboration, now: datetime, version: int | None) -> ResponsibilityList:
    """The list, locked, that may be written now; made when there is none."""
    require_running(collaboration)
    ResponsibilityList.objects.get_or_create(collaboration=collaboration, defaults={"state_since": now})
    row = ResponsibilityList.objects.select_for_update().get(collaboration=collaboration)
    if version is not None and row.version != version:
        raise StaleVersion(row)
    if row.state != ListState.DRAFT:
        raise NotNow(
            f"职责清单{row.state.label}，不能直接修改。需要修改时，请总负责人先「重新编制」。", state=row.state
        )
    return row


def _saved(head: ResponsibilityList, departments: Iterable[int | None], *, by: Actor, now: datetime) -> None:
    concerned = tuple(sorted({pk for pk in departments if pk}))
    event = events.DutiesSaved(responsibility_list_id=head.pk, departments=concerned, context_id=head.collaboration_id)
    change(head, by=by, now=now, event=event)


@transaction.atomic
def save_duty(
    collaboration: Collaboration,
    *,
    answers: Mapping[str, Any],
    duty: Duty | None = None,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Duty:
    """A new row, or a row as it is now. `answers` are those of paper.DUTY_FORM; `version` is the list's."""
    DUTIES.require("responsibility_list.edit", by.roles)
    head = _open_list(collaboration, now, version)
    problems = _contradictions(answers)
    if problems:
        raise Problems(problems)
    before = _concerned(duty) if duty else set()
    row = duty or Duty(responsibility_list=head, order=_next_order(head))
    _fill(row, answers)
    row.save()
    row.parties.all().delete()
    DutyParty.objects.bulk_create(_parties(row, answers))
    after = {row.accountable_id, *(party.department_id for party in row.parties.all())}
    _saved(head, before | after, by=by, now=now)
    return row


@transaction.atomic
def describe_duty(
    duty: Duty,
    *,
    answers: Mapping[str, Any],
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Duty:
    """The words of a row, written by the department that is accountable for it (`by` carries DEPARTMENT_OF_THIS)."""
    DUTIES.require("duty.describe", by.roles)
    head = _open_list(duty.responsibility_list.collaboration, now, version)
    for key in DESCRIBED:
        setattr(duty, key, answers.get(key) or type(getattr(duty, key))())
    duty.save(update_fields=list(DESCRIBED))
    _saved(head, _concerned(duty), by=by, now=now)
    return duty


@transaction.atomic
def remove_duty(duty: Duty, *, by: Actor, now: datetime, version: int | None = None) -> None:
    """Take a row out of the list."""
    DUTIES.require("responsibility_list.edit", by.roles)
    head = _open_list(duty.responsibility_list.collaboration, now, version)
    concerned = _concerned(duty)
    duty.delete()
    _saved(head, concerned, by=by, now=now)


@transaction.atomic
def replace_duties(
    collaboration: Collaboration,
    *,
    rows: list[Mapping[str, Any]],
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> ResponsibilityList:
    """The whole list at once, in this order: a row with the `id` of one that is there changes it, others are new.

    Rows that are not named any more are taken out. Raises Problems naming the row.
    """
    DUTIES.require("responsibility_list.edit", by.roles)
    head = _open_list(collaboration, now, version)
    there = {duty.pk: duty for duty in duties_of(head)}
    problems = []
    for number, answers in enumerate(rows):
        if answers.get("id") and answers["id"] not in there:
            problems.append(Problem(f"rows-{number}-id", f"第{number + 1}行", f"没有编号为 {answers['id']} 的职责。"))
        for found in _contradictions(answers):
            where = f"第{number + 1}行 {found.where}"
            problems.append(Problem(f"rows-{number}-{found.field}", where, found.message, found.code))
    if problems:
        raise Problems(problems)
    concerned = {pk for duty in there.values() for pk in _concerned(duty)}
    kept = []
    for order, answers in enumerate(rows, 1):
        duty = there.get(answers.get("id") or 0) or Duty(responsibility_list=head)
        duty.order = order
        _fill(duty, answers)
        duty.save()
        kept.append((duty, answers))
    head.duties.exclude(pk__in=[duty.pk for duty, _ in kept]).delete()
    DutyParty.objects.filter(duty__responsibility_list=head).delete()
    parties = [party for duty, answers in kept for party in _parties(duty, answers)]
    DutyParty.objects.bulk_create(parties)
    concerned |= {party.department_id for party in parties} | {duty.accountable_id for duty, _ in kept}
    _saved(head, concerned, by=by, now=now)
    head.refresh_from_db()
    return head


@transaction.atomic
def draft_duties_from_map(
    collaboration: Collaboration, *, by: Actor, now: datetime, version: int | None = None
) -> list[Duty]:
    """A row for every step of the map that no row covers yet: its lane is accountable. Those that are there stay."""
    DUTIES.require("responsibility_list.edit", by.roles)
    head = _open_list(collaboration, now, version)
    drawing = drawing_of(map_of(collaboration))
    new = rows_for_uncovered_steps(drawing, duty_rows(duties_of(head)))
    if not drawing.nodes:
        raise NotNow("流程图还没有内容，请先绘制流程图。")
    if not new:
        raise NotNow("流程图的每个环节都已有对应的职责，没有可以生成的行。")
    known = department_names()
    nodes = {node.id: node for node in drawing.nodes}
    first = _next_order(head)
    duties = Duty.objects.bulk_create(
        _from_step(row, nodes[row.steps[0]], head, first + number, known) for number, row in enumerate(new)
    )
    DutyParty.objects.bulk_create(
        party
        for duty, row in zip(duties, new, strict=True)
        for party in _parties(duty, {"responsible": [int(pk) for pk in row.responsible if int(pk) in known]})
    )
    _saved(head, (duty.accountable_id for duty in duties), by=by, now=now)
    return duties


def _from_step(row: DutyRow, node: Any, head: ResponsibilityList, order: int, known: Mapping[int, str]) -> Duty:
    department = int(row.accountable) if row.accountable and int(row.accountable) in known else None
    return Duty(
        responsibility_list=head,
        order=order,
        matter=row.matter[:120],
        accountable_id=department,
        inputs=list(node.inputs),
        outputs=list(row.outputs),
        steps=list(row.steps),
        tasks=list(row.tasks),
        time_limit=node.time_limit[:60],
    )


@transaction.atomic
def accept_finding(
    collaboration: Collaboration, *, key: str, reason: str, by: Actor, now: datetime, version: int | None = None
) -> AcceptedFinding:
    """Leave an overlap or omission as it is, with the reason that stays on record (domain.md §6 N1)."""
    require_running(collaboration)
    DUTIES.require("responsibility_list.accept", by.roles)
    if not reason.strip():
        raise Problems(Problem("reason", "理由", "请写明为什么保留，它会留在操作记录中。", "required"))
    if key not in {finding.key for finding in open_findings(collaboration)}:
        raise NotNow("这一处重叠或遗漏已经不在了，或已被接受。请刷新页面。")
    ResponsibilityList.objects.get_or_create(collaboration=collaboration, defaults={"state_since": now})
    head = ResponsibilityList.objects.select_for_update().get(collaboration=collaboration)
    accepted = AcceptedFinding.objects.create(
        responsibility_list=head, key=key, reason=reason.strip(), by_id=by.person, at=now
    )
    event = events.FindingAccepted(
        responsibility_list_id=head.pk, key=key, reason=reason.strip(), context_id=collaboration.pk
    )
    change(head, by=by, now=now, version=version, event=event)
    return accepted


def _next_order(head: ResponsibilityList) -> int:
    return (head.duties.aggregate(last=Max("order"))["last"] or 0) + 1


def _concerned(duty: Duty) -> set[int | None]:
    return {duty.accountable_id, *duty.parties.values_list("department_id", flat=True)}


def _fill(duty: Duty, answers: Mapping[str, Any]) -> None:
    for key in TEXTS:
        setattr(duty, key, answers.get(key) or type(getattr(duty, key))())
    duty.accountable_id = answers.get("accountable") or None
    if "steps" in answers:
        duty.steps = list(answers["steps"] or [])
    if "tasks" in answers:
        duty.tasks = list(answers["tasks"] or [])


def _parties(duty: Duty, answers: Mapping[str, Any]) -> list[DutyParty]:
    return [
        DutyParty(duty=duty, department_id=pk, part=part)
        for key, part in PARTS.items()
        for pk in dict.fromkeys(answers.get(key) or [])
    ]


def _contradictions(answers: Mapping[str, Any]) -> list[Problem]:
    """A department has one part in a matter besides being accountable."""
    problems = []
    if not str(answers.get("matter") or "").strip():
        problems.append(Problem("matter", "职责事项", "没有填写，请填写。", "missing"))
    seen: dict[int, str] = {}
    for key, part in PARTS.items():
        for pk in dict.fromkeys(answers.get(key) or []):
            if pk in seen:
                name = department_names([pk]).get(pk, str(pk))
                message = f"{name}已列为{seen[pk]}部门，请只留一种：执行已包含会商与知会。"
                problems.append(Problem(key, f"{part.label}部门", message, "twice"))
            seen.setdefault(pk, part.label)
    return problems
