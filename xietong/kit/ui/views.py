"""Pages of the kit itself: the style page with every component, the counts in the frame, an answer for the bell."""

from django.http import Http404, HttpRequest, HttpResponse

from xietong.kit.ui import samples
from xietong.kit.ui.swap import page, swap


def gallery(request: HttpRequest) -> HttpResponse:
    """The living style page: each component as it is, with the line that makes it. Staff only."""
    user = getattr(request, "user", None)
    if user is None or not (user.is_active and user.is_staff):
        raise Http404
    return page(request, "ui/gallery.html", samples.gallery())


def counts(request: HttpRequest) -> HttpResponse:
    """The bell with its number, polled by the frame (Shell.counts_url)."""
    return swap(request, "ui/_counts.html#counts", live=True)
