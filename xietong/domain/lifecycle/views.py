"""A collaboration's home page, its gate, its documents and attachments."""

from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from xietong.domain.collaborations.queries import frame, participations_of, place_for, task_forces_of
from xietong.domain.collaborations.states import ADVANCE
from xietong.domain.lifecycle import documents, queries, services
from xietong.domain.people.queries import Request
from xietong.kit.clock import clock
from xietong.kit.files.store import attachment_in, open_content
from xietong.kit.steps import buttons
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page, swap


@login_required
@require_GET
def collaboration_page(request: Request, pk: int) -> HttpResponse:
    """Where it stands, what is missing, what to do."""
    place = place_for(request.who, pk)
    return swap(request, "lifecycle/collaboration_page.html#gate", _home(request, place), live=True)


def _home(request: Request, place: Any) -> dict[str, Any]:
    collaboration = place.collaboration
    items = queries.gate(collaboration)
    verbs = dict(buttons(collaboration, place.actor.roles))
    verb = ADVANCE.get(collaboration.state, "")
    return {
        "frame": frame(place, "home"),
        "collaboration": collaboration,
        "guide": queries.guide_of(collaboration),
        "items": items,
        "missing": sum(1 for item in items if not item.done),
        "next_word": verbs.get(verb, ""),
        "participations": participations_of(collaboration),
        "task_forces": task_forces_of(collaboration),
        "recent": queries.recent_events(collaboration),
        "goal": (collaboration.application.answers or {}).get("goal", ""),
        "outcomes": (collaboration.application.answers or {}).get("expected_outcomes", []),
    }


@login_required
@require_POST
def collaboration_stage(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    moved = services.advance(place.collaboration, by=place.actor, now=clock())
    flash.say(request, f"《{moved.title}》已进入{moved.state.label}阶段。")
    return HttpResponseRedirect(moved.href, status=303)


@login_required
@require_GET
def document_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    context = {"frame": frame(place, "documents"), "offers": documents.offers(place.collaboration)}
    return page(request, "lifecycle/document_list.html", context)


@login_required
@require_GET
def document_download(request: Request, pk: int, name: str, kind: str) -> HttpResponse:
    place = place_for(request.who, pk)
    content, media_type, title = documents.document_file(place.collaboration, name, kind)
    return download(content, media_type, title)


def download(content: bytes, media_type: str, title: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_GET
def attachment_download(request: Request, pk: int, attachment_id: int) -> FileResponse:
    """An attachment inside a collaboration that one may read; always as a download, never shown as a page of ours."""
    place = place_for(request.who, pk)
    attachment = attachment_in(place.collaboration.pk, attachment_id)
    if attachment is None:
        raise Http404
    try:
        content = open_content(attachment)
    except FileNotFoundError:
        raise Http404("附件的内容不在了，请联系系统管理员。") from None
    response = FileResponse(content, content_type=attachment.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(attachment.name)}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
