"""Support requests between departments, and their clock: 24 hours for an answer, told before, told upwards after."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from xietong.domain.collaborations.models import Collaboration, Participation
from xietong.domain.collaborations.services import require_running
from xietong.domain.people.models import Department
from xietong.domain.people.queries import SYSTEM, company_calendar, superior_of
from xietong.domain.people.roles import Role
from xietong.domain.tracking import events
from xietong.domain.tracking.models import SupportRequest
from xietong.domain.tracking.permissions import TRACKING
from xietong.domain.tracking.queries.standing import speaks_for, standing_of, with_roles
from xietong.domain.tracking.rules import QueryFacts, breach_level, limits_of, near_due_at
from xietong.domain.tracking.services.numbers import document_numbers
from xietong.domain.tracking.states import SupportAnswer, SupportState
from xietong.kit.access import Actor, Forbidden
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems
from xietong.kit.steps import take_step

LONGEST = 2000


def answer_by(collaboration: Collaboration, since: datetime) -> datetime:
    """When an answer is due: the collaboration's own hours and clock, 24 natural hours by default."""
    limits = limits_of(collaboration.rules)
    local = timezone.localtime(since)
    return company_calendar().add_hours(local, limits.response_hours, clock=limits.response_clock)  # type: ignore[arg-type]


@transaction.atomic
def ask_support(
    collaboration: Collaboration,
    *,
    asking_id: int,
    asked_id: int,
    matter: str,
    requirement: str,
    wanted_on: date | None = None,
    task_id: int | None = None,
    by: Actor,
    now: datetime,
) -> SupportRequest:
    """One department asks another. The clock starts now."""
    TRACKING.require("support_request.add", by.roles)
    require_running(collaboration)
    _check_question(collaboration, asking_id, asked_id, matter, requirement, wanted_on, task_id, by=by, now=now)
    row = SupportRequest.objects.create(
        collaboration=collaboration,
        number=document_numbers(collaboration.number, "ZC", 1)[0],
        asking_id=asking_id,
        asked_id=asked_id,
        asked_by_id=by.person_id or 0,
        task_id=task_id,
        matter=matter.strip(),
        requirement=requirement.strip(),
        wanted_on=wanted_on,
        asked_at=now,
        answer_by=answer_by(collaboration, now),
        state_since=now,
    )
    announce(events.SupportAsked(support_request_id=row.pk, context_id=collaboration.pk), by=by, now=now)
    return row


def _check_question(
    collaboration: Collaboration,
    asking_id: int,
    asked_id: int,
    matter: str,
    requirement: str,
    wanted_on: date | None,
    task_id: int | None,
    *,
    by: Actor,
    now: datetime,
) -> None:
    taking_part = set(Participation.objects.filter(collaboration=collaboration).values_list("department_id", flat=True))
    problems = []
    if asking_id not in taking_part:
        problems.append(Problem("asking", "请求部门", "请选择参与本项目的部门。", "choice"))
    elif not _may_speak(collaboration, asking_id, by):
        raise Forbidden("support_request.add", "只能以您所在参与部门的名义请求支持。")
    if asked_id not in taking_part:
        problems.append(
            Problem("asked", "被请求部门", "请选择参与本项目的部门；不在其中的，请先在团队页增加。", "choice")
        )
    elif asked_id == asking_id:
        problems.append(Problem("asked", "被请求部门", "不能向本部门请求支持，请选择另一个部门。", "same"))
    if not matter.strip() or len(matter.strip()) > 120:
        problems.append(Problem("matter", "事项", "请用一句话写明事项，最多 120 字。", "required"))
    if not requirement.strip() or len(requirement) > LONGEST:
        problems.append(Problem("requirement", "要求", "请写明要什么、什么格式或标准，最多 2000 字。", "required"))
    if wanted_on and wanted_on < day_of(now):
        problems.append(Problem("wanted_on", "期望完成", f"{wanted_on} 早于今天，请改为今天或以后。", "range"))
    if task_id and not collaboration.tasks.filter(pk=task_id).exists():
        problems.append(Problem("task", "关联任务", "本项目没有这项任务，请重新选择。", "missing"))
    if problems:
        raise Problems(problems)


def _may_speak(collaboration: Collaboration, department_id: int, by: Actor) -> bool:
    if Role.LEAD in by.roles and department_id == collaboration.initiating_department_id:
        return True
    if Role.TASK_FORCE_LEADER in by.roles:
        return True
    return (collaboration.pk, department_id) in speaks_for(standing_of(by), [collaboration.pk])


