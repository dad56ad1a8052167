"""`xietong doctor`: what is well and what is not; exit code 1 when something is broken."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from xietong.kit.clock import clock
from xietong.kit.health.register import Level, examine

MARKS = {Level.GOOD: "正常", Level.WARNING: "注意", Level.BROKEN: "故障"}


class Command(BaseCommand):
    help = "检查运行状况；有故障时退出码为 1。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine(clock())
        if options["json"]:
            rows = [{"name": name, **asdict(finding)} for name, finding in findings.items()]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            for name, finding in findings.items():
                self.stdout.write(f"[{MARKS[finding.level]}] {name}：{finding.words}")
                if finding.remedy:
                    self.stdout.write(f"       → {finding.remedy}")
        if any(finding.level == Level.BROKEN for finding in findings.values()):
            sys.exit(1)
