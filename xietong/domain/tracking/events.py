"""What this house announces."""

from dataclasses import dataclass
from typing import Any

from xietong.kit.events.event import Event
from xietong.kit.events.words import say_all


@dataclass(frozen=True, kw_only=True)
class ProgressReported(Event):
    """One task of a daily update."""

    report_id: int
    task_id: int
    percent: int


@dataclass(frozen=True, kw_only=True)
class ReportMissing(Event):
    """At the cut-off a person had not updated open tasks."""

    person_id: int
    day: str
    tasks: int


@dataclass(frozen=True, kw_only=True)
class ReportMissedAgain(Event):
    """The second working day in a row: the head is told."""

    person_id: int
    to_id: int | None
    day: str
    tasks: int


@dataclass(frozen=True, kw_only=True)
class LightChanged(Event):
    task_id: int
    before: str
    after: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class AlertOpened(Event):
    """A red light opened a case."""

    alert_id: int
    task_id: int | None = None
    risk_id: int | None = None
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class AlertTaken(Event):
    """Cause and measure were recorded."""

    alert_id: int
    cause: str = ""


@dataclass(frozen=True, kw_only=True)
class AlertClosed(Event):
    alert_id: int


@dataclass(frozen=True, kw_only=True)
class AlertReopened(Event):
    alert_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class AlertCleared(Event):
    """The rule no longer holds and nobody had begun to handle it."""

    alert_id: int


@dataclass(frozen=True, kw_only=True)
class AlertEscalated(Event):
    """Not handled in time."""

    alert_id: int
    to_id: int | None


@dataclass(frozen=True, kw_only=True)
class SupportAsked(Event):
    support_request_id: int


@dataclass(frozen=True, kw_only=True)
class SupportAnswered(Event):
    support_request_id: int
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class SupportQueried(Event):
    """The asked department needs clarification; the clock rests."""

    support_request_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class SupportClarified(Event):
    support_request_id: int


@dataclass(frozen=True, kw_only=True)
class SupportRefused(Event):
    support_request_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class SupportDelivered(Event):
    support_request_id: int


@dataclass(frozen=True, kw_only=True)
class SupportSatisfied(Event):
    support_request_id: int


@dataclass(frozen=True, kw_only=True)
class SupportSentBack(Event):
    support_request_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class SupportWithdrawn(Event):
    support_request_id: int


@dataclass(frozen=True, kw_only=True)
class SupportNearlyDue(Event):
    support_request_id: int


@dataclass(frozen=True, kw_only=True)
class SupportBreached(Event):
    """No answer in time; who is told now."""

    support_request_id: int
    to_id: int | None
    hours: int


@dataclass(frozen=True, kw_only=True)
class LetterSigned(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterReceived(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterAnswered(Event):
    letter_id: int
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterHandedOver(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterGivenBack(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterDrafted(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterExtensionAsked(Event):
    letter_id: int
    until: str
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterExtensionRefused(Event):
    letter_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterExtended(Event):
    letter_id: int
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class LetterClosed(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterVoided(Event):
    letter_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterNearlyDue(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class LetterOverdue(Event):
    letter_id: int


@dataclass(frozen=True, kw_only=True)
class SnapshotTaken(Event):
    snapshot_id: int


_LIGHTS = {"green": "正常", "yellow": "关注", "red": "红色预警", "grey": "未开始或已结束"}


def _why(words: str) -> Any:
    """The words, and the reason behind them when one was given."""
    return lambda data: f"{words}：{data['why']}" if data.get("why") else words


def _light(data: Any) -> str:
    before, after = _LIGHTS.get(data.get("before"), ""), _LIGHTS.get(data.get("after"), "")
    return f"一项任务的状态灯由「{before}」变为「{after}」"


say_all({
    ProgressReported:        "更新了一项任务的进度：{percent}%",
    ReportMissing:           "{person_id:person} 到截止时有 {tasks} 项任务未更新",
    ReportMissedAgain:       "{person_id:person} 连续两个工作日未更新，已告知部门负责人",
    LightChanged:            _light,
    AlertOpened:             "打开了预警，已通知总负责人和责任部门",
    AlertTaken:              "登记了预警的原因与措施",
    AlertClosed:             "核实证据，关闭了预警",
    AlertReopened:           _why("重新打开了预警"),
    AlertCleared:            "预警规则不再成立，自行解除",
    AlertEscalated:          "预警超时未处理，已上报 {to_id:person}",
    SupportAsked:            "提出了协作支持请求",
    SupportAnswered:         "答复了支持请求",
    SupportQueried:          _why("请求澄清，时限暂停"),
    SupportClarified:        "作了澄清，时限继续",
    SupportRefused:          _why("拒绝了支持请求"),
    SupportDelivered:        "交付了所请求的支持",
    SupportSatisfied:        "确认支持已满足",
    SupportSentBack:         _why("退回了交付"),
    SupportWithdrawn:        "撤回了支持请求",
    SupportNearlyDue:        "支持请求的时限将到，已提醒接口人",
    SupportBreached:         "支持请求 {hours} 小时未答复，已上报 {to_id:person}",
    LetterDrafted:           "拟了资源协调函，待总负责人签发",
    LetterSigned:            "签发了资源协调函",
    LetterReceived:          "签收了资源协调函",
    LetterAnswered:          "签字回复了资源协调函",
    LetterHandedOver:        "交接了借用的资源",
    LetterGivenBack:         "确认资源已归还",
    LetterExtensionAsked:    _why("申请延期归还"),
    LetterExtensionRefused:  _why("不同意延期归还"),
    LetterExtended:          "同意延期：归还日由 {before} 改为 {after}",
    LetterClosed:            "关闭了资源协调函",
    LetterVoided:            _why("作废了资源协调函"),
    LetterNearlyDue:         "借用资源将到归还日，已提醒",
    LetterOverdue:           "借用资源逾期未归还，已通知双方",
    SnapshotTaken:           "留存了进度跟踪表快照",
})  # fmt: skip
