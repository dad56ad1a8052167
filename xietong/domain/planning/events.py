"""What this house announces."""

from dataclasses import dataclass
from typing import Any

from xietong.kit.events.event import Event
from xietong.kit.events.words import say_all


@dataclass(frozen=True, kw_only=True)
class TasksChanged(Event):
    """Rows of the task list were added, changed or removed. `what` says how, in a few words for the feed."""

    task_ids: tuple[int, ...] = ()
    what: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskStarted(Event):
    task_id: int


@dataclass(frozen=True, kw_only=True)
class TaskBlocked(Event):
    task_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskUnblocked(Event):
    task_id: int


@dataclass(frozen=True, kw_only=True)
class TaskHandedIn(Event):
    """The owner submitted the self-check: it awaits acceptance."""

    task_id: int


@dataclass(frozen=True, kw_only=True)
class TaskAccepted(Event):
    task_id: int


@dataclass(frozen=True, kw_only=True)
class TaskReopened(Event):
    task_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskCancelled(Event):
    task_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskLeftOver(Event):
    """Not finished; it goes on as a leftover."""

    task_id: int


@dataclass(frozen=True, kw_only=True)
class TasksAssigned(Event):
    owner_id: int
    task_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Rescheduled(Event):
    moved: int  # how many tasks moved
    finish_on: str


@dataclass(frozen=True, kw_only=True)
class ResourceAsked(Event):
    resource_request_id: int


@dataclass(frozen=True, kw_only=True)
class ResourcePromised(Event):
    resource_request_id: int


@dataclass(frozen=True, kw_only=True)
class ResourceRefused(Event):
    resource_request_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ResourceDelivered(Event):
    resource_request_id: int


@dataclass(frozen=True, kw_only=True)
class ResourceGivenBack(Event):
    resource_request_id: int


@dataclass(frozen=True, kw_only=True)
class ConflictAccepted(Event):
    key: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class NothingStated(Event):
    """A head declared that the department needs no resources, or sees no risk."""

    department_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class RiskSaved(Event):
    risk_id: int
    score: int


@dataclass(frozen=True, kw_only=True)
class RiskTriggered(Event):
    risk_id: int


@dataclass(frozen=True, kw_only=True)
class RiskClosed(Event):
    risk_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanDrafted(Event):
    plan_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class PlanSubmitted(Event):
    plan_id: int


@dataclass(frozen=True, kw_only=True)
class PlanReturned(Event):
    plan_id: int
    section: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanWithdrawn(Event):
    plan_id: int


@dataclass(frozen=True, kw_only=True)
class PlanApproved(Event):
    plan_id: int


@dataclass(frozen=True, kw_only=True)
class PlanPublished(Event):
    plan_id: int


@dataclass(frozen=True, kw_only=True)
class PlanSuperseded(Event):
    plan_id: int


@dataclass(frozen=True, kw_only=True)
class PlanAcknowledged(Event):
    plan_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PlanUnread(Event):
    """Some who were asked have not read a published plan in time. `heads`: their heads are told too."""

    plan_id: int
    count: int
    heads: bool = False


@dataclass(frozen=True, kw_only=True)
class ChangeRequested(Event):
    change_request_id: int


@dataclass(frozen=True, kw_only=True)
class ChangeApproved(Event):
    change_request_id: int


@dataclass(frozen=True, kw_only=True)
class ChangeRefused(Event):
    change_request_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeSuspended(Event):
    change_request_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeResumed(Event):
    change_request_id: int


def _why(words: str) -> Any:
    """The words, and the reason behind them when one was given."""
    return lambda data: f"{words}：{data['why']}" if data.get("why") else words


_SECTIONS = {"tasks": "任务清单", "resources": "资源计划", "risks": "风险预案"}


def _returned(data: Any) -> str:
    section = _SECTIONS.get(data.get("section", ""), "")
    return f"退回了协同计划书{f'（{section}）' if section else ''}：{data.get('why', '')}".rstrip("：")


say_all({
    TasksChanged:       "{what}",
    TaskStarted:        "开始了一项任务",
    TaskBlocked:        _why("标记任务受阻"),
    TaskUnblocked:      "解除了任务的受阻",
    TaskHandedIn:       "完成自检，提交验收",
    TaskAccepted:       "验收通过一项任务",
    TaskReopened:       _why("退回整改一项任务"),
    TaskCancelled:      _why("取消了一项任务"),
    TaskLeftOver:       "把一项任务转为遗留事项",
    TasksAssigned:      lambda data: f"分派了 {len(data.get('task_ids') or ())} 项任务的负责人",
    Rescheduled:        "重新计算日期：{moved} 项任务变动，计划完成 {finish_on}",
    ResourceAsked:      "申报了资源需求",
    ResourcePromised:   "承诺提供资源",
    ResourceRefused:    _why("答复不能提供资源"),
    ResourceDelivered:  "确认资源到位",
    ResourceGivenBack:  "确认资源归还",
    ConflictAccepted:   "接受了一处资源冲突：{reason}",
    NothingStated:      lambda data: "申报：无资源需求" if data.get("kind") == "resource" else "申报：未发现风险",
    RiskSaved:          "登记或修改了风险（评分 {score}）",
    RiskTriggered:      "标记风险已触发，启动应急预案",
    RiskClosed:         _why("关闭了风险"),
    PlanDrafted:        "起草了协同计划书第 {number} 版",
    PlanSubmitted:      "提交协同计划书会签",
    PlanReturned:       _returned,
    PlanWithdrawn:      "撤回了协同计划书",
    PlanApproved:       "协同计划书会签完成，获得批准",
    PlanPublished:      "发布了协同计划书，请各接口人阅读并传达",
    PlanSuperseded:     "协同计划书的旧版本被取代",
    PlanAcknowledged:   "{person_id:person} 已阅协同计划书",
    PlanUnread:         "提醒 {count} 人阅读协同计划书",
    ChangeRequested:    "提出变更申请",
    ChangeApproved:     "批准了变更申请",
    ChangeRefused:      _why("否决了变更申请"),
    ChangeSuspended:    _why("搁置变更申请，请补充材料"),
    ChangeResumed:      "补充材料，重新提交变更申请",
})  # fmt: skip
