"""By the clock."""

from xietong.domain.signoffs import services
from xietong.kit.jobs.clock_jobs import Every

JOBS = [
    Every(minutes=5, run=services.tell_of_overdue),
]
