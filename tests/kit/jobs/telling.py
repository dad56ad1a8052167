"""A rule of the tests that tells one person of every change of the calendar, with a pause in the middle of its work."""

import os
import threading

from xietong.domain.people.events import CalendarChanged
from xietong.kit.notices import rules
from xietong.kit.notices.rules import NoticeRule, Words


def register(*, pause: float) -> None:
    def reader(event):
        threading.Event().wait(pause)
        return [int(os.environ.get("TELL_PERSON", "0"))]

    rule = NoticeRule(CalendarChanged, reader, lambda event: Words(f"日历已更新 {event.data['days']}"))
    rules.NOTICES[CalendarChanged.name()] = []
    rules.tell_about([rule])
