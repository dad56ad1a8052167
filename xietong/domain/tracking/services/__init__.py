"""The only code that writes daily updates, lights, alerts, support requests, letters and snapshots."""

from xietong.domain.tracking.services.alert import close_alert, raise_alert, reopen_alert, take_alert
from xietong.domain.tracking.services.letter import (
    answer_letter,
    draft_letter,
    receive_letter,
    sign_letter,
    void_letter,
)
from xietong.domain.tracking.services.lights import raise_alerts
from xietong.domain.tracking.services.loan import (
    ask_extension,
    close_letter,
    decide_extension,
    give_back,
    hand_over,
    remind_of_returns,
)
from xietong.domain.tracking.services.missing import remind_of_missing_updates
from xietong.domain.tracking.services.report import ReportLine, report_progress
from xietong.domain.tracking.services.snapshot import take_snapshot
from xietong.domain.tracking.services.support_request import (
    answer_support,
    ask_support,
    clarify_support,
    deliver_support,
    query_support,
    refuse_support,
    run_support_clocks,
    satisfy_support,
    send_back_support,
    withdraw_support,
)

__all__ = [
    "ReportLine",
    "answer_letter",
    "answer_support",
    "ask_extension",
    "ask_support",
    "clarify_support",
    "close_alert",
    "close_letter",
    "decide_extension",
    "deliver_support",
    "draft_letter",
    "give_back",
    "hand_over",
    "query_support",
    "raise_alert",
    "raise_alerts",
    "receive_letter",
    "refuse_support",
    "remind_of_missing_updates",
    "remind_of_returns",
    "reopen_alert",
    "report_progress",
    "run_support_clocks",
    "satisfy_support",
    "send_back_support",
    "sign_letter",
    "take_alert",
    "take_snapshot",
    "void_letter",
    "withdraw_support",
]
