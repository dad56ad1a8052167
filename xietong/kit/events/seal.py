"""The hash chain over the journal: seal what is new in batches, and verify all of it.

Writers only insert events; one sealer (a clock job) later takes every event that no leaf names yet, in id order, and
writes leaves and one seal in one transaction. An event that committed late with a low id is taken by the next seal, so
nobody waits for anybody. Verification recomputes every event's digest from its columns, every seal from its leaves and
the seal before it, and finds: a changed event, a removed event, an inserted or never sealed old event, a changed or
missing seal. What a chain cannot show (its own tail cut off) is shown by comparing the head with one kept elsewhere.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from xietong.kit.canonical import canonical_bytes
from xietong.kit.events.models import HappenedEvent, Seal, SealedEvent

GENESIS = "0" * 64
BATCH = 2000
UNSEALED_GRACE = timedelta(hours=1)  # an event older than this without a seal is a finding


def event_bytes(event: Any) -> bytes:
    """The exact bytes that stand for an event (a HappenedEvent or its exported dict)."""
    get: Any = event.get if isinstance(event, dict) else lambda key: getattr(event, key)
    at: Any = get("at")
    return canonical_bytes(
        {
            "id": get("id"),
            "name": get("name"),
            "data": get("data"),
            "context_id": get("context_id"),
            "by_id": get("by_id"),
            "for_id": get("for_id"),
            "at": at if isinstance(at, str) else instant(at),
        }
    )


def instant(at: datetime) -> str:
    """Microseconds, UTC: the same text on every database and in every export."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def event_digest(event: Any) -> str:
    return hashlib.sha256(event_bytes(event)).hexdigest()


def seal_digest(previous: str, leaves: Iterable[tuple[int, str]]) -> str:
    chain = hashlib.sha256(previous.encode())
    for event_id, digest in leaves:
        chain.update(f"\n{event_id}:{digest}".encode())
    return chain.hexdigest()


def unsealed() -> Any:
    leaf = SealedEvent.objects.filter(event_id=OuterRef("pk"))
    return HappenedEvent.objects.filter(~Exists(leaf)).order_by("id")


@transaction.atomic
def seal_new_events(*, now: datetime) -> Seal | None:
    """Seal up to BATCH new events. None when there is nothing new."""
    head = Seal.objects.select_for_update().order_by("-number").first()
    # Only look behind the last leaf and a window for late commits; verify looks at everything.
    last = SealedEvent.objects.order_by("-event_id").values_list("event_id", flat=True).first() or 0
    events = list(unsealed().filter(pk__gt=last - 50_000)[:BATCH])
    if not events:
        return None
    leaves = [(event.pk, event_digest(event)) for event in events]
    previous = head.digest if head else GENESIS
    seal = Seal.objects.create(
        number=head.number + 1 if head else 1,
        previous=previous,
        digest=seal_digest(previous, leaves),
        events=len(leaves),
        at=now,
    )
    SealedEvent.objects.bulk_create(
        SealedEvent(event_id=event_id, seal=seal, digest=digest) for event_id, digest in leaves
    )
    return seal


def seal_everything(*, now: datetime) -> int:
    """Seal until nothing new is left; how many seals were made."""
    count = 0
    while seal_new_events(now=now):
        count += 1
    return count


@dataclass(frozen=True)
class Finding:
    """A place where the record does not agree with itself."""

    where: str
    message: str


def verify_journal(*, now: datetime) -> Iterator[Finding]:
    """Findings in order; the first is the first bad place. Streams: memory stays flat."""
    previous, number = GENESIS, 0
    for seal in Seal.objects.order_by("number").iterator(500):
        number += 1
        place = f"操作记录封签第{seal.number}号"
        if seal.number != number:
            yield Finding(f"操作记录封签第{number}号", "此封签缺失，其后的封签不再连续。")
            number = seal.number
        if seal.previous != previous:
            yield Finding(place, "与前一封签的摘要不一致，链条在此断开。")
        leaves = list(seal.leaves.order_by("event_id").values_list("event_id", "digest"))
        if len(leaves) != seal.events:
            yield Finding(place, f"应有 {seal.events} 条记录，实有 {len(leaves)} 条。")
        if seal_digest(seal.previous, leaves) != seal.digest:
            yield Finding(place, "封签摘要与其记录不符。")
        by_id = HappenedEvent.objects.in_bulk([event_id for event_id, _ in leaves])
        for event_id, digest in leaves:
            event = by_id.get(event_id)
            if event is None:
                yield Finding(f"操作记录第{event_id}条", "记录已被删除。")
            elif event_digest(event) != digest:
                yield Finding(f"操作记录第{event_id}条", "记录在封签后被改动。")
        previous = seal.digest
    for event in unsealed().filter(at__lt=now - UNSEALED_GRACE).only("id", "at")[:20]:
        yield Finding(f"操作记录第{event.pk}条", "超过一小时仍未封签，可能是事后插入，或后台进程没有运行。")
