"""`manage.py worker`: run jobs until SIGTERM or Ctrl-C; `--once` runs what is due and ends."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from xietong.kit.clock import clock
from xietong.kit.jobs import clock_jobs, work


class Command(BaseCommand):
    help = "运行后台任务：提醒、预警、通知、归档。"
    # The checks would import every page and the API: a fifth of a second and 28 MB that a worker never uses.
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="办完到期的任务即退出")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        if once:
            clock_jobs.start_due(now=clock())
            self.stdout.write(f"{work.run_all(now=clock())} jobs")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        work.work(stop)
