"""`xietong archive NUMBER --out FILE`: copy a sealed package out; `xietong archive --list`: what is sealed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xietong.domain.closing.models import Archive
from xietong.domain.closing.queries.archive import all_archives, archive_by_number
from xietong.domain.closing.services import take_archive
from xietong.domain.people.queries import SYSTEM
from xietong.kit.clock import clock
from xietong.kit.files.store import write_durably
from xietong.kit.workflow import NotNow

CHUNK = 1 << 20


class Command(BaseCommand):
    help = "输出归档包：xietong archive XT-2026-0001 --out 归档.zip；列出全部：xietong archive --list"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("number", nargs="?", help="协同项目编号")
        parser.add_argument("--out", help="写到哪个文件；是文件夹时用归档包自己的名称")
        parser.add_argument("--list", action="store_true", help="列出全部归档包")

    def handle(self, *args: Any, number: str | None, out: str | None, **options: Any) -> None:
        if options["list"]:
            for row in all_archives():
                sealed = (
                    timezone.localtime(row.sealed_at).strftime("%Y-%m-%d %H:%M") if row.sealed_at else row.state.label
                )
                self.stdout.write(
                    "\t".join([row.collaboration.number or "", row.name, sealed, str(row.size), row.digest])
                )
            return
        if not number or not out:
            raise CommandError(
                "请给出编号和 --out 文件，如：xietong archive XT-2026-0001 --out 归档.zip；或用 --list。"
            )
        try:
            row = archive_by_number(number)
        except Archive.DoesNotExist:
            raise CommandError(f"编号为 {number} 的协同项目还没有归档；用 --list 查看已有的归档包。") from None
        try:
            source = take_archive(row, by=SYSTEM, now=clock())
        except NotNow as refused:
            raise CommandError(refused.message) from None
        target = Path(out)
        if target.is_dir():
            target = target / source.name
        with source.open("rb") as content:
            digest, _size = write_durably(target, iter(lambda: content.read(CHUNK), b""))
        if digest != row.digest:
            raise CommandError(f"写出的文件 SHA-256 为 {digest}，与归档登记的 {row.digest} 不符：归档包已被改动。")
        self.stdout.write(f"{target}\nSHA-256 {digest}")
