"""What the clock does in this house."""

from xietong.domain.meetings.services import tell_of_late_minutes, tell_of_overdue_items
from xietong.kit.jobs.clock_jobs import Daily, Every

JOBS = [
    Every(minutes=15, run=tell_of_late_minutes),
    Daily("08:10", run=tell_of_overdue_items),
]
