"""Who is asking: every request carries `request.who`, looked up once, when somebody first needs it."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from xietong.domain.collaborations.queries import place_for
from xietong.domain.people.queries import who_is
from xietong.kit.clock import today


class WhoMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.who = SimpleLazyObject(lambda: who_is(request.user, today()))  # type: ignore[attr-defined]
        return self.get_response(request)


_COLLABORATION = re.compile(r"^/api/v1/collaborations/(\d+)(/|$)")


def door(request: HttpRequest) -> None:
    """404 when the address lies in a collaboration that does not exist for the caller."""
    if found := _COLLABORATION.match(request.path):
        place_for(request.who, int(found[1]))  # type: ignore[attr-defined]
