"""The joint acceptance (form 6): call, judge, fill in, submit, sign, return; its tasks follow in the same transaction."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xietong.domain.closing import events
from xietong.domain.closing.models import Acceptance, AcceptanceItem, SelfCheck
from xietong.domain.closing.permissions import CLOSING
from xietong.domain.closing.queries.acceptance import (
    KIND,
    items_of,
    may_judge,
    open_points,
    parties_of,
    signed_data,
    with_rates,
)
from xietong.domain.closing.rules import CheckFacts, conclusion
from xietong.domain.closing.services.acting import as_signer, as_system
from xietong.domain.closing.states import AcceptanceKind, AcceptanceState, Method, SelfCheckState, Verdict
from xietong.domain.collaborations.services import add_member, require_running
from xietong.domain.people.models import Person
from xietong.domain.people.queries import SYSTEM
from xietong.domain.people.roles import Role
from xietong.domain.planning.services import accept_task, reopen_task
from xietong.domain.planning.states import TaskState
from xietong.domain.signoffs import services as signoffs
from xietong.domain.signoffs.models import SignOff
from xietong.domain.signoffs.queries import latest_round
from xietong.domain.signoffs.states import Opinion, RoundState
from xietong.kit.access import Actor, Forbidden
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import change, take_step
from xietong.kit.workflow import NotNow


@transaction.atomic
def judge_items(
    acceptance: Acceptance,
    *,
    item_ids: Iterable[int],
    verdict: Verdict | str,
    problem: str = "",
    requirement: str = "",
    mender_id: int | None = None,
    mend_by: date | None = None,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> list[AcceptanceItem]:
    """Give deliverables a verdict; nobody accepts a task he owns (N17). The last word before submission counts.

    限期整改 names the problem, what is required, who mends it (else the owner) and until when; 不通过 problem and requirement.
    """
    row = _open(acceptance, version=version)
    CLOSING.require("acceptance.judge", by.roles)
    wanted = set(item_ids)
    items = [item for item in items_of(row) if item.pk in wanted]
    if not items or len(items) != len(wanted):
        raise Problems(Problem("items", "交付物", "请选择本验收表中的交付物。", "choice"))
    for item in items:
        if by.is_(item.task.owner_id):
            raise Forbidden(
                "acceptance.judge", f"{item.task.code} 由您负责，不能验收自己的任务；请其他验收人给出结论。"
            )
        if not may_judge(item, by, row.collaboration):
            names = "、".join(d.name for d in item.acceptors.all())
            raise Forbidden("acceptance.judge", f"{item.task.code} {item.deliverable} 由{names}负责人或总负责人验收。")
    given = _verdict(verdict)
    problems = _judgement_problems(given, problem, requirement, mender_id, mend_by, now)
    if problems:
        raise Problems(problems)
    for item in items:
        item.verdict, item.judged_by_id, item.judged_at = given, by.person_id, now
        item.problem, item.requirement = problem.strip(), requirement.strip()
        item.mend_by = mend_by if given == Verdict.MEND else None
        item.mender_id = (mender_id or item.task.owner_id) if given == Verdict.MEND else None
    AcceptanceItem.objects.bulk_update(
        items, ["verdict", "judged_by", "judged_at", "problem", "requirement", "mend_by", "mender"]
    )
    change(
        row,
        by=by,
        now=now,
        event=events.DeliverablesJudged(
            acceptance_id=row.pk, item_ids=tuple(sorted(wanted)), verdict=given.value, context_id=row.collaboration_id
        ),
    )
    return items


def _verdict(verdict: Verdict | str) -> Verdict:
    given = Verdict.called(str(verdict))
    if given is None:
        words = "、".join(v.label for v in Verdict)
        raise Problems(Problem("verdict", "验收结论", f"应为：{words}。", "choice"))
    return given


def _judgement_problems(
    verdict: Verdict, problem: str, requirement: str, mender_id: int | None, mend_by: date | None, now: datetime
) -> list[Problem]:
    if verdict == Verdict.PASS:
        return []
    problems = []
    if not problem.strip():
        problems.append(Problem("problem", "问题描述", "请写明发现的问题。", "required"))
    if not requirement.strip():
        problems.append(Problem("requirement", "整改要求", "请写明整改到什么程度。", "required"))
    if verdict == Verdict.MEND:
        if mend_by is None:
            problems.append(Problem("mend_by", "整改期限", "请填写整改期限。", "required"))
        elif mend_by < day_of(now):
            problems.append(Problem("mend_by", "整改期限", f"{mend_by} 早于今天，请改为今天或以后。", "range"))
        if mender_id and not Person.objects.filter(pk=mender_id, is_active=True).exists():
            problems.append(Problem("mender", "整改责任人", "没有这个人，或已停用，请另选。", "choice"))
    return problems


@transaction.atomic
def save_acceptance(
    acceptance: Acceptance, *, answers: Mapping[str, Any], by: Actor, now: datetime, version: int | None = None
) -> Acceptance:
    """Fill in form 6: day, method, measured outcomes (in the order of form 1), handovers, remarks. Only what is given."""
    row = _open(acceptance, version=version)
    CLOSING.require("acceptance.edit", by.roles)
    columns: dict[str, Any] = {}
    if "method" in answers:
        method = Method.called(str(answers["method"]))
        if method is None:
            raise Problems(Problem("method", "验收方式", f"应为：{'、'.join(m.label for m in Method)}。", "choice"))
        columns["method"] = method.label
    if answers.get("held_on"):
        columns["held_on"] = answers["held_on"]
    if "remarks" in answers:
        columns["remarks"] = str(answers["remarks"]).strip()
    if "outcomes" in answers:
        given = list(answers["outcomes"])
        if len(given) > len(row.outcomes):
            raise Problems(Problem("outcomes", "目标达成", f"申请表上有 {len(row.outcomes)} 项预期成果。"))
        columns["outcomes"] = with_rates(
            [
                {**kept, "actual": str(said.get("actual") or "").strip(), "note": str(said.get("note") or "").strip()}
                for kept, said in zip(row.outcomes, [*given, *[{}] * (len(row.outcomes) - len(given))], strict=True)
            ]
        )
    if "handovers" in answers:
        columns["handovers"] = [dict(line) for line in answers["handovers"]]
    return change(
        row,
        by=by,
        now=now,
        event=events.AcceptanceEdited(acceptance_id=row.pk, context_id=row.collaboration_id),
        **columns,
    )


@transaction.atomic
def submit_acceptance(acceptance: Acceptance, *, by: Actor, now: datetime, version: int | None = None) -> Acceptance:
    """Verdicts are complete: what failed goes back to its owners, the rest goes round to be signed.

    A whole of which something failed, and an acceptance of which everything failed, end as 未通过; another round follows.
    """
    row = _open(acceptance, version=version)
    items = items_of(row)
    facts = CheckFacts(open_points(row, items))
    failed = [item for item in items if item.verdict == Verdict.FAIL]
    ends = bool(failed) and (row.kind == AcceptanceKind.WHOLE or len(failed) == len(items))
    left = items if ends else [item for item in items if item.verdict != Verdict.FAIL]
    outcome = Verdict(conclusion(item.verdict for item in left if item.verdict))
    row = take_step(
        row, "fail" if ends else "submit", by=by, now=now, facts=facts, version=version, changes={"conclusion": outcome}
    )
    _send_back(row, failed, by=by, now=now)
    if not ends:
        signoffs.open_round(
            subject_kind=KIND,
            subject_id=row.pk,
            subject_version=row.version,
            title=f"{row.collaboration.title} 成果验收表 {row.number}",
            href=f"{row.collaboration.href}/acceptance/{row.pk}",
            context_id=row.collaboration_id,
            data=signed_data(row, items),
            parties=parties_of(row, left, now=now),
            by=by,
            now=now,
        )
    return row


def _send_back(row: Acceptance, failed: list[AcceptanceItem], *, by: Actor, now: datetime) -> None:
    """Every task with a failed deliverable runs again; its self-check is returned with the problem."""
    why: dict[int, list[str]] = {}
    tasks = {}
    for item in failed:
        tasks[item.task_id] = item.task
        why.setdefault(item.task_id, []).append(f"{item.deliverable}：{item.problem}；要求：{item.requirement}")
    for task_id, task in tasks.items():
        reason = f"{row.number} 验收不通过。" + "；".join(why[task_id])
        check = SelfCheck.objects.filter(task=task, state=SelfCheckState.SUBMITTED).first()
        if check:
            take_step(check, "return", by=as_system(by), now=now, why=reason)
        if task.state in (TaskState.HANDED_IN, TaskState.DONE):
            reopen_task(task, why=reason, by=as_system(by), now=now)
        announce(
            events.TaskSentBack(
                task_id=task_id, acceptance_id=row.pk, owner_id=task.owner_id, context_id=row.collaboration_id
            ),
            by=by,
            now=now,
        )


@transaction.atomic
def sign_acceptance(
    acceptance: Acceptance,
    *,
    signoff: SignOff,
    content_digest: str,
    opinion: Opinion = Opinion.AGREE,
    reason: str = "",
    method: str,
    by: Actor,
    now: datetime,
) -> Acceptance:
    """Sign one's part; with the lead's signature, the last, the tasks are accepted."""
    row = _lock(acceptance)
    _belongs(signoff, row)
    if opinion == Opinion.DISAGREE:
        raise Problems(Problem("opinion", "意见", "不同意请用“退回”并写明原因，验收表会退回重新评定。", "choice"))
    outcome = signoffs.sign(
        signoff, content_digest=content_digest, opinion=opinion, reason=reason, method=method, by=by, now=now
    )
    if outcome.completed:
        row = take_step(row, "pass", by=as_signer(by), now=now)
        _accept_tasks(row, by=by, now=now)
    return row


def _accept_tasks(row: Acceptance, *, by: Actor, now: datetime) -> None:
    items = items_of(row)
    failed = {item.task_id for item in items if item.verdict == Verdict.FAIL}
    tasks = {item.task_id: item.task for item in items if item.task_id not in failed}
    for task in tasks.values():
        if task.state == TaskState.HANDED_IN:
            # the lead signs last, perhaps for a task of his own that others judged: then the system passes it on
            accept_task(task, by=SYSTEM if by.is_(task.owner_id) else as_system(by), now=now)
    for item in items:
        if item.verdict == Verdict.MEND and item.mender_id:
            add_member(row.collaboration, item.mender_id, Role.MEMBER, now, by=by)
            announce(
                events.MendAsked(item_id=item.pk, mender_id=item.mender_id, context_id=row.collaboration_id),
                by=by,
                now=now,
            )


@transaction.atomic
def return_acceptance(acceptance: Acceptance, *, signoff: SignOff, why: str, by: Actor, now: datetime) -> Acceptance:
    """A signer sends it back with a reason: the verdicts may be changed again."""
    row = _lock(acceptance)
    _belongs(signoff, row)
    signoffs.send_back(signoff, reason=why, by=by, now=now)
    return take_step(row, "return", by=as_signer(by), now=now, changes={"conclusion": ""}, why=why.strip())


@transaction.atomic
def withdraw_acceptance(acceptance: Acceptance, *, by: Actor, now: datetime, version: int | None = None) -> Acceptance:
    row = _lock(acceptance)
    CLOSING.require("acceptance.withdraw", by.roles)
    round_ = latest_round(KIND, row.pk)
    if round_ and round_.state == RoundState.OPEN:
        signoffs.withdraw(round_, by=by, now=now)
    return take_step(row, "withdraw", by=by, now=now, version=version, changes={"conclusion": ""})


def _belongs(signoff: SignOff, row: Acceptance) -> None:
    if (signoff.round.subject_kind, signoff.round.subject_id) != (KIND, row.pk):
        raise NotNow("这里等待的签字不属于这张验收表，请刷新后重试。")


def _lock(acceptance: Acceptance) -> Acceptance:
    row = (
        Acceptance.objects.select_for_update(of=("self",))
        .select_related("collaboration__lead", "collaboration__initiating_department")
        .get(pk=acceptance.pk)
    )
    require_running(row.collaboration)
    return row


def _open(acceptance: Acceptance, *, version: int | None) -> Acceptance:
    row = _lock(acceptance)
    if version is not None and row.version != version:
        raise StaleVersion(row)
    if row.state != AcceptanceState.OPEN:
        raise NotNow(f"验收表{row.state.label}，不能修改；签字中的验收表要修改请先撤回。", state=row.state)
    return row
