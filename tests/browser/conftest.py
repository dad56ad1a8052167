"""A real browser on the real pages: Chromium through Playwright, people of the cast signed in, pictures for the docs."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.site import Site
from xietong.domain.people.models import Person

# Playwright's own loop runs in this thread; the ORM is used between its calls, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
WHAT_TO_INSTALL = "没有找到 Chromium：请安装 chromium（apt-get install chromium）。 Chromium was not found; install it."


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return pytest.fail(WHAT_TO_INSTALL, pytrace=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = _chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=QUIET)
        yield browser
        browser.close()


class Watch:
    """What went wrong in a page while a test looked elsewhere: scripts, style rules, servers, other hosts."""

    def __init__(self, context: BrowserContext):
        self.troubles: list[str] = []
        context.on("page", self._watch)

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("console", self._console)
        page.on("response", self._response)
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # A refusal (404, 409, 422) is an answer, which tests ask for; Chromium calls it an error.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.troubles.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status}: {response.url}")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).hostname not in {"localhost", "127.0.0.1", None}:
            self.troubles.append(f"asked another host: {request.url}")


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page()` is a fresh browser of one person; `open_page(PHONE)` a small one. Troubles fail the test."""
    contexts, watches = [], []

    def open_one(size: dict[str, int] = DESK) -> Page:
        context = browser.new_context(
            viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=size["width"] < 600
        )
        context.set_default_timeout(10_000)
        watches.append(Watch(context))
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    troubles = [trouble for watch in watches for trouble in watch.troubles]
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(PHONE)


@pytest.fixture
def sign_in(live_server) -> Callable[[Page, Person], Page]:
    """`sign_in(page, cast.chen)`: the page's browser belongs to that person, without the cost of a password."""

    def as_person(page: Page, person: Person) -> Page:
        client = Client()
        client.force_login(person)
        cookies = [
            {"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()
        ]
        page.context.add_cookies(cookies)
        return page

    return as_person


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole product as `./run` starts it, with the demo company: web processes, worker, own folder and port."""
    with Site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def look() -> Callable[..., None]:
    """`look(page, "desk")`: nothing sticks out to the side, and a picture where XIETONG_SCREENSHOTS says.

    The picture is the whole page, or with `whole=False` what the window shows.
    """
    folder = os.environ.get("XIETONG_SCREENSHOTS")

    def take(page: Page, name: str, *, whole: bool = True) -> None:
        page.wait_for_load_state("networkidle")
        wide, seen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)
        assert wide <= seen, f"{name}: {wide} pixels wide in a window of {seen}"

    return take
