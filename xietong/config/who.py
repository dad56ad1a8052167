"""Who is asking: every request carries `request.who`, looked up once, when somebody first needs it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from xietong.domain.people.queries import who_is
from xietong.kit.clock import today


class WhoMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.who = SimpleLazyObject(lambda: who_is(request.user, today()))  # type: ignore[attr-defined]
        return self.get_response(request)
