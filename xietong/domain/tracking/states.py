"""The lives of alerts, support requests and coordination letters."""

from xietong.domain.tracking import events, rules
from xietong.kit.workflow import State, StateTable, Step


class AlertState(State):
    OPEN = "open", "待处理"
    HANDLED = "handled", "处理中"
    CLOSED = "closed", "已关闭"
    CLEARED = "cleared", "已自行解除"


class Cause(State):
    """滞后原因 (the guide names the first two; domain.md §1.3)."""

    RESOURCES = "resources", "资源不足"
    PROCESS = "process", "流程卡顿"
    REQUIREMENTS = "requirements", "需求变更"
    PREDECESSOR = "predecessor", "前置任务延误"
    SUPPLIER = "supplier", "供应商或外部"
    TECHNOLOGY = "technology", "技术难题"
    STAFF = "staff", "人员变动"
    PRIORITIES = "priorities", "优先级冲突"
    FORCE_MAJEURE = "force_majeure", "不可抗力"


class Measure(State):
    CHANGE_PLAN = "change_plan", "调整计划（变更申请）"
    COORDINATE = "coordinate", "协调资源（资源协调函）"
    OTHER = "other", "其他措施"


class SupportState(State):
    ASKED = "asked", "待答复"
    QUERIED = "queried", "待澄清"
    ACCEPTED = "accepted", "已承诺"
    REFUSED = "refused", "已拒绝"
    DELIVERED = "delivered", "已交付"
    SATISFIED = "satisfied", "已满足"
    WITHDRAWN = "withdrawn", "已撤回"


class SupportAnswer(State):
    ACCEPT = "accept", "接受"
    PARTLY = "partly", "部分接受"


class LetterState(State):
    DRAFT = "draft", "草稿"
    SIGNED = "signed", "已签发"
    RECEIVED = "received", "已签收"
    ANSWERED = "answered", "已回复"
    IN_USE = "in_use", "资源在用"
    GIVEN_BACK = "given_back", "已归还"
    CLOSED = "closed", "已关闭"
    VOID = "void", "已作废"


class LetterAnswer(State):
    AGREE = "agree", "同意"
    PARTLY = "partly", "部分同意"
    DISAGREE = "disagree", "不同意"


A, S, L = AlertState, SupportState, LetterState
OPEN_ALERTS = (A.OPEN, A.HANDLED)
UNANSWERED = (S.ASKED,)

# fmt: off
ALERT = StateTable(AlertState, start=A.OPEN, steps=[
    #    verb      says          from                               to          announces               only if
    Step("take",   "登记处理",   (A.OPEN, A.HANDLED),               A.HANDLED,  events.AlertTaken),
    Step("close",  "关闭",       A.HANDLED,                         A.CLOSED,   events.AlertClosed,     rules.may_close),
    Step("reopen", "重新打开",   (A.HANDLED, A.CLOSED, A.CLEARED),  A.OPEN,     events.AlertReopened),
    Step("clear",  "自行解除",   A.OPEN,                            A.CLEARED,  events.AlertCleared),
])

SUPPORT_REQUEST = StateTable(SupportState, start=S.ASKED, steps=[
    #    verb        says        from                        to            announces
    Step("answer",   "答复接受", (S.ASKED, S.QUERIED),       S.ACCEPTED,   events.SupportAnswered),
    Step("refuse",   "拒绝",     (S.ASKED, S.QUERIED),       S.REFUSED,    events.SupportRefused),
    Step("query",    "请求澄清", S.ASKED,                    S.QUERIED,    events.SupportQueried, rules.may_query),
    Step("clarify",  "澄清",     S.QUERIED,                  S.ASKED,      events.SupportClarified),
    Step("deliver",  "交付",     S.ACCEPTED,                 S.DELIVERED,  events.SupportDelivered),
    Step("satisfy",  "确认满足", S.DELIVERED,                S.SATISFIED,  events.SupportSatisfied),
    Step("send_back", "退回",    S.DELIVERED,                S.ACCEPTED,   events.SupportSentBack),
    Step("withdraw", "撤回",     (S.ASKED, S.QUERIED),       S.WITHDRAWN,  events.SupportWithdrawn),
])

LETTER = StateTable(LetterState, start=L.DRAFT, steps=[
    #    verb         says        from                                to             announces
    Step("sign",      "签发",     L.DRAFT,                            L.SIGNED,      events.LetterSigned),
    Step("receive",   "签收",     L.SIGNED,                           L.RECEIVED,    events.LetterReceived),
    Step("answer",    "回复",     (L.SIGNED, L.RECEIVED),             L.ANSWERED,    events.LetterAnswered),
    Step("hand_over", "交接",     L.ANSWERED,                         L.IN_USE,      events.LetterHandedOver),
    Step("give_back", "确认归还", L.IN_USE,                           L.GIVEN_BACK,  events.LetterGivenBack),
    Step("close",     "关闭",     (L.GIVEN_BACK, L.ANSWERED),         L.CLOSED,      events.LetterClosed, rules.may_settle),
    Step("void",      "作废",     (L.DRAFT, L.SIGNED, L.RECEIVED),    L.VOID,        events.LetterVoided),
])
# fmt: on
