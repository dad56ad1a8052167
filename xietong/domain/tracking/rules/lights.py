"""Green, yellow or red, and why: the guide's warning rules over figures of one task or one collaboration.

Dates have become figures before they come here: days overdue, working days until due, percent planned. So a verdict
needs no calendar, no clock and no database, and tens of thousands a second are possible.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

GREEN, YELLOW, RED, GREY = "green", "yellow", "red", "grey"
_RANK = {GREY: 0, GREEN: 1, YELLOW: 2, RED: 3}

RED_OVERDUE_DAYS = 2  # guide §3: 逾期超过2天; natural days (domain.md, top box)
YELLOW_DUE_IN_WORKDAYS = 2  # domain.md §0 rules.yellow_due_in_workdays
RESPONSE_HOURS = 24  # guide: 24小时内响应; natural hours
NEAR_DONE_PERCENT = 80  # product.md E4: "near due with little progress"; from here on it is not little
BEHIND_POINTS = 20  # more than so many points behind the planned percent
FORECAST_LATE_WORKDAYS = 2  # a forecast slip of one day is noise of whole percents
SILENT_WORKDAYS = {"daily": 1, "weekly": 5}  # domain.md §4.3: every working day, or weekly where the playbook says so

# What lit a lamp, in words. The code is kept with the task, the words with their figures are made anew.
RULES = {
    "overdue_red": "逾期超限",
    "risk_happened": "重大风险已发生",
    "risk_strict": "重大风险",
    "raised_red": "人工升级",
    "overdue": "已逾期",
    "blocked": "受阻",
    "raised_yellow": "人工关注",
    "risk_open": "重大风险未解除",
    "due_soon": "临近到期",
    "behind": "落后计划",
    "forecast_late": "预计延期",
    "no_update": "未更新",
    "on_plan": "正常",
    "handed_in": "待验收",
    "not_begun": "未开始",
    "ended": "已结束",
}


class Verdict(NamedTuple):
    """A light, the rule that lit it, and the sentence with its figures."""

    light: str
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures of the rules: the company's, or the collaboration's own."""

    red_overdue_days: int = RED_OVERDUE_DAYS
    overdue_clock: str = "natural"  # or working
    yellow_due_in_workdays: int = YELLOW_DUE_IN_WORKDAYS
    major_risk_strict: bool = False
    update_frequency: str = "daily"
    response_hours: int = RESPONSE_HOURS
    response_clock: str = "natural"

    @property
    def unit(self) -> str:
        return "个工作日" if self.overdue_clock == "working" else "天"


DEFAULTS = Limits()


def limits_of(own: Mapping[str, Any] | None) -> Limits:
    """The collaboration's own rules over the defaults. What is not a sensible value is left to the default."""
    own = own or {}

    def figure(key: str, default: int, least: int = 0) -> int:
        value = own.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) and value >= least else default

    def one_of(key: str, allowed: tuple[str, ...], default: str) -> str:
        value = own.get(key)
        return value if value in allowed else default

    return Limits(
        red_overdue_days=figure("red_overdue_days", RED_OVERDUE_DAYS),
        overdue_clock=one_of("overdue_clock", ("natural", "working"), "natural"),
        yellow_due_in_workdays=figure("yellow_due_in_workdays", YELLOW_DUE_IN_WORKDAYS),
        major_risk_strict=own.get("major_risk_strict") is True,
        update_frequency=one_of("update_frequency", ("daily", "weekly"), "daily"),
        response_hours=figure("response_hours", RESPONSE_HOURS, least=1),
        response_clock=one_of("response_clock", ("natural", "working"), "natural"),
    )


class TaskFacts(NamedTuple):
    """One leaf today, in figures."""

    state: str  # a planning TaskState
    percent: int = 0
    begun: bool = True  # running, or its planned start has come
    overdue: int = 0  # days after the due date, in the days of `Limits.overdue_clock`; 0 or less: not overdue
    due_in: int | None = None  # working days until the due day; 0 is today, negative is past, None: no date
    planned: int | None = None  # percent that should be done by now
    slip: int = 0  # working days by which the forecast lies after the due day
    silent: int = 0  # working days since the last update (or since it should have begun)
    risk: int = 0  # 0 none, 1 an open major risk, 2 it happened or its mitigation is overdue
    risk_name: str = ""
    raised: str = ""  # yellow or red, by a person
    raised_why: str = ""


_ENDED = frozenset({"done", "cancelled", "left_over"})


