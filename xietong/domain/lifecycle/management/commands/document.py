"""`xietong document NUMBER FORM --out FILE`: print a document; the kind follows from the file's extension."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import Http404

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries import by_number
from xietong.domain.lifecycle.documents import all_documents, document_file
from xietong.kit.files.store import write_durably


class Command(BaseCommand):
    help = "打印一份文件：xietong document XT-2026-0001 plan --out 计划书.pdf"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("number", help="协同项目编号")
        parser.add_argument("form", help="文件种类，如 application、plan、minutes")
        parser.add_argument("--out", required=True, help="写到哪里；扩展名 docx、xlsx 或 pdf 决定格式")

    def handle(self, *args: Any, number: str, form: str, out: str, **options: Any) -> None:
        target = Path(out)
        kind = target.suffix.lstrip(".").lower()
        try:
            collaboration = by_number(number)
        except Collaboration.DoesNotExist:
            raise CommandError(f"没有编号为 {number} 的协同项目。") from None
        try:
            content, _media_type, _title = document_file(collaboration, form, kind)
        except Http404 as error:
            forms = "、".join(sorted(d.form for d in all_documents()))
            raise CommandError(f"{error} 可用的种类：{forms}。") from None
        write_durably(target, iter([content]))
        self.stdout.write(str(target))