def towards(request: SupportRequest, by: Actor) -> Actor:
    """The actor with the roles held towards this request: answering side, asking side."""
    spoken = speaks_for(standing_of(by), [request.collaboration_id])
    asks = by.is_(request.asked_by_id) or (request.collaboration_id, request.asking_id) in spoken
    return with_roles(
        by,
        Role.ADDRESSEE if (request.collaboration_id, request.asked_id) in spoken else None,
        Role.OWNER_OF_THIS if asks else None,
    )


def _step(
    request: SupportRequest,
    verb: str,
    *,
    by: Actor,
    now: datetime,
    version: int | None,
    changes: dict[str, Any],
    facts: object = None,
    **details: Any,
) -> SupportRequest:
    require_running(request.collaboration)
    return take_step(
        request,
        verb,
        by=towards(request, by),
        now=now,
        version=version,
        changes=changes,
        facts=facts,
        **details,
    )


def _said(text: str, field: str, where: str, message: str) -> str:
    if not text.strip() or len(text) > LONGEST:
        raise Problems(Problem(field, where, f"{message}（最多 {LONGEST} 字）", "required"))
    return text.strip()


@transaction.atomic
def answer_support(
    request: SupportRequest,
    *,
    answer: str,
    text: str = "",
    promised_on: date | None = None,
    by: Actor,
    now: datetime,
    version: int | None = None,
) -> SupportRequest:
    """Accept, wholly or partly, with the day of delivery. Partly says which part."""
    if answer not in list(SupportAnswer):
        raise Problems(Problem("answer", "答复", "请选择接受或部分接受；不能提供的，请选择拒绝并写明理由。", "choice"))
    if answer == SupportAnswer.PARTLY:
        text = _said(text, "text", "说明", "部分接受时请写明提供哪一部分、其余怎么办。")
    if promised_on is None:
        raise Problems(Problem("promised_on", "承诺完成日", "请填写承诺完成日。", "required"))
    if promised_on < day_of(now):
        raise Problems(Problem("promised_on", "承诺完成日", f"{promised_on} 早于今天，请改为今天或以后。", "range"))
    changes = {
        "answer": SupportAnswer(answer),
        "answer_text": text.strip(),
        "promised_on": promised_on,
        "answered_at": request.answered_at or now,
        "answered_by_id": by.person_id,
        **_woken(request, now),
    }
    return _step(request, "answer", by=by, now=now, version=version, changes=changes, answer=answer)


@transaction.atomic
def refuse_support(
    request: SupportRequest, *, why: str, by: Actor, now: datetime, version: int | None = None
) -> SupportRequest:
    why = _said(why, "why", "拒绝理由", "请写明拒绝的理由和建议的办法。")
    changes = {
        "answer_text": why,
        "answered_at": now,
        "answered_by_id": by.person_id,
        "closed_at": now,
        **_woken(request, now),
    }
    return _step(request, "refuse", by=by, now=now, version=version, changes=changes, why=why)


@transaction.atomic
def query_support(
    request: SupportRequest, *, why: str, by: Actor, now: datetime, version: int | None = None
) -> SupportRequest:
    """Ask back. The clock rests until it is clarified; once in the life of a request."""
    why = _said(why, "why", "需要澄清的问题", "请写明需要对方澄清什么。")
    return _step(
        request,
        "query",
        by=by,
        now=now,
        version=version,
        changes={"queried_at": now, "was_queried": True, "answer_text": why},
        facts=QueryFacts(request.was_queried),
        why=why,
    )


@transaction.atomic
def clarify_support(
    request: SupportRequest, *, text: str, by: Actor, now: datetime, version: int | None = None
) -> SupportRequest:
    """Answer the question back; the clock goes on with the time that was left."""
    text = _said(text, "text", "澄清内容", "请写明对问题的澄清。")
    changes = {
        "requirement": f"{request.requirement}\n【澄清 {timezone.localtime(now):%m-%d %H:%M}】{text}",
        **_woken(request, now),
    }
    return _step(request, "clarify", by=by, now=now, version=version, changes=changes)


