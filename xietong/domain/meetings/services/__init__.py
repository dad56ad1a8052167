"""The only code that writes meetings, minutes and action items."""

from xietong.domain.meetings.services.action_items import (
    add_action_item,
    drop_action_item,
    extend_action_item,
    finish_action_item,
    reopen_action_item,
    tell_of_overdue_items,
)
from xietong.domain.meetings.services.calling import call_meeting, cancel_meeting, change_meeting
from xietong.domain.meetings.services.holding import close_meeting, open_meeting, record_attendance
from xietong.domain.meetings.services.minutes import (
    confirm_minutes,
    correct_minutes,
    issue_minutes,
    object_to_minutes,
    save_minutes,
    start_minutes,
    tell_of_late_minutes,
)

__all__ = [
    "add_action_item",
    "call_meeting",
    "cancel_meeting",
    "change_meeting",
    "close_meeting",
    "confirm_minutes",
    "correct_minutes",
    "drop_action_item",
    "extend_action_item",
    "finish_action_item",
    "issue_minutes",
    "object_to_minutes",
    "open_meeting",
    "record_attendance",
    "reopen_action_item",
    "save_minutes",
    "start_minutes",
    "tell_of_late_minutes",
    "tell_of_overdue_items",
]
