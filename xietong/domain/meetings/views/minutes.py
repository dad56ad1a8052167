"""Writing, issuing, correcting and confirming minutes."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.meetings import queries, services
from xietong.domain.meetings.models import Meeting, Minutes, MinutesReceipt
from xietong.domain.meetings.paper import MINUTES_FORM
from xietong.domain.meetings.views.meetings import meeting_of, minutes_form, show_meeting
from xietong.domain.people.queries import Request
from xietong.kit.clock import clock
from xietong.kit.problems import Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page, saved


@login_required
@require_POST
def minutes_page(request: Request, pk: int, meeting_id: int) -> HttpResponse:
    """Save the draft; what cannot be understood is shown beside its field."""
    place = place_for(request.who, pk)
    meeting = meeting_of(place, meeting_id)
    draft = _draft(meeting)
    form = minutes_form(draft, request.POST)
    if form.problems:
        return show_meeting(request, place, meeting, form, status=422)
    services.save_minutes(
        draft,
        answers=form.clean(),
        by=queries.about_meeting(place, meeting),
        now=clock(),
        version=_version(request),
    )
    flash.say(request, f"纪要草稿已保存，签发人：{meeting.chair.name}。")
    return _to(meeting, "#minutes")


@login_required
@require_POST
def minutes_draft(request: Request, pk: int, meeting_id: int) -> HttpResponse:
    """Saving while somebody types: what is understood is kept, the rest is answered as problems (422)."""
    place = place_for(request.who, pk)
    meeting = meeting_of(place, meeting_id)
    draft = _draft(meeting)
    form = minutes_form(draft, request.POST)
    row = services.save_minutes(
        draft,
        answers=form.clean(),
        by=queries.about_meeting(place, meeting),
        now=clock(),
        version=_version(request),
        while_typing=True,
    )
    if form.problems:
        raise Problems(form.problems)
    return saved(at=f"{timezone.localtime(clock()):%H:%M}", version=row.version)


@login_required
@require_POST
def minutes_issue(request: Request, pk: int, meeting_id: int) -> HttpResponse:
    """The chair issues; what is missing is shown on the page."""
    place = place_for(request.who, pk)
    meeting = meeting_of(place, meeting_id)
    draft = _draft(meeting)
    minutes = services.issue_minutes(draft, by=queries.about_meeting(place, meeting), now=clock())
    count = len(minutes.answers.get("actions") or [])
    waited = sum(receipt.confirmed_at is None for receipt in queries.receipts_of(minutes))
    flash.say(request, f"纪要 {minutes.number} 已签发：{count} 项行动项已交办，等待 {waited} 人确认，异议期 24 小时。")
    return _to(meeting, "#minutes")


@login_required
@require_POST
def minutes_correction(request: Request, pk: int, meeting_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    meeting = meeting_of(place, meeting_id)
    issued = queries.issued_of(meeting)
    if issued is None:
        raise Http404("还没有签发的纪要。")
    services.correct_minutes(
        issued, why=request.POST.get("reason", ""), by=queries.about_meeting(place, meeting), now=clock()
    )
    flash.say(request, "已开始更正：改好后由主持人重新签发，届时原版作废并请各位重新确认。", flash.NOTE)
    return _to(meeting, "#minutes")


@login_required
@require_POST
def minutes_receipt(request: Request, pk: int, meeting_id: int) -> HttpResponse:
    """已阅."""
    place = place_for(request.who, pk)
    meeting = meeting_of(place, meeting_id)
    receipt = _receipt(place, meeting)
    services.confirm_minutes(receipt, by=queries.about_meeting(place, meeting), now=clock())
    flash.say(request, "已确认纪要。")
    return _to(meeting)


@login_required
@require_POST
def minutes_objection(request: Request, pk: int, meeting_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    meeting = meeting_of(place, meeting_id)
    receipt = _receipt(place, meeting)
    services.object_to_minutes(
        receipt, why=request.POST.get("reason", ""), by=queries.about_meeting(place, meeting), now=clock()
    )
    flash.say(request, f"异议已提交，等待 {meeting.chair.name}、{meeting.recorder.name} 处理。")
    return _to(meeting)


@login_required
@require_GET
def minutes_version(request: Request, pk: int, meeting_id: int, revision: int) -> HttpResponse:
    """An older version, as it was."""
    place = place_for(request.who, pk)
    meeting = meeting_of(place, meeting_id)
    row = next((one for one in queries.versions_of(meeting) if one.revision == revision), None)
    if row is None:
        raise Http404("没有这一版纪要。")
    values = queries.minutes_values(row, queries.attendees_of(meeting))
    context = {
        "frame": frame(place, "meetings"),
        "meeting": meeting,
        "minutes": row,
        "paper": MINUTES_FORM,
        "values": values,
        "lookups": queries.names_in(values, place.collaboration),
    }
    return page(request, "meetings/minutes_version.html", context)


def _draft(meeting: Meeting) -> Minutes:
    draft = queries.draft_of(meeting)
    if draft is None:
        raise Http404("没有纪要草稿：会议开始后才有；已签发的纪要请先「更正」。")
    return draft


def _receipt(place: Place, meeting: Meeting) -> MinutesReceipt:
    issued = queries.issued_of(meeting)
    receipt = queries.receipt_of(issued, place.actor.stands_for, place.actor.person_id or 0) if issued else None
    if receipt is None:
        raise Http404("这份纪要没有请您确认。")
    return receipt


def _to(meeting: Meeting, anchor: str = "") -> HttpResponse:
    href = f"/collaborations/{meeting.collaboration_id}/meetings/{meeting.pk}{anchor}"
    return HttpResponseRedirect(href, status=303)


def _version(request: Request) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() else None
