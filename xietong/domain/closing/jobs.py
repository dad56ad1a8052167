"""By the clock."""

from xietong.domain.closing import services
from xietong.kit.jobs.clock_jobs import Daily

JOBS = [
    Daily("08:10", run=services.tell_of_overdue_leftovers),
    Daily("08:15", run=services.tell_of_overdue_mending),
    Daily("08:20", run=services.remind_of_retrospectives),
]
