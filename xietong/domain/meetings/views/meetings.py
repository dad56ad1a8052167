"""The pages of meetings: list, calling, arrangement, course, attendance, calendar file."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.meetings import documents, queries, services
from xietong.domain.meetings.models import Meeting
from xietong.domain.meetings.paper import CALL_FORM, MINUTES_FORM
from xietong.domain.meetings.permissions import MEETINGS
from xietong.domain.meetings.states import Attendance, MeetingKind
from xietong.domain.people.queries import Request
from xietong.kit.clock import clock
from xietong.kit.paperwork.html import HtmlForm, paper_form
from xietong.kit.problems import Problem
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page


@login_required
@require_http_methods(["GET", "POST"])
def meeting_list(request: Request, pk: int) -> HttpResponse:
    """All meetings; POST calls one."""
    place = place_for(request.who, pk)
    if request.method == "POST":
        return _call(request, place)
    context = {"frame": frame(place, "meetings"), **queries.meeting_list(place, clock())}
    return page(request, "meetings/meeting_list.html", context)


@login_required
@require_GET
def meeting_new(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    MEETINGS.require("meeting.call", place.actor.roles)
    kind = MeetingKind.called(request.GET.get("kind", "")) or MeetingKind.WEEKLY
    form = paper_form(
        CALL_FORM,
        initial={"kind": kind.value, "minutes_planned": 60, "goal": request.GET.get("goal", "")[:500]},
        choices=queries.call_choices(),
    )
    return _call_page(request, place, form)


def _call(request: Request, place: Place) -> HttpResponse:
    form = paper_form(CALL_FORM, request.POST, choices=queries.call_choices())
    if not form.is_valid():
        return _call_page(request, place, form)
    answers = form.clean()
    now = clock()
    meeting = services.call_meeting(
        place.collaboration,
        kind=MeetingKind(answers["kind"]),
        **_arrangement(answers),
        by=place.actor,
        now=now,
    )
    attendees = queries.attendees_of(meeting)
    flash.say(
        request,
        f"已通知 {len(attendees)} 人：{'、'.join(a.person.name for a in attendees[:6])}{'等' if len(attendees) > 6 else ''}。",
    )
    for warning in queries.warnings_of(meeting, attendees, now):
        flash.say(request, warning, flash.CARE)
    return _to(meeting)


def _arrangement(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers of paper.CALL_FORM as the service takes them."""
    return {
        "starts_at": datetime.fromisoformat(answers["starts_at"]),
        "title": answers["title"],
        "minutes_planned": answers["minutes_planned"],
        "place": answers["place"],
        "chair_id": answers["chair"],
        "recorder_id": answers["recorder"],
        "goal": answers["goal"],
        "topics": answers["topics"],
        "attendees": answers["attendees"],
    }


def _call_page(request: Request, place: Place, form: HtmlForm, meeting: Meeting | None = None) -> HttpResponse:
    context = {"frame": frame(place, "meetings"), "form": form, "meeting": meeting}
    return page(request, "meetings/meeting_form.html", context, status=422 if form.problems else 200)


@login_required
@require_GET
def meeting_page(request: Request, pk: int, meeting_id: int) -> HttpResponse:
    """Agenda left, minutes right."""
    place = place_for(request.who, pk)
    return show_meeting(request, place, meeting_of(place, meeting_id))


def show_meeting(
    request: Request, place: Place, meeting: Meeting, form: HtmlForm | None = None, *, status: int = 200
) -> HttpResponse:
    context = queries.meeting_page(place, meeting, clock())
    draft = context["draft"]
    if form is None and draft is not None:
        form = minutes_form(draft)
    context |= {"frame": frame(place, "meetings"), "form": form, "paper": MINUTES_FORM, "person_id": request.user.pk}
    return page(request, "meetings/meeting_page.html", context, status=status)


def minutes_form(draft: Any, data: Any = None) -> HtmlForm:
    """The draft of minutes as a form: head computed, drafts may have holes."""
    attendees = queries.attendees_of(draft.meeting)
    values = queries.minutes_values(draft, attendees)
    return paper_form(
        MINUTES_FORM,
        data,
        initial=values,
        choices=queries.minutes_choices(draft.collaboration),
        partial=True,
        lookups=queries.names_in(values, draft.collaboration),
    )


