"""What this house announces."""

from dataclasses import dataclass

from xietong.kit.events.event import Event
from xietong.kit.events.words import say_all


@dataclass(frozen=True, kw_only=True)
class ProcessMapSaved(Event):
    process_map_id: int
    revision: int


@dataclass(frozen=True, kw_only=True)
class ProcessMapPublished(Event):
    process_map_id: int
    revision: int = 1


@dataclass(frozen=True, kw_only=True)
class ProcessMapReopened(Event):
    process_map_id: int


@dataclass(frozen=True, kw_only=True)
class DutiesSaved(Event):
    responsibility_list_id: int
    departments: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ConfirmationAsked(Event):
    """The list went to the departments to be confirmed."""

    responsibility_list_id: int


@dataclass(frozen=True, kw_only=True)
class DutiesReturned(Event):
    """A department does not agree with its rows."""

    responsibility_list_id: int
    department_id: int = 0
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class DepartmentConfirmed(Event):
    responsibility_list_id: int
    department_id: int
    signature_id: int
    signature_digest: str


@dataclass(frozen=True, kw_only=True)
class DutiesConfirmed(Event):
    """Every department confirmed its part."""

    responsibility_list_id: int


@dataclass(frozen=True, kw_only=True)
class DutiesReopened(Event):
    responsibility_list_id: int


@dataclass(frozen=True, kw_only=True)
class FindingAccepted(Event):
    responsibility_list_id: int
    key: str
    reason: str


say_all({
    ProcessMapSaved: "修改了协同流程图",
    ProcessMapPublished: "发布了协同流程图第{revision}版",
    ProcessMapReopened: "重新编制协同流程图",
    DutiesSaved: "修改了部门职责清单",
    ConfirmationAsked: "把部门职责清单提交各部门确认",
    DutiesReturned: "{department_id:department}退回了部门职责清单：{why}",
    DepartmentConfirmed: "确认了{department_id:department}的职责",
    DutiesConfirmed: "部门职责清单经各部门确认完成",
    DutiesReopened: "重新编制部门职责清单",
    FindingAccepted: "保留了一处职责重叠或遗漏：{reason}",
})  # fmt: skip
