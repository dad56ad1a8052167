"""限期整改: what was accepted on condition is mended until its day and checked again by another person."""

from datetime import date, datetime

from django.db import transaction

from xietong.domain.closing import events
from xietong.domain.closing.models import AcceptanceItem
from xietong.domain.closing.permissions import CLOSING
from xietong.domain.closing.queries.acceptance import may_judge
from xietong.domain.closing.states import AcceptanceState, Verdict
from xietong.domain.collaborations.services import require_running
from xietong.domain.people.queries import SYSTEM
from xietong.domain.people.roles import Role
from xietong.kit.access import Actor, Forbidden
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems
from xietong.kit.workflow import NotNow


def _lock(item: AcceptanceItem) -> AcceptanceItem:
    row = (
        AcceptanceItem.objects.select_for_update(of=("self",))
        .select_related("acceptance__collaboration", "task", "mender")
        .get(pk=item.pk)
    )
    require_running(row.acceptance.collaboration)
    if row.verdict != Verdict.MEND or row.acceptance.state != AcceptanceState.PASSED:
        raise NotNow("只有验收结论为“限期整改”、且验收表已签字的交付物需要整改。")
    if row.rechecked_at:
        raise NotNow("这项整改已经复验通过。")
    return row


@transaction.atomic
def mend_item(item: AcceptanceItem, *, how: str, by: Actor, now: datetime) -> AcceptanceItem:
    """The mender (or the lead) says that it is done, and how it can be seen."""
    row = _lock(item)
    roles = by.roles | ({Role.OWNER_OF_THIS} if by.is_(row.mender_id) else set())
    CLOSING.require("acceptance.mend", roles)
    if not how.strip():
        raise Problems(Problem("how", "整改情况", "请写明如何整改、在哪里可以看到结果。", "required"))
    row.mended, row.mended_at = how.strip(), now
    row.save(update_fields=["mended", "mended_at"])
    announce(events.DeliverableMended(item_id=row.pk, context_id=row.acceptance.collaboration_id), by=by, now=now)
    return row


@transaction.atomic
def recheck_item(
    item: AcceptanceItem, *, passed: bool, words: str, mend_by: date | None = None, by: Actor, now: datetime
) -> AcceptanceItem:
    """复验: an acceptor who neither owns the task nor mended it. Not passed: mend again until a new day."""
    row = _lock(item)
    CLOSING.require("acceptance.recheck", by.roles)
    if by.is_(row.mender_id):
        raise Forbidden("acceptance.recheck", "整改责任人不能复验自己的整改，请其他验收人复验。")
    if not may_judge(row, by, row.acceptance.collaboration):
        raise Forbidden("acceptance.recheck", "由验收部门负责人或总负责人复验；任务负责人本人不能复验。")
    if not row.mended_at:
        raise NotNow(f"还没有整改完成，等待 {row.mender.name if row.mender else '整改责任人'}。")
    if passed:
        row.recheck, row.rechecked_at, row.rechecked_by_id = words.strip(), now, by.person_id
        row.save(update_fields=["recheck", "rechecked_at", "rechecked_by"])
    else:
        problems = []
        if not words.strip():
            problems.append(Problem("words", "复验意见", "请写明哪里仍不符合。", "required"))
        if mend_by is None or mend_by < day_of(now):
            problems.append(Problem("mend_by", "新的期限", "请给出今天或以后的新期限。", "required"))
        if problems:
            raise Problems(problems)
        row.recheck, row.mended_at, row.mend_by, row.overdue_told_on = words.strip(), None, mend_by, None
        row.save(update_fields=["recheck", "mended_at", "mend_by", "overdue_told_on"])
    announce(
        events.MendRechecked(item_id=row.pk, passed=passed, context_id=row.acceptance.collaboration_id), by=by, now=now
    )
    return row


def tell_of_overdue_mending(*, now: datetime) -> int:
    """The clock job: every mending past its day is told once a day."""
    today = day_of(now)
    late = AcceptanceItem.objects.filter(
        acceptance__state=AcceptanceState.PASSED,
        verdict=Verdict.MEND,
        rechecked_at=None,
        mended_at=None,
        mend_by__lt=today,
        mender__isnull=False,
    ).exclude(overdue_told_on=today)
    count = 0
    for item in late.select_related("acceptance"):
        with transaction.atomic():
            won = AcceptanceItem.objects.filter(pk=item.pk).exclude(overdue_told_on=today).update(overdue_told_on=today)
            if won:
                announce(
                    events.MendOverdue(
                        item_id=item.pk, mender_id=item.mender_id or 0, context_id=item.acceptance.collaboration_id
                    ),
                    by=SYSTEM,
                    now=now,
                )
                count += 1
    return count
