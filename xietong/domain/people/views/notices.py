"""My notices."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from xietong.domain.people.queries import Request
from xietong.domain.people.services import read_notices
from xietong.kit.clock import clock
from xietong.kit.notices.reading import notices_of, unread_count
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page

PAGE = 50


@login_required
@require_GET
def notice_list(request: Request) -> HttpResponse:
    after = request.GET.get("after", "")
    before = int(after) if after.isascii() and after.isdigit() else None
    rows = notices_of(request.who.person_id, before=before, limit=PAGE + 1)
    context = {
        "notices": rows[:PAGE],
        "next": str(rows[PAGE - 1].pk) if len(rows) > PAGE else "",
        "unread": unread_count(request.who.person_id),
    }
    return page(request, "people/notice_list.html", context)


@login_required
@require_POST
def notice_reading(request: Request) -> HttpResponse:
    """Mark one read (and go to its place), or all."""
    text = request.POST.get("notice", "")
    notice_id = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    href = read_notices(request.who.person_id, notice_id=notice_id, now=clock())
    if notice_id is None:
        flash.say(request, "通知已全部标为已读；等您办理的事项仍在工作台。")
    return HttpResponseRedirect(href if href.startswith("/") and not href.startswith("//") else "/notices", status=303)
