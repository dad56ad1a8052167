"""`manage.py print_tables [--check]`: write docs/tables from code, or fail when a page is stale."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xietong.config.tables import PAGES

FOLDER = Path(__file__).resolve().parents[4] / "docs" / "tables"


class Command(BaseCommand):
    help = "由代码打印 docs/tables 下的表。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true", help="只核对，不写")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        stale = []
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, page in PAGES.items():
            target, text = FOLDER / name, page()
            if target.exists() and target.read_text(encoding="utf-8") == text:
                continue
            if check:
                stale.append(name)
            else:
                target.write_text(text, encoding="utf-8")
        if stale:
            raise CommandError(f"docs/tables 与代码不符：{'、'.join(stale)}。请运行 python manage.py print_tables。")
