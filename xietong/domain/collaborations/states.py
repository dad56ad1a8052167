"""The life of a collaboration (its stage) and of its application, and the enumerations of form 1."""

from xietong.domain.collaborations import events, rules
from xietong.kit.workflow import State, StateTable, Step


class Stage(State):
    LAUNCH = "launch", "启动"
    PLANNING = "planning", "计划"
    EXECUTION = "execution", "执行监控"
    CLOSING = "closing", "收尾复盘"
    ARCHIVED = "archived", "已归档"
    TERMINATED = "terminated", "已终止"


class ApplicationState(State):
    DRAFT = "draft", "草稿"
    HEAD_REVIEW = "head_review", "待发起部门审核"
    COUNTERSIGNING = "countersigning", "会签中"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "已批准"
    VOID = "void", "已作废"


class Priority(State):
    HIGH = "high", "高"
    MIDDLE = "middle", "中"
    LOW = "low", "低"


class Confidentiality(State):
    """公开: everyone in the company reads it. 内部: those concerned, PMO and executives. 商密: the named circle."""

    PUBLIC = "public", "公开"
    INTERNAL = "internal", "内部"
    SECRET = "secret", "普通商密"
    CORE_SECRET = "core_secret", "核心商密"


SECRETS = (Confidentiality.SECRET, Confidentiality.CORE_SECRET)


class Scenario(State):
    """The guide's five kinds of undertaking. A company's playbook may bring its own word besides."""

    NEW_PRODUCT = "新产品上市"
    COMPLAINT = "客户投诉处理"
    BUDGET = "年度预算编制"
    EVENT = "大型活动执行"
    PROCESS = "流程优化"


class Source(State):
    YEARLY_PLAN = "yearly_plan", "年度计划"
    MEETING = "meeting", "会议决定"
    LEADER = "leader", "领导交办"
    CUSTOMER = "customer", "客户要求"
    AUDIT = "audit", "审计整改"
    OWN = "own", "自行提出"


class Involvement(State):
    LEADING = "leading", "牵头"
    MAIN = "main", "主责"
    SUPPORTING = "supporting", "配合"
    DECIDING = "deciding", "决策"


class Light(State):
    """The guide's lights. Red is only the guide's red alert."""

    GREEN = "green", "正常"
    YELLOW = "yellow", "关注"
    RED = "red", "红色预警"
    GREY = "grey", "未开始或已结束"


S = Stage
A = ApplicationState

# fmt: off
COLLABORATION = StateTable(Stage, start=S.LAUNCH, steps=[
    #    verb         says          from                                    to            announces                       only if
    Step("plan",      "进入计划阶段", S.LAUNCH,                                S.PLANNING,   events.StageEntered,            rules.gate_met),
    Step("execute",   "进入执行阶段", S.PLANNING,                              S.EXECUTION,  events.StageEntered,            rules.gate_met),
    Step("close",     "进入收尾阶段", S.EXECUTION,                             S.CLOSING,    events.StageEntered,            rules.gate_met),
    Step("archive",   "归档",        S.CLOSING,                               S.ARCHIVED,   events.CollaborationArchived,   rules.gate_met),
    Step("terminate", "终止",        (S.LAUNCH, S.PLANNING, S.EXECUTION),      S.TERMINATED, events.CollaborationTerminated),
])

APPLICATION = StateTable(ApplicationState, start=A.DRAFT, steps=[
    #    verb         says      from                                to                 announces                     only if
    Step("submit",    "提交",    (A.DRAFT, A.RETURNED),              A.HEAD_REVIEW,     events.ApplicationSubmitted,  rules.ready_to_submit),
    Step("pass",      "转会签",  A.HEAD_REVIEW,                      A.COUNTERSIGNING,  events.ApplicationPassed),
    Step("approve",   "批准",    (A.HEAD_REVIEW, A.COUNTERSIGNING),  A.APPROVED,        events.ApplicationApproved),
    Step("return",    "退回",    (A.HEAD_REVIEW, A.COUNTERSIGNING),  A.RETURNED,        events.ApplicationReturned),
    Step("withdraw",  "撤回",    (A.HEAD_REVIEW, A.COUNTERSIGNING),  A.DRAFT,           events.ApplicationWithdrawn),
    Step("void",      "作废",    (A.DRAFT, A.RETURNED),              A.VOID,            events.ApplicationVoided),
])
# fmt: on

# What may still be edited, by state of the application.
EDITABLE = {
    A.DRAFT: True,
    A.RETURNED: True,
    A.HEAD_REVIEW: False,
    A.COUNTERSIGNING: False,
    A.APPROVED: False,
    A.VOID: False,
}
# The verb that leads out of each stage.
ADVANCE = {S.LAUNCH: "plan", S.PLANNING: "execute", S.EXECUTION: "close", S.CLOSING: "archive"}
