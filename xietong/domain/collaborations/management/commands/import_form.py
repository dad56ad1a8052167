"""`xietong import-form FILE [--preview] [--as PERSON]`: read a filled form 1, print what was understood as JSON."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from xietong.domain.collaborations import services
from xietong.domain.collaborations.queries.intake import Preview, preview_of_file, problems_in_words
from xietong.domain.people.models import Person
from xietong.domain.people.queries import SYSTEM, person_by_id, who_is
from xietong.kit.clock import clock, today
from xietong.kit.intake.reading import Refused
from xietong.kit.problems import Problems


class Command(BaseCommand):
    help = "读取填好的申请表（docx、xlsx），输出 JSON；不带 --preview 时建立草稿"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--preview", action="store_true", help="只读不建")
        parser.add_argument("--as", dest="person", default="", help="以谁的名义建立：登录名或姓名；默认为表上的发起人")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 when a problem prevents creation; then nothing was created."""
        path = Path(options["file"])
        try:
            found = preview_of_file(path.read_bytes(), path.name, today=today())
        except (Refused, OSError) as error:
            message = str(error) if isinstance(error, Refused) else f"打不开这个文件：{error.strerror}。请核对路径。"
            self._print({}, [{"where": path.name, "message": message}], [])
            raise SystemExit(1) from None
        problems = problems_in_words(found.problems)
        more: dict[str, Any] = {}
        if not problems and not options["preview"]:
            more, problems = self._create(found, options["person"])
        left_over = [f"{where}：{text}" if where else text for where, text in found.left_over]
        self._print(found.fields, problems, left_over, notes=problems_in_words(found.notes), **more)
        if problems:
            raise SystemExit(1)

    def _create(self, found: Preview, name: str) -> tuple[dict[str, Any], list[dict[str, str]]]:
        person = _person_called(name) if name else person_by_id(found.initiator_id)
        if person is None:
            message = f"没有找到人员“{name}”，请写登录名。" if name else "表上没有能认出的发起人，请用 --as 指明。"
            return {}, [{"where": "发起人", "message": message}]
        now = clock()
        by = who_is(person, today()).actor() if name else SYSTEM
        initiator = person_by_id(found.initiator_id) or person
        try:
            made = services.start_collaboration(initiator=initiator, answers=found.answers, by=by, now=now)
        except Problems as refused:
            return {}, problems_in_words(refused.items)
        return {"collaboration": {"id": str(made.pk), "href": made.href}}, []

    def _print(self, fields: dict[str, Any], problems: list[dict[str, str]], left_over: list[str], **more: Any) -> None:
        said = {"fields": fields, "problems": problems, "left_over": left_over, **more}
        self.stdout.write(json.dumps(said, ensure_ascii=False, indent=2))


def _person_called(name: str) -> Person | None:
    people = Person.objects.filter(is_active=True)
    found = people.filter(username=name).first()
    if found:
        return found
    namesakes = list(people.filter(name=name)[:2])
    return namesakes[0] if len(namesakes) == 1 else None
