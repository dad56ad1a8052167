"""`xietong restore FILE`: only into an empty place, and only what proves to be whole."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from xietong.kit.backup import databases, places
from xietong.kit.backup.databases import CannotCopy
from xietong.kit.backup.package import BadBackup, read_manifest, unpack


class Command(BaseCommand):
    help = "在空的数据目录（或空的 PostgreSQL 库）中恢复备份；先核对，后使用。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, help="备份文件")
        parser.add_argument("--keep-broken", action="store_true", help="即使日志核对不通过也保留恢复的数据")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path} 不存在。")
        self._refuse_unless_empty()
        try:
            manifest = read_manifest(path)
            if manifest["database"] != connection.vendor:
                raise BadBackup(f"备份来自 {manifest['database']}，当前数据库是 {connection.vendor}。")
            self._bring_in(path)
        except (BadBackup, CannotCopy, OSError) as problem:
            raise CommandError(f"没有恢复任何内容：{problem}") from None
        call_command("migrate", verbosity=0, interactive=False)
        self._verify(keep_broken=options["keep_broken"])
        self.stdout.write(
            f"已恢复 {manifest['made_at']} 的备份：{sum(manifest['rows'].values())} 行数据，"
            f"{len(manifest['files']) - 1} 个文件，摘要与行数与清单一致。"
        )

    def _refuse_unless_empty(self) -> None:
        filled = [str(folder) for folder in places.stored().values() if folder.exists() and any(folder.iterdir())]
        if not databases.is_empty():
            filled.insert(0, str(connection.settings_dict["NAME"]))
        if filled:
            raise CommandError(
                f"这里已有数据（{'、'.join(filled)}），恢复不会覆盖它。请用 XIETONG_DATA 指向空目录，或使用空的数据库。"
            )

    def _bring_in(self, path: Path) -> None:
        """Unpack beside the final place, compare everything, then move: nothing unproven stands under a real name."""
        places.data().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=places.data(), prefix=".restore-") as scratch:
            folder = Path(scratch)
            manifest = unpack(path, folder)
            databases.copy_in(folder / databases.member(), manifest["rows"])
            for name, target in places.stored().items():
                if (folder / name).exists():
                    shutil.rmtree(target, ignore_errors=True)  # an empty folder, as asked above
                    shutil.move(folder / name, target)

    def _verify(self, *, keep_broken: bool) -> None:
        """The journal's own proof: `verify` says where the chain breaks."""
        if "verify" not in get_commands():
            self.stdout.write("注意：没有安装 verify 命令，日志未核对。")
            return
        try:
            call_command("verify")
        except (CommandError, SystemExit) as problem:
            if isinstance(problem, SystemExit) and not problem.code:
                return
            if keep_broken:
                raise CommandError("数据已恢复，但日志核对不通过（见上）。") from None
            databases.empty()
            for folder in places.stored().values():
                shutil.rmtree(folder, ignore_errors=True)
            raise CommandError(
                f"日志核对不通过，已撤回恢复。{problem if isinstance(problem, CommandError) else ''}"
                "仍要查看这些数据，请加 --keep-broken。"
            ) from None
