"""Coordination letters: signed by the lead only, answered by the lending head, lent, extended by both, given back."""

from datetime import timedelta

import pytest

from tests.cast import NOW, PASSWORD, TODAY, actor
from tests.domain.tracking.running_work import running
from xietong.domain.people.services import delegate, recognise_again
from xietong.domain.signoffs.queries import check_signature
from xietong.domain.tracking.documents import letter_printouts
from xietong.domain.tracking.models import CoordinationLetter
from xietong.domain.tracking.queries import answer_data, letter_data
from xietong.domain.tracking.services import (
    answer_letter,
    ask_extension,
    close_letter,
    decide_extension,
    draft_letter,
    give_back,
    hand_over,
    receive_letter,
    remind_of_returns,
    sign_letter,
    void_letter,
)
from xietong.domain.tracking.states import LetterState
from xietong.kit.access import Forbidden
from xietong.kit.canonical import digest_of
from xietong.kit.events.models import HappenedEvent
from xietong.kit.numbering.models import Counter
from xietong.kit.paperwork.printers import print_out
from xietong.kit.problems import Problems, StaleVersion
from xietong.kit.workflow import NotNow

DAY = timedelta(days=1)
ITEM = {
    "kind": "设备", "name": "高低温试验箱", "spec": "GDW-100", "amount": "1台", "place": "质量实验室",
    "from_on": "2026-11-25", "until_on": "2026-12-04",
}  # fmt: skip


@pytest.fixture
def collaboration(cast):
    return running(cast)


def draft(cast, collaboration, **changes):
    given = {
        "lender_id": cast.rnd.pk,
        "borrower_id": cast.marketing.pk,
        "purpose": "设计验证需做高低温试验",
        "items": [ITEM],
        "reply_by": TODAY + DAY,
        "custody": "由市场部使用保管，损坏照价赔偿",
    }
    return draft_letter(collaboration, **{**given, **changes}, by=actor(cast.wu, collaboration), now=NOW)


def again(letter):
    return CoordinationLetter.objects.get(pk=letter.pk)


def sign(cast, letter, person=None, digest=None):
    person = person or cast.chen
    return sign_letter(
        letter,
        content_digest=digest or digest_of(letter_data(letter)),
        method=recognise_again(person, PASSWORD),
        by=actor(person, letter.collaboration),
        now=NOW,
    )


def reply(cast, letter, person=None, answer="agree", text=""):
    letter = again(letter)
    person = person or cast.zhao
    return answer_letter(
        letter,
        answer=answer,
        text=text,
        content_digest=digest_of(answer_data(letter)),
        method=recognise_again(person, PASSWORD),
        by=actor(person, letter.collaboration),
        now=NOW,
    )


@pytest.fixture
def lent(cast, collaboration):
    letter = sign(cast, draft(cast, collaboration))
    reply(cast, letter)
    return hand_over(again(letter), condition="一台，完好", by=actor(cast.xu, collaboration), now=NOW)


def test_only_the_lead_signs_and_the_letter_gets_its_number_then(cast, collaboration):
    letter = draft(cast, collaboration)
    assert (letter.number, letter.title) == ("", "关于协调调用高低温试验箱的函")

    for person in (cast.wu, cast.zhao, cast.zhang, cast.zhou):
        with pytest.raises(Forbidden):
            sign(cast, letter, person)
    signed = sign(cast, letter)

    assert signed.number == "市协函〔2026〕1号"
    assert signed.state == LetterState.SIGNED
    assert check_signature(signed.signature).holds
    assert sign(cast, draft(cast, collaboration)).number == "市协函〔2026〕2号"


def test_what_was_not_shown_is_not_signed_and_no_number_is_lost(cast, collaboration):
    letter = draft(cast, collaboration)

    with pytest.raises(StaleVersion):
        sign(cast, letter, digest="0" * 64)
    sign(cast, letter)
    with pytest.raises(NotNow, match="已签发"):
        sign(cast, again(letter))

    assert Counter.objects.get(key="letter-市-2026").last == 1


def test_a_delegate_of_the_lead_signs_for_the_lead(cast, collaboration):
    delegate(
        principal=cast.chen, delegate=cast.lin, from_on=TODAY, until_on=TODAY + DAY, reason="出差",
        by=actor(cast.chen), now=NOW,
    )  # fmt: skip

    signed = sign(cast, draft(cast, collaboration), cast.lin)

    assert (signed.signature.person_id, signed.signature.on_behalf_of_id) == (cast.lin.pk, cast.chen.pk)


def test_only_the_lending_head_answers(cast, collaboration):
    letter = sign(cast, draft(cast, collaboration))
    receive_letter(letter, by=actor(cast.xu, collaboration), now=NOW)

    for person in (cast.xu, cast.chen, cast.wu):
        with pytest.raises(Forbidden):
            reply(cast, letter, person)
    with pytest.raises(Problems, match="理由"):
        reply(cast, letter, answer="disagree")
    answered = reply(cast, letter, answer="partly", text="只能借五天")

    assert (answered.state, answered.answer_signature.person_id) == (LetterState.ANSWERED, cast.zhao.pk)


