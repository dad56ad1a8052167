"""Pages of tracking: daily update, tracking table, alerts, support requests, letters."""

from xietong.domain.tracking.views.alerts import (
    alert_closure,
    alert_list,
    alert_measure,
    alert_page,
    alert_reopening,
)
from xietong.domain.tracking.views.letters import letter_act, letter_list, letter_page
from xietong.domain.tracking.views.support import support_act, support_list, support_page
from xietong.domain.tracking.views.tracking import overdue_page, snapshot_list, tracking_page
from xietong.domain.tracking.views.updates import update_page

__all__ = [
    "alert_closure",
    "alert_list",
    "alert_measure",
    "alert_page",
    "alert_reopening",
    "letter_act",
    "letter_list",
    "letter_page",
    "overdue_page",
    "snapshot_list",
    "support_act",
    "support_list",
    "support_page",
    "tracking_page",
    "update_page",
]
