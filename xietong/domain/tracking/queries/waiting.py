"""What waits for a person in this house, for 工作台: updates, alerts, support requests, letters (three statements)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast

from xietong.domain.collaborations.models import Participation
from xietong.domain.collaborations.states import Stage
from xietong.domain.people.queries import Who, company_calendar
from xietong.domain.planning.models import Task
from xietong.domain.planning.states import TaskState
from xietong.domain.tracking.models import Alert, CoordinationLetter, SupportRequest
from xietong.domain.tracking.queries.daily_update import cut_off, mine, start_of_day
from xietong.domain.tracking.queries.standing import speaker
from xietong.domain.tracking.states import AlertState, LetterState, SupportState
from xietong.kit.clock import day_of
from xietong.kit.waiting import Waiting

SOON_DAYS = 3  # a return date shows from here on
ENDED = ["archived", "terminated"]
# role in the matter → (kind, words before the title, button, page)
SAID = {
    "take": ("act", "处理预警：", "登记处理", "alerts"),
    "close": ("act", "核实并关闭预警：", "去关闭", "alerts"),
    "measure": ("act", "落实预警措施：", "查看", "alerts"),
    "answer": ("answer", "答复支持请求：", "答复", "support"),
    "clarify": ("answer", "澄清支持请求：", "澄清", "support"),
    "deliver": ("act", "交付支持：", "交付", "support"),
    "satisfy": ("confirm", "确认支持已满足：", "确认", "support"),
    "sign": ("sign", "签发协调函：", "签发", "letters"),
    "receive": ("confirm", "签收并回复协调函：", "处理", "letters"),
    "reply": ("sign", "回复协调函：", "回复", "letters"),
    "hand_over": ("act", "交接资源：", "交接", "letters"),
    "return": ("act", "归还借用资源：", "查看", "letters"),
    "extend": ("approve", "同意资源延期：", "处理", "letters"),
}


def waiting(who: Who, now: datetime) -> list[Waiting]:
    """Everything of this house that waits for the person or those they stand in for."""
    return [*_updates(who, now), *_matters(who, now)]


def _updates(who: Who, now: datetime) -> list[Waiting]:
    """One line for today's updates, on working days."""
    today = day_of(now)
    if not company_calendar().is_working(today):
        return []
    begun = Q(start_on__lte=today) | Q(state__in=[TaskState.RUNNING, TaskState.BLOCKED])
    owed = Task.objects.open().filter(
        mine(who),
        begun,
        Q(reported_at=None) | Q(reported_at__lt=start_of_day(now)),
        collaboration__state=Stage.EXECUTION,
    )
    found = owed.order_by().aggregate(
        tasks=Count("id"), collaborations=Count("collaboration", distinct=True), title=Min("collaboration__title")
    )
    if not found["tasks"]:
        return []
    return [
        Waiting(
            kind="update",
            title=f"更新 {found['tasks']} 项任务的进度",
            href="/updates",
            action="去更新",
            context=found["title"] if found["collaborations"] == 1 else f"{found['collaborations']} 个协同项目",
            since=start_of_day(now),
            due=cut_off(now),
        )
    ]


def _matters(who: Who, now: datetime) -> list[Waiting]:
    """Alerts, requests and letters in one statement: a union of rows of the same shape."""
    rows = _support(who).union(_alerts(who, day_of(now)), _letters(who, day_of(now)), all=True)
    found = []
    for role, pk, title, collaboration_id, context, since, due_at, due_on, sender in rows:
        kind, words, action, page = SAID[role]
        found.append(
            Waiting(
                kind=kind,
                title=f"{words}{title}",
                href=f"/collaborations/{collaboration_id}/{page}/{pk}",
                action=action,
                context=context,
                context_id=collaboration_id,
                since=since,
                due=due_at or due_on,
                from_whom=sender or "",
            )
        )
    return found


