"""The retrospective: open, score, write, submit, return, publish (domain.md §2.9, §4.4)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from xietong.domain.closing import events
from xietong.domain.closing.models import Acceptance, Retrospective, Score
from xietong.domain.closing.permissions import CLOSING
from xietong.domain.closing.queries.facts import facts_of
from xietong.domain.closing.queries.report import checked_report, scores_summary, signed_data
from xietong.domain.closing.rules import RETROSPECTIVE_DAYS, CheckFacts, report_gaps
from xietong.domain.closing.states import AcceptanceKind, AcceptanceState, Dimension, RetrospectiveState
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.services import require_running
from xietong.domain.collaborations.states import Stage
from xietong.domain.people.queries import SYSTEM, company_calendar
from xietong.domain.signoffs.services import give_signature, keep_content
from xietong.kit.access import Actor
from xietong.kit.canonical import digest_of
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.numbering.models import next_number
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import change, take_step
from xietong.kit.workflow import NotNow

KIND = "retrospective"


@transaction.atomic
def open_retrospective(collaboration: Collaboration, *, by: Actor, now: datetime) -> Retrospective:
    """Ask every participant for scores; in the closing stage."""
    CLOSING.require("retrospective.open", by.roles)
    require_running(collaboration)
    if collaboration.state != Stage.CLOSING:
        raise NotNow("复盘在收尾复盘阶段进行。", state=collaboration.state)
    row, made = Retrospective.objects.get_or_create(
        collaboration=collaboration, defaults={"state_since": now, "opened_by_id": by.person}
    )
    if not made:
        raise NotNow("复盘已经发起。", state=row.state)
    announce(events.RetrospectiveOpened(retrospective_id=row.pk, context_id=collaboration.pk), by=by, now=now)
    return row


@transaction.atomic
def score_retrospective(
    retrospective: Retrospective, *, scores: Mapping[str, tuple[int, str]], by: Actor, now: datetime
) -> list[Score]:
    """One person's scores 1–5 and words for the four dimensions; may be given anew until they are summed up.

    Nobody sees another's scores: only averages and unsigned words are shown (N23).
    """
    row = _lock(retrospective)
    CLOSING.require("retrospective.score", by.roles)
    if row.state != RetrospectiveState.SCORING:
        raise NotNow(f"复盘{row.state.label}，评分已经结束。", state=row.state)
    problems, given = [], []
    for dimension in Dimension:
        score, words = scores.get(dimension.value, (0, ""))
        if score not in (1, 2, 3, 4, 5):
            problems.append(Problem(f"score-{dimension.value}", dimension.label, "请给 1 到 5 分。", "range"))
        if len(words) > 2000:
            problems.append(Problem(f"words-{dimension.value}", dimension.label, "不能超过 2000 字。", "length"))
        given.append((dimension, score, words.strip()))
    if unknown := set(scores) - {d.value for d in Dimension}:
        problems.append(Problem("scores", "评分", f"没有这个方面：{'、'.join(sorted(unknown))}。", "choice"))
    if problems:
        raise Problems(problems)
    Score.objects.filter(retrospective=row, person_id=by.person).delete()
    kept = Score.objects.bulk_create(
        Score(retrospective=row, person_id=by.person, dimension=dimension, score=score, words=words, at=now)
        for dimension, score, words in given
    )
    announce(
        events.RetrospectiveScored(
            retrospective_id=row.pk, person_id=by.person_id or 0, context_id=row.collaboration_id
        ),
        by=by,
        now=now,
    )
    return kept


@transaction.atomic
def write_retrospective(
    retrospective: Retrospective, *, by: Actor, now: datetime, version: int | None = None
) -> Retrospective:
    """Scores are summed up, the facts computed; from now on the report is written."""
    row = _lock(retrospective)
    if not Score.objects.filter(retrospective=row).exists():
        raise NotNow("还没有人评分，不能汇总；请先请参与人评分。", state=row.state)
    facts = {**facts_of(row.collaboration, now=now), "scores": scores_summary(row)}
    return take_step(row, "write", by=by, now=now, version=version, changes={"facts": facts})


@transaction.atomic
def save_report(
    retrospective: Retrospective, *, answers: Mapping[str, Any], by: Actor, now: datetime, version: int | None = None
) -> Retrospective:
    """Keep the report as far as it is written. What cannot be understood is refused, what is missing may be missing."""
    row = _lock(retrospective)
    CLOSING.require("retrospective.edit", by.roles)
    if version is not None and row.version != version:
        raise StaleVersion(row)
    if row.state != RetrospectiveState.WRITING:
        raise NotNow(f"复盘报告{row.state.label}，现在不能修改。", state=row.state)
    clean, problems = checked_report(answers)
    if problems:
        raise Problems(problems)
    return change(
        row,
        by=by,
        now=now,
        event=events.RetrospectiveEdited(retrospective_id=row.pk, context_id=row.collaboration_id),
        answers=clean,
    )


@transaction.atomic
def submit_report(
    retrospective: Retrospective, *, by: Actor, now: datetime, version: int | None = None
) -> Retrospective:
    """To the lead for review. Improvements without owner, date, verification or with empty measures stop it (N23)."""
    row = _lock(retrospective)
    facts = {**facts_of(row.collaboration, now=now), "scores": scores_summary(row)}
    number = row.number
    if not number and not report_gaps(row.answers):
        number = f"{row.collaboration.number}-FP-{next_number(f'{row.collaboration.number}-FP'):02d}"
    return take_step(
        row,
        "submit",
        by=by,
        now=now,
        version=version,
        facts=CheckFacts(report_gaps(row.answers)),
        changes={"number": number, "facts": facts, "submitted_by_id": by.person_id},
    )


@transaction.atomic
def return_report(
    retrospective: Retrospective, *, why: str, by: Actor, now: datetime, version: int | None = None
) -> Retrospective:
    if not why.strip():
        raise Problems(Problem("why", "退回原因", "请写明需要修改的地方。", "required"))
    return take_step(_lock(retrospective), "return", by=by, now=now, version=version, why=why.strip())


@transaction.atomic
def publish_report(
    retrospective: Retrospective,
    *,
    content_digest: str,
    method: str,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> Retrospective:
    """Review and publish with a signature over exactly what was shown. Lessons are drafted from it by reaction."""
    row = _lock(retrospective)
    data = signed_data(row)
    if content_digest != digest_of(data):
        raise StaleVersion(row)
    row = take_step(row, "publish", by=by, now=now, version=version, changes={"published_at": now})
    lead = by.is_(row.collaboration.lead_id)
    on_behalf_of = row.collaboration.lead_id if lead and by.person_id != row.collaboration.lead_id else None
    give_signature(
        person_id=by.person_id or 0,
        on_behalf_of_id=on_behalf_of,
        content=keep_content(data, now=now),
        subject_kind=KIND,
        subject_id=row.pk,
        context_id=row.collaboration_id,
        meaning=f"审核并发布《{row.collaboration.title} 复盘报告 {row.number}》",
        capacities=["总负责人审核" if lead else "企管部发布"],
        method=method,
        now=now,
    )
    return row


def _lock(retrospective: Retrospective) -> Retrospective:
    row = (
        Retrospective.objects.select_for_update(of=("self",))
        .select_related("collaboration__lead", "collaboration__initiating_department", "submitted_by")
        .get(pk=retrospective.pk)
    )
    require_running(row.collaboration)
    return row


def remind_of_retrospectives(*, now: datetime) -> int:
    """The clock job: accepted as a whole more than RETROSPECTIVE_DAYS working days ago and no report published."""
    today, calendar = day_of(now), company_calendar()
    passed = Acceptance.objects.filter(
        kind=AcceptanceKind.WHOLE,
        state=AcceptanceState.PASSED,
        collaboration__state=Stage.CLOSING,
        state_since__lt=now - timedelta(days=RETROSPECTIVE_DAYS),
    ).exclude(collaboration__retrospective__state=RetrospectiveState.PUBLISHED)
    count = 0
    for acceptance in passed.select_related("collaboration__retrospective"):
        if calendar.add(day_of(acceptance.state_since), RETROSPECTIVE_DAYS) >= today:
            continue
        row = getattr(acceptance.collaboration, "retrospective", None)
        if row and row.reminded_on == today:
            continue
        with transaction.atomic():
            if row:
                Retrospective.objects.filter(pk=row.pk).update(reminded_on=today)
            announce(
                events.RetrospectiveDue(retrospective_id=row.pk if row else 0, context_id=acceptance.collaboration_id),
                by=SYSTEM,
                now=now,
            )
            count += 1
    return count
