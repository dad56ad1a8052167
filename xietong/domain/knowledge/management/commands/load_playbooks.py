"""`xietong manage load_playbooks`: bring in the built-in playbooks that this version has and the database has not."""

from typing import Any

from django.core.management.base import BaseCommand

from xietong.domain.knowledge.services import load_builtins
from xietong.kit.clock import clock


class Command(BaseCommand):
    help = "载入系统自带的标准方案；已有的版本不动"

    def handle(self, *args: Any, **options: Any) -> None:
        for playbook in load_builtins(now=clock()):
            self.stdout.write(f"已载入标准方案：{playbook}")
