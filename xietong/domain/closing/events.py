"""What this house announces."""

from dataclasses import dataclass

from xietong.kit.events.event import Event
from xietong.kit.events.words import say_all

VERDICTS = {"pass": "通过", "mend": "限期整改", "fail": "不通过"}


@dataclass(frozen=True, kw_only=True)
class SelfCheckSaved(Event):
    self_check_id: int


@dataclass(frozen=True, kw_only=True)
class SelfCheckSubmitted(Event):
    self_check_id: int
    task_id: int = 0


@dataclass(frozen=True, kw_only=True)
class SelfCheckReturned(Event):
    self_check_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class SelfCheckWithdrawn(Event):
    self_check_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptanceCalled(Event):
    acceptance_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptanceSubmitted(Event):
    """The verdicts are complete; the signatures are asked."""

    acceptance_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptancePassed(Event):
    acceptance_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptanceFailed(Event):
    """Not accepted: the failed tasks are open again; another round follows."""

    acceptance_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptanceWithdrawn(Event):
    acceptance_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptanceEdited(Event):
    """Outcomes, handovers, remarks or the day were written."""

    acceptance_id: int


@dataclass(frozen=True, kw_only=True)
class DeliverablesJudged(Event):
    acceptance_id: int
    item_ids: tuple[int, ...]
    verdict: str


@dataclass(frozen=True, kw_only=True)
class TaskSentBack(Event):
    """A deliverable failed the joint acceptance: the owner has it again."""

    task_id: int
    acceptance_id: int
    owner_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class MendAsked(Event):
    """限期整改: a person mends a deliverable until a date."""

    item_id: int
    mender_id: int


@dataclass(frozen=True, kw_only=True)
class DeliverableMended(Event):
    item_id: int


@dataclass(frozen=True, kw_only=True)
class MendRechecked(Event):
    item_id: int
    passed: bool = True


@dataclass(frozen=True, kw_only=True)
class MendOverdue(Event):
    item_id: int
    mender_id: int


@dataclass(frozen=True, kw_only=True)
class AcceptanceReturned(Event):
    acceptance_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class RetrospectiveOpened(Event):
    retrospective_id: int


@dataclass(frozen=True, kw_only=True)
class RetrospectiveScored(Event):
    retrospective_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class RetrospectiveWritten(Event):
    retrospective_id: int


@dataclass(frozen=True, kw_only=True)
class RetrospectiveEdited(Event):
    retrospective_id: int


@dataclass(frozen=True, kw_only=True)
class RetrospectiveDue(Event):
    """The clock: accepted days ago, and no report yet."""

    retrospective_id: int = 0


@dataclass(frozen=True, kw_only=True)
class RetrospectivePublished(Event):
    retrospective_id: int


@dataclass(frozen=True, kw_only=True)
class RetrospectiveReturned(Event):
    retrospective_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class RetrospectiveSubmitted(Event):
    retrospective_id: int


@dataclass(frozen=True, kw_only=True)
class LeftoverAssigned(Event):
    leftover_id: int
    owner_id: int


@dataclass(frozen=True, kw_only=True)
class LeftoverFinished(Event):
    """The owner says it is done, with evidence."""

    leftover_id: int


@dataclass(frozen=True, kw_only=True)
class LeftoverClosed(Event):
    """A second person checked it (销号)."""

    leftover_id: int


@dataclass(frozen=True, kw_only=True)
class LeftoverSentBack(Event):
    leftover_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class LeftoverChanged(Event):
    leftover_id: int


@dataclass(frozen=True, kw_only=True)
class LeftoverOverdue(Event):
    leftover_id: int
    owner_id: int


@dataclass(frozen=True, kw_only=True)
class ArchiveAsked(Event):
    archive_id: int


@dataclass(frozen=True, kw_only=True)
class ArchiveSealed(Event):
    archive_id: int
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class ArchiveFailed(Event):
    archive_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ArchiveRead(Event):
    """Lent: somebody took a copy."""

    archive_id: int
    person_id: int


say_all({
    SelfCheckSaved:          "填写了自检单",
    SelfCheckSubmitted:      "自检完成，提交验收",
    SelfCheckReturned:       "退回了自检单：{why}",
    SelfCheckWithdrawn:      "撤回了自检单",
    AcceptanceCalled:        "组织了联合验收",
    AcceptanceSubmitted:     "验收结论已齐，提请各部门签字",
    AcceptancePassed:        "联合验收通过",
    AcceptanceFailed:        "联合验收未通过",
    AcceptanceReturned:      "退回了验收表：{why}",
    AcceptanceWithdrawn:     "撤回了验收表",
    AcceptanceEdited:        "填写了验收表",
    DeliverablesJudged:      lambda data: f"对 {len(data.get('item_ids', ()))} 项交付物给出结论：{VERDICTS.get(data.get('verdict', ''), '')}",
    TaskSentBack:            "验收不通过，退回 {owner_id:person} 整改",
    MendAsked:               "请 {mender_id:person} 限期整改",
    DeliverableMended:       "完成了整改",
    MendRechecked:           lambda data: f"复验{'通过' if data.get('passed') else '未通过'}",
    MendOverdue:             "{mender_id:person} 的限期整改已逾期",
    RetrospectiveOpened:     "发起了复盘评分",
    RetrospectiveScored:     "{person_id:person} 完成了复盘评分",
    RetrospectiveWritten:    "汇总了复盘评分",
    RetrospectiveEdited:     "修改了复盘报告",
    RetrospectiveDue:        "复盘报告逾期未发布",
    RetrospectiveSubmitted:  "提交了复盘报告",
    RetrospectiveReturned:   "退回了复盘报告：{why}",
    RetrospectivePublished:  "发布了复盘报告",
    LeftoverAssigned:        "将遗留事项交由 {owner_id:person} 办理",
    LeftoverChanged:         "调整了遗留事项",
    LeftoverFinished:        "办结了遗留事项，等待销号",
    LeftoverClosed:          "遗留事项销号",
    LeftoverSentBack:        "退办了遗留事项：{why}",
    LeftoverOverdue:         "{owner_id:person} 的遗留事项已逾期",
    ArchiveAsked:            "申请归档",
    ArchiveSealed:           "归档包已封存，摘要 {digest}",
    ArchiveFailed:           "归档失败：{why}",
    ArchiveRead:             "下载了归档包",
})  # fmt: skip
