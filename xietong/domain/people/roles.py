"""The roles a person can hold towards a collaboration, here and now (domain.md §3.1). No Django."""

from enum import StrEnum


class Role(StrEnum):
    label: str

    def __new__(cls, value: str, label: str = "") -> "Role":
        role = str.__new__(cls, value)
        role._value_ = value
        role.label = label
        return role

    # by relation to one collaboration
    INITIATOR = "initiator", "任务发起人"
    INITIATING_HEAD = "initiating_head", "发起部门负责人"
    LEAD = "lead", "总负责人"
    HEAD = "head", "部门负责人"
    LIAISON = "liaison", "接口人"  # the deputy holds it too
    TASK_FORCE_LEADER = "task_force_leader", "专项小组组长"
    OWNER = "owner", "子任务负责人"
    MEMBER = "member", "成员"
    OBSERVER = "observer", "观察者"
    # by relation to one thing in it
    SIGNER = "signer", "被请签字的人"
    ADDRESSEE = "addressee", "收件人"
    OWNER_OF_THIS = "owner_of_this", "本项负责人"
    DEPARTMENT_OF_THIS = "department_of_this", "本部门接口人或负责人"
    CHAIR = "chair", "主持人"
    RECORDER = "recorder", "记录人"
    # by office in the company
    PMO = "pmo", "企管部"
    EXECUTIVE = "executive", "分管领导"
    ARCHIVIST = "archivist", "归档管理员"
    AUDITOR = "auditor", "审计"
    SYSTEM_ADMINISTRATOR = "system_administrator", "系统管理员"
    # the clock, the worker, a command
    SYSTEM = "system", "系统"


COMPANY_ROLES = (Role.PMO, Role.EXECUTIVE, Role.ARCHIVIST, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR)

# Everyone to whom the collaboration is visible.
EVERYONE = frozenset(Role) - {Role.SYSTEM, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR}
# Those who take part in the work.
TEAM = frozenset({
    Role.INITIATOR, Role.INITIATING_HEAD, Role.LEAD, Role.HEAD, Role.LIAISON, Role.TASK_FORCE_LEADER, Role.OWNER, Role.MEMBER,
})  # fmt: skip
