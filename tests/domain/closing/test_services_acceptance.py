"""Acceptance: segregation, order of signing, rounds, mending."""

from datetime import date, timedelta

import pytest

from tests.cast import NOW, actor, who
from tests.domain.closing.ending import (
    hand_in,
    judge,
    make_task,
    measure,
    owner_of,
    sign,
    sign_all,
)
from tests.make import make_collaboration
from xietong.domain.closing import services
from xietong.domain.closing.models import Acceptance, AcceptanceItem
from xietong.domain.closing.queries import (
    acceptance_signed,
    waiting,
)
from xietong.domain.closing.states import AcceptanceKind, AcceptanceState, Verdict
from xietong.domain.signoffs.models import SignOff
from xietong.domain.signoffs.queries import waiting_for
from xietong.domain.signoffs.states import Opinion
from xietong.kit.access import Forbidden
from xietong.kit.problems import Problems, StaleVersion
from xietong.kit.workflow import NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(cast):
    return make_collaboration(cast, "execution")


def test_nobody_accepts_a_task_he_owns(cast, running):
    task = hand_in(make_task(running, cast.chen))
    acceptance = services.call_acceptance(running, by=actor(cast.chen, running), now=NOW)
    item = acceptance.items.get()

    with pytest.raises(Forbidden, match="不能验收自己的任务"):
        services.judge_items(acceptance, item_ids=[item.pk], verdict="pass", by=actor(cast.chen, running), now=NOW)
    with pytest.raises(Forbidden):
        services.judge_items(acceptance, item_ids=[item.pk], verdict="pass", by=actor(cast.xu, running), now=NOW)

    # 陈静 owns it, leads, and heads the accepting department: another head judges, the one above signs for 市场部
    services.judge_items(acceptance, item_ids=[item.pk], verdict="pass", by=actor(cast.wang, running), now=NOW)
    services.submit_acceptance(acceptance, by=actor(cast.chen, running), now=NOW)
    first = SignOff.objects.order_by("step").first()
    assert (first.person, first.capacities) == (cast.zhou, ["市场部上级（负责人回避）"])
    assert sign_all(acceptance).state == "passed"
    task.refresh_from_db()
    assert task.state == "done"


def test_departments_that_accept_sign_first_and_the_lead_last(cast, running):
    hand_in(make_task(running, cast.xu, accepted_by=[cast.production.pk, cast.rnd.pk]))
    acceptance = services.call_acceptance(running, by=actor(cast.chen, running), now=NOW)
    with pytest.raises(NotNow, match="还没有验收结论"):
        services.submit_acceptance(acceptance, by=actor(cast.chen, running), now=NOW)
    judge(acceptance, cast.wang)
    services.submit_acceptance(acceptance, by=actor(cast.chen, running), now=NOW)

    assert [(s.person.name, s.step) for s in SignOff.objects.order_by("step", "pk")] == [
        ("赵启明", 1),
        ("王芳", 1),
        ("陈静", 2),
    ]
    assert waiting_for(who(cast.chen), "acceptance", acceptance.pk) is None
    sign(acceptance, cast.wang)
    sign(acceptance, cast.zhao)
    assert sign(acceptance, cast.chen).state == AcceptanceState.PASSED


def test_a_failed_deliverable_sends_its_task_back_and_the_rest_is_signed(cast, running):
    good, bad = hand_in(make_task(running, cast.xu, 1)), hand_in(make_task(running, cast.ma, 2))
    lead = actor(cast.chen, running)
    acceptance = services.call_acceptance(running, by=lead, now=NOW)
    items = {item.task_id: item.pk for item in acceptance.items.all()}
    services.judge_items(acceptance, item_ids=[items[good.pk]], verdict="pass", by=lead, now=NOW)
    with pytest.raises(Problems):
        services.judge_items(acceptance, item_ids=[items[bad.pk]], verdict="fail", by=lead, now=NOW)
    services.judge_items(
        acceptance, item_ids=[items[bad.pk]], verdict="fail", problem="数量不足", requirement="补齐", by=lead, now=NOW
    )
    services.submit_acceptance(acceptance, by=lead, now=NOW)

    bad.refresh_from_db()
    assert (bad.state, bad.self_check.state) == ("running", "returned")
    sign_all(acceptance)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state) == ("done", "running")

    services.submit_self_check(bad, by=owner_of(bad), now=NOW)
    again = services.call_acceptance(running, by=lead, now=NOW)
    assert (again.round, [i.task_id for i in again.items.all()]) == (2, [bad.pk])


def test_a_whole_that_fails_ends_and_the_next_round_keeps_what_passed(cast):
    collaboration = make_collaboration(cast, "closing")
    first, second = hand_in(make_task(collaboration, cast.xu, 1)), hand_in(make_task(collaboration, cast.ma, 2))
    lead = actor(cast.chen, collaboration)
    whole = services.call_acceptance(collaboration, kind=AcceptanceKind.WHOLE, by=lead, now=NOW)
    judge(whole, cast.chen)
    item = whole.items.get(task=second)
    services.judge_items(
        whole, item_ids=[item.pk], verdict="不通过", problem="缺件", requirement="补齐", by=lead, now=NOW
    )
    with pytest.raises(NotNow, match="还没有填写实际值"):
        services.submit_acceptance(whole, by=lead, now=NOW)
    measure(whole, lead)
    assert services.submit_acceptance(whole, by=lead, now=NOW).state == AcceptanceState.FAILED
    assert "未通过" in acceptance_signed(collaboration)[0].message

    with pytest.raises(NotNow, match="还有子任务没有完成"):
        services.call_acceptance(collaboration, kind=AcceptanceKind.WHOLE, by=lead, now=NOW)
    second.refresh_from_db()
    services.submit_self_check(second, by=owner_of(second), now=NOW)
    again = services.call_acceptance(collaboration, kind=AcceptanceKind.WHOLE, by=lead, now=NOW)
    assert again.round == 2
    judge(again, cast.chen)
    measure(again, lead)
    services.submit_acceptance(again, by=lead, now=NOW)
    assert sign_all(again).state == "passed"
    assert acceptance_signed(collaboration)[0].done
    with pytest.raises(NotNow, match="已经通过"):
        services.call_acceptance(collaboration, kind=AcceptanceKind.WHOLE, by=lead, now=NOW)
    assert first.pk


