"""The only code that writes rounds, requests and signatures.

A round asks parties in steps: everybody of step 1 at once; when all of them have signed, everybody of step 2, and so on.
One return ends the round for all: open requests are cancelled, nobody keeps a dead item, the initiator gets it back.
Silence is never consent. What follows for the document (approved, returned) is done by its own house in the same
transaction, from the `Outcome` that `sign` and `send_back` give back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from xietong.domain.people.models import Person
from xietong.domain.people.queries import SYSTEM, superior_of
from xietong.domain.people.roles import Role
from xietong.domain.signoffs import events, queries
from xietong.domain.signoffs.models import Signature, SignedContent, SignOff, SignOffRound
from xietong.domain.signoffs.states import Opinion, RoundState, SignOffState
from xietong.kit.access import Actor, Forbidden
from xietong.kit.canonical import canonical_bytes, digest_of
from xietong.kit.events.announce import announce
from xietong.kit.events.seal import instant
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import take_step
from xietong.kit.workflow import NotNow

recorded = queries.recorded  # what a signature says, for those who sign
URGE_COOLDOWN = timedelta(hours=4)  # domain.md §6 N16


@dataclass
class Party:
    """Somebody to be asked: in which step, for which department, in which capacities, by when."""

    person_id: int
    capacities: list[str]
    department_id: int | None = None
    step: int = 1
    sign_by: datetime | None = None


@dataclass(frozen=True)
class Outcome:
    """What a signature led to."""

    round: SignOffRound
    signature: Signature | None = None
    step_completed: int | None = None  # this step is complete and the next one was asked
    completed: bool = False
    returned: bool = False
    asked: tuple[int, ...] = field(default=())  # persons whose turn has come now


def keep_content(data: Any, *, now: datetime) -> SignedContent:
    """Store the exact bytes to be signed, once per content."""
    content = canonical_bytes(data)
    return SignedContent.objects.get_or_create(digest=digest_of(content), defaults={"content": content, "at": now})[0]


@transaction.atomic
def open_round(
    *,
    subject_kind: str,
    subject_id: int,
    subject_version: int,
    title: str,
    href: str,
    context_id: int | None,
    data: Any,
    parties: Iterable[Party],
    by: Actor,
    now: datetime,
) -> SignOffRound:
    """Start asking. A person asked twice in one step signs once, in all capacities; an empty list is refused."""
    merged: dict[tuple[int, int], Party] = {}
    for party in parties:
        there = merged.setdefault((party.step, party.person_id), party)
        if there is not party:
            there.capacities += [c for c in party.capacities if c not in there.capacities]
    if not merged:
        raise Problems("没有可以签字的人，请先明确各部门负责人。")
    try:
        with transaction.atomic():
            round_ = SignOffRound.objects.create(
                subject_kind=subject_kind,
                subject_id=subject_id,
                subject_version=subject_version,
                title=title,
                href=href,
                context_id=context_id,
                content=keep_content(data, now=now),
                state_since=now,
                opened_by_id=by.person_id,
                opened_at=now,
            )
    except IntegrityError:
        raise NotNow("这份文件已经在会签中，请先撤回。") from None
    # The numbers of steps are kept in order but without holes, so that the first step always exists.
    order = {step: number for number, step in enumerate(sorted({step for step, _ in merged}), start=1)}
    SignOff.objects.bulk_create(
        SignOff(
            round=round_,
            step=order[party.step],
            person_id=party.person_id,
            department_id=party.department_id,
            capacities=party.capacities,
            sign_by=party.sign_by,
        )
        for party in merged.values()
    )
    announce(
        events.RoundOpened(round_id=round_.pk, subject_kind=subject_kind, subject_id=subject_id, context_id=context_id),
        by=by,
        now=now,
    )
    _ask_step(round_, 1, by=by, now=now)
    return round_


def _ask_step(
    round_: SignOffRound, step: int, *, by: Actor, now: datetime, sign_by: datetime | None = None
) -> tuple[int, ...]:
    """Everybody of this step is asked now, until `sign_by` or else the time given when the round was opened."""
    asked = []
    for signoff in round_.signoffs.filter(step=step):
        signoff.state, signoff.asked_at = SignOffState.WAITING, now
        signoff.sign_by = sign_by or signoff.sign_by
        signoff.save(update_fields=["state", "asked_at", "sign_by"])
        announce(
            events.SignatureAsked(
                signoff_id=signoff.pk,
                person_id=signoff.person_id,
                subject_kind=round_.subject_kind,
                subject_id=round_.subject_id,
                context_id=round_.context_id,
            ),
            by=by,
            now=now,
        )
        asked.append(signoff.person_id)
    return tuple(asked)


def _lock(signoff: SignOff) -> tuple[SignOffRound, SignOff]:
    """The round first, then the request: two people signing at once do it one after the other."""
    round_ = SignOffRound.objects.select_for_update().get(pk=signoff.round_id)
    row = SignOff.objects.select_for_update().get(pk=signoff.pk)
    return round_, row


def _may_sign(row: SignOff, by: Actor) -> None:
    if not by.is_(row.person_id):
        raise Forbidden("signoff.sign", f"这里等待 {row.person.name} 签字；您不是本人，也不是其在期的代理人。")


def _check_open(round_: SignOffRound, row: SignOff) -> None:
    if round_.state != RoundState.OPEN:
        raise NotNow(f"这一轮会签{round_.state.label}，不能再签。", state=round_.state)
    if row.state != SignOffState.WAITING:
        raise NotNow(f"您的签字状态为「{row.state.label}」，现在不需要签。", state=row.state)


def _write_signature(
    *,
    person_id: int,
    on_behalf_of_id: int | None,
    content: SignedContent,
    subject_kind: str,
    subject_id: int,
    context_id: int | None,
    meaning: str,
    capacities: list[str],
    opinion: str = "",
    reason: str = "",
    method: str,
    now: datetime,
) -> Signature:
    """The row with the exact bytes of who signed what, as whom, with which meaning, recognised how."""
    people = Person.objects.in_bulk([pk for pk in (person_id, on_behalf_of_id) if pk])
    principal = people.get(on_behalf_of_id) if on_behalf_of_id else None
    record = {
        "format": "xietong.signature/1",
        "algorithm": "SHA-256",
        "content": content.digest,
        "subject": {"kind": subject_kind, "id": subject_id},
        "signer": {"id": person_id, "name": people[person_id].name},
        "on_behalf_of": {"id": principal.pk, "name": principal.name} if principal else None,
        "capacities": capacities,
        "meaning": meaning,
        "opinion": opinion,
        "reason": reason,
        "method": method,
        "at": instant(now),
    }
    data = canonical_bytes(record)
    return Signature.objects.create(
        person_id=person_id,
        on_behalf_of_id=on_behalf_of_id,
        content=content,
        context_id=context_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        record=data,
        digest=digest_of(data),
        at=now,
    )


@transaction.atomic
def give_signature(
    *, person_id: int, subject_kind: str, subject_id: int, context_id: int | None, now: datetime, **said: Any
) -> Signature:
    """Write one signature outside a round: `on_behalf_of_id, content, meaning, capacities, opinion, reason, method`.

    `method` says how the signer was recognised at the moment of signing ("password" = re-entered password). Its
    digest goes into the journal, so that `verify` finds every signature there.
    """
    subject: dict[str, Any] = {"subject_kind": subject_kind, "subject_id": subject_id, "context_id": context_id}
    signature = _write_signature(person_id=person_id, now=now, **subject, **said)
    announce(
        events.SignatureGiven(signature_id=signature.pk, signature_digest=signature.digest, **subject),
        by=Actor(person_id),
        now=now,
    )
    return signature


@transaction.atomic
def sign(
    signoff: SignOff,
    *,
    content_digest: str,
    opinion: Opinion,
    reason: str,
    method: str,
    by: Actor,
    now: datetime,
    next_sign_by: datetime | None = None,
) -> Outcome:
    """Sign one request. `content_digest` is that of the bytes the signer was shown; other bytes are refused (412).

    `next_sign_by` is the deadline of those whose turn comes by this signature: their time starts now.

    不同意 and 有条件同意 need a reason (domain.md §2.1); they are signed dissent and stay on the paper.
    """
    round_, row = _lock(signoff)
    _may_sign(row, by)
    _check_open(round_, row)
    if content_digest != round_.content_id:
        raise StaleVersion(round_)
    if opinion != Opinion.AGREE and not reason.strip():
        raise Problems(Problem("reason", "理由", f"选择「{opinion.label}」时请写明理由。", "required"))
    signature = _write_signature(
        person_id=by.person_id or 0,
        on_behalf_of_id=None if by.person_id == row.person_id else row.person_id,
        content=round_.content,
        subject_kind=round_.subject_kind,
        subject_id=round_.subject_id,
        context_id=round_.context_id,
        meaning=f"签署《{round_.title}》",
        capacities=row.capacities,
        opinion=opinion.label,
        reason=reason.strip(),
        method=method,
        now=now,
    )
    row.state, row.opinion, row.reason = SignOffState.SIGNED, opinion, reason.strip()
    row.decided_at, row.signature = now, signature
    row.save(update_fields=["state", "opinion", "reason", "decided_at", "signature"])
    announce(
        events.Signed(
            round_id=round_.pk,
            signoff_id=row.pk,
            signature_id=signature.pk,
            signature_digest=signature.digest,
            subject_kind=round_.subject_kind,
            subject_id=round_.subject_id,
            opinion=opinion.value,
            context_id=round_.context_id,
        ),
        by=by,
        now=now,
    )
    if round_.signoffs.filter(step=row.step, state=SignOffState.WAITING).exists():
        return Outcome(round_, signature)
    if round_.signoffs.filter(step=row.step + 1).exists():
        asked = _ask_step(round_, row.step + 1, by=by, now=now, sign_by=next_sign_by)
        return Outcome(round_, signature, step_completed=row.step, asked=asked)
    round_ = take_step(round_, "complete", by=_signer(by), now=now, **_subject(round_))
    return Outcome(round_, signature, step_completed=row.step, completed=True)


@transaction.atomic
def send_back(signoff: SignOff, *, reason: str, by: Actor, now: datetime) -> Outcome:
    """Return the document with a reason: the round ends for all; those who signed will be asked again."""
    round_, row = _lock(signoff)
    _may_sign(row, by)
    _check_open(round_, row)
    if not reason.strip():
        raise Problems(Problem("reason", "退回理由", "请写明退回的理由，发起人据此修改。", "required"))
    row.state, row.reason, row.decided_at = SignOffState.RETURNED, reason.strip(), now
    row.save(update_fields=["state", "reason", "decided_at"])
    _cancel_open(round_, now=now)
    round_ = take_step(
        round_, "return", by=_signer(by), now=now, signoff_id=row.pk, why=reason.strip(), **_subject(round_)
    )
    return Outcome(round_, returned=True)


@transaction.atomic
def ask_also(round_: SignOffRound, party: Party) -> None:
    """Add somebody to an open round as its last step: who must decide when a party disagrees. Once per person."""
    if not round_.signoffs.filter(person_id=party.person_id).exists():
        last = max(round_.signoffs.values_list("step", flat=True))
        SignOff.objects.create(
            round=round_,
            step=last + 1,
            person_id=party.person_id,
            department_id=party.department_id,
            capacities=party.capacities,
            sign_by=party.sign_by,
        )


@transaction.atomic
def withdraw(round_: SignOffRound, *, by: Actor, now: datetime) -> SignOffRound:
    """The initiator takes the document back before all have signed."""
    row = SignOffRound.objects.select_for_update().get(pk=round_.pk)
    _cancel_open(row, now=now)
    return take_step(row, "withdraw", by=by, now=now, **_subject(row))


def _cancel_open(round_: SignOffRound, *, now: datetime) -> None:
    round_.signoffs.filter(state__in=[SignOffState.WAITING, SignOffState.LATER]).update(
        state=SignOffState.CANCELLED, decided_at=now
    )


def _signer(by: Actor) -> Actor:
    return Actor(by.person_id, by.roles | {Role.SIGNER}, by.stands_for, by.borrowed)


def _subject(round_: SignOffRound) -> dict[str, Any]:
    return {"subject_kind": round_.subject_kind, "subject_id": round_.subject_id}


@transaction.atomic
def urge(signoff: SignOff, *, by: Actor, now: datetime) -> SignOff:
    """催办, at most once in four hours for one request."""
    round_, row = _lock(signoff)
    _check_open(round_, row)
    round_.permissions.require("signoff.urge", by.roles)
    if row.urged_at and now - row.urged_at < URGE_COOLDOWN:
        raise NotNow(f"{row.person.name} 刚刚被催办过，请四小时后再催。")
    row.urged_at = now
    row.save(update_fields=["urged_at"])
    announce(
        events.SignatureUrged(
            signoff_id=row.pk, person_id=row.person_id, context_id=round_.context_id, **_subject(round_)
        ),
        by=by,
        now=now,
    )
    return row


def tell_of_overdue(*, now: datetime) -> int:
    """The clock job: every request past its time is told once to the signer and to the one above (never signed away)."""
    late = queries.overdue(now)
    for signoff in late:
        with transaction.atomic():
            row = SignOff.objects.select_for_update().get(pk=signoff.pk)
            if row.state != SignOffState.WAITING or row.overdue_told_at:
                continue
            row.overdue_told_at = now
            row.save(update_fields=["overdue_told_at"])
            announce(
                events.SignatureOverdue(
                    signoff_id=row.pk,
                    person_id=row.person_id,
                    superior_id=superior_of(row.person_id, row.department_id),
                    context_id=signoff.round.context_id,
                    **_subject(signoff.round),
                ),
                by=SYSTEM,
                now=now,
            )
    return len(late)
