"""What this house announces."""

from dataclasses import dataclass

from xietong.kit.events.event import Event
from xietong.kit.events.words import say_all


@dataclass(frozen=True, kw_only=True)
class MeetingCalled(Event):
    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingChanged(Event):
    """Time, place or agenda changed after the notice."""

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class AttendanceRecorded(Event):
    """Who came, who was absent and why."""

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingOpened(Event):
    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingClosed(Event):
    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(Event):
    meeting_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class MinutesSaved(Event):
    minutes_id: int


@dataclass(frozen=True, kw_only=True)
class MinutesIssued(Event):
    minutes_id: int


@dataclass(frozen=True, kw_only=True)
class MinutesCorrected(Event):
    """A new version replaces an issued one."""

    minutes_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class MinutesConfirmed(Event):
    minutes_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class MinutesObjected(Event):
    minutes_id: int
    person_id: int
    why: str


@dataclass(frozen=True, kw_only=True)
class MinutesLate(Event):
    """24 hours after the meeting no minutes were issued."""

    meeting_id: int
    recorder_id: int | None


@dataclass(frozen=True, kw_only=True)
class ActionItemGiven(Event):
    action_item_id: int
    owner_id: int


@dataclass(frozen=True, kw_only=True)
class ActionItemDone(Event):
    action_item_id: int


@dataclass(frozen=True, kw_only=True)
class ActionItemReopened(Event):
    action_item_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ActionItemDropped(Event):
    action_item_id: int
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ActionItemExtended(Event):
    action_item_id: int
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ActionItemOverdue(Event):
    action_item_id: int
    owner_id: int


say_all({
    MeetingCalled: "发出了会议通知",
    MeetingChanged: "修改了会议安排",
    AttendanceRecorded: "登记了出席情况",
    MeetingOpened: "会议开始",
    MeetingClosed: "会议结束",
    MeetingCancelled: "取消了会议：{why}",
    MinutesSaved: "整理了会议纪要",
    MinutesIssued: "签发了会议纪要",
    MinutesCorrected: "更正了会议纪要：{why}",
    MinutesConfirmed: "确认了会议纪要",
    MinutesObjected: "对会议纪要提出异议：{why}",
    MinutesLate: "会议结束超过 24 小时，纪要尚未签发",
    ActionItemGiven: "向{owner_id:person}交办了行动项",
    ActionItemDone: "完成了行动项",
    ActionItemReopened: "退回了行动项：{why}",
    ActionItemDropped: "撤销了行动项：{why}",
    ActionItemExtended: "把行动项的期限由 {before} 延至 {after}",
    ActionItemOverdue: "{owner_id:person}的行动项已超过期限",
})  # fmt: skip
