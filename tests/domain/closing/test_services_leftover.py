"""Leftovers and the last gate: two people, told when overdue, alive after archiving."""

from datetime import date, timedelta

import pytest

from tests.cast import NOW, actor, who
from tests.domain.closing.ending import (
    accepted_collaboration,
    hand_in,
    make_task,
)
from tests.make import make_collaboration
from xietong.domain.closing import services
from xietong.domain.closing.queries import (
    acceptance_signed,
    archive_sealed,
    leftovers_assigned,
    report_published,
    waiting,
)
from xietong.kit.access import Forbidden
from xietong.kit.problems import Problems
from xietong.kit.workflow import NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(cast):
    return make_collaboration(cast, "execution")


def test_a_leftover_needs_an_owner_a_day_and_a_standard(cast, running):
    with pytest.raises(Problems) as refused:
        services.add_leftover(
            running, matter="", owner_id=None, due_on=None, standard="", by=actor(cast.chen, running), now=NOW
        )
    assert [p.field for p in refused.value.items] == ["matter", "owner", "due_on", "standard"]
    with pytest.raises(Forbidden):
        services.add_leftover(
            running, matter="x", owner_id=cast.ma.pk, due_on=date(2026, 12, 1), standard="x",
            by=actor(cast.xu, running), now=NOW,
        )  # fmt: skip


def test_a_task_left_over_keeps_the_gate_shut_until_somebody_has_it(cast):
    collaboration = make_collaboration(cast, "closing")
    task = make_task(collaboration, cast.xu, state="left_over")
    assert "尚未指定后续负责人" in leftovers_assigned(collaboration)[0].message

    row = services.add_leftover(
        collaboration, matter="", owner_id=cast.ma.pk, due_on=date(2026, 12, 1), standard="做完", task=task,
        by=actor(cast.chen, collaboration), now=NOW,
    )  # fmt: skip
    assert leftovers_assigned(collaboration)[0].done
    cast.ma.is_active = False
    cast.ma.save()
    assert "已离职或停用" in leftovers_assigned(collaboration)[0].message
    services.change_leftover(row, owner_id=cast.xu.pk, by=actor(cast.chen, collaboration), now=NOW)
    assert leftovers_assigned(collaboration)[0].done


def test_a_leftover_is_closed_by_a_second_person_only_and_may_be_sent_back(cast, running):
    lead = actor(cast.chen, running)
    row = services.add_leftover(
        running, matter="补货", owner_id=cast.ma.pk, due_on=date(2026, 12, 1), standard="上架", by=lead, now=NOW
    )
    with pytest.raises(NotNow):
        services.close_leftover(row, by=lead, now=NOW)
    row = services.finish_leftover(row, evidence="已上架", by=actor(cast.ma, running), now=NOW)
    with pytest.raises(Forbidden):
        services.close_leftover(row, by=actor(cast.ma, running), now=NOW)
    row = services.send_back_leftover(row, why="少一家", by=lead, now=NOW)
    row = services.finish_leftover(row, evidence="都上架了", by=lead, now=NOW)
    with pytest.raises(Forbidden, match="另一个人"):
        services.close_leftover(row, by=lead, now=NOW)
    assert services.close_leftover(row, by=actor(cast.zhang, running), now=NOW).state == "closed"


def test_overdue_leftovers_are_told_once_a_day_even_after_archiving(cast, running):
    services.add_leftover(
        running, matter="补货", owner_id=cast.ma.pk, due_on=date(2026, 11, 23), standard="上架",
        by=actor(cast.chen, running), now=NOW,
    )  # fmt: skip
    type(running).objects.filter(pk=running.pk).update(state="archived")
    assert services.tell_of_overdue_leftovers(now=NOW) == 0
    assert services.tell_of_overdue_leftovers(now=NOW + timedelta(days=1)) == 1
    assert services.tell_of_overdue_leftovers(now=NOW + timedelta(days=1, hours=2)) == 0


def test_an_archived_collaboration_takes_no_more_changes(cast):
    collaboration = accepted_collaboration(cast)
    type(collaboration).objects.filter(pk=collaboration.pk).update(state="archived")
    collaboration.refresh_from_db()
    lead = actor(cast.chen, collaboration)

    with pytest.raises(NotNow, match="已归档"):
        services.open_retrospective(collaboration, by=lead, now=NOW)
    with pytest.raises(NotNow, match="已归档"):
        services.call_acceptance(collaboration, by=lead, now=NOW)
    with pytest.raises(NotNow, match="已归档"):
        services.ask_archive(collaboration, by=lead, now=NOW)


def test_the_last_gate_starts_with_everything_open(cast):
    collaboration = make_collaboration(cast, "closing")

    items = [*acceptance_signed(collaboration), *report_published(collaboration), *archive_sealed(collaboration)]

    assert [item.state for item in items] == ["open"] * 3
    assert {item.who for item in items} == {"陈静"}


def test_what_waits_is_two_statements(cast, django_assert_num_queries):
    collaboration = accepted_collaboration(cast)
    services.open_retrospective(collaboration, by=actor(cast.chen, collaboration), now=NOW)
    hand_in(make_task(make_collaboration(cast, "execution", title="另一个"), cast.xu))

    wang = who(cast.wang)

    with django_assert_num_queries(2):
        found = waiting(wang, NOW)

    assert [w.title for w in found] == ["复盘评分：请为四个方面评分"]
