"""Whether an alert may be closed or opens again, a request may be queried, a letter may be settled."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CloseFacts:
    """What stands against closing an alert."""

    evidence: str = ""
    closer_is_responsible: bool = False
    still_holds: str = ""  # the rule in words, when it still holds
    settled: bool = False  # the task is finished or cancelled, or a change of it was approved


def may_close(facts: CloseFacts) -> str | None:
    """product.md E5: with evidence, by a second person (domain.md §6 N15), and not while the rule holds."""
    if not facts.evidence.strip():
        return "请写明销项证据（做了什么、结果如何）后再关闭。"
    if facts.closer_is_responsible:
        return "措施责任人不能自己关闭预警，请由另一人核实后关闭。"
    if facts.still_holds and not facts.settled:
        return f"预警规则仍成立（{facts.still_holds}），还不能关闭；任务完成或变更获批后可以关闭。"
    return None


def reopens(*, was_red: bool, closed_on: date | None, due_on: date | None, today: date) -> bool:
    """Does a red task with a closed case open it again?

    Red anew: at once. Red without a pause: from the day after the measure was due or the case was closed, so that a
    measure has its time (domain.md §4.3: still red after the measure's date).
    """
    if not was_red:
        return True
    last = max(filter(None, (closed_on, due_on)), default=None)
    return last is None or today > last


@dataclass(frozen=True)
class QueryFacts:
    was_queried: bool = False


def may_query(facts: QueryFacts) -> str | None:
    """The clock rests once (domain.md §9.2)."""
    if facts.was_queried:
        return "已请求澄清过一次，时限不能再停；请接受、部分接受或拒绝。"
    return None


@dataclass(frozen=True)
class SettlementFacts:
    """What stands against closing a letter."""

    agreed: bool = True  # the lender lends something
    given_back: bool = False
    damaged: bool = False
    settlement: str = ""


def may_settle(facts: SettlementFacts) -> str | None:
    if facts.agreed and not facts.given_back:
        return "资源尚未归还，归还确认后才能关闭；若不再借用，请由调出部门不同意或先作废。"
    if facts.damaged and not facts.settlement.strip():
        return "归还时有损坏，请写明处理结果（修复、赔偿或豁免）后再关闭。"
    return None
