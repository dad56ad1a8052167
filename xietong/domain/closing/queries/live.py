"""Verify the live database: the journal's chain, every signature, every attachment and every sealed archive.

Streams: memory stays flat however much there is. Findings come in order, the first is the first bad place.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from xietong.domain.closing import verifier
from xietong.domain.closing.models import Archive
from xietong.domain.closing.states import ArchiveState
from xietong.domain.signoffs.models import Signature, SignedContent, SignOff
from xietong.domain.signoffs.queries import check_signature
from xietong.domain.signoffs.states import SignOffState
from xietong.kit.events.models import HappenedEvent
from xietong.kit.events.seal import Finding, instant, verify_journal
from xietong.kit.files.models import Attachment
from xietong.kit.files.store import is_intact

SIGNED = ("signoffs.Signed", "signoffs.SignatureGiven")
BATCH = 500
Row = TypeVar("Row")


def findings(*, now: datetime) -> Iterator[Finding]:
    """Everything in the live database that does not agree with itself or with what lies on disk."""
    yield from verify_journal(now=now)
    yield from signature_findings()
    yield from content_findings()
    yield from attachment_findings()
    yield from archive_findings()


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch


def signature_findings() -> Iterator[Finding]:
    """Record against digest, row against record, request against row, journal against digest."""
    rows = Signature.objects.select_related("content", "person").order_by("pk").iterator(BATCH)
    for batch in _batches(rows):
        told = _told([signature.pk for signature in batch])
        for signature in batch:
            where = f"签名第{signature.pk}号（{signature.person.name}）"
            for message in _signature_messages(signature, told):
                yield Finding(where, message)
    unsigned = SignOff.objects.filter(state=SignOffState.SIGNED, signature=None).select_related("person", "round")
    for signoff in unsigned.order_by("pk").iterator(BATCH):
        yield Finding(f"《{signoff.round.title}》{signoff.person.name}", "标为已签，却没有签名。")
    yield from _missing_signatures()


def _signature_messages(signature: Signature, told: dict[int, str]) -> Iterator[str]:
    try:
        check = check_signature(signature)
        yield from check.findings
        said = json.loads(bytes(signature.record))
    except (ValueError, KeyError, TypeError):
        yield "签名记录读不出来，已损坏。"
        return
    behalf = said.get("on_behalf_of")
    if (behalf["id"] if behalf else None) != signature.on_behalf_of_id:
        yield "签名记录中的委托人与登记的不同。"
    if said.get("subject") != {"kind": signature.subject_kind, "id": signature.subject_id}:
        yield "签名记录所指的文件与登记的不同。"
    if said.get("at") != instant(signature.at):
        yield "签名记录中的时间与登记的不同。"
    if signature.pk not in told:
        yield "操作记录中没有这次签字。"
    elif told[signature.pk] != signature.digest:
        yield "操作记录中的签名摘要与签名不同。"


def _told(signature_ids: list[int]) -> dict[int, str]:
    """Signature id → the digest that the journal says. One statement."""
    rows = HappenedEvent.objects.filter(name__in=SIGNED, data__signature_id__in=signature_ids)
    return {data["signature_id"]: data["signature_digest"] for data in rows.values_list("data", flat=True)}


def _missing_signatures() -> Iterator[Finding]:
    """A signature that the journal tells of and that is gone."""
    rows = HappenedEvent.objects.filter(name__in=SIGNED).order_by("pk").values_list("pk", "data").iterator(BATCH)
    for batch in _batches(rows):
        wanted = [data["signature_id"] for _pk, data in batch]
        there = set(Signature.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        for pk, data in batch:
            if data["signature_id"] not in there:
                yield Finding(f"签名第{data['signature_id']}号", f"签名已被删除（操作记录第{pk}条记有这次签字）。")


def content_findings() -> Iterator[Finding]:
    """Contents that went round and were not signed yet: the signed ones are checked with their signatures."""
    waiting = SignedContent.objects.filter(signatures=None).order_by("pk")
    for content in waiting.iterator(BATCH):
        if verifier.sha256(bytes(content.content)) != content.digest:
            yield Finding(f"待签内容 {content.digest[:12]}", "内容与其摘要不符，已被改动。")


def attachment_findings() -> Iterator[Finding]:
    for row in Attachment.objects.order_by("pk").iterator(BATCH):
        if not is_intact(row):
            yield Finding(f"附件《{row.name}》（第{row.pk}号）", "磁盘上的内容缺失，或与登记的摘要不符。")


def archive_findings() -> Iterator[Finding]:
    """Sealed packages on disk against the register."""
    for row in Archive.objects.filter(state=ArchiveState.SEALED).order_by("pk").iterator(BATCH):
        path = Path(settings.ARCHIVES_FOLDER) / row.path
        if not path.is_file():
            yield Finding(f"归档包《{row.name}》", "文件不在了。")
        elif verifier.file_digest(path) != row.digest:
            inside = next(verifier.findings(path), None)
            more = f"第一处：{inside.where}：{inside.message}" if inside else "内部自洽，但不是封存时的那一份。"
            yield Finding(f"归档包《{row.name}》", f"SHA-256 与登记不符。{more}")
