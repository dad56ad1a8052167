"""One view, two answers: the whole page for a browser, one block of it for htmx."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect, JsonResponse
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils.cache import patch_vary_headers
from jinja2 import Template
from jinja2_fragments import BlockNotFoundError

from xietong.kit.ui.shell import page_context

# A form's token is masked anew each time it is shown; the part has not changed because of that.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')

Trigger = str | Mapping[str, Any] | None


def wants_fragment(request: HttpRequest) -> bool:
    """An htmx request that is neither boosted nor a step back in history."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def swap(
    request: HttpRequest,
    target: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    trigger: Trigger = None,
    also: Iterable[str] = (),
    back: str = "",
    live: bool = False,
    **more: Any,
) -> HttpResponse:
    """Answer with `"house/page.html#block"`: the block for htmx, the whole page otherwise.

    `also`: further blocks of the page, sent with it (each carries its own hx-swap-oob).
    `back`: where a browser without htmx goes after a successful POST (303), so that reload does not post again.
    `live`: adds an ETag and answers 304 when a polled part has not changed.
    `trigger`: event name, or {name: detail}, for HX-Trigger. Messages of `flash.say` travel with the block.
    """
    name, _, block = target.partition("#")
    context = {**(context or {}), **more}
    if not wants_fragment(request):
        if back and request.method == "POST" and status < 400:
            return HttpResponseRedirect(back, status=303)
        return page(request, name, context, status=status)
    template, ready = _template(name), _context(request, context)
    parts = [_block(template, ready, part) for part in (block, *also)]
    if not live:
        parts.append(_flashes(ready))
    response = HttpResponse("".join(parts), status=status)
    if trigger:
        said = {trigger: None} if isinstance(trigger, str) else dict(trigger)
        response["HX-Trigger"] = json.dumps(said, ensure_ascii=True)
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "private, no-cache"
    return _unless_unchanged(request, response) if live else response


def page(
    request: HttpRequest, name: str, context: Mapping[str, Any] | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Answer with the whole page."""
    ready = _context(request, {**(context or {}), **more})
    response = HttpResponse(_template(name).render(ready), status=status)
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "private, no-cache"
    return response


def fragment(request: HttpRequest, target: str, context: Mapping[str, Any] | None = None) -> str:
    """The text of one block, for those who put an answer together themselves."""
    name, _, block = target.partition("#")
    return _block(_template(name), _context(request, context or {}), block)


def saved(*, at: str, **fields: Any) -> JsonResponse:
    """Answer of an autosave address: time of saving (10:32), and values to write back into the form (version=…)."""
    return JsonResponse({"at": at, "fields": fields})


def _backend() -> Jinja2:
    return next(engine for engine in engines.all() if isinstance(engine, Jinja2))


def _template(name: str) -> Template:
    template: Template = _backend().env.get_template(name)
    return template


def _context(request: HttpRequest, context: Mapping[str, Any]) -> dict[str, Any]:
    """The same names as a page rendered by Django: context processors, csrf, then the view's own."""
    ready: dict[str, Any] = {"request": request, **page_context(request)}
    ready["csrf_input"], ready["csrf_token"] = ready["ui"].given("csrf_input"), ready["ui"].given("csrf_token")
    for processor in _backend().template_context_processors:
        if processor is not page_context:
            ready.update(processor(request))
    return {**ready, **context}


def _block(template: Template, context: dict[str, Any], block: str) -> str:
    """One block alone. A dash in the name is an underscore: DOM ids and block names are the same word."""
    name = block.replace("-", "_")
    if name not in template.blocks:
        raise BlockNotFoundError(name, template.name or "")
    ready = template.new_context(context)
    return "".join(template.blocks[name](ready))


def _flashes(context: dict[str, Any]) -> str:
    return _template("ui/_flashes_oob.html").render(context) if context.get("messages") else ""


def _unless_unchanged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    content = TOKEN.sub(b"", response.content)
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
        patch_vary_headers(response, ["HX-Request"])
    response["ETag"] = tag
    return response
