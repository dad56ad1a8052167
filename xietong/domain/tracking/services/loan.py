"""What a letter lends: handed over, extended by both sides, given back, settled; reminders of the return date."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from xietong.domain.collaborations.services import require_running
from xietong.domain.people.queries import SYSTEM
from xietong.domain.tracking import events
from xietong.domain.tracking.models import CoordinationLetter
from xietong.domain.tracking.permissions import TRACKING
from xietong.domain.tracking.queries.letter import towards_letter
from xietong.domain.tracking.rules import SettlementFacts
from xietong.domain.tracking.states import LetterAnswer, LetterState
from xietong.kit.access import Actor
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems
from xietong.kit.steps import change, take_step
from xietong.kit.workflow import NotNow

REMIND_DAYS = 3  # product.md E7: reminder before the return date
TELL_AGAIN_DAYS = 7  # after it, not every day (domain.md §6 N16)


@transaction.atomic
def hand_over(
    letter: CoordinationLetter, *, condition: str, by: Actor, now: datetime, version: int | None = None
) -> CoordinationLetter:
    """The lending side hands the resource over, with its condition."""
    require_running(letter.collaboration)
    if letter.state == LetterState.ANSWERED and letter.answer == LetterAnswer.DISAGREE:
        raise NotNow("调出部门不同意借出，没有可交接的资源。", state=letter.state)
    if not condition.strip():
        raise Problems(Problem("condition", "状态描述", "请写明交付时的数量与状态。", "required"))
    changes = {"condition_out": condition.strip(), "handed_over_at": now}
    return take_step(letter, "hand_over", by=towards_letter(letter, by), now=now, version=version, changes=changes)


@transaction.atomic
def ask_extension(
    letter: CoordinationLetter,
    *,
    until: date | None,
    why: str,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> CoordinationLetter:
    """The borrowing side asks for a later return date; it counts only when the lending head agrees."""
    require_running(letter.collaboration)
    TRACKING.require("letter.ask_extension", towards_letter(letter, by).roles)
    if letter.state != LetterState.IN_USE:
        raise NotNow("只有资源在用时可以申请延期。", state=letter.state)
    if until is None or until <= letter.return_on:
        raise Problems(Problem("until", "新归还日", f"请填写晚于 {letter.return_on} 的日期。", "range"))
    if not why.strip():
        raise Problems(Problem("why", "延期理由", "请写明为什么需要延期。", "required"))
    event = events.LetterExtensionAsked(
        letter_id=letter.pk, until=until.isoformat(), why=why.strip(), context_id=letter.collaboration_id
    )
    return change(
        letter,
        by=by,
        now=now,
        event=event,
        version=version,
        extension_on=until,
        extension_why=why.strip(),
        extension_asked_by_id=by.person_id,
    )


@transaction.atomic
def decide_extension(
    letter: CoordinationLetter,
    *,
    agree: bool,
    why: str = "",
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> CoordinationLetter:
    """The lending head agrees or not. The first return date is kept beside the new one (domain.md §6 N7)."""
    require_running(letter.collaboration)
    TRACKING.require("letter.extend", towards_letter(letter, by).roles)
    if letter.extension_on is None:
        raise NotNow("没有待同意的延期申请。", state=letter.state)
    columns: dict[str, Any] = {"extension_on": None, "extension_asked_by": None}
    event: Any
    if agree:
        event = events.LetterExtended(
            letter_id=letter.pk,
            before=letter.return_on.isoformat(),
            after=letter.extension_on.isoformat(),
            context_id=letter.collaboration_id,
        )
        columns |= {"return_on": letter.extension_on, "near_told_at": None, "overdue_told_on": None}
    else:
        if not why.strip():
            raise Problems(Problem("why", "理由", "不同意延期时请写明理由。", "required"))
        event = events.LetterExtensionRefused(letter_id=letter.pk, why=why.strip(), context_id=letter.collaboration_id)
    return change(letter, by=by, now=now, event=event, version=version, **columns)


@transaction.atomic
def give_back(
    letter: CoordinationLetter,
    *,
    condition: str,
    damaged: bool,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> CoordinationLetter:
    """The lending side confirms the return, whole or damaged."""
    require_running(letter.collaboration)
    if not condition.strip():
        raise Problems(Problem("condition", "归还状态", "请写明归还的数量、完好或损坏情况。", "required"))
    changes = {
        "condition_back": condition.strip(),
        "is_damaged": damaged,
        "given_back_at": now,
        "extension_on": None,
    }
    return take_step(letter, "give_back", by=towards_letter(letter, by), now=now, version=version, changes=changes)


@transaction.atomic
def close_letter(
    letter: CoordinationLetter, *, settlement: str = "", by: Actor, now: datetime, version: int | None = None
) -> CoordinationLetter:
    """Close after the return, or after a refusal. Damage must have been settled."""
    require_running(letter.collaboration)
    facts = SettlementFacts(
        agreed=letter.answer != LetterAnswer.DISAGREE,
        given_back=letter.state == LetterState.GIVEN_BACK,
        damaged=letter.is_damaged,
        settlement=settlement,
    )
    return take_step(
        letter,
        "close",
        by=towards_letter(letter, by),
        now=now,
        version=version,
        facts=facts,
        changes={"settlement": settlement.strip()},
    )


@transaction.atomic
def remind_of_returns(*, now: datetime) -> dict[str, int]:
    """The daily job: told once three days before the return date, after it at once and then weekly."""
    today, counts = day_of(now), {"near": 0, "overdue": 0}
    in_use = CoordinationLetter.objects.filter(
        state=LetterState.IN_USE, return_on__lte=today + timedelta(days=REMIND_DAYS)
    ).exclude(collaboration__state__in=["archived", "terminated"])
    for letter in in_use.order_by("pk"):
        if letter.return_on < today:
            told = letter.overdue_told_on
            if told and (today - told).days < TELL_AGAIN_DAYS:
                continue
            CoordinationLetter.objects.filter(pk=letter.pk).update(overdue_told_on=today)
            event: Any = events.LetterOverdue(letter_id=letter.pk, context_id=letter.collaboration_id)
            counts["overdue"] += 1
        elif letter.near_told_at is None:
            CoordinationLetter.objects.filter(pk=letter.pk).update(near_told_at=now)
            event = events.LetterNearlyDue(letter_id=letter.pk, context_id=letter.collaboration_id)
            counts["near"] += 1
        else:
            continue
        announce(event, by=SYSTEM, now=now)
    return counts
