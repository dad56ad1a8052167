"""The frame's content: who is here, where one may go, what waits. Filled by the callable named in settings."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from xietong.kit.clock import clock
from xietong.kit.ui.macros import Macros

THEMES = ("light", "dark", "system")


@dataclass(frozen=True)
class RailItem:
    """One line of the left rail. `letter` is its key after g; `below` puts it into the lower group."""

    key: str
    label: str
    url: str
    icon: str
    letter: str = ""
    count: int = 0
    below: bool = False


@dataclass(frozen=True)
class MenuItem:
    """One line of the menu under one's name; `post` sends a form instead of following a link."""

    label: str
    url: str
    icon: str
    post: bool = False


@dataclass(frozen=True)
class Warn:
    """A line over every page, until its cause is gone (calendar missing, chain broken)."""

    text: str
    url: str = ""
    action: str = ""
    alarm: bool = False


@dataclass(frozen=True)
class Shell:
    """What the frame shows. `theme` may be empty: then the browser's cookie decides."""

    items: tuple[RailItem, ...] = ()
    person_name: str = ""
    person_note: str = ""
    person_key: str = ""
    todo_count: int = 0
    unread_count: int = 0
    theme: str = ""
    warnings: tuple[Warn, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    home_url: str = "/"
    search_url: str = "/search"
    notices_url: str = "/notices"
    counts_url: str = ""
    product: str = "协同"
    organisation: str = ""


def shell_of(request: HttpRequest) -> Shell:
    """The frame for this request; an empty one when nobody registered or nobody is signed in."""
    path: str = getattr(settings, "XIETONG_SHELL", "")
    shell: Shell = import_string(path)(request) if path else Shell()
    if shell.theme not in THEMES:
        cookie = request.COOKIES.get("theme", "")
        shell = replace(shell, theme=cookie if cookie in THEMES else "system")
    return shell


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the frame (made only when asked for), the components, and the present moment."""
    now = clock()
    given = {
        "request": request,
        "now": now,
        "csrf_input": csrf_input_lazy(request),
        "csrf_token": csrf_token_lazy(request),
    }
    return {
        "shell": SimpleLazyObject(lambda: shell_of(request)),
        "ui": Macros(given),
        "now": now,
        "csrf_value": SimpleLazyObject(lambda: get_token(request)),
        "rail_narrow": request.COOKIES.get("rail") == "narrow",
    }
