"""The retrospective: scores, facts beside them, the report, its publication."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from xietong.domain.closing import services
from xietong.domain.closing.models import Retrospective
from xietong.domain.closing.paper import RETROSPECTIVE_FORM
from xietong.domain.closing.queries import report as queries
from xietong.domain.closing.queries.fact_words import beside, fact_tables
from xietong.domain.closing.states import Dimension, RetrospectiveState
from xietong.domain.closing.views.reading import back, number_of, version_of
from xietong.domain.collaborations.queries import Place, frame, place_for
from xietong.domain.people.queries import Request
from xietong.domain.people.services import recognise_again
from xietong.kit.clock import clock
from xietong.kit.paperwork.html import HtmlForm, paper_form
from xietong.kit.paperwork.words import Lookups
from xietong.kit.ui import flash
from xietong.kit.ui.shapes import Axis
from xietong.kit.ui.swap import page


def _href(place: Place) -> str:
    return f"{place.collaboration.href}/retrospective"


def _form(request: Request, row: Retrospective, *, bound: bool = False) -> HtmlForm:
    return paper_form(
        RETROSPECTIVE_FORM,
        request.POST if bound else None,
        initial=queries.report_answers(row),
        choices=queries.choices(),
        partial=True,
    )


@login_required
@require_http_methods(["GET", "POST"])
def retrospective(request: Request, pk: int) -> HttpResponse:
    """The page of each state. POST opens the retrospective, and later keeps the report."""
    place = place_for(request.who, pk)
    if request.method == "GET":
        return _page(request, place)
    row = queries.retrospective_of(place.collaboration)
    if row is None:
        services.open_retrospective(place.collaboration, by=place.actor, now=clock())
        flash.say(request, "复盘已发起，各参与人会收到评分邀请。")
        return back(_href(place))
    form = _form(request, row, bound=True)
    if form.problems:
        return _page(request, place, form, status=422)
    services.save_report(row, answers=form.clean(), by=place.actor, now=clock(), version=version_of(request))
    flash.say(request, "复盘报告已保存。")
    return back(_href(place))


def _page(request: Request, place: Place, form: HtmlForm | None = None, *, status: int = 200) -> HttpResponse:
    data = queries.retrospective_page(place, now=clock())
    row = data.retrospective
    if form is None and row is not None and data.may_edit:
        form = _form(request, row)
    reading = row is not None and row.state in (RetrospectiveState.IN_REVIEW, RetrospectiveState.PUBLISHED)
    names: dict[str, Any] = dict(queries.choices()) if reading else {}
    context = {
        "frame": frame(place, "retrospective"),
        "page": data,
        "row": row,
        "form": form,
        "paper": RETROSPECTIVE_FORM,
        "answers": queries.report_answers(row) if reading and row else {},
        "lookups": Lookups(person=dict(names.get("person", []))),
        "beside": beside(data.facts),
        "tables": fact_tables(data.facts),
        "axes": [Axis(label=s["label"], value=float(s["average"] or 0)) for s in data.scores],
        "dimensions": list(Dimension),
        "signer": request.user.name,
    }
    return page(request, "closing/retrospective_page.html", context, status=status)


@login_required
@require_POST
def retrospective_scores(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    scores = {
        d.value: (number_of(request, f"score-{d.value}") or 0, request.POST.get(f"words-{d.value}", ""))
        for d in Dimension
    }
    row = queries.require_retrospective(place.collaboration)
    services.score_retrospective(row, scores=scores, by=place.actor, now=clock())
    flash.say(request, "评分已记录，只会匿名汇总；汇总之前可以重新评分。")
    return back(_href(place))


@login_required
@require_POST
def retrospective_summary(request: Request, pk: int) -> HttpResponse:
    """Scoring ends; the report is written from here on."""
    place = place_for(request.who, pk)
    row = queries.require_retrospective(place.collaboration)
    services.write_retrospective(row, by=place.actor, now=clock(), version=version_of(request))
    flash.say(request, "评分已汇总，请撰写复盘报告。")
    return back(_href(place))


@login_required
@require_POST
def retrospective_submission(request: Request, pk: int) -> HttpResponse:
    """Send the report to review. When the form was sent along, it is saved first."""
    place, version = place_for(request.who, pk), version_of(request)
    row = queries.require_retrospective(place.collaboration)
    if "summary" in request.POST:
        form = _form(request, row, bound=True)
        if form.problems:
            return _page(request, place, form, status=422)
        row = services.save_report(row, answers=form.clean(), by=place.actor, now=clock(), version=version)
        version = row.version
    services.submit_report(row, by=place.actor, now=clock(), version=version)
    lead = place.collaboration.lead.name if place.collaboration.lead else "总负责人"
    flash.say(request, f"复盘报告已提交，等待 {lead} 审核发布。")
    return back(_href(place))


@login_required
@require_POST
def retrospective_return(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    row = queries.require_retrospective(place.collaboration)
    services.return_report(
        row, why=request.POST.get("reason", ""), by=place.actor, now=clock(), version=version_of(request)
    )
    flash.say(request, "复盘报告已退回修改。")
    return back(_href(place))


@login_required
@require_POST
def retrospective_publication(request: Request, pk: int) -> HttpResponse:
    """Publish with a signature over what was shown."""
    place = place_for(request.who, pk)
    row = queries.require_retrospective(place.collaboration)
    services.publish_report(
        row,
        content_digest=request.POST.get("digest", ""),
        method=recognise_again(request.user, request.POST.get("password", "")),
        by=place.actor,
        now=clock(),
        version=version_of(request),
    )
    flash.say(request, "复盘报告已发布；成功经验和改进点已起草为知识条目，由企管部发布到知识库。")
    return back(_href(place))
