"""Meetings, minutes and action items for other programs."""

from ninja import Router

from xietong.domain.meetings.api import action_items, meetings

router = Router()
router.add_router("", meetings.router)
router.add_router("", action_items.router)
