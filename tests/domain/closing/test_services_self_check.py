"""Self-checks: nothing is handed in unanswered; withdrawn, returned."""

from datetime import date
from io import BytesIO

import pytest

from tests.cast import NOW, actor
from tests.domain.closing.ending import (
    PDF,
    fill,
    hand_in,
    judge,
    make_task,
    owner_of,
)
from tests.make import make_collaboration
from xietong.domain.closing import services
from xietong.kit.access import Forbidden
from xietong.kit.problems import Problems
from xietong.kit.workflow import NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(cast):
    return make_collaboration(cast, "execution")


def test_nothing_is_handed_in_before_every_criterion_is_answered_and_shown(cast, running):
    task = make_task(running, cast.xu)
    with pytest.raises(NotNow, match="尚未作答"):
        services.submit_self_check(task, by=owner_of(task), now=NOW)

    fill(task, meets=False, file=False)
    with pytest.raises(NotNow, match="不符合，请写明说明"):
        services.submit_self_check(task, by=owner_of(task), now=NOW)

    fill(task, meets=True, file=False)
    with pytest.raises(NotNow, match="没有证据"):
        services.submit_self_check(task, by=owner_of(task), now=NOW)

    services.save_self_check(
        task, answers=[{"meets": True}] * 2, summary="存于共享盘 X3/成果", by=owner_of(task), now=NOW
    )
    services.submit_self_check(task, by=owner_of(task), now=NOW)
    task.refresh_from_db()
    assert (task.state, task.percent, task.actual_finish) == ("handed_in", 100, date(2026, 11, 23))


def test_only_the_owner_checks_his_task(cast, running):
    task = make_task(running, cast.xu)
    with pytest.raises(Forbidden):
        services.save_self_check(task, answers=[], summary="", by=actor(cast.chen, running), now=NOW)


def test_criteria_are_not_taken_from_the_caller(cast, running):
    task = make_task(running, cast.xu)
    check = services.save_self_check(
        task, answers=[{"criterion": "随便", "meets": True}], summary="", by=owner_of(task), now=NOW
    )
    assert [item["criterion"] for item in check.items] == ["数量齐全", "抽检合格率≥98%"]
    with pytest.raises(Problems):
        services.save_self_check(task, answers=[{}] * 3, summary="", by=owner_of(task), now=NOW)


def test_a_submitted_check_is_withdrawn_until_somebody_judged_it(cast, running):
    task = hand_in(make_task(running, cast.xu))
    services.withdraw_self_check(task, by=owner_of(task), now=NOW)
    task.refresh_from_db()
    assert task.state == "running"
    services.submit_self_check(task, by=owner_of(task), now=NOW)
    task.refresh_from_db()
    acceptance = services.call_acceptance(running, by=actor(cast.chen, running), now=NOW)
    judge(acceptance, cast.chen)

    with pytest.raises(NotNow, match="已对这项任务作出结论"):
        services.withdraw_self_check(task, by=owner_of(task), now=NOW)


def test_the_lead_returns_a_check_with_a_reason_and_the_task_runs_again(cast, running):
    task = hand_in(make_task(running, cast.xu))
    with pytest.raises(Problems):
        services.return_self_check(task, why=" ", by=actor(cast.chen, running), now=NOW)

    check = services.return_self_check(task, why="缺抽检报告", by=actor(cast.chen, running), now=NOW)

    task.refresh_from_db()
    assert (check.state, task.state) == ("returned", "running")
    services.attach_to_self_check(task, source=BytesIO(PDF), name="报告.pdf", size=len(PDF), by=owner_of(task), now=NOW)
    services.submit_self_check(task, by=owner_of(task), now=NOW)
