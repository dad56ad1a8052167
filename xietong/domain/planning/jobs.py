"""By the clock."""

from xietong.domain.planning.services.reminders import remind_of_unread_plans
from xietong.kit.jobs.clock_jobs import Daily

JOBS = [
    Daily("08:50", run=remind_of_unread_plans),
]
