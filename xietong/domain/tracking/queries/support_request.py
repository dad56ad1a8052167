"""Readings about support requests: the list with its clocks, one request, statistics by department."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Q
from django.http import Http404

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.queries import Who, department_names
from xietong.domain.tracking.models import SupportRequest
from xietong.domain.tracking.queries.alert import history
from xietong.domain.tracking.queries.standing import speaks_for
from xietong.domain.tracking.rules import response_hours
from xietong.domain.tracking.states import SupportState

ENDED = (SupportState.SATISFIED, SupportState.REFUSED, SupportState.WITHDRAWN)


def support_of(
    collaboration: Collaboration, *, side: str = "", departments: Iterable[int] = (), state: str = ""
) -> list[SupportRequest]:
    """Open ones by their clock, then the ended ones, newest first. `side`: in (asked of mine), out (asked by mine)."""
    rows = collaboration.support_requests.select_related("asking", "asked", "asked_by", "answered_by", "task")
    mine = list(departments)
    if side == "in":
        rows = rows.filter(asked__in=mine)
    elif side == "out":
        rows = rows.filter(asking__in=mine)
    if state == "open":
        rows = rows.exclude(state__in=ENDED)
    elif state:
        rows = rows.filter(state=state)
    return sorted(rows, key=lambda r: (r.state in ENDED, r.answer_by.timestamp() if r.state not in ENDED else -r.pk))


def support_request_for(collaboration: Collaboration, pk: int) -> SupportRequest:
    row = (
        collaboration.support_requests.select_related(
            "asking", "asked", "asked_by", "answered_by", "task", "collaboration"
        )
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise Http404("没有这条支持请求。")
    return row


@dataclass
class ResponseFigures:
    """How one department answers, or is answered."""

    department: str
    department_id: int
    asked: int = 0
    answered: int = 0
    breached: int = 0
    hours: list[float] = field(default_factory=list)

    @property
    def median_hours(self) -> float | None:
        return round(median(self.hours), 1) if self.hours else None

    @property
    def breach_rate(self) -> float:
        return self.breached / self.asked if self.asked else 0.0


def response_figures(collaboration_ids: Iterable[int], now: datetime) -> dict[str, list[ResponseFigures]]:
    """By department, in both directions: `in` what it was asked, `out` what it asked others (two statements)."""
    rows = SupportRequest.objects.filter(collaboration__in=list(collaboration_ids)).exclude(
        Q(state=SupportState.WITHDRAWN)
    )
    figures: dict[str, dict[int, ResponseFigures]] = {"in": {}, "out": {}}
    for asking, asked, asked_at, answered_at, rested, answer_by, state in rows.values_list(
        "asking_id", "asked_id", "asked_at", "answered_at", "rested", "answer_by", "state"
    ):
        for side, department in (("in", asked), ("out", asking)):
            one = figures[side].setdefault(department, ResponseFigures("", department))
            one.asked += 1
            if answered_at:
                one.answered += 1
                one.hours.append(response_hours(asked_at=asked_at, answered_at=answered_at, rested=rested))
            one.breached += (answered_at or now) > answer_by and state != SupportState.QUERIED
    names = department_names(pk for side in figures.values() for pk in side)
    for by_department in figures.values():
        for one in by_department.values():
            one.department = names.get(one.department_id, "")
    return {side: sorted(rows.values(), key=lambda f: (-f.breach_rate, f.department)) for side, rows in figures.items()}


def support_history(request: SupportRequest) -> list[dict[str, Any]]:
    words = {
        "SupportAsked": "提出了请求",
        "SupportAnswered": "答复接受",
        "SupportQueried": "请求澄清，时限暂停",
        "SupportClarified": "作了澄清，时限继续",
        "SupportRefused": "拒绝",
        "SupportDelivered": "交付",
        "SupportSatisfied": "确认满足",
        "SupportSentBack": "退回交付",
        "SupportWithdrawn": "撤回",
        "SupportNearlyDue": "时限将到，已提醒接口人",
        "SupportBreached": "超时未答复，已上报",
    }
    return history(words, request.collaboration_id, data__support_request_id=request.pk)


def departments_of(who: Who, collaboration: Collaboration) -> set[int]:
    return {department for _c, department in speaks_for(who.stands_for, [collaboration.pk])}