def _woken(request: SupportRequest, now: datetime) -> dict[str, Any]:
    """The clock goes on: what was left when it came to rest is left now."""
    if request.queried_at is None or request.state != SupportState.QUERIED:
        return {}
    rested = now - request.queried_at
    limits = limits_of(request.collaboration.rules)
    if limits.response_clock == "natural":
        due = request.answer_by + rested
    else:
        calendar, since = company_calendar(), timezone.localtime(request.queried_at)
        left = next(
            hours
            for hours in range(limits.response_hours + 1)
            if hours == limits.response_hours or calendar.add_hours(since, hours, clock="working") >= request.answer_by
        )
        due = calendar.add_hours(timezone.localtime(now), left, clock="working")
    return {"answer_by": due, "rested": request.rested + rested, "queried_at": None}


@transaction.atomic
def deliver_support(
    request: SupportRequest, *, delivery: str, by: Actor, now: datetime, version: int | None = None
) -> SupportRequest:
    delivery = _said(delivery, "delivery", "交付内容", "请写明交付了什么、在哪里取。")
    changes = {"delivery": delivery, "delivered_at": now}
    return _step(request, "deliver", by=by, now=now, version=version, changes=changes)


@transaction.atomic
def satisfy_support(request: SupportRequest, *, by: Actor, now: datetime, version: int | None = None) -> SupportRequest:
    return _step(request, "satisfy", by=by, now=now, version=version, changes={"closed_at": now})


@transaction.atomic
def send_back_support(
    request: SupportRequest, *, why: str, by: Actor, now: datetime, version: int | None = None
) -> SupportRequest:
    why = _said(why, "why", "退回理由", "请写明哪里不满足要求。")
    return _step(request, "send_back", by=by, now=now, version=version, changes={"delivered_at": None}, why=why)


@transaction.atomic
def withdraw_support(
    request: SupportRequest, *, by: Actor, now: datetime, version: int | None = None
) -> SupportRequest:
    return _step(request, "withdraw", by=by, now=now, version=version, changes={"closed_at": now})


@transaction.atomic
def run_support_clocks(*, now: datetime) -> dict[str, int]:
    """The clock job: near-due notice once, breach to the head at the limit, to the executive at twice the limit."""
    counts = {"near": 0, "breached": 0}
    waiting = (
        SupportRequest.objects.filter(state=SupportState.ASKED, breach_level__lt=2)
        .select_related("collaboration", "asked__head")
        .order_by("pk")
    )
    for request in waiting:
        if request.collaboration.state in ("archived", "terminated"):
            continue
        level = breach_level(now=now, answer_by=request.answer_by, executive_at=_executive_at(request))
        if level > request.breach_level:
            _tell_breach(request, level, now=now)
            counts["breached"] += 1
        elif request.near_told_at is None and level == 0 and now >= near_due_at(request.asked_at, request.answer_by):
            SupportRequest.objects.filter(pk=request.pk).update(near_told_at=now)
            announce(
                events.SupportNearlyDue(support_request_id=request.pk, context_id=request.collaboration_id),
                by=SYSTEM,
                now=now,
            )
            counts["near"] += 1
    return counts


def _executive_at(request: SupportRequest) -> datetime:
    """A second term after the first: 48 hours by default."""
    return answer_by(request.collaboration, request.answer_by)


def _tell_breach(request: SupportRequest, level: int, *, now: datetime) -> None:
    """Every level once. The head who is the liaison himself is passed over: the next one above is told (domain.md §3.1)."""
    for reached in range(request.breach_level + 1, level + 1):
        SupportRequest.objects.filter(pk=request.pk).update(breach_level=reached)
        announce(
            events.SupportBreached(
                support_request_id=request.pk,
                to_id=_head_to_tell(request) if reached == 1 else _executive_of(request.asked),
                hours=int((now - request.asked_at - request.rested) / timedelta(hours=1)),
                context_id=request.collaboration_id,
            ),
            by=SYSTEM,
            now=now,
        )


def _head_to_tell(request: SupportRequest) -> int | None:
    head_id = request.asked.head_id
    liaison_id = (
        Participation.objects.filter(collaboration=request.collaboration_id, department=request.asked_id)
        .values_list("liaison_id", flat=True)
        .first()
    )
    if head_id is None or liaison_id in (None, head_id):
        return superior_of(head_id or 0, request.asked_id)
    return head_id


def _executive_of(department: Department) -> int | None:
    return department.executive_id or superior_of(department.head_id or 0, department.pk)