def lights(facts: TaskFacts, limits: Limits = DEFAULTS) -> Verdict:
    """The light of one leaf. The first rule that holds, the gravest first (domain.md §3.5, §9.1, §9.3; product.md E4)."""
    (state, percent, begun, overdue, due_in, planned, slip, silent, risk, risk_name, raised, raised_why) = facts
    if state in _ENDED:
        return _ENDED_VERDICT
    if state == "handed_in":
        return _HANDED_IN_VERDICT
    if overdue > limits.red_overdue_days:
        return Verdict(
            RED, "overdue_red", f"已逾期 {overdue} {limits.unit}，超过 {limits.red_overdue_days} {limits.unit}"
        )
    if risk == 2:
        return Verdict(RED, "risk_happened", f"重大风险“{risk_name}”已触发或应对已过期")
    if risk and limits.major_risk_strict:
        return Verdict(RED, "risk_strict", f"重大风险“{risk_name}”未解除（从严规则）")
    if raised == RED:
        return Verdict(RED, "raised_red", f"人工升级为红色：{raised_why}")
    if overdue > 0:
        return Verdict(
            YELLOW, "overdue", f"已逾期 {overdue} {limits.unit}，超过 {limits.red_overdue_days} {limits.unit}将转红"
        )
    if state == "blocked":
        return Verdict(YELLOW, "blocked", "任务受阻")
    if raised == YELLOW:
        return Verdict(YELLOW, "raised_yellow", f"人工标记关注：{raised_why}")
    if risk:
        return Verdict(YELLOW, "risk_open", f"重大风险“{risk_name}”未解除")
    if not begun:
        return _NOT_BEGUN_VERDICT
    if planned is not None and planned - percent > BEHIND_POINTS:
        return Verdict(YELLOW, "behind", f"完成 {percent}%，计划 {planned}%，落后 {planned - percent} 个百分点")
    if due_in is not None and 0 <= due_in <= limits.yellow_due_in_workdays and percent < NEAR_DONE_PERCENT:
        when = "今天到期" if due_in == 0 else f"还有 {due_in} 个工作日到期"
        return Verdict(YELLOW, "due_soon", f"{when}，仅完成 {percent}%")
    if slip >= FORECAST_LATE_WORKDAYS:
        return Verdict(YELLOW, "forecast_late", f"按目前进度预计晚于计划 {slip} 个工作日完成")
    if silent > SILENT_WORKDAYS[limits.update_frequency]:
        return Verdict(YELLOW, "no_update", f"已 {silent} 个工作日未更新，不能视为正常")
    return _ON_PLAN_VERDICT


_ENDED_VERDICT = Verdict(GREY, "ended", "已结束")
_HANDED_IN_VERDICT = Verdict(GREEN, "handed_in", "已提交，等待验收")
_NOT_BEGUN_VERDICT = Verdict(GREY, "not_begun", "未到计划开始日")
_ON_PLAN_VERDICT = Verdict(GREEN, "on_plan", "按计划进行")


def worse(light: str, than: str) -> bool:
    return _RANK[light] > _RANK[than]


def planned_percent(elapsed: int, total: int) -> int:
    """What should be done when `elapsed` of `total` working days are over."""
    if elapsed <= 0:
        return 0
    return 100 if elapsed >= total else elapsed * 100 // total


def remaining_days(total: int, percent: int) -> int:
    """Working days still needed when the rest goes as planned, rounded up."""
    return -(-total * (100 - percent) // 100)


def risk_standing(*, state: str, score: int, mitigation_overdue: bool) -> int:
    """What one risk means for its tasks: 0 nothing, 1 an open major risk, 2 triggered or not mitigated by its date."""
    if score < 15 or state == "closed":  # domain.md §2.7: 重大 from 15 of 25
        return 0
    return 2 if state == "triggered" or mitigation_overdue else 1


@dataclass(frozen=True, slots=True)
class CollaborationFacts:
    """A running collaboration, in figures."""

    red: int = 0
    yellow: int = 0
    open: int = 0  # open leaves
    major_risks: tuple[str, ...] = ()  # names of open major risks
    late_days: int = 0  # natural days by which the forecast lies after the agreed finish


def collaboration_light(facts: CollaborationFacts) -> Verdict:
    """The collaboration's own light (domain.md, top box: an open 重大 risk makes it red)."""
    if facts.red:
        return Verdict(RED, "red_tasks", f"{facts.red} 项任务红色预警")
    if facts.major_risks:
        first = facts.major_risks[0]
        more = f"等 {len(facts.major_risks)} 项" if len(facts.major_risks) > 1 else ""
        return Verdict(RED, "major_risk", f"重大风险未解除：{first}{more}")
    if facts.late_days > 0:
        return Verdict(YELLOW, "forecast_late", f"预计比约定晚 {facts.late_days} 天完成")
    if facts.yellow:
        return Verdict(YELLOW, "yellow_tasks", f"{facts.yellow} 项任务需要关注")
    if not facts.open:
        return Verdict(GREY, "ended", "没有未完成的任务")
    return Verdict(GREEN, "on_plan", "按计划进行")
