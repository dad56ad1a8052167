"""What this house announces."""

from dataclasses import dataclass
from typing import Any

from xietong.kit.events.event import Event
from xietong.kit.events.words import say_all


@dataclass(frozen=True, kw_only=True)
class CollaborationStarted(Event):
    """A draft came into being."""

    collaboration_id: int


@dataclass(frozen=True, kw_only=True)
class ApplicationSaved(Event):
    application_id: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted(Event):
    application_id: int
    revision: int = 1


@dataclass(frozen=True, kw_only=True)
class ApplicationPassed(Event):
    """The head of the initiating department signed; the involved heads are asked."""

    application_id: int


@dataclass(frozen=True, kw_only=True)
class ApplicationApproved(Event):
    application_id: int


@dataclass(frozen=True, kw_only=True)
class ApplicationReturned(Event):
    application_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(Event):
    application_id: int


@dataclass(frozen=True, kw_only=True)
class ApplicationVoided(Event):
    application_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class LeadAppointed(Event):
    collaboration_id: int
    before_id: int | None
    after_id: int


@dataclass(frozen=True, kw_only=True)
class LiaisonNamed(Event):
    participation_id: int
    liaison_id: int
    deputy_id: int | None
    before_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class TaskForceSet(Event):
    task_force_id: int


@dataclass(frozen=True, kw_only=True)
class TaskForceDissolved(Event):
    task_force_id: int
    title: str


@dataclass(frozen=True, kw_only=True)
class MemberAdded(Event):
    collaboration_id: int
    person_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class StageEntered(Event):
    """A gate was passed: the collaboration entered the next stage."""

    collaboration_id: int


@dataclass(frozen=True, kw_only=True)
class CollaborationArchived(Event):
    collaboration_id: int


@dataclass(frozen=True, kw_only=True)
class CollaborationTerminated(Event):
    collaboration_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class DraftLeftLying(Event):
    """Nobody touched a draft for ten days."""

    application_id: int


@dataclass(frozen=True, kw_only=True)
class LiaisonMissing(Event):
    """A department has no liaison although the application is approved."""

    participation_id: int
    department_id: int
    head_id: int


def _why(words: str) -> Any:
    """The words, and the reason behind them when one was given."""
    return lambda data: f"{words}：{data['why']}" if data.get("why") else words


say_all({
    CollaborationStarted:     "新建了申请表草稿",
    ApplicationSaved:         "修改了申请表",
    ApplicationSubmitted:     "提交了申请表第{revision}版，请各部门会签",
    ApplicationPassed:        "审核通过，转各涉及部门会签",
    ApplicationApproved:      "最后一个签字完成，申请表获得批准",
    ApplicationReturned:      _why("退回了申请表"),
    ApplicationWithdrawn:     "撤回了申请表",
    ApplicationVoided:        _why("作废了申请表"),
    LeadAppointed:            "请 {after_id:person} 担任总负责人",
    LiaisonNamed:             "指定 {liaison_id:person} 为接口人",
    TaskForceSet:             "设置了专项小组",
    TaskForceDissolved:       "解散了专项小组“{title}”",
    MemberAdded:              "把 {person_id:person} 加入项目",
    DraftLeftLying:           "草稿已十天没有改动",
    LiaisonMissing:           "{department_id:department} 尚未指定接口人，已提醒 {head_id:person}",
    StageEntered:             "推动项目进入下一阶段",
    CollaborationArchived:    "项目归档",
    CollaborationTerminated:  _why("终止了项目"),
})  # fmt: skip
