"""`manage.py check_templates`: every template of ours compiles; a page nobody opened today is not broken tomorrow."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.backends.jinja2 import Jinja2

import xietong

OURS = Path(xietong.__file__).parent


class Command(BaseCommand):
    help = "编译全部模板。"

    def handle(self, *args: Any, **options: Any) -> None:
        problems, count = [], 0
        for engine in engines.all():
            if not isinstance(engine, Jinja2):
                continue
            for name in sorted(engine.env.list_templates(extensions=["html", "txt", "xml"])):
                assert engine.env.loader
                _, path, _ = engine.env.loader.get_source(engine.env, name)
                if OURS not in Path(path or "/").parents:
                    continue
                count += 1
                try:
                    engine.get_template(name)
                except (TemplateSyntaxError, TemplateDoesNotExist) as problem:
                    problems.append(f"{name}: {problem}")
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{count} templates compile")
