"""By the clock."""

from xietong.domain.collaborations.services.reminders import remind_of_drafts, remind_of_liaisons
from xietong.kit.jobs.clock_jobs import Daily

JOBS = [
    Daily("08:30", run=remind_of_drafts),
    Daily("08:40", run=remind_of_liaisons),
]
