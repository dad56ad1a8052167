"""The life of a round of signatures, and of one request to sign in it."""

from xietong.domain.signoffs import events
from xietong.kit.workflow import State, StateTable, Step


class RoundState(State):
    OPEN = "open", "会签中"
    COMPLETE = "complete", "已会签"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


class SignOffState(State):
    """A request waits its turn (LATER), is asked (WAITING), and ends; nobody keeps a dead item."""

    LATER = "later", "未轮到"
    WAITING = "waiting", "待签"
    SIGNED = "signed", "已签"
    RETURNED = "returned", "已退回"
    CANCELLED = "cancelled", "已取消"


class Opinion(State):
    AGREE = "agree", "同意"
    CONDITIONAL = "conditional", "有条件同意"
    DISAGREE = "disagree", "不同意"
    ABSTAIN = "abstain", "弃权（回避）"


R = RoundState

# fmt: off
ROUND = StateTable(RoundState, start=R.OPEN, steps=[
    #    verb         says     from     to            announces
    Step("complete",  "完成",  R.OPEN,  R.COMPLETE,   events.RoundCompleted),
    Step("return",    "退回",  R.OPEN,  R.RETURNED,   events.RoundReturned),
    Step("withdraw",  "撤回",  R.OPEN,  R.WITHDRAWN,  events.RoundWithdrawn),
])
# fmt: on
