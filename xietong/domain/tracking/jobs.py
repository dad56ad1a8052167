"""By the clock."""

from xietong.domain.tracking import services
from xietong.kit.jobs.clock_jobs import Daily, Every

JOBS = [
    Every(minutes=5, run=services.raise_alerts),
    Every(minutes=5, run=services.run_support_clocks),
    Daily("08:30", run=services.remind_of_returns),
    Daily("18:00", run=services.remind_of_missing_updates),  # the cut-off; nothing on free days
]
