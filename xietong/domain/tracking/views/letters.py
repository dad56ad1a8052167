"""Coordination letters: the list, one letter as it is sent, and every act on it."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xietong.domain.collaborations.queries import frame, participations_of, place_for
from xietong.domain.people.models import Person
from xietong.domain.people.queries import Request
from xietong.domain.people.services import recognise_again
from xietong.domain.planning.states import ResourceKind
from xietong.domain.tracking import queries, services
from xietong.domain.tracking.models import CoordinationLetter
from xietong.domain.tracking.permissions import TRACKING
from xietong.domain.tracking.states import LetterAnswer, LetterState
from xietong.domain.tracking.views.posted import back_to, day_of_field, id_of_field, text_of, version_of
from xietong.kit.canonical import digest_of
from xietong.kit.clock import clock
from xietong.kit.steps import buttons
from xietong.kit.ui import flash
from xietong.kit.ui.swap import page

ITEM_KEYS = ("kind", "name", "spec", "amount", "place", "from_on", "until_on")
MOST_ITEMS = 50


@login_required
@require_http_methods(["GET", "POST"])
def letter_list(request: Request, pk: int) -> HttpResponse:
    place = place_for(request.who, pk)
    collaboration = place.collaboration
    if request.method == "POST":
        letter = services.draft_letter(
            collaboration,
            lender_id=id_of_field(request, "lender"),
            borrower_id=id_of_field(request, "borrower"),
            title=text_of(request, "title"),
            purpose=text_of(request, "purpose"),
            items=_items(request),
            reply_by=day_of_field(request, "reply_by", "要求回复时间"),
            custody=text_of(request, "custody"),
            cost_borne_by=text_of(request, "cost_borne_by"),
            task_id=id_of_field(request, "task"),
            alert_id=id_of_field(request, "alert"),
            by=place.actor,
            now=clock(),
        )
        lead = collaboration.lead.name if collaboration.lead else "总负责人"
        flash.say(request, f"协调函已拟好，等待 {lead} 签发。")
        return back_to(_href(letter))
    context = {
        "frame": frame(place, "letters"),
        "letters": queries.letters_of(collaboration),
        "departments": [(p.department_id, p.department.name) for p in participations_of(collaboration)],
        "kinds": ResourceKind.choices(),
        "may_draft": TRACKING.allows("letter.draft", place.actor.roles),
        "task_choices": queries.open_task_choices(collaboration),
        "alert_choices": queries.open_alert_choices(collaboration),
    }
    return page(request, "tracking/letter_list.html", context)


def _items(request: Request) -> list[dict[str, str]]:
    return [
        {key: request.POST.get(f"items-{number}-{key}", "")[:200] for key in ITEM_KEYS} for number in range(MOST_ITEMS)
    ]


def _href(letter: CoordinationLetter) -> str:
    return f"/collaborations/{letter.collaboration_id}/letters/{letter.pk}"


@login_required
@require_GET
def letter_page(request: Request, pk: int, letter_id: int) -> HttpResponse:
    place = place_for(request.who, pk)
    letter = queries.letter_for(place.collaboration, letter_id)
    actor = queries.towards_letter(letter, place.actor)
    data = queries.letter_data(letter) if letter.state == LetterState.DRAFT else queries.answer_data(letter)
    verbs = [verb for verb, _word in buttons(letter, actor.roles)]
    if letter.state == LetterState.IN_USE:
        if letter.extension_on and TRACKING.allows("letter.extend", actor.roles):
            verbs.append("extend")
        elif not letter.extension_on and TRACKING.allows("letter.ask_extension", actor.roles):
            verbs.append("ask_extension")
    if letter.state == LetterState.ANSWERED:
        # after a refusal nothing is handed over; after consent nothing is closed before the return
        verbs = [v for v in verbs if v != ("hand_over" if letter.answer == LetterAnswer.DISAGREE else "close")]
    context = {
        "frame": frame(place, "letters"),
        "letter": letter,
        "items": queries.item_rows(letter),
        "href": _href(letter),
        "verbs": verbs,
        "digest": digest_of(data),
        "answers": LetterAnswer.choices(),
        "signer": request.who.name,
    }
    return page(request, "tracking/letter_page.html", context)


Act = Callable[[CoordinationLetter, HttpRequest, dict[str, Any]], CoordinationLetter]

# resource below a letter → the service, and what is said afterwards
ACTS: dict[str, tuple[Act, str]] = {
    "signature": (
        lambda letter, request, common: services.sign_letter(
            letter,
            content_digest=text_of(request, "digest"),
            method=recognise_again(cast(Person, request.user), text_of(request, "password")),
            **common,
        ),
        "已签发 {number}，等待 {lender} 签收并由部门负责人回复。",
    ),
    "receipt": (
        lambda letter, request, common: services.receive_letter(letter, **common),
        "已签收，请部门负责人在要求的日期前回复。",
    ),
    "answer": (
        lambda letter, request, common: services.answer_letter(
            letter,
            answer=text_of(request, "answer"),
            text=text_of(request, "text"),
            content_digest=text_of(request, "digest"),
            method=recognise_again(cast(Person, request.user), text_of(request, "password")),
            **common,
        ),
        "已签字回复，{borrower} 和总负责人会收到通知。",
    ),
    "handover": (
        lambda letter, request, common: services.hand_over(letter, condition=text_of(request, "reason"), **common),
        "已交接，{borrower} 应于 {return_on} 前归还。",
    ),
    "extension": (
        lambda letter, request, common: services.ask_extension(
            letter,
            until=day_of_field(request, "until", "新归还日"),
            why=text_of(request, "reason"),
            **common,
        ),
        "已申请延期，等待 {lender} 负责人同意；同意前仍按原日期归还。",
    ),
    "extension-decision": (
        lambda letter, request, common: services.decide_extension(
            letter, agree=text_of(request, "agree") == "1", why=text_of(request, "reason"), **common
        ),
        "已答复延期申请，归还日 {return_on}。",
    ),
    "return": (
        lambda letter, request, common: services.give_back(
            letter,
            condition=text_of(request, "reason"),
            damaged=text_of(request, "damaged") == "1",
            **common,
        ),
        "已确认归还。",
    ),
    "closure": (
        lambda letter, request, common: services.close_letter(letter, settlement=text_of(request, "reason"), **common),
        "协调函已关闭。",
    ),
    "void": (
        lambda letter, request, common: services.void_letter(letter, why=text_of(request, "reason"), **common),
        "协调函已作废，编号保留。",
    ),
}


@login_required
@require_POST
def letter_act(request: Request, pk: int, letter_id: int, act: str) -> HttpResponse:
    place = place_for(request.who, pk)
    letter = queries.letter_for(place.collaboration, letter_id)
    if act not in ACTS:
        raise Http404("没有这个操作。")
    service, words = ACTS[act]
    done = service(letter, request, {"by": place.actor, "now": clock(), "version": version_of(request)})
    said = {
        "number": done.number,
        "lender": letter.lender.name,
        "borrower": letter.borrower.name,
        "return_on": done.return_on,
    }
    flash.say(request, words.format(**said))
    return back_to(_href(letter))
