"""The lives of self-checks, acceptances, the retrospective, leftovers and the archive."""

from xietong.domain.closing import events
from xietong.domain.closing.rules import complete
from xietong.kit.workflow import State, StateTable, Step


class SelfCheckState(State):
    DRAFT = "draft", "自检中"
    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "已退回"


class Verdict(State):
    PASS = "pass", "通过"
    MEND = "mend", "限期整改"
    FAIL = "fail", "不通过"


class Method(State):
    """验收方式 (domain.md §2.6)."""

    MEETING = "meeting", "会议"
    ON_SITE = "on_site", "现场"
    DOCUMENTS = "documents", "资料审查"


class AcceptanceKind(State):
    TASKS = "tasks", "子任务验收"
    STAGE = "stage", "阶段验收"
    WHOLE = "whole", "总体验收"


class AcceptanceState(State):
    OPEN = "open", "验收中"
    SIGNING = "signing", "签字中"
    PASSED = "passed", "已验收"
    FAILED = "failed", "未通过"


class Dimension(State):
    """The guide's four."""

    GOALS = "goals", "目标达成情况"
    PROCESS = "process", "流程有效性"
    COMMUNICATION = "communication", "沟通协作效率"
    RISKS = "risks", "风险应对效果"


class RetrospectiveState(State):
    SCORING = "scoring", "评分中"
    WRITING = "writing", "撰写中"
    IN_REVIEW = "in_review", "待总负责人审核"
    PUBLISHED = "published", "已发布"


class LeftoverState(State):
    OPEN = "open", "跟踪中"
    FINISHED = "finished", "待销号"
    CLOSED = "closed", "已销号"


class Retention(State):
    """保管期限 (domain.md §2.11)."""

    FOR_EVER = "for_ever", "永久"
    THIRTY = "thirty", "30年"
    TEN = "ten", "10年"


class ArchiveState(State):
    ASKED = "asked", "归档中"
    SEALED = "sealed", "已封存"
    FAILED = "failed", "归档失败"


C, A, R, L, X = SelfCheckState, AcceptanceState, RetrospectiveState, LeftoverState, ArchiveState

# fmt: off
SELF_CHECK = StateTable(SelfCheckState, start=C.DRAFT, steps=[
    #    verb         says      from                     to            announces                    only if
    Step("submit",    "提交",   (C.DRAFT, C.RETURNED),   C.SUBMITTED,  events.SelfCheckSubmitted,   complete),
    Step("withdraw",  "撤回",   C.SUBMITTED,             C.DRAFT,      events.SelfCheckWithdrawn),
    Step("return",    "退回",   C.SUBMITTED,             C.RETURNED,   events.SelfCheckReturned),
])

ACCEPTANCE = StateTable(AcceptanceState, start=A.OPEN, steps=[
    #    verb        says        from       to          announces                   only if
    Step("submit",   "提交签字", A.OPEN,    A.SIGNING,  events.AcceptanceSubmitted, complete),
    Step("fail",     "验收不通过", A.OPEN,  A.FAILED,   events.AcceptanceFailed,    complete),
    Step("return",   "退回",     A.SIGNING, A.OPEN,     events.AcceptanceReturned),
    Step("withdraw", "撤回",     A.SIGNING, A.OPEN,     events.AcceptanceWithdrawn),
    Step("pass",     "验收通过", A.SIGNING, A.PASSED,   events.AcceptancePassed),
])

RETROSPECTIVE = StateTable(RetrospectiveState, start=R.SCORING, steps=[
    #    verb        says            from                      to            announces                      only if
    Step("write",    "汇总评分",     R.SCORING,                R.WRITING,    events.RetrospectiveWritten),
    Step("submit",   "提交审核",     R.WRITING,                R.IN_REVIEW,  events.RetrospectiveSubmitted, complete),
    Step("return",   "退回",         R.IN_REVIEW,              R.WRITING,    events.RetrospectiveReturned),
    Step("publish",  "审核并发布",   R.IN_REVIEW,              R.PUBLISHED,  events.RetrospectivePublished),
])

LEFTOVER = StateTable(LeftoverState, start=L.OPEN, steps=[
    #    verb         says        from         to           announces
    Step("finish",    "办结",     L.OPEN,      L.FINISHED,  events.LeftoverFinished),
    Step("close",     "销号",     L.FINISHED,  L.CLOSED,    events.LeftoverClosed),
    Step("send_back", "退办",     L.FINISHED,  L.OPEN,      events.LeftoverSentBack),
])

ARCHIVE = StateTable(ArchiveState, start=X.ASKED, steps=[
    #    verb     says    from                   to         announces
    Step("seal",  "封存", X.ASKED,               X.SEALED,  events.ArchiveSealed),
    Step("fail",  "失败", X.ASKED,               X.FAILED,  events.ArchiveFailed),
    Step("retry", "重试", X.FAILED,              X.ASKED,   events.ArchiveAsked),
])
# fmt: on
