"""Readings about signatures: the round of a document, what waits for a person, the strip of signers."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xietong.domain.people.queries import Who
from xietong.domain.signoffs.models import Signature, SignOff, SignOffRound
from xietong.domain.signoffs.states import RoundState, SignOffState
from xietong.kit.canonical import digest_of
from xietong.kit.events.models import HappenedEvent, Seal, SealedEvent
from xietong.kit.waiting import Waiting


@dataclass(frozen=True)
class StripRow:
    """One signer as shown in the signature strip and on paper."""

    signoff_id: int
    step: int
    department: str
    person: str
    capacities: str
    state: SignOffState
    since: datetime | None
    sign_by: datetime | None
    opinion: str
    reason: str
    on_behalf_of: str  # the delegate's name when somebody signed 代
    digest: str
    signature_id: int | None


def latest_round(subject_kind: str, subject_id: int) -> SignOffRound | None:
    return (
        SignOffRound.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
        .select_related("content")
        .order_by("-pk")
        .first()
    )


def rounds_of(subject_kind: str, subject_id: int) -> list[SignOffRound]:
    return list(SignOffRound.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("pk"))


def strip(round_: SignOffRound | None) -> list[StripRow]:
    """Every signer of a round, in order of asking."""
    if round_ is None:
        return []
    rows = round_.signoffs.select_related("person", "department", "signature__person").order_by("step", "id")
    return [_strip_row(row) for row in rows]


def _strip_row(row: SignOff) -> StripRow:
    signature = row.signature
    return StripRow(
        signoff_id=row.pk,
        step=row.step,
        department=row.department.name if row.department else "",
        person=row.person.name,
        capacities="、".join(row.capacities),
        state=row.state,
        since=row.decided_at or row.asked_at,
        sign_by=row.sign_by,
        opinion=row.opinion.label if row.opinion else "",
        reason=row.reason,
        on_behalf_of=signature.person.name if signature and signature.on_behalf_of_id else "",
        digest=signature.digest if signature else "",
        signature_id=row.signature_id,
    )


def waiting_for(who: Who, subject_kind: str, subject_id: int) -> SignOff | None:
    """The request that this person may sign now for this document: their own first, then one they stand in for."""
    rows = SignOff.objects.filter(
        round__subject_kind=subject_kind,
        round__subject_id=subject_id,
        round__state=RoundState.OPEN,
        state=SignOffState.WAITING,
        person__in=who.stands_for,
    ).select_related("round__content", "person", "department")
    return min(rows, key=lambda row: row.person_id != who.person_id, default=None)


def waiting_list(who: Who, limit: int = 200) -> list[SignOff]:
    """Everything this person may sign now, most urgent first."""
    return list(
        SignOff.objects.filter(person__in=who.stands_for, state=SignOffState.WAITING, round__state=RoundState.OPEN)
        .select_related("round__opened_by", "person", "department")
        .order_by("sign_by", "id")[:limit]
    )


def has_asked(persons: Collection[int], context_ids: Iterable[int]) -> set[int]:
    """Contexts in which one of these persons was ever asked to sign (so they may read them)."""
    rows = SignOff.objects.filter(person__in=persons, round__context_id__in=list(context_ids))
    return {pk for pk in rows.values_list("round__context_id", flat=True) if pk}


def missing_names(round_: SignOffRound | None) -> list[tuple[str, str, datetime | None]]:
    """(department, person, waiting since) of those who are asked now and have not signed."""
    return [(row.department, row.person, row.since) for row in strip(round_) if row.state == SignOffState.WAITING]


def signature_for(context_ids: Any, pk: int) -> Signature | None:
    """A signature inside one of the visible contexts (a queryset of collaborations), with what it signed."""
    return (
        Signature.objects.filter(pk=pk, context_id__in=context_ids)
        .select_related("person", "on_behalf_of", "content")
        .first()
    )


@dataclass(frozen=True)
class SignatureCheck:
    """Does this signature still say what was signed?"""

    holds: bool
    findings: tuple[str, ...]


def check_signature(signature: Signature) -> SignatureCheck:
    """Recompute the digests of record and content, and compare what the record says with the row."""
    findings = []
    record = bytes(signature.record)
    if digest_of(record) != signature.digest:
        findings.append("签名记录与其摘要不符。")
    if digest_of(bytes(signature.content.content)) != signature.content_id:
        findings.append("所签内容与其摘要不符。")
    said = json.loads(record)
    if said.get("content") != signature.content_id:
        findings.append("签名记录所指的内容与所存内容不同。")
    if said.get("signer", {}).get("id") != signature.person_id:
        findings.append("签名记录中的签字人与登记的签字人不同。")
    return SignatureCheck(not findings, tuple(findings))


def overdue(now: datetime) -> list[SignOff]:
    """Requests past their time that nobody was told about yet."""
    return list(
        SignOff.objects.filter(
            state=SignOffState.WAITING, round__state=RoundState.OPEN, sign_by__lt=now, overdue_told_at=None
        ).select_related("round", "person", "department")
    )


def signed_days(subject_kind: str, subject_id: int) -> list[date]:
    rows = Signature.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    return [at.date() for at in rows.values_list("at", flat=True)]


def waiting(who: Who, now: datetime) -> list[Waiting]:
    """Every signature that waits for this person or for whom they stand in, of all kinds of documents (one statement)."""
    return [
        Waiting(
            kind="sign",
            title=signoff.round.title + ("" if signoff.person_id == who.person_id else f"（代 {signoff.person.name}）"),
            href=signoff.round.href,
            action="去签字",
            context_id=signoff.round.context_id,
            since=signoff.asked_at,
            due=signoff.sign_by,
            from_whom=signoff.round.opened_by.name if signoff.round.opened_by else "",
        )
        for signoff in waiting_list(who)
    ]


def recorded(signature: Signature) -> dict[str, Any]:
    """What the signature's bytes say, as data."""
    said: dict[str, Any] = json.loads(bytes(signature.record))
    return said


def seal_of(signature: Signature) -> Seal | None:
    """The seal of the journal that holds this signature; None until it is sealed (a minute later)."""
    event = (
        HappenedEvent.objects.filter(context_id=signature.context_id, data__signature_id=signature.pk)
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
    )
    leaf = SealedEvent.objects.filter(event_id=event).select_related("seal").first() if event else None
    return leaf.seal if leaf else None


def signoff_by_id(pk: int) -> SignOff | None:
    """The caller asks whether its context may be read."""
    return SignOff.objects.filter(pk=pk).select_related("round", "person").first()
