"""The pages of this house: meetings, their minutes, action items."""

from xietong.domain.meetings.views import action_items, meetings, minutes

__all__ = ["action_items", "meetings", "minutes"]
