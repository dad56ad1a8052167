"""The archive: completeness, asking, progress, contents, digest, verification, download."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xietong.domain.closing import services
from xietong.domain.closing.models import Archive
from xietong.domain.closing.queries.archive import archive_of, archive_page
from xietong.domain.closing.states import Retention
from xietong.domain.closing.views.reading import back
from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.people.queries import Request
from xietong.kit.clock import clock
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page, swap


@login_required
@require_http_methods(["GET", "POST"])
def archive(request: Request, pk: int) -> HttpResponse:
    """What will be sealed or was sealed. POST asks for it."""
    place = place_for(request.who, pk)
    if request.method == "GET":
        return page(request, "closing/archive_page.html", _context(place))
    services.ask_archive(
        place.collaboration,
        retention=request.POST.get("retention", Retention.THIRTY.value),
        by=place.actor,
        now=clock(),
    )
    flash.say(request, "归档已开始：正在生成归档包，完成后会通知您。")
    return back(f"{place.collaboration.href}/archive")


def _context(place: Place) -> dict[str, object]:
    return {
        "frame": frame(place, "archive"),
        "page": archive_page(place),
        "collaboration": place.collaboration,
        "retentions": [(r.value, r.label) for r in Retention],
    }


@login_required
@require_GET
def archive_progress(request: Request, pk: int) -> HttpResponse:
    """The part that renews itself while the worker builds."""
    return swap(request, "closing/archive_page.html#standing", _context(place_for(request.who, pk)), live=True)


def _archive(place: Place) -> Archive:
    row = archive_of(place.collaboration)
    if row is None:
        raise Http404("这个协同项目还没有归档。")
    return row


@login_required
@require_GET
def archive_file(request: Request, pk: int) -> FileResponse:
    """Take a copy of the package; written down in the journal."""
    place = place_for(request.who, pk)
    row = _archive(place)
    path = services.take_archive(row, by=place.actor, now=clock())
    response = FileResponse(path.open("rb"), content_type="application/zip")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(path.name)}"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def archive_verification(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    found = services.recheck_archive(_archive(place), by=place.actor, now=clock())
    if found:
        flash.say(request, f"核验不通过：{found[0]}", flash.CARE)
    else:
        flash.say(request, "核验通过：归档包与封存时完全一致。")
    return back(f"{place.collaboration.href}/archive")
