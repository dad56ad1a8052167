"""`ui`: all component macros under one name, so that a block rendered alone finds them too."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, TemplateError
from jinja2.environment import TemplateModule

# Each file holds the macros of one theme; the order is the order of the style page.
FILES = ("status", "people", "structure", "tables", "forms", "dialogs", "papers", "charts", "paper")
ELSEWHERE = {"paper": "ui/paper.html"}  # pages may import this one too


def _template(file: str) -> str:
    return ELSEWHERE.get(file, f"ui/parts/{file}.html")


class Macros:
    """`ui.badge(…)`, `ui.panel(…)`: looks a macro up in templates/ui/parts/*.html.

    A block that is rendered alone does not run its page's top-level imports; an object in the context always works.
    `given` (request, csrf_input, now) is what the macros may use without being told.
    """

    environment: Environment | None = None
    _homes: Mapping[str, str] = {}

    def __init__(self, given: Mapping[str, Any] | None = None):
        self._given = dict(given or {})
        self._modules: dict[str, TemplateModule] = {}

    @classmethod
    def settle(cls, environment: Environment) -> None:
        """Remember the environment; the homes of the macros are read at first use."""
        cls.environment, cls._homes = environment, {}

    @classmethod
    def names(cls) -> Mapping[str, str]:
        """Macro name → file, read once."""
        if not cls._homes and cls.environment:
            found: dict[str, str] = {}
            for file in FILES:
                module = cls.environment.get_template(_template(file)).make_module({"ui": Macros()})
                found.update({name: file for name in vars(module) if not name.startswith("_")})
            cls._homes = found
        return cls._homes

    def given(self, name: str) -> Any:
        return self._given[name]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        file = self.names().get(name)
        if file is None or self.environment is None:
            raise TemplateError(f"There is no component ui.{name}; see kit/ui/README.md")
        if file not in self._modules:
            template = self.environment.get_template(_template(file))
            self._modules[file] = template.make_module({**self._given, "ui": self})
        return getattr(self._modules[file], name)
