"""Headers that keep a page from doing what it should not: CSP and its companions (reference: security, CSP and HTMX)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Scripts and styles come only from our own files: no nonce is needed, and a fragment cannot bring its own script.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


class ContentSecurity:
    """Adds the policy to every answer that does not carry a stricter one of its own (downloads do).

    settings.XIETONG_FORM_TARGETS lists origins a form may lead to besides our own (single sign-on).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        policy = dict(POLICY)
        targets = " ".join(getattr(settings, "XIETONG_FORM_TARGETS", ()))
        policy["form-action"] = f"'self' {targets}".strip()
        self.policy = "; ".join(f"{name} {value}" for name, value in policy.items())

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        return response
