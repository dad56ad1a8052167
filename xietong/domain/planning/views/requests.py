"""What every page of this house reads from a request, and where it leads back to."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from xietong.domain.collaborations.queries import Place
from xietong.kit.paperwork.html import HtmlForm
from xietong.kit.problems import Problem, Problems


def version_of(request: HttpRequest) -> int | None:
    return number_of(request.POST.get("version"))


def number_of(text: Any) -> int | None:
    """A whole number as sent; None when there is none."""
    text = str(text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def required_number(request: HttpRequest, name: str, label: str) -> int:
    found = number_of(request.POST.get(name))
    if found is None:
        raise Problems(Problem(name, label, "没有选择，请选择。", "missing"))
    return found


def back(place: Place, path: str) -> HttpResponse:
    return HttpResponseRedirect(f"{place.collaboration.href}{path}", status=303)


def taken(form: HtmlForm) -> dict[str, Any]:
    """The answers of a bound form; Problems with everything wrong."""
    if form.problems:
        raise Problems(form.problems)
    return form.clean()