def test_after_a_refusal_nothing_is_handed_over_and_the_letter_can_be_closed(cast, collaboration):
    letter = sign(cast, draft(cast, collaboration))
    reply(cast, letter, answer="disagree", text="设备在检修")

    with pytest.raises(NotNow, match="不同意"):
        hand_over(again(letter), condition="x", by=actor(cast.xu, collaboration), now=NOW)
    assert close_letter(again(letter), by=actor(cast.chen, collaboration), now=NOW).state == LetterState.CLOSED


def test_a_return_date_is_extended_by_both(cast, collaboration, lent):
    until = lent.return_on + 5 * DAY
    with pytest.raises(Problems, match="晚于"):
        ask_extension(lent, until=lent.return_on, why="未做完", by=actor(cast.wu, collaboration), now=NOW)
    with pytest.raises(Forbidden):
        ask_extension(lent, until=until, why="未做完", by=actor(cast.xu, collaboration), now=NOW)
    asked = ask_extension(lent, until=until, why="未做完", by=actor(cast.wu, collaboration), now=NOW)
    assert asked.return_on == lent.return_on, "not yet agreed"

    with pytest.raises(Forbidden):
        decide_extension(asked, agree=True, by=actor(cast.wu, collaboration), now=NOW)
    agreed = decide_extension(asked, agree=True, by=actor(cast.zhao, collaboration), now=NOW)

    assert (agreed.return_on, agreed.first_return_on, agreed.extension_on) == (until, lent.return_on, None)


def test_damage_must_be_settled_before_the_letter_is_closed(cast, collaboration, lent):
    lead, lender = actor(cast.chen, collaboration), actor(cast.xu, collaboration)
    with pytest.raises(Forbidden):
        give_back(lent, condition="完好", damaged=False, by=actor(cast.wu, collaboration), now=NOW)
    back = give_back(lent, condition="门封破损", damaged=True, by=lender, now=NOW)

    with pytest.raises(NotNow, match="损坏"):
        close_letter(back, by=lead, now=NOW)
    assert close_letter(back, settlement="市场部已付修理费", by=lead, now=NOW).state == LetterState.CLOSED


def test_the_return_is_reminded_three_days_before_and_after_at_once_then_weekly(lent):
    due = lent.return_on - TODAY
    told = [remind_of_returns(now=NOW + due + days * DAY) for days in (-4, -3, -2, 0, 1, 2, 8, 9)]

    assert [t["near"] for t in told] == [0, 1, 0, 0, 0, 0, 0, 0]
    assert [t["overdue"] for t in told] == [0, 0, 0, 0, 1, 0, 1, 0]


def test_a_voided_letter_keeps_its_number(cast, collaboration):
    letter = sign(cast, draft(cast, collaboration))

    voided = void_letter(letter, why="改由外租", by=actor(cast.chen, collaboration), now=NOW)

    assert (voided.state, voided.number) == (LetterState.VOID, "市协函〔2026〕1号")


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"items": []}, "items"),
        ({"items": [{**ITEM, "kind": "宠物"}]}, "items"),
        ({"items": [{**ITEM, "until_on": "2026-11-01"}]}, "items"),
        ({"items": [{**ITEM, "until_on": "13月1日"}]}, "items"),
        ({"items": [{**ITEM, "amount": ""}]}, "items"),
        ({"purpose": ""}, "purpose"),
        ({"custody": " "}, "custody"),
        ({"reply_by": TODAY - DAY}, "reply_by"),
        ({"reply_by": None}, "reply_by"),
        ({"lender_id": 99999}, "lender"),
        ({"task_id": 99999}, "task"),
        ({"alert_id": 99999}, "alert"),
    ],
)
def test_bad_drafts_are_refused_with_their_place(cast, collaboration, changes, field):
    with pytest.raises(Problems) as refused:
        draft(cast, collaboration, **changes)

    assert {p.field for p in refused.value.items} == {field}
    assert not CoordinationLetter.objects.exists()


def test_the_letter_prints_as_a_letter(cast, collaboration, lent):
    [printout] = letter_printouts(collaboration).values()

    assert printout.facts.number == "市协函〔2026〕1号"
    assert printout.signatures[0].signer == "陈静"
    assert print_out(printout, "pdf").startswith(b"%PDF")
    assert print_out(printout, "docx")[:2] == b"PK"


def test_every_act_is_in_the_journal(cast, collaboration, lent):
    names = set(HappenedEvent.objects.filter(context_id=collaboration.pk).values_list("name", flat=True))

    assert {f"tracking.Letter{n}" for n in ("Drafted", "Signed", "Answered", "HandedOver")} <= names
