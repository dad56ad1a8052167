"""Readings about meetings, minutes and action items."""

from xietong.domain.meetings.queries.waiting import waiting

__all__ = ["waiting"]
