"""`xietong backup [--out FILE] [--keep N]`: database and files into one file, while everybody goes on working."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xietong.kit.backup import places
from xietong.kit.backup.databases import CannotCopy
from xietong.kit.backup.package import write_backup
from xietong.kit.clock import clock


class Command(BaseCommand):
    help = "备份数据库与附件为一个文件。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--out", type=Path, help="备份文件；默认放在数据目录的 backups 中")
        parser.add_argument("--keep", type=int, metavar="N", help="在 backups 中只保留最近 N 份")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock()
        keep = options["keep"]
        if keep is not None and keep < 1:
            raise CommandError("--keep 至少为 1。")
        target = options["out"] or places.backups() / f"{timezone.localtime(now):%Y%m%d-%H%M%S}{places.SUFFIX}"
        if target.exists():
            raise CommandError(f"{target} 已存在，请换一个文件名。")
        try:
            manifest = write_backup(target, now=now)
        except (CannotCopy, OSError) as problem:
            raise CommandError(f"备份没有完成：{problem}") from None
        rows, count = sum(manifest["rows"].values()), len(manifest["files"]) - 1
        self.stdout.write(f"{target}：{rows} 行数据，{count} 个文件，{target.stat().st_size / 2**20:.1f} MB")
        for old in places.kept_backups()[:-keep] if keep else []:
            old.unlink()
            self.stdout.write(f"已删除 {old.name}")
