"""What waits for a person at the end of collaborations: judging, mending, scoring, writing, leftovers."""

from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, DateField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from xietong.domain.closing.models import AcceptanceItem, Archive, Leftover, Retrospective, Score
from xietong.domain.closing.states import (
    AcceptanceState,
    ArchiveState,
    LeftoverState,
    RetrospectiveState,
    Verdict,
)
from xietong.domain.collaborations.models import Participation
from xietong.domain.people.queries import Who
from xietong.domain.people.roles import Role
from xietong.kit.waiting import Waiting

COLUMNS = ("w_kind", "w_pk", "w_context", "w_title", "w_text", "w_since", "w_due")
WORDS = {
    # what waits           (kind,      title,                          page,             word on the button)
    "leftover":            ("act",     "遗留事项：{text}",              "leftovers",      "办理"),
    "leftover_check":      ("confirm", "遗留事项待销号：{text}",        "leftovers",      "复核"),
    "mend":                ("act",     "限期整改：{text}",              "acceptance",     "整改"),
    "recheck":             ("accept",  "整改待复验：{text}",            "acceptance",     "复验"),
    "judge":               ("accept",  "{text}：等待您给出验收结论",    "acceptance",     "验收"),
    "score":               ("answer",  "复盘评分：请为四个方面评分",    "retrospective",  "评分"),
    "write":               ("act",     "复盘报告待撰写",                "retrospective",  "撰写"),
    "review":              ("approve", "复盘报告待审核发布",            "retrospective",  "审核"),
    "archive_failed":      ("act",     "归档失败，请处理后重试",        "archive",        "处理"),
}  # fmt: skip


def _row(rows: QuerySet, kind: str, context: str, text: Any, since: Any, due: Any = None) -> QuerySet:
    """The same seven columns of any table, so that all of them are one statement."""
    return (
        rows.order_by()
        .annotate(
            w_kind=Value(kind, output_field=CharField()),
            w_pk=F("pk"),
            w_context=F(f"{context}_id"),
            w_title=F(f"{context}__title"),
            w_text=Cast(text if not isinstance(text, str) else Value(text), CharField()),
            w_since=Cast(since, DateTimeField()),
            w_due=Cast(due if due is not None else Value(None), DateField()),
        )
        .values_list(*COLUMNS)
    )


def waiting(who: Who, now: datetime) -> list[Waiting]:
    """Two statements, however much there is."""
    ids = list(who.stands_for)
    found = [*_leftovers_and_mending(ids, who), *_acceptances(ids)]
    return [_waiting(*row) for row in found]


def _leftovers_and_mending(ids: list[int], who: Who) -> list[tuple]:
    leftovers = Leftover.objects.all()
    mending = AcceptanceItem.objects.filter(
        acceptance__state=AcceptanceState.PASSED, verdict=Verdict.MEND, rechecked_at=None
    )
    reports = Retrospective.objects.all()
    mine = leftovers.filter(state=LeftoverState.OPEN, owner__in=ids)
    to_close = leftovers.filter(state=LeftoverState.FINISHED, collaboration__lead__in=ids).exclude(finished_by__in=ids)
    to_mend = mending.filter(mended_at=None, mender__in=ids)
    to_recheck = mending.filter(mended_at__isnull=False, acceptance__collaboration__lead__in=ids).exclude(
        mender__in=ids
    )
    takes_part = Participation.objects.filter(collaboration=OuterRef("collaboration")).filter(
        Q(department__head__in=ids) | Q(liaison__in=ids) | Q(deputy__in=ids)
    )
    scored = Score.objects.filter(retrospective=OuterRef("pk"), person=who.person_id)
    to_score = reports.filter(
        Q(collaboration__lead__in=ids) | Q(collaboration__initiator__in=ids) | Exists(takes_part),
        ~Exists(scored),
        state=RetrospectiveState.SCORING,
    )
    to_write = reports.filter(state=RetrospectiveState.WRITING, collaboration__lead__in=ids)
    to_review = reports.filter(state=RetrospectiveState.IN_REVIEW, collaboration__lead__in=ids)
    failed = Archive.objects.filter(state=ArchiveState.FAILED, collaboration__lead__in=ids)
    parts = [
        _row(mine, "leftover", "collaboration", F("matter"), F("state_since"), F("due_on")),
        _row(to_close, "leftover_check", "collaboration", F("matter"), F("state_since"), F("due_on")),
        _row(to_mend, "mend", "acceptance__collaboration", F("deliverable"), F("judged_at"), F("mend_by")),
        _row(to_recheck, "recheck", "acceptance__collaboration", F("deliverable"), F("mended_at"), F("mend_by")),
        _row(to_score, "score", "collaboration", "", F("state_since")),
        _row(to_write, "write", "collaboration", "", F("state_since")),
        _row(to_review, "review", "collaboration", "", F("state_since")),
        _row(failed, "archive_failed", "collaboration", "", F("state_since")),
    ]
    if Role.PMO in who.company_roles:
        theirs = leftovers.filter(state=LeftoverState.FINISHED).exclude(finished_by__in=ids)
        theirs = theirs.exclude(collaboration__lead__in=ids)
        parts.append(_row(theirs, "leftover_check", "collaboration", F("matter"), F("state_since"), F("due_on")))
    return list(parts[0].union(*parts[1:], all=True))


def _acceptances(ids: list[int]) -> list[tuple]:
    """One row for each acceptance in which I still have to judge; my own tasks are judged by others (N17)."""
    rows = (
        AcceptanceItem.objects.filter(
            Q(acceptors__head__in=ids) | Q(acceptance__collaboration__lead__in=ids),
            acceptance__state=AcceptanceState.OPEN,
            verdict="",
        )
        .exclude(task__owner__in=ids)
        .order_by()
        .values_list(
            "acceptance_id",
            "acceptance__collaboration_id",
            "acceptance__collaboration__title",
            "acceptance__number",
            "acceptance__called_at",
            "acceptance__held_on",
        )
        .annotate(count=Count("pk", distinct=True))
    )
    return [
        ("judge", pk, context, title, f"{number} {count} 项交付物", since, due)
        for pk, context, title, number, since, due, count in rows
    ]


def _waiting(kind: str, pk: int, context_id: int, title: str, text: str, since: datetime, due: date | None) -> Waiting:
    icon, words, page, action = WORDS[kind]
    anchor = {"leftover": f"#leftover-{pk}", "leftover_check": f"#leftover-{pk}", "mend": f"#item-{pk}"}.get(kind, "")
    return Waiting(
        kind=icon,
        title=words.format(text=text),
        href=f"/collaborations/{context_id}/{page}{anchor}",
        action=action,
        context=title,
        context_id=context_id,
        since=since,
        due=due,
    )