def test_measured_outcomes_get_their_rate(cast):
    collaboration = make_collaboration(cast, "closing")
    hand_in(make_task(collaboration, cast.xu))
    lead = actor(cast.chen, collaboration)
    whole = services.call_acceptance(collaboration, kind=AcceptanceKind.WHOLE, by=lead, now=NOW)
    whole = services.save_acceptance(whole, answers={"outcomes": [{"actual": "430家"}]}, by=lead, now=NOW)

    assert [(row["target"], row["actual"], row["rate"]) for row in whole.outcomes] == [("≥420家", "430家", 102)]


def test_a_returned_acceptance_can_be_judged_anew_and_everybody_signs_again(cast, running):
    hand_in(make_task(running, cast.xu, accepted_by=[cast.production.pk]))
    lead = actor(cast.chen, running)
    acceptance = services.call_acceptance(running, by=lead, now=NOW)
    judge(acceptance, cast.wang)
    services.submit_acceptance(acceptance, by=lead, now=NOW)
    signoff = waiting_for(who(cast.wang), "acceptance", acceptance.pk)
    digest = signoff.round.content_id
    with pytest.raises(Problems, match="退回"):
        services.sign_acceptance(
            acceptance, signoff=signoff, content_digest=digest, opinion=Opinion.DISAGREE, reason="x",
            method="password", by=actor(cast.wang, running), now=NOW,
        )  # fmt: skip
    with pytest.raises(StaleVersion):
        services.sign_acceptance(
            acceptance,
            signoff=signoff,
            content_digest="0" * 64,
            method="password",
            by=actor(cast.wang, running),
            now=NOW,
        )

    back = services.return_acceptance(
        acceptance, signoff=signoff, why="样品没看到", by=actor(cast.wang, running), now=NOW
    )
    assert back.state == AcceptanceState.OPEN
    services.submit_acceptance(acceptance, by=lead, now=NOW)
    withdrawn = services.withdraw_acceptance(acceptance, by=lead, now=NOW)
    assert withdrawn.state == AcceptanceState.OPEN
    services.submit_acceptance(acceptance, by=lead, now=NOW)
    assert sign_all(acceptance).state == "passed"


def test_what_is_to_be_mended_is_checked_again_by_another_before_the_gate(cast):
    collaboration = make_collaboration(cast, "closing")
    hand_in(make_task(collaboration, cast.xu, accepted_by=[cast.production.pk]))
    lead = actor(cast.chen, collaboration)
    whole = services.call_acceptance(collaboration, kind=AcceptanceKind.WHOLE, by=lead, now=NOW)
    item = whole.items.get()
    words = {"problem": "包装破损", "requirement": "更换包装", "by": lead, "now": NOW, "verdict": "mend"}
    with pytest.raises(Problems, match="整改期限"):
        services.judge_items(whole, item_ids=[item.pk], **words)
    services.judge_items(whole, item_ids=[item.pk], mend_by=date(2026, 12, 1), mender_id=cast.ma.pk, **words)
    measure(whole, lead)
    services.submit_acceptance(whole, by=lead, now=NOW)
    whole = sign_all(whole)
    assert (whole.state, whole.conclusion) == ("passed", Verdict.MEND)
    item.refresh_from_db()

    open_ = acceptance_signed(collaboration)
    assert [(i.state, i.who) for i in open_] == [("open", "马超")]
    assert [w.kind for w in waiting(who(cast.ma), NOW)] == ["act"]
    with pytest.raises(NotNow, match="还没有整改完成"):
        services.recheck_item(item, passed=True, words="", by=lead, now=NOW)
    services.mend_item(item, how="已全部更换，照片见附件", by=actor(cast.ma, collaboration), now=NOW)
    with pytest.raises(Forbidden):
        services.recheck_item(item, passed=True, words="", by=actor(cast.ma, collaboration), now=NOW)
    services.recheck_item(item, passed=False, words="还有两箱", mend_by=date(2026, 12, 3), by=lead, now=NOW)
    services.mend_item(item, how="两箱已换", by=actor(cast.ma, collaboration), now=NOW)
    services.recheck_item(item, passed=True, words="合格", by=actor(cast.wang, collaboration), now=NOW)
    assert acceptance_signed(collaboration)[0].done


def test_mending_past_its_day_is_told_once_a_day(cast):
    collaboration = make_collaboration(cast, "closing")
    task = hand_in(make_task(collaboration, cast.xu))
    row = Acceptance.objects.create(
        collaboration=collaboration, number="x", state="passed", called_by=cast.chen, called_at=NOW, state_since=NOW
    )
    AcceptanceItem.objects.create(
        acceptance=row, task=task, deliverable="成果", verdict="mend", mender=cast.xu, mend_by=date(2026, 11, 20),
        requirement="补齐",
    )  # fmt: skip
    assert services.tell_of_overdue_mending(now=NOW) == 1
    assert services.tell_of_overdue_mending(now=NOW) == 0
    assert services.tell_of_overdue_mending(now=NOW + timedelta(days=1)) == 1
