"""Support requests: who asks and answers, and the clock that rests once and climbs."""

from datetime import timedelta

import pytest

from tests.cast import NOW, TODAY, actor
from tests.domain.tracking.running_work import leaf, running
from xietong.domain.tracking.models import SupportRequest
from xietong.domain.tracking.queries import response_figures
from xietong.domain.tracking.services import (
    answer_support,
    ask_support,
    clarify_support,
    deliver_support,
    query_support,
    refuse_support,
    run_support_clocks,
    satisfy_support,
    send_back_support,
    withdraw_support,
)
from xietong.domain.tracking.states import SupportState
from xietong.kit.access import Forbidden
from xietong.kit.events.models import HappenedEvent
from xietong.kit.problems import Problems
from xietong.kit.workflow import NotNow

HOUR = timedelta(hours=1)


@pytest.fixture
def collaboration(cast):
    return running(cast)


def ask(cast, collaboration, **changes):
    given = {
        "asking_id": cast.marketing.pk,
        "asked_id": cast.rnd.pk,
        "matter": "提供样机两台",
        "requirement": "标准版，带固件 1.2，可现场演示",
        "wanted_on": TODAY + timedelta(days=3),
    }
    return ask_support(collaboration, **{**given, **changes}, by=actor(cast.wu, collaboration), now=NOW)


@pytest.fixture
def request_(cast, collaboration):
    return ask(cast, collaboration)


def again(row):
    return SupportRequest.objects.get(pk=row.pk)


def test_asking_starts_a_clock_of_24_natural_hours(request_, collaboration):
    assert request_.number == f"{collaboration.number}-ZC-01"
    assert request_.answer_by == NOW + 24 * HOUR
    assert HappenedEvent.objects.filter(name="tracking.SupportAsked").exists()


def test_the_collaborations_own_hours_and_clock_count(cast):
    """Four working hours from four in the afternoon end the next morning at eleven."""
    collaboration = running(cast, rules={"response_hours": 4, "response_clock": "working"})

    row = ask_support(
        collaboration, asking_id=cast.marketing.pk, asked_id=cast.rnd.pk, matter="样机", requirement="两台",
        by=actor(cast.wu, collaboration), now=NOW + 7 * HOUR,
    )  # fmt: skip

    assert row.answer_by == NOW + timedelta(days=1, hours=2)


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"matter": " "}, "matter"),
        ({"matter": "长" * 121}, "matter"),
        ({"requirement": ""}, "requirement"),
        ({"wanted_on": TODAY - timedelta(days=1)}, "wanted_on"),
        ({"task_id": 99999}, "task"),
        ({"asked_id": 99999}, "asked"),
    ],
)
def test_bad_questions_are_refused_with_their_field(cast, collaboration, changes, field):
    with pytest.raises(Problems) as refused:
        ask(cast, collaboration, **changes)

    assert [p.field for p in refused.value.items] == [field]
    assert not SupportRequest.objects.exists()


def test_nobody_asks_their_own_department_or_in_anothers_name(cast, collaboration):
    with pytest.raises(Problems, match="另一个部门"):
        ask(cast, collaboration, asked_id=cast.marketing.pk)
    with pytest.raises(Forbidden):
        ask(cast, collaboration, asking_id=cast.production.pk)


def test_only_the_asked_side_answers_and_only_the_asking_side_confirms(cast, collaboration, request_):
    asking, asked = actor(cast.wu, collaboration), actor(cast.xu, collaboration)
    with pytest.raises(Forbidden):
        answer_support(request_, answer="accept", promised_on=TODAY, by=asking, now=NOW)

    answer_support(request_, answer="accept", promised_on=TODAY + timedelta(days=2), by=asked, now=NOW + HOUR)
    deliver_support(again(request_), delivery="样机已送到市场部", by=asked, now=NOW + 2 * HOUR)
    with pytest.raises(Forbidden):
        satisfy_support(again(request_), by=asked, now=NOW + 3 * HOUR)
    send_back_support(again(request_), why="缺电源", by=asking, now=NOW + 3 * HOUR)
    deliver_support(again(request_), delivery="电源已补", by=asked, now=NOW + 4 * HOUR)
    done = satisfy_support(again(request_), by=asking, now=NOW + 5 * HOUR)

    assert (done.state, done.answered_by_id, done.closed_at) == (SupportState.SATISFIED, cast.xu.pk, NOW + 5 * HOUR)


def test_the_head_and_the_deputy_may_answer_too(cast, collaboration, request_):
    collaboration.participations.filter(department=cast.rnd).update(deputy=cast.qian)

    answer_support(request_, answer="accept", promised_on=TODAY, by=actor(cast.zhao, collaboration), now=NOW)
    second = ask(cast, collaboration)
    answer_support(second, answer="accept", promised_on=TODAY, by=actor(cast.qian, collaboration), now=NOW)


