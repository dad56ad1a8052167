"""Start a collaboration: blank, or from a filled form with a preview of what was understood."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods

from xietong.domain.collaborations import services
from xietong.domain.collaborations.documents import blank_application
from xietong.domain.collaborations.paper import APPLICATION_FORM
from xietong.domain.collaborations.queries.answers import application_choices, contradictions, names_for
from xietong.domain.collaborations.queries.intake import Preview, preview_of_file, preview_of_text
from xietong.domain.collaborations.queries.place import place_of
from xietong.domain.collaborations.queries.starts import STARTS
from xietong.domain.people.queries import Request, person_by_id
from xietong.kit.clock import clock, today
from xietong.kit.intake.gate import MAX_FILE
from xietong.kit.intake.reading import Refused
from xietong.kit.paperwork.html import paper_form
from xietong.kit.paperwork.printers import CONTENT_TYPES, print_out
from xietong.kit.problems import Problem
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page


@login_required
@require_http_methods(["GET", "POST"])
def collaboration_new(request: Request) -> HttpResponse:
    """Choose how to begin; POST makes a draft: blank, or with the lines that a preview was confirmed with."""
    if request.method == "GET":
        return page(
            request, "collaborations/collaboration_new.html", {"starts": [start(request.who) for start in STARTS]}
        )
    answers, form = None, None
    if "title" in request.POST:
        form = paper_form(APPLICATION_FORM, request.POST, request.FILES, choices=application_choices(), partial=True)
        answers = form.clean()
        if not form.problems:
            form.add_problems(contradictions(answers))
        if form.problems:
            return _preview_page(request, form, None, status=422)
    named = person_by_id((answers or {}).get("initiator"))
    collaboration = services.start_collaboration(
        initiator=named or request.user, answers=answers, by=request.who.actor(), now=clock()
    )
    for upload in form.uploads if form else ():
        services.attach_to_application(
            collaboration.application,
            source=upload.file,
            name=upload.file.name,
            size=upload.file.size,
            by=place_of(request.who, collaboration).actor,
            now=clock(),
        )
    flash.say(request, "草稿已建立，边填边存；填完后提交会签。")
    return HttpResponseRedirect(f"{collaboration.href}/application", status=303)


@login_required
@require_http_methods(["GET", "POST"])
def collaboration_import(request: Request) -> HttpResponse:
    """Upload or paste a filled form 1; the answer is the preview: nothing is written before it is confirmed."""
    if request.method == "GET":
        return page(request, "collaborations/collaboration_import.html", {"problems": [], "text": ""})
    uploaded, text = request.FILES.get("file"), request.POST.get("text", "")
    try:
        if uploaded is not None:
            found = preview_of_file(uploaded.read(MAX_FILE + 1), uploaded.name or "", today=today())
        elif text.strip():
            found = preview_of_text(text, today=today())
        else:
            raise Refused("请选择一个填好的 .docx 或 .xlsx 文件，或把内容粘贴到文本框。", "empty")
    except Refused as refused:
        where = getattr(uploaded, "name", "") or "粘贴的内容"
        context = {"problems": [Problem("file", where, str(refused), refused.code)], "text": text}
        return page(request, "collaborations/collaboration_import.html", context, status=refused.status)
    choices = application_choices(str(found.answers.get("scenario") or ""))
    form = paper_form(
        APPLICATION_FORM, None, None, found.answers, choices, partial=True, lookups=names_for(found.answers)
    )
    form.add_problems(found.problems)
    return _preview_page(request, form, found)


def _preview_page(request: Request, form: Any, found: Preview | None, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "found": found, "problems": form.problems}
    return page(request, "collaborations/collaboration_preview.html", context, status=status)


@require_GET
@login_required
def blank_form(request: Request, kind: str) -> HttpResponse:
    """The empty form 1 as Word, Excel or PDF."""
    response = HttpResponse(print_out(blank_application(), kind), content_type=CONTENT_TYPES[kind])  # type: ignore[arg-type]
    name = "%E8%B7%A8%E9%83%A8%E9%97%A8%E5%8D%8F%E5%90%8C%E4%BB%BB%E5%8A%A1%E7%94%B3%E8%AF%B7%E8%A1%A8"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''XT-BD-01_{name}.{kind}"
    return response
