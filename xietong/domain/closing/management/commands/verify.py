"""`xietong verify [FILE]`: check a package, or without FILE the live database. Exit code 1 names the first bad place."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xietong.domain.closing import verifier
from xietong.domain.closing.queries import live
from xietong.domain.closing.queries.archive import register_findings
from xietong.kit.clock import clock


class Command(BaseCommand):
    help = "核验归档包，或（不给文件时）当前数据库；不符时退出码为 1，并指出第一处。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", nargs="?", help="归档包（zip）或解压出的文件夹；不给则核验当前数据库")
        parser.add_argument("--all", action="store_true", help="列出全部不符之处")

    def handle(self, *args: Any, file: str | None, **options: Any) -> None:
        if file and not Path(file).exists():
            raise CommandError(f"没有这个文件：{file}")
        found = 0
        for finding in _package(Path(file)) if file else live.findings(now=clock()):
            found += 1
            self.stdout.write(f"✗ {finding.where}：{finding.message}")
            if not options["all"]:
                break
        if found:
            self.stdout.write("核验不通过。" if options["all"] else "核验不通过（加 --all 列出全部）。")
            sys.exit(1)
        if file:
            self.stdout.write("核验通过：清单、签名、操作记录、附件均与封存时一致。")
            if Path(file).is_file():
                self.stdout.write(f"归档包 SHA-256：{verifier.file_digest(Path(file))}")
        else:
            self.stdout.write("核验通过：操作记录的链条、全部签名、附件和归档包均未被改动。")


def _package(path: Path) -> Iterator[Any]:
    """The same checks as the travelling verifier; then, where this database knows the package, against its register."""
    bad = False
    for finding in verifier.findings(path):
        bad = True
        yield finding
    if not bad:
        yield from register_findings(path)
