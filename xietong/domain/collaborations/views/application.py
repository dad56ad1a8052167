"""Form 1: write it, send it round, sign it, return it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xietong.domain.collaborations import services
from xietong.domain.collaborations.paper import APPLICATION_FORM
from xietong.domain.collaborations.queries import frame, place_for
from xietong.domain.collaborations.queries.answers import application_choices, contradictions, names_for
from xietong.domain.collaborations.queries.application import KIND, application_of
from xietong.domain.collaborations.queries.pages import application_page as page_of
from xietong.domain.collaborations.queries.pages import waiting_signature
from xietong.domain.collaborations.queries.place import Place
from xietong.domain.collaborations.queries.revisions import revision_page
from xietong.domain.people.queries import Request
from xietong.domain.people.services import recognise_again
from xietong.domain.signoffs.queries import latest_round, missing_names
from xietong.domain.signoffs.states import Opinion
from xietong.kit.clock import clock
from xietong.kit.paperwork.html import HtmlForm, paper_form
from xietong.kit.problems import Problem, Problems
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page, saved
from xietong.kit.workflow import NotNow


def _version(request: Request) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _bound(request: Request, place: Place) -> HtmlForm:
    application = application_of(place.collaboration)
    return paper_form(
        APPLICATION_FORM,
        request.POST,
        request.FILES,
        application.answers,
        application_choices(place.collaboration.scenario),
        partial=True,
        lookups=names_for(application.answers),
    )


def _back(place: Place) -> HttpResponse:
    return HttpResponseRedirect(f"{place.collaboration.href}/application", status=303)


@login_required
@require_http_methods(["GET", "POST"])
def application_page(request: Request, pk: int) -> HttpResponse:
    """The form while it is a draft, the paper afterwards. POST saves the draft and comes back."""
    place = place_for(request.who, pk)
    if request.method == "GET":
        return _page(request, place)
    form = _bound(request, place)
    form.add_problems([] if form.problems else contradictions(form.clean()))
    if form.problems:
        return _page(request, place, form, status=422)
    application = services.save_application(
        application_of(place.collaboration),
        answers=form.clean(),
        by=place.actor,
        now=clock(),
        version=_version(request),
    )
    for upload in form.uploads:
        services.attach_to_application(
            application, source=upload.file, name=upload.file.name, size=upload.file.size, by=place.actor, now=clock()
        )
    flash.say(request, "草稿已保存。")
    return _back(place)


def _page(request: Request, place: Place, form: HtmlForm | None = None, *, status: int = 200) -> HttpResponse:
    context = page_of(place, request.who, clock())
    if form is None and context["editing"]:
        form = paper_form(
            APPLICATION_FORM,
            initial=context["values"],
            choices=context["choices"],
            partial=True,
            lookups=context["lookups"],
        )
    context |= {"frame": frame(place, "application"), "form": form, "collaboration": place.collaboration}
    return page(request, "collaborations/application_page.html", context, status=status)


@login_required
@require_POST
def application_draft(request: Request, pk: int) -> HttpResponse:
    """Saving while somebody types: what is understood is kept, the rest is answered as problems (422)."""
    place = place_for(request.who, pk)
    form = _bound(request, place)
    application = services.save_application(
        application_of(place.collaboration),
        answers=form.clean(),
        by=place.actor,
        now=clock(),
        version=_version(request),
        lenient=True,
    )
    return saved(at=f"{timezone.localtime(clock()):%H:%M}", version=application.version)


@login_required
@require_POST
def application_submission(request: Request, pk: int) -> HttpResponse:
    """Send it round. When the form was sent along, it is saved first."""
    place, version = place_for(request.who, pk), _version(request)
    application = application_of(place.collaboration)
    if "title" in request.POST:
        form = _bound(request, place)
        form.add_problems([] if form.problems else contradictions(form.clean()))
        if form.problems:
            return _page(request, place, form, status=422)
        application = services.save_application(
            application, answers=form.clean(), by=place.actor, now=clock(), version=version
        )
        version, place = application.version, place_for(request.who, pk)
        form = _bound(request, place)
    else:
        form = None
    try:
        services.submit_application(application, by=place.actor, now=clock(), version=version)
    except Problems as refused:
        if form is None:
            raise
        form.add_problems(refused.items)
        return _page(request, place, form, status=422)
    flash.say(request, f"已提交，等待 {_waited_for(place)} 签字。")
    return _back(place)


def _waited_for(place: Place) -> str:
    application = application_of(place.collaboration)
    names = [
        f"{department} {person}".strip() for department, person, _ in missing_names(latest_round(KIND, application.pk))
    ]
    return "、".join(names[:6]) + (f" 等 {len(names)} 人" if len(names) > 6 else "")


@login_required
@require_POST
def application_withdrawal(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    application = application_of(place.collaboration)
    services.withdraw_application(application, by=place.actor, now=clock(), version=_version(request))
    flash.say(request, "已撤回，可以修改后再提交；原来的待签事项已取消，被请签的人会收到通知。")
    return _back(place)


@login_required
@require_POST
def application_voiding(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    application = application_of(place.collaboration)
    services.void_application(
        application, why=request.POST.get("reason", ""), by=place.actor, now=clock(), version=_version(request)
    )
    flash.say(request, "申请已作废，编号保留、不再使用。")
    return _back(place)


@login_required
@require_POST
def application_signature(request: Request, pk: int) -> HttpResponse:
    """Sign what was shown: password, digest of the content, opinion, reason."""
    place = place_for(request.who, pk)
    application = application_of(place.collaboration)
    signoff = waiting_signature(request.who, application)
    if signoff is None:
        raise NotNow("现在没有等待您签字的内容；可能已经签过，或申请表已退回、撤回。")
    opinion = Opinion.called(request.POST.get("opinion", Opinion.AGREE.value))
    if opinion is None:
        raise Problems(Problem("opinion", "意见", "请从“同意、有条件同意、不同意、弃权（回避）”中选择。"))
    signed = services.sign_application(
        application,
        signoff=signoff,
        content_digest=request.POST.get("digest", ""),
        opinion=opinion,
        reason=request.POST.get("reason", ""),
        method=recognise_again(request.user, request.POST.get("password", "")),
        by=place.actor,
        now=clock(),
    )
    waited = _waited_for(place)
    flash.say(request, f"已签字，还在等待 {waited} 签字。" if waited else f"已签字，申请表{signed.state.label}。")
    return _back(place)


@login_required
@require_POST
def application_return(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    application = application_of(place.collaboration)
    signoff = waiting_signature(request.who, application)
    if signoff is None:
        raise NotNow("现在没有等待您签字的内容；可能已经签过，或申请表已退回、撤回。")
    services.return_application(
        application, signoff=signoff, why=request.POST.get("reason", ""), by=place.actor, now=clock()
    )
    flash.say(request, f"已退回给 {place.collaboration.initiator.name}，其他人的待签事项已取消。")
    return _back(place)


@login_required
@require_GET
def application_revision(request: Request, pk: int, round_id: int) -> HttpResponse:
    """One version as it was sent round: its exact content, its signatures, the difference to the one before."""
    place = place_for(request.who, pk)
    context: dict[str, Any] = {"frame": frame(place, "application"), **revision_page(place, round_id, clock())}
    return page(request, "collaborations/application_revision.html", context)
