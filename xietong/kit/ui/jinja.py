"""The Jinja2 environment of all pages: autoescape, strict about missing names, with our filters and globals."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, StrictUndefined

from xietong.kit.paperwork.layout import lay_out_values
from xietong.kit.ui import charts
from xietong.kit.ui.filters import FILTERS
from xietong.kit.ui.macros import Macros

HERE = Path(__file__).parent
ICON_LIST = HERE / "icons.txt"


def template_folders() -> list[Path]:
    """The `templates` folder of every package of the kit and every house, for TEMPLATES["DIRS"]."""
    return sorted((HERE.parent.parent).glob("*/*/templates"))


@cache
def icon_names() -> frozenset[str]:
    """The icons in the sprite; to use another one of tabler's, add its name to icons.txt and build."""
    lines = ICON_LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line.split("#")[0].strip() for line in lines) - {""}


def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """An icon of the sprite. Decoration unless it has a label. `size`: "" (18 px), "sm", "lg", "xl"."""
    if name not in icon_names():
        raise LookupError(f"Icon {name!r} is not in kit/ui/icons.txt")
    said = mark_safe('aria-hidden="true"')
    if label:
        said = format_html('role="img" aria-label="{}"', label)
    kind = f"x-icon x-icon-{size}" if size else "x-icon"
    return format_html('<svg class="{}" {}><use href="{}#{}"></use></svg>', kind, said, static("dist/icons.svg"), name)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a view: url("planning:plan", plan.pk)."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def with_query(request: Any, **changes: Any) -> str:
    """This page's address with some query values changed (None removes): links of chips and pages."""
    query = request.GET.copy()
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        elif isinstance(value, list | tuple):
            query.setlist(key, [str(v) for v in value])
        else:
            query[key] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def environment(**options: Any) -> Environment:
    """For OPTIONS["environment"] of Django's Jinja2 backend."""
    options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, **options}
    options.pop("autoescape", None)
    env = Environment(autoescape=True, **options)
    env.filters.update(FILTERS)
    env.globals.update(
        static=static,
        url=url,
        icon=icon,
        json_script=json_script,
        with_query=with_query,
        charts=charts,
        lay_out_paper=lay_out_values,  # for ui/paper.html
        debug=settings.DEBUG,
        ui=Macros(),
    )
    Macros.settle(env)
    return env
