"""Every address: the houses' pages, the API, sign-in, health."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from xietong.config.api import api
from xietong.config.shell import COUNTS
from xietong.kit.clock import clock
from xietong.kit.health.register import Level, examine
from xietong.kit.ui.views import counts


def healthz(request: HttpRequest) -> HttpResponse:
    """The process serves. Whether all is well is said by /readyz and doctor."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the product can do its work: database, structure, worker. Says names only; doctor says the rest."""
    findings = examine(clock())
    broken = sorted(name for name, finding in findings.items() if finding.level == Level.BROKEN)
    words = "ok" if not broken else "\n".join(broken)
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=503 if broken else 200)


urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    path(COUNTS.strip("/"), login_required(counts), name="counts"),
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.account.urls")),
    *(path("", include(f"{house}.urls")) for house in settings.HOUSES if find_spec(f"{house}.urls")),
    *(path("", include(f"{kit}.urls")) for kit in settings.KIT_APPS if find_spec(f"{kit}.urls")),
]

handler400 = "xietong.kit.ui.errors.bad_request"
handler403 = "xietong.kit.ui.errors.forbidden"
handler404 = "xietong.kit.ui.errors.not_found"
handler500 = "xietong.kit.ui.errors.server_error"
