"""The lives of tasks, resource requests, risks, plan versions and change requests."""

from xietong.domain.planning import events, rules
from xietong.kit.workflow import State, StateTable, Step


class TaskState(State):
    NOT_STARTED = "not_started", "未开始"
    RUNNING = "running", "进行中"
    BLOCKED = "blocked", "受阻"
    HANDED_IN = "handed_in", "待验收"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"
    LEFT_OVER = "left_over", "转遗留"


class LinkKind(State):
    FS = "FS", "完成→开始"
    SS = "SS", "开始→开始"
    FF = "FF", "完成→完成"
    SF = "SF", "开始→完成"


class ResourceKind(State):
    PEOPLE = "people", "人力"
    BUDGET = "budget", "预算"
    EQUIPMENT = "equipment", "设备"
    PLACE = "place", "场地"
    SYSTEM = "system", "系统"
    DATA = "data", "数据"
    SERVICE = "service", "外部服务"


class ResourceState(State):
    ASKED = "asked", "未落实"
    PROMISED = "promised", "已承诺"
    DELIVERED = "delivered", "已到位"
    GIVEN_BACK = "given_back", "已归还"
    REFUSED = "refused", "不能提供"


class ResourceSource(State):
    OWN = "own", "自有"
    LENT = "lent", "跨部门借调"
    BOUGHT = "bought", "外购"


class RiskState(State):
    WATCHED = "watched", "监控中"
    TRIGGERED = "triggered", "已触发"
    CLOSED = "closed", "已关闭"


class RiskCategory(State):
    SCHEDULE = "schedule", "进度"
    QUALITY = "quality", "质量"
    COST = "cost", "成本"
    RESOURCE = "resource", "资源"
    SUPPLY = "supply", "供应"
    TECHNOLOGY = "technology", "技术"
    COMPLIANCE = "compliance", "合规"
    SAFETY = "safety", "安全"
    REPUTATION = "reputation", "声誉"
    COORDINATION = "coordination", "协调"
    EXTERNAL = "external", "外部"


class RiskLevel(State):
    MAJOR = "major", "重大"
    CONSIDERABLE = "considerable", "较大"
    ORDINARY = "ordinary", "一般"


class PlanState(State):
    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "会签中"
    APPROVED = "approved", "已批准"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "已被取代"


class PlanSection(State):
    TASKS = "tasks", "任务清单"
    RESOURCES = "resources", "资源计划"
    RISKS = "risks", "风险预案"


class ChangeState(State):
    REQUESTED = "requested", "待审批"
    SUSPENDED = "suspended", "搁置（补充材料）"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "已否决"


class ChangeKind(State):
    SCOPE = "scope", "范围"
    SCHEDULE = "schedule", "进度"
    RESOURCE = "resource", "资源"
    BUDGET = "budget", "预算"
    STAFF = "staff", "人员"
    CRITERIA = "criteria", "验收标准"


class ChangeField(State):
    """What one line of a change request changes."""

    DURATION = "duration", "工期（工作日）"
    NOT_BEFORE = "not_before", "不早于"
    FINISH_BY = "finish_by", "期限"
    PREDECESSORS = "predecessors", "前置任务"
    OWNER = "owner", "负责人"
    DEPARTMENT = "department", "负责部门"
    NAME = "name", "任务名称"
    DELIVERABLES = "deliverables", "交付物"
    ACCEPTANCE = "acceptance", "验收标准"
    PRIORITY = "priority", "优先级"
    CANCELLED = "cancelled", "取消任务"


T, R, K, P, C = TaskState, ResourceState, RiskState, PlanState, ChangeState
OPEN_TASKS = (T.NOT_STARTED, T.RUNNING, T.BLOCKED)  # work remains; the ones that can be late
SETTLED_TASKS = (T.DONE, T.CANCELLED, T.LEFT_OVER)  # gate 3: nothing more is expected

