"""`xietong demo`: fill an empty database with the demo company."""

from time import monotonic
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from xietong.config.demo.loading import is_empty, load_demo
from xietong.config.demo.organisation import PASSWORD
from xietong.domain.people.models import Person
from xietong.kit.append_only import lifted
from xietong.kit.clock import clock

SIGN_IN = (
    ("linxiaolan", "市场部，发起人"),
    ("linhaoran", "市场部经理，总负责人"),
    ("hejing", "客服部经理，总负责人"),
    ("zhoujianguo", "分管领导"),
    ("fengxue", "企管部"),
    ("jiale", "系统管理员"),
)


class Command(BaseCommand):
    help = "载入演示公司：组织、标准方案和五个处于不同阶段的协同项目（只能载入空数据库）"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--again", action="store_true", help="清空数据库后重新载入；数据库里的内容会全部丢失，须再加 --yes"
        )
        parser.add_argument("--yes", action="store_true", help="确认清空")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if not is_empty():
            if not options["again"]:
                raise CommandError("数据库不是空的，没有载入。要重新载入演示数据，请用 xietong demo --again --yes。")
            if not options["yes"]:
                raise CommandError("--again 会清空现有的全部内容。确认请再加 --yes。")
            empty_everything()
        begun = monotonic()
        made = load_demo(now=clock())
        self.stdout.write(f"演示公司已载入，用时 {monotonic() - begun:.0f} 秒：")
        for row in made:
            self.stdout.write(f"  {row.number}  {row.title}（{row.state.label}，{row.light.label}）")
        self.stdout.write(f"登录名（密码都是 {PASSWORD}）：")
        for username, words in SIGN_IN:
            self.stdout.write(f"  {username:<12} {words}")


def empty_everything() -> None:
    """All rows of all tables; the journal and the signatures refuse it, so their guard is lifted meanwhile."""
    if not is_only_demo():
        raise CommandError("数据库里有演示公司之外的人员，不会清空。请换一个空的数据目录（XIETONG_DATA）。")
    with lifted(connection):
        call_command("flush", verbosity=0, interactive=False)


def is_only_demo() -> bool:
    """Everybody registered has an address of the demo company: nothing real is here."""
    return not Person.objects.exclude(email__endswith="@huaxin.example").exists()