def _shape(
    rows: QuerySet, role: Any, title: str, *, due_at: Any = None, due_on: Any = None, sender: Any = None
) -> QuerySet:
    """Nine columns, each with its type said, since a union needs equal ones."""

    def none(kind: Any) -> Any:
        return Cast(Value(None), kind)

    return (
        rows.exclude(collaboration__state__in=ENDED)
        .order_by()
        .annotate(
            w_role=role,
            w_id=Cast(F("pk"), BigIntegerField()),
            w_title=Cast(F(title), CharField()),
            w_in=F("collaboration_id"),
            w_context=F("collaboration__title"),
            w_since=F("state_since"),
            w_due_at=Cast(due_at, DateTimeField()) if due_at is not None else none(DateTimeField()),
            w_due_on=Cast(due_on, DateField()) if due_on is not None else none(DateField()),
            w_sender=Cast(F(sender), CharField()) if sender else none(CharField()),
        )
        .values_list(
            "w_role", "w_id", "w_title", "w_in", "w_context", "w_since", "w_due_at", "w_due_on", "w_sender"
        )
    )  # fmt: skip


def _speaks(who: Who, column: str) -> Exists:
    return Exists(
        Participation.objects.filter(
            speaker(who.stands_for), collaboration=OuterRef("collaboration"), department=OuterRef(column)
        )
    )


def _support(who: Who) -> QuerySet:
    asked, asking = _speaks(who, "asked"), Q(asked_by__in=who.stands_for) | Q(_speaks(who, "asking"))
    role = Case(
        When(state=SupportState.ASKED, then=Value("answer")),
        When(state=SupportState.QUERIED, then=Value("clarify")),
        When(state=SupportState.ACCEPTED, then=Value("deliver")),
        default=Value("satisfy"),
        output_field=CharField(),
    )
    rows = SupportRequest.objects.filter(
        Q(asked, state__in=[SupportState.ASKED, SupportState.ACCEPTED])
        | Q(asking, state__in=[SupportState.QUERIED, SupportState.DELIVERED])
    )
    due_at = Case(When(state=SupportState.ASKED, then=F("answer_by")), default=None, output_field=DateTimeField())
    due_on = Case(When(state=SupportState.ACCEPTED, then=F("promised_on")), default=None, output_field=DateField())
    return _shape(rows, role, "matter", due_at=due_at, due_on=due_on, sender="asking__name")


def _alerts(who: Who, today: date) -> QuerySet:
    mine = Q(collaboration__lead__in=who.stands_for)
    rows = Alert.objects.filter(
        Q(mine, state=AlertState.OPEN)
        | Q(mine, state=AlertState.HANDLED, due_on__lt=today)
        | Q(responsible__in=who.stands_for, state=AlertState.HANDLED)
    )
    role = Case(
        When(state=AlertState.OPEN, then=Value("take")),
        When(responsible__in=list(who.stands_for), then=Value("measure")),
        default=Value("close"),
        output_field=CharField(),
    )
    due_at = Case(When(state=AlertState.OPEN, then=F("handle_by")), default=None, output_field=DateTimeField())
    due_on = Case(When(state=AlertState.HANDLED, then=F("due_on")), default=None, output_field=DateField())
    return _shape(rows, role, "why", due_at=due_at, due_on=due_on)


def _letters(who: Who, today: date) -> QuerySet:
    lends, borrows = _speaks(who, "lender"), _speaks(who, "borrower")
    heads = Q(lender__head__in=who.stands_for)
    rows = CoordinationLetter.objects.filter(
        Q(state=LetterState.DRAFT, collaboration__lead__in=who.stands_for)
        | Q(heads, state__in=[LetterState.SIGNED, LetterState.RECEIVED])
        | Q(lends, state=LetterState.SIGNED)
        | Q(lends, state=LetterState.ANSWERED, answer__in=["agree", "partly"])
        | Q(heads, state=LetterState.IN_USE, extension_on__isnull=False)
        | Q(borrows, state=LetterState.IN_USE, return_on__lte=today + timedelta(days=SOON_DAYS))
    )
    role = Case(
        When(state=LetterState.DRAFT, then=Value("sign")),
        When(heads, state__in=[LetterState.SIGNED, LetterState.RECEIVED], then=Value("reply")),
        When(state=LetterState.SIGNED, then=Value("receive")),
        When(state=LetterState.ANSWERED, then=Value("hand_over")),
        When(heads, extension_on__isnull=False, then=Value("extend")),
        default=Value("return"),
        output_field=CharField(),
    )
    due_on = Case(
        When(state__in=[LetterState.SIGNED, LetterState.RECEIVED], then=F("reply_by")),
        When(state=LetterState.IN_USE, then=F("return_on")),
        default=None,
        output_field=DateField(),
    )
    return _shape(rows, role, "title", due_on=due_on, sender="drafted_by__name")
