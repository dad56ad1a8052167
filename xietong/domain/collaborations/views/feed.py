"""What happened in a collaboration."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from xietong.domain.collaborations.queries import feed, frame, place_for
from xietong.domain.collaborations.queries.feed import SUBJECTS
from xietong.domain.people.queries import Request
from xietong.kit.ui.jinja import with_query
from xietong.kit.ui.shapes import Choice, Happening
from xietong.kit.ui.swap import page

PAGE = 50


@login_required
@require_GET
def event_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    about = request.GET.get("about", "")
    about = about if about in SUBJECTS else ""
    after = request.GET.get("after", "")
    before = int(after) if after.isascii() and after.isdigit() else None
    rows = feed(place.collaboration, before=before, subject=about, limit=PAGE)
    context = {
        "frame": frame(place, "events"),
        "events": [Happening(r["at"], r["who"], r["text"], r["detail"], r["icon"]) for r in rows[:PAGE]],
        "next": str(rows[PAGE - 1]["id"]) if len(rows) > PAGE else "",
        "chips": [
            Choice(label, with_query(request, about=None if key == about else key, after=None), key == about)
            for key, label in SUBJECTS.items()
        ],
        "about": about,
    }
    return page(request, "collaborations/event_list.html", context)