# fmt: off
TASK = StateTable(TaskState, start=T.NOT_STARTED, steps=[
    #    verb          says        from                                                   to             announces
    Step("start",      "开始",     T.NOT_STARTED,                                         T.RUNNING,     events.TaskStarted),
    Step("block",      "标记受阻", (T.NOT_STARTED, T.RUNNING),                            T.BLOCKED,     events.TaskBlocked),
    Step("unblock",    "解除受阻", T.BLOCKED,                                             T.RUNNING,     events.TaskUnblocked),
    Step("hand_in",    "提交验收", (T.NOT_STARTED, T.RUNNING, T.BLOCKED),                 T.HANDED_IN,   events.TaskHandedIn),
    Step("accept",     "验收通过", T.HANDED_IN,                                           T.DONE,        events.TaskAccepted),
    Step("reopen",     "退回整改", (T.HANDED_IN, T.DONE),                                 T.RUNNING,     events.TaskReopened),
    Step("cancel",     "取消",     (T.NOT_STARTED, T.RUNNING, T.BLOCKED),                 T.CANCELLED,   events.TaskCancelled),
    Step("leave_over", "转为遗留", (T.NOT_STARTED, T.RUNNING, T.BLOCKED, T.HANDED_IN),    T.LEFT_OVER,   events.TaskLeftOver),
])

RESOURCE_REQUEST = StateTable(ResourceState, start=R.ASKED, steps=[
    #    verb        says          from                      to             announces
    Step("promise",  "承诺提供",   (R.ASKED, R.REFUSED),     R.PROMISED,    events.ResourcePromised),
    Step("refuse",   "不能提供",   R.ASKED,                  R.REFUSED,     events.ResourceRefused),
    Step("deliver",  "确认到位",   R.PROMISED,               R.DELIVERED,   events.ResourceDelivered),
    Step("give_back", "确认归还",  R.DELIVERED,              R.GIVEN_BACK,  events.ResourceGivenBack),
])

RISK = StateTable(RiskState, start=K.WATCHED, steps=[
    #    verb        says      from                      to           announces
    Step("trigger",  "已触发", K.WATCHED,                K.TRIGGERED, events.RiskTriggered),
    Step("close",    "关闭",   (K.WATCHED, K.TRIGGERED), K.CLOSED,    events.RiskClosed),
])

PLAN = StateTable(PlanState, start=P.DRAFT, steps=[
    #    verb         says        from                       to             announces               only if
    Step("submit",    "提交会签", P.DRAFT,                   P.IN_REVIEW,   events.PlanSubmitted,   rules.ready_to_submit),
    Step("return",    "退回",     P.IN_REVIEW,               P.DRAFT,       events.PlanReturned),
    Step("withdraw",  "撤回",     P.IN_REVIEW,               P.DRAFT,       events.PlanWithdrawn),
    Step("approve",   "批准",     P.IN_REVIEW,               P.APPROVED,    events.PlanApproved),
    Step("publish",   "发布",     P.APPROVED,                P.PUBLISHED,   events.PlanPublished),
    # a returned draft is superseded by the version that is sent round next
    Step("supersede", "取代",     (P.DRAFT, P.APPROVED, P.PUBLISHED), P.SUPERSEDED, events.PlanSuperseded),
])

CHANGE_REQUEST = StateTable(ChangeState, start=C.REQUESTED, steps=[
    #    verb       says    from                        to            announces
    Step("approve", "批准", C.REQUESTED,                C.APPROVED,   events.ChangeApproved),
    Step("refuse",  "否决", (C.REQUESTED, C.SUSPENDED), C.REFUSED,    events.ChangeRefused),
    Step("suspend", "搁置", C.REQUESTED,                C.SUSPENDED,  events.ChangeSuspended),
    Step("resume",  "重新提交", C.SUSPENDED,            C.REQUESTED,  events.ChangeResumed),
])
# fmt: on
