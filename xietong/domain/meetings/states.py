"""The lives of meetings, minutes and action items."""

from xietong.domain.meetings import events
from xietong.kit.workflow import State, StateTable, Step


class MeetingKind(State):
    LAUNCH = "launch", "启动会"
    WEEKLY = "weekly", "周例会"
    DAILY = "daily", "日碰头会"
    SPECIAL = "special", "专题会"
    ACCEPTANCE = "acceptance", "联合验收会"
    RETROSPECTIVE = "retrospective", "复盘会"


class MeetingState(State):
    CALLED = "called", "已通知"
    RUNNING = "running", "进行中"
    CLOSED = "closed", "已结束"
    CANCELLED = "cancelled", "已取消"


class MinutesState(State):
    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已签发"
    SUPERSEDED = "superseded", "已被更正"


class ActionState(State):
    OPEN = "open", "进行中"
    DONE = "done", "已完成"
    DROPPED = "dropped", "已撤销"


class Attendance(State):
    INVITED = "invited", "应到"
    PRESENT = "present", "出席"
    GUEST = "guest", "列席"
    ABSENT = "absent", "缺席"


M, N, A = MeetingState, MinutesState, ActionState

# fmt: off
MEETING = StateTable(MeetingState, start=M.CALLED, steps=[
    #    verb      says    from                    to            announces
    Step("open",   "开始", M.CALLED,               M.RUNNING,    events.MeetingOpened),
    Step("close",  "结束", (M.CALLED, M.RUNNING),  M.CLOSED,     events.MeetingClosed),
    Step("cancel", "取消", M.CALLED,               M.CANCELLED,  events.MeetingCancelled),
])

MINUTES = StateTable(MinutesState, start=N.DRAFT, steps=[
    #    verb       says    from      to             announces
    Step("issue",   "签发", N.DRAFT,  N.ISSUED,      events.MinutesIssued),
    Step("correct", "更正", N.ISSUED, N.SUPERSEDED,  events.MinutesCorrected),
])

ACTION_ITEM = StateTable(ActionState, start=A.OPEN, steps=[
    #    verb      says        from    to         announces
    Step("finish", "完成",     A.OPEN, A.DONE,    events.ActionItemDone),
    Step("reopen", "退回",     A.DONE, A.OPEN,    events.ActionItemReopened),
    Step("drop",   "撤销",     A.OPEN, A.DROPPED, events.ActionItemDropped),
])
# fmt: on
