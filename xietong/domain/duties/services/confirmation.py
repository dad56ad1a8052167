"""Send the list to the departments, let each head confirm or return its part, end or begin it anew."""

from datetime import datetime
from typing import Any

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.services import require_running
from xietong.domain.duties import events
from xietong.domain.duties.models import DutyConfirmation, ResponsibilityList
from xietong.domain.duties.permissions import DUTIES
from xietong.domain.duties.queries import (
    confirmation_data,
    confirming_departments,
    duties_of,
    list_of,
    map_of,
    open_findings,
    rows_digest,
)
from xietong.domain.duties.states import FindingFacts, ListState, MapState
from xietong.domain.people.models import Department
from xietong.domain.people.roles import Role
from xietong.domain.signoffs.services import give_signature, keep_content
from xietong.kit.access import Actor, Forbidden
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import take_step
from xietong.kit.workflow import NotNow

KIND = "responsibility_list"  # subject of the signatures


@transaction.atomic
def submit_duties(
    collaboration: Collaboration, *, by: Actor, now: datetime, version: int | None = None
) -> ResponsibilityList:
    """Ask every department for its part; only those are asked whose rows differ from what they confirmed before."""
    require_running(collaboration)
    head = _list(collaboration)
    facts = FindingFacts(tuple(_obstacles(collaboration)))
    row = take_step(
        head, "submit", by=by, now=now, version=version, facts=facts, changes={"revision": head.revision + 1}
    )
    duties = duties_of(row)
    for confirmation in row.confirmations.all():
        if confirmation.rows_digest != rows_digest(duties, confirmation.department_id):
            confirmation.delete()
    return _complete_when_all(row, collaboration, by=by, now=now)


def _list(collaboration: Collaboration) -> ResponsibilityList:
    row = list_of(collaboration)
    if row is None:
        raise NotNow("还没有编制职责清单，请先添加职责，或从流程图生成。")
    return row


def _obstacles(collaboration: Collaboration) -> list[str]:
    process_map = map_of(collaboration)
    unpublished = process_map is None or process_map.state != MapState.PUBLISHED
    found = ["流程图尚未发布"] if unpublished else []
    return found + [finding.message.rstrip("。") for finding in open_findings(collaboration)]


@transaction.atomic
def confirm_duties(
    collaboration: Collaboration,
    *,
    department: Department,
    content_digest: str,
    method: str,
    by: Actor,
    now: datetime,
) -> ResponsibilityList:
    """The head of a department signs its rows. `content_digest` is that of what was shown; other content is 412."""
    row = _locked(collaboration, department, by)
    duties = duties_of(row)
    content = keep_content(confirmation_data(collaboration, row, department, duties), now=now)
    if content.digest != content_digest:
        raise StaleVersion(row)
    principal = department.head_id if by.person_id != department.head_id else None
    signature = give_signature(
        person_id=by.person_id or 0,
        on_behalf_of_id=principal,
        content=content,
        subject_kind=KIND,
        subject_id=row.pk,
        context_id=collaboration.pk,
        meaning=f"确认《部门职责清单》中{department.name}的职责",
        capacities=[f"{department.name}负责人"],
        opinion="同意",
        method=method,
        now=now,
    )
    DutyConfirmation.objects.create(
        responsibility_list=row,
        department=department,
        rows_digest=rows_digest(duties, department.pk),
        signature=signature,
        by_id=by.person,
        at=now,
    )
    event = events.DepartmentConfirmed(
        responsibility_list_id=row.pk,
        department_id=department.pk,
        signature_id=signature.pk,
        signature_digest=signature.digest,
        context_id=collaboration.pk,
    )
    announce(event, by=by, now=now)
    return _complete_when_all(row, collaboration, by=by, now=now)


@transaction.atomic
def return_duties(
    collaboration: Collaboration, *, department: Department, why: str, by: Actor, now: datetime
) -> ResponsibilityList:
    """A department does not agree with its part: back to the lead with a reason. Other confirmations stay."""
    row = _locked(collaboration, department, by)
    if not why.strip():
        raise Problems(Problem("reason", "退回理由", "请写明哪一项不对、应如何修改。", "required"))
    return take_step(row, "return", by=by, now=now, department_id=department.pk, why=why.strip())


@transaction.atomic
def reopen_duties(
    collaboration: Collaboration, *, by: Actor, now: datetime, version: int | None = None
) -> ResponsibilityList:
    """Write the list again; whoever confirmed rows that stay as they are is not asked a second time."""
    require_running(collaboration)
    return take_step(_list(collaboration), "reopen", by=by, now=now, version=version)


def _locked(collaboration: Collaboration, department: Department, by: Actor) -> ResponsibilityList:
    """The list, locked, when this person may speak for this department now."""
    require_running(collaboration)
    DUTIES.require("responsibility_list.confirm", by.roles)
    row = ResponsibilityList.objects.select_for_update().get(pk=_list(collaboration).pk)
    if department.pk not in {one.pk for one in confirming_departments(collaboration)}:
        raise Forbidden("responsibility_list.confirm", f"{department.name}没有参与这个协同项目，无需确认。")
    if not by.is_(department.head_id):
        who = department.head.name if department.head else "部门负责人"
        raise Forbidden(
            "responsibility_list.confirm", f"{department.name}的职责由{who}确认；您不是本人，也不是其在期的代理人。"
        )
    if row.state != ListState.CONFIRMING:
        raise NotNow(f"职责清单{row.state.label}，现在不需要确认。", state=row.state)
    if row.confirmations.filter(department=department).exists():
        raise NotNow(f"{department.name}已经确认过，不必再次确认。", state=row.state)
    return row


def _complete_when_all(
    row: ResponsibilityList, collaboration: Collaboration, *, by: Actor, now: datetime
) -> ResponsibilityList:
    """The last confirmation ends it: a consequence, not a right of whoever happens to be last."""
    confirmed = set(row.confirmations.values_list("department_id", flat=True))
    departments = confirming_departments(collaboration)
    if not departments or any(department.pk not in confirmed for department in departments):
        return row
    consequence = Actor(by.person_id, by.roles | {Role.SYSTEM}, by.stands_for, by.borrowed)
    done: Any = take_step(row, "complete", by=consequence, now=now)
    return done
