"""Whether: what keeps an application or a stage from moving on. Facts in, a sentence or None out."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from xietong.scheduling.calendars import WorkCalendar

# domain.md §9.13: executive approval above these
THRESHOLD_BUDGET = Decimal("50000")  # 元
THRESHOLD_DAYS = 31  # natural days: "longer than one month"
SIGN_DAYS = {1: 1, 2: 2, 3: 2}  # working days for each step of signing (domain.md §4.1)
DAY_ENDS = time(18)
MINIMUM_DEPARTMENTS = 2  # domain.md §2.1: at least two, the initiating one included

# domain.md §6 N2: wording that nobody can measure, and what to write instead
VAGUE_WORDS = {
    "尽快": "写明日期，如“11月30日前”",
    "大概": "写明数值或范围",
    "左右": "写明数值或范围",
    "差不多": "写明数值或范围",
    "配合好": "写明交付物和期限",
    "若干": "写明数量",
    "适当": "写明标准",
    "适时": "写明日期",
    "及时": "写明时限，如“24小时内”",
    "努力": "写明要达到的数值",
    "争取": "写明要达到的数值",
    "加强": "写明做什么、做到什么程度",
    "进一步": "写明做到什么程度",
    "大幅": "写明百分比",
    "明显": "写明百分比或数值",
}


@dataclass(frozen=True)
class GateFacts:
    """How many requirements of the gate are open, in words."""

    open_messages: tuple[str, ...] = ()


def gate_met(facts: GateFacts) -> str | None:
    """Why the next stage may not begin yet."""
    if not facts.open_messages:
        return None
    shown = "；".join(facts.open_messages[:5])
    more = f"；等共 {len(facts.open_messages)} 项" if len(facts.open_messages) > 5 else ""
    return f"还不能进入下一阶段：{shown}{more}。"


@dataclass(frozen=True)
class SubmissionFacts:
    problems: tuple[str, ...] = ()


def ready_to_submit(facts: SubmissionFacts) -> str | None:
    if facts.problems:
        return "申请表还不能提交：" + "；".join(facts.problems[:8]) + "。"
    return None


def needs_executive(*, budget: Decimal | None, start: date | None, finish: date | None, secret: bool) -> list[str]:
    """The reasons for which an executive must approve too (domain.md §2.1, §9.13); empty: none."""
    reasons = []
    if budget is not None and budget > THRESHOLD_BUDGET:
        reasons.append(f"预算超过 {THRESHOLD_BUDGET:,.0f} 元")
    if start and finish and (finish - start).days > THRESHOLD_DAYS:
        reasons.append("工期超过一个月")
    if secret:
        reasons.append("密级为商密")
    return reasons


def vague_words(text: str) -> list[tuple[str, str]]:
    """(word, what to write instead) for every unmeasurable word in the text."""
    return [(word, advice) for word, advice in VAGUE_WORDS.items() if word in text]


def sign_deadline(calendar: WorkCalendar, now: datetime, days: int) -> datetime:
    """The close of business `days` working days after `now` (an aware moment; the answer is in its time zone)."""
    return datetime.combine(calendar.add(now.date(), days), DAY_ENDS, tzinfo=now.tzinfo)
