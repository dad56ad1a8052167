"""Coordination letters: drafted, signed by the lead only, received and answered by the lending head, or voided."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration, Participation
from xietong.domain.collaborations.services import require_running
from xietong.domain.people.roles import Role
from xietong.domain.planning.states import ResourceKind
from xietong.domain.signoffs.models import Signature
from xietong.domain.signoffs.services import give_signature, keep_content
from xietong.domain.tracking import events
from xietong.domain.tracking.models import Alert, CoordinationLetter
from xietong.domain.tracking.permissions import TRACKING
from xietong.domain.tracking.queries.letter import answer_data, letter_data, towards_letter
from xietong.domain.tracking.services.numbers import letter_number
from xietong.domain.tracking.states import LetterAnswer
from xietong.kit.access import Actor
from xietong.kit.canonical import digest_of
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import take_step

MOST_ITEMS = 30


@transaction.atomic
def draft_letter(
    collaboration: Collaboration,
    *,
    lender_id: int | None,
    borrower_id: int | None,
    purpose: str,
    items: Iterable[Mapping[str, Any]],
    reply_by: date | None,
    custody: str = "",
    cost_borne_by: str = "",
    contact_id: int | None = None,
    title: str = "",
    task_id: int | None = None,
    alert_id: int | None = None,
    by: Actor,
    now: datetime,
) -> CoordinationLetter:
    """Write a letter for the lead to sign. Its return date is the latest of its items."""
    TRACKING.require("letter.draft", by.roles)
    require_running(collaboration)
    columns = _checked(
        collaboration, lender_id, borrower_id, purpose, items, reply_by, custody, cost_borne_by, title, now=now
    )
    if task_id and not collaboration.tasks.filter(pk=task_id).exists():
        raise Problems(Problem("task", "关联任务", "本项目没有这项任务，请重新选择。", "missing"))
    if alert_id and not Alert.objects.filter(pk=alert_id, collaboration=collaboration).exists():
        raise Problems(Problem("alert", "关联预警", "本项目没有这条预警，请重新选择。", "missing"))
    row = CoordinationLetter.objects.create(
        collaboration=collaboration,
        contact_id=contact_id or by.person_id or 0,
        drafted_by_id=by.person_id or 0,
        task_id=task_id,
        alert_id=alert_id,
        first_return_on=columns["return_on"],
        state_since=now,
        **columns,
    )
    announce(events.LetterDrafted(letter_id=row.pk, context_id=collaboration.pk), by=by, now=now)
    return row


def _checked(
    collaboration: Collaboration,
    lender_id: int | None,
    borrower_id: int | None,
    purpose: str,
    items: Iterable[Mapping[str, Any]],
    reply_by: date | None,
    custody: str,
    cost_borne_by: str,
    title: str,
    *,
    now: datetime,
) -> dict[str, Any]:
    taking_part = set(Participation.objects.filter(collaboration=collaboration).values_list("department_id", flat=True))
    today, problems = day_of(now), []
    for key, where, pk in (("lender", "主送（调出部门）", lender_id), ("borrower", "借用部门", borrower_id)):
        if pk not in taking_part:
            problems.append(Problem(key, where, "请选择参与本项目的部门；不在其中的，请先在团队页增加。", "choice"))
    if lender_id == borrower_id and lender_id is not None:
        problems.append(Problem("lender", "主送（调出部门）", "调出部门与借用部门不能相同。", "same"))
    if not purpose.strip():
        problems.append(Problem("purpose", "事由与用途", "请写明借用的事由与用途。", "required"))
    if not custody.strip():
        problems.append(Problem("custody", "使用保管责任", "请写明由谁使用保管、损坏如何处理。", "required"))
    if reply_by is None or reply_by < today:
        problems.append(Problem("reply_by", "要求回复时间", "请填写今天或以后的回复日期。", "required"))
    rows, wrong = _items(items)
    problems += wrong
    if problems:
        raise Problems(problems)
    names = "、".join(row["name"] for row in rows)
    return {
        "lender_id": lender_id,
        "borrower_id": borrower_id,
        "purpose": purpose.strip(),
        "items": rows,
        "custody": custody.strip(),
        "cost_borne_by": cost_borne_by.strip()[:120],
        "reply_by": reply_by,
        "return_on": max(date.fromisoformat(row["until_on"]) for row in rows),
        "title": (title.strip() or f"关于协调调用{names}的函")[:120],
    }


def _items(items: Iterable[Mapping[str, Any]]) -> tuple[list[dict[str, str]], list[Problem]]:
    rows, problems = [], []
    for number, item in enumerate(items, 1):
        where = f"资源明细 第{number}行"
        row = {
            key: str(item.get(key) or "").strip()
            for key in ("kind", "name", "spec", "amount", "place", "from_on", "until_on")
        }
        if not any(row.values()):
            continue
        kind = ResourceKind.called(row["kind"])
        if kind is None:
            problems.append(
                Problem("items", f"{where} 类型", f"请选择：{'、'.join(k.label for k in ResourceKind)}。", "choice")
            )
        else:
            row["kind"] = kind.value
        for key, label in (("name", "名称"), ("amount", "数量")):
            if not row[key]:
                problems.append(Problem("items", f"{where} {label}", "请填写。", "required"))
        days = [_day(row[key]) for key in ("from_on", "until_on")]
        if None in days:
            problems.append(Problem("items", f"{where} 起止", "请填写有效的开始日和归还日，如 2026-12-04。", "date"))
        elif days[0] > days[1]:  # type: ignore[operator]
            problems.append(Problem("items", f"{where} 起止", "归还日早于开始日，请改正。", "range"))
        rows.append(row)
    if not rows:
        problems.append(Problem("items", "资源明细", "请至少填写一项要借用的资源。", "required"))
    if len(rows) > MOST_ITEMS:
        problems.append(Problem("items", "资源明细", f"一份函最多 {MOST_ITEMS} 项资源，请分开写。", "many"))
    return rows, problems


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


@transaction.atomic
def sign_letter(
    letter: CoordinationLetter,
    *,
    content_digest: str,
    method: str,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> CoordinationLetter:
    """The lead signs exactly what was shown; only then the letter has its number and goes out."""
    collaboration = letter.collaboration
    require_running(collaboration)
    actor = towards_letter(letter, by)
    TRACKING.require("letter.sign", actor.roles)
    _not_stale(letter, letter_data(letter), content_digest)
    letter.life.step(letter.state, "sign")  # before a number is used up
    number = letter_number(collaboration, day_of(now).year)
    signature = _signature(
        letter, letter_data(letter), f"签发《资源协调函》{number}", "总负责人", Role.LEAD, "", "", method, actor, now
    )
    changes = {"number": number, "signature": signature, "signed_at": now}
    return take_step(letter, "sign", by=actor, now=now, version=version, changes=changes)


def _not_stale(letter: CoordinationLetter, data: Any, content_digest: str) -> None:
    if content_digest != digest_of(data):
        raise StaleVersion(letter)


def _signature(
    letter: CoordinationLetter,
    data: Any,
    meaning: str,
    capacity: str,
    role: Role,
    opinion: str,
    reason: str,
    method: str,
    by: Actor,
    now: datetime,
) -> Signature:
    return give_signature(
        person_id=by.person_id or 0,
        on_behalf_of_id=by.borrowed.get(str(role)),
        content=keep_content(data, now=now),
        subject_kind="letter",
        subject_id=letter.pk,
        context_id=letter.collaboration_id,
        meaning=meaning,
        capacities=[capacity],
        opinion=opinion,
        reason=reason,
        method=method,
        now=now,
    )


@transaction.atomic
def receive_letter(
    letter: CoordinationLetter, *, by: Actor, now: datetime, version: int | None = None
) -> CoordinationLetter:
    """The lending department confirms that the letter has come."""
    require_running(letter.collaboration)
    return take_step(letter, "receive", by=towards_letter(letter, by), now=now, version=version)


@transaction.atomic
def answer_letter(
    letter: CoordinationLetter,
    *,
    answer: str,
    text: str = "",
    content_digest: str,
    method: str,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> CoordinationLetter:
    """The lending head agrees, partly or not, by signature. Partly and not need words."""
    require_running(letter.collaboration)
    actor = towards_letter(letter, by)
    TRACKING.require("letter.answer", actor.roles)
    if answer not in list(LetterAnswer):
        raise Problems(Problem("answer", "意见", "请选择同意、部分同意或不同意。", "choice"))
    said = LetterAnswer(answer)
    if said != LetterAnswer.AGREE and not text.strip():
        raise Problems(Problem("text", "说明", f"选择「{said.label}」时请写明实际提供的明细或理由。", "required"))
    data = answer_data(letter)
    _not_stale(letter, data, content_digest)
    letter.life.step(letter.state, "answer")
    signature = _signature(
        letter, data, f"回复《资源协调函》{letter.number}", "调出部门负责人", Role.HEAD,
        said.label, text.strip(), method, actor, now,
    )  # fmt: skip
    changes = {"answer": said, "answer_text": text.strip(), "answer_signature": signature, "answered_at": now}
    return take_step(letter, "answer", by=actor, now=now, version=version, changes=changes, answer=answer)


@transaction.atomic
def void_letter(
    letter: CoordinationLetter, *, why: str, by: Actor, now: datetime, version: int | None = None
) -> CoordinationLetter:
    """A voided letter keeps its number (domain.md §1.2)."""
    require_running(letter.collaboration)
    if not why.strip():
        raise Problems(Problem("why", "作废理由", "请写明作废的理由。", "required"))
    return take_step(
        letter,
        "void",
        by=towards_letter(letter, by),
        now=now,
        version=version,
        changes={"void_why": why.strip()},
        why=why.strip(),
    )
