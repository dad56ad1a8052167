"""`xietong token PERSON`: make an API token for somebody; the key is printed once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xietong.domain.people.models import Person
from xietong.domain.people.queries import SYSTEM
from xietong.domain.people.services import make_token
from xietong.kit.clock import clock
from xietong.kit.problems import Problems


class Command(BaseCommand):
    help = "为人员签发接口令牌，只显示一次"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", metavar="PERSON", help="登录名")
        parser.add_argument("--read-only", action="store_true", help="只读")
        parser.add_argument("--days", type=int, default=90, help="有效天数，默认 90")
        parser.add_argument("--name", default="命令行签发", help="用途")

    def handle(self, *args: Any, **options: Any) -> None:
        people = list(Person.objects.filter(is_active=True, username=options["person"]))
        people = people or list(Person.objects.filter(is_active=True, name=options["person"])[:2])
        if len(people) != 1:
            why = "没有这个在职人员" if not people else "有同名的人员，请写登录名"
            raise CommandError(f"{why}：{options['person']}")
        try:
            _row, key = make_token(
                person=people[0],
                name=options["name"],
                may_write=not options["read_only"],
                days=options["days"],
                by=SYSTEM,
                now=clock(),
            )
        except Problems as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(key)