def test_partly_and_refused_need_words(cast, collaboration, request_):
    by = actor(cast.xu, collaboration)
    with pytest.raises(Problems, match="哪一部分"):
        answer_support(request_, answer="partly", promised_on=TODAY, by=by, now=NOW)
    with pytest.raises(Problems, match="承诺完成日"):
        answer_support(request_, answer="accept", by=by, now=NOW)
    with pytest.raises(Problems, match="拒绝的理由"):
        refuse_support(request_, why=" ", by=by, now=NOW)

    assert refuse_support(request_, why="样机已全部外借", by=by, now=NOW).state == SupportState.REFUSED


def test_the_clock_rests_while_clarified_and_only_once(cast, collaboration, request_):
    asked, asking = actor(cast.xu, collaboration), actor(cast.wu, collaboration)
    query_support(request_, why="哪个版本？", by=asked, now=NOW + 4 * HOUR)
    assert run_support_clocks(now=NOW + 60 * HOUR) == {"near": 0, "breached": 0}

    clarified = clarify_support(again(request_), text="标准版", by=asking, now=NOW + 10 * HOUR)

    assert clarified.answer_by == NOW + 30 * HOUR
    assert clarified.rested == 6 * HOUR
    assert "标准版" in clarified.requirement
    with pytest.raises(NotNow, match="一次"):
        query_support(clarified, why="再问", by=asked, now=NOW + 11 * HOUR)


def test_the_working_clock_keeps_the_working_hours_that_were_left(cast):
    collaboration = running(cast, rules={"response_hours": 8, "response_clock": "working"})
    row = ask(cast, collaboration)
    assert row.answer_by == NOW + 8 * HOUR

    query_support(row, why="哪个版本？", by=actor(cast.xu, collaboration), now=NOW + 2 * HOUR)
    clarified = clarify_support(
        again(row), text="标准版", by=actor(cast.wu, collaboration), now=NOW + timedelta(days=1)
    )

    assert clarified.answer_by == NOW + timedelta(days=1, hours=6)


def test_near_due_is_told_once_and_breaches_climb_once_each(cast, request_):
    told = [run_support_clocks(now=NOW + hours * HOUR) for hours in (19, 20, 21, 24, 25, 48, 49)]

    assert [(t["near"], t["breached"]) for t in told] == [(0, 0), (1, 0), (0, 0), (0, 1), (0, 0), (0, 1), (0, 0)]
    breaches = HappenedEvent.objects.filter(name="tracking.SupportBreached").order_by("pk")
    assert [(e.data["to_id"], e.data["hours"]) for e in breaches] == [(cast.zhao.pk, 24), (cast.zhou.pk, 48)]
    assert again(request_).breach_level == 2


def test_a_worker_that_slept_tells_both_levels(cast, request_):
    run_support_clocks(now=NOW + 100 * HOUR)

    assert HappenedEvent.objects.filter(name="tracking.SupportBreached").count() == 2


def test_a_head_who_is_the_liaison_himself_is_passed_over(cast, collaboration):
    """供应链部's head is its liaison: the one above is told."""
    collaboration.participations.filter(department=cast.production).update(liaison=cast.wang)
    ask(cast, collaboration, asked_id=cast.production.pk)

    run_support_clocks(now=NOW + 24 * HOUR)

    assert HappenedEvent.objects.get(name="tracking.SupportBreached").data["to_id"] == cast.zhou.pk


def test_an_answered_or_withdrawn_request_has_no_clock(cast, collaboration, request_):
    other = ask(cast, collaboration)
    answer_support(request_, answer="accept", promised_on=TODAY, by=actor(cast.xu, collaboration), now=NOW)
    withdraw_support(other, by=actor(cast.wu, collaboration), now=NOW)

    assert run_support_clocks(now=NOW + 100 * HOUR) == {"near": 0, "breached": 0}


def test_the_figures_say_median_hours_and_breaches_in_both_directions(cast, collaboration):
    rows = [
        ask(cast, collaboration, task_id=leaf(collaboration, cast.wu, cast.marketing, code=f"1.{n}").pk)
        for n in range(3)
    ]
    for row, hours in zip(rows, (2, 6, 30), strict=True):
        answer_support(
            row,
            answer="accept",
            promised_on=TODAY + timedelta(days=5),
            by=actor(cast.xu, collaboration),
            now=NOW + hours * HOUR,
        )
    ask(cast, collaboration)

    figures = response_figures([collaboration.pk], NOW + 25 * HOUR)

    [rnd], [marketing] = figures["in"], figures["out"]
    assert (rnd.department, rnd.asked, rnd.answered, rnd.median_hours, rnd.breach_rate) == ("研发部", 4, 3, 6.0, 0.5)
    assert (marketing.department, marketing.median_hours) == ("市场部", 6.0)


def test_a_closed_collaboration_takes_no_requests(cast, collaboration, request_):
    type(collaboration).objects.filter(pk=collaboration.pk).update(state="archived")
    request_ = again(request_)

    with pytest.raises(NotNow, match="归档"):
        answer_support(request_, answer="accept", promised_on=TODAY, by=actor(cast.xu, collaboration), now=NOW)
    assert run_support_clocks(now=NOW + 100 * HOUR) == {"near": 0, "breached": 0}