@login_required
@require_http_methods(["GET", "POST"])
def meeting_arrangement(request: Request, pk: int, meeting_id: int) -> HttpResponse:
    """Time, place, people and topics, before it begins."""
    place = place_for(request.who, pk)
    meeting = meeting_of(place, meeting_id)
    actor = queries.about_meeting(place, meeting)
    MEETINGS.require("meeting.edit", actor.roles)
    if request.method == "GET":
        form = paper_form(CALL_FORM, initial=_answers_of(meeting), choices=queries.call_choices())
        return _call_page(request, place, form, meeting)
    form = paper_form(CALL_FORM, request.POST, choices=queries.call_choices())
    if form.is_valid() and form.clean()["kind"] != meeting.kind.value:
        form.add_problems(
            [Problem("kind", "会议类型", f"会议类型不能改，仍为{meeting.kind.label}；需要时请取消后另召集。")]
        )
    if form.problems:
        return _call_page(request, place, form, meeting)
    services.change_meeting(meeting, **_arrangement(form.clean()), by=actor, now=clock(), version=_version(request))
    flash.say(request, "会议安排已修改，与会人会收到通知。")
    return _to(meeting)


def _answers_of(meeting: Meeting) -> dict[str, Any]:
    return {
        "kind": meeting.kind.value,
        "title": meeting.title,
        "starts_at": meeting.starts_at,
        "minutes_planned": meeting.minutes_planned,
        "place": meeting.place,
        "chair": meeting.chair_id,
        "recorder": meeting.recorder_id,
        "goal": meeting.goal,
        "topics": [
            {"topic": point["topic"], "presenter": point.get("presenter_id"), "minutes": point.get("minutes")}
            for point in meeting.agenda
            if point.get("own")
        ],
        "attendees": [attendee.person_id for attendee in queries.attendees_of(meeting)],
    }


@login_required
@require_POST
def meeting_opening(request: Request, pk: int, meeting_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    meeting = meeting_of(place, meeting_id)
    services.open_meeting(meeting, by=queries.about_meeting(place, meeting), now=clock(), version=_version(request))
    flash.say(request, f"会议开始，计划 {meeting.minutes_planned} 分钟。纪要已备好，边开边记，随时自动保存。")
    return _to(meeting)


@login_required
@require_POST
def meeting_closing(request: Request, pk: int, meeting_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    meeting = meeting_of(place, meeting_id)
    services.close_meeting(meeting, by=queries.about_meeting(place, meeting), now=clock(), version=_version(request))
    flash.say(request, f"会议结束，等待 {meeting.recorder.name} 整理纪要、{meeting.chair.name} 签发，期限 24 小时。")
    return _to(meeting)


@login_required
@require_POST
def meeting_cancellation(request: Request, pk: int, meeting_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    meeting = meeting_of(place, meeting_id)
    services.cancel_meeting(
        meeting,
        why=request.POST.get("reason", ""),
        by=queries.about_meeting(place, meeting),
        now=clock(),
        version=_version(request),
    )
    flash.say(request, "会议已取消，与会人会收到通知。")
    return _to(meeting)


@login_required
@require_POST
def meeting_attendance(request: Request, pk: int, meeting_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    meeting = meeting_of(place, meeting_id)
    rows = {}
    for attendee in queries.attendees_of(meeting):
        attendance = Attendance.called(request.POST.get(f"attendance-{attendee.person_id}", ""))
        if attendance:
            rows[attendee.person_id] = (attendance, request.POST.get(f"reason-{attendee.person_id}", ""))
    services.record_attendance(meeting, rows=rows, by=queries.about_meeting(place, meeting), now=clock())
    flash.say(request, "出席情况已登记。")
    return _to(meeting)


@login_required
@require_GET
def meeting_calendar(request: Request, pk: int, meeting_id: int) -> HttpResponse:
    """The meeting as a calendar file (.ics), for any calendar program."""
    place = place_for(request.who, pk)
    meeting = meeting_of(place, meeting_id)
    content = documents.calendar_file(meeting, queries.attendees_of(meeting), host=request.get_host())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{meeting.title}.ics')}"
    response["Cache-Control"] = "private, no-store"
    return response


def meeting_of(place: Place, meeting_id: int) -> Meeting:
    meeting = queries.meeting_in(place, meeting_id)
    if meeting is None:
        raise Http404("没有这个会议。")
    return meeting


def _to(meeting: Meeting) -> HttpResponse:
    return HttpResponseRedirect(f"/collaborations/{meeting.collaboration_id}/meetings/{meeting.pk}", status=303)


def _version(request: Request) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() else None
