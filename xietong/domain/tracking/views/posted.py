"""What forms of this house post, as values, and the way back after a POST."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from xietong.domain.tracking.queries.sent_values import read_day, read_id


def version_of(request: HttpRequest) -> int | None:
    return read_id(request.POST.get("version"))


def text_of(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, ""))[:4000]


def day_of_field(request: HttpRequest, name: str, where: str) -> date | None:
    return read_day(request.POST.get(name), name, where)


def id_of_field(request: HttpRequest, name: str) -> int | None:
    return read_id(request.POST.get(name))


def back_to(href: str) -> HttpResponse:
    return HttpResponseRedirect(href, status=303)
