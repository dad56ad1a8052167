"""What the gate asks of planning, who is told, and the daily reminder."""

from datetime import timedelta

import pytest

from tests.cast import NOW, actor
from tests.domain.planning.making import make_plan, make_tasks, say_nothing_needed, sign_plan_as
from tests.make import make_collaboration
from xietong.domain.planning import queries, services
from xietong.domain.planning.models import Risk, Task
from xietong.domain.planning.notices import NOTICES
from xietong.domain.planning.services.reminders import remind_of_unread_plans
from xietong.kit.events.models import HappenedEvent
from xietong.kit.notices.deliver import tell
from xietong.kit.notices.models import Notice


@pytest.fixture
def place(cast):
    return make_collaboration(cast, "planning")


def open_of(items):
    return [(item.message, item.who) for item in items if not item.done]


def told_of(name):
    """Who gets a notice of the newest event of this name."""
    event = HappenedEvent.objects.filter(name=name).latest("pk")
    tell(event.pk, now=NOW)
    return set(Notice.objects.filter(event=event).values_list("person__username", flat=True))


def test_an_empty_list_keeps_the_gate_shut(cast, place):
    assert open_of(queries.leaves_complete(place)) == [("任务清单还是空的，请分解任务或套用标准方案", "陈静")]


def test_incomplete_leaves_are_named_by_department_and_person(cast, place):
    made = make_tasks(cast, place)
    Task.objects.filter(pk=made["2.1"].pk).update(owner=None, deliverables=[])

    assert open_of(queries.leaves_complete(place)) == [("研发部 1 项任务不完整：2.1 样机研制 缺负责人、交付物", "许婷")]


def test_silence_does_not_count_and_a_click_does(cast, place):
    assert len(open_of(queries.conflicts_settled(place))) == 3
    assert ("生产部 尚未识别风险（没有的请点“无”）", "马超") in open_of(queries.risks_covered(place))

    say_nothing_needed(cast, place)

    assert open_of(queries.conflicts_settled(place)) == open_of(queries.risks_covered(place)) == []


def test_a_major_risk_without_contingency_is_named(cast, place):
    say_nothing_needed(cast, place)
    Risk.objects.create(
        collaboration=place, name="芯片交期", category="supply", department=cast.rnd, probability=4, impact=5, score=20,
        state_since=NOW, raised_by=cast.xu,
    )  # fmt: skip

    assert open_of(queries.risks_covered(place)) == [("重大风险“芯片交期”缺应急预案、责任人", "研发部")]


def test_the_plan_says_whose_signature_is_missing(cast, place):
    assert open_of(queries.plan_published(place)) == [("计划书尚未起草", "陈静")]
    plan = make_plan(cast, place, "in_review")
    sign_plan_as(cast.chen, plan)

    assert {who for _message, who in open_of(queries.plan_published(place))} == {"赵启明", "王芳"}


def test_a_published_plan_opens_the_gate(cast, place):
    make_plan(cast, place)

    for question in (queries.leaves_complete, queries.conflicts_settled, queries.risks_covered, queries.plan_published):
        assert open_of(question(place)) == [], question.__name__


def test_leaves_are_settled_when_done_cancelled_or_left_over(cast, place):
    make_plan(cast, place)
    assert len(open_of(queries.all_leaves_settled(place))) == 3  # one line for each owner

    Task.objects.filter(is_leaf=True).update(state="done")
    assert open_of(queries.all_leaves_settled(place)) == []


def test_who_has_not_read_is_reminded_on_working_days_and_then_the_head_hears_of_it(cast, place):
    plan = make_plan(cast, place)
    services.acknowledge_plan(plan, by=actor(cast.ma, place), now=NOW)

    assert remind_of_unread_plans(now=NOW) == 0  # asked today
    assert remind_of_unread_plans(now=NOW + timedelta(days=1)) == 1
    assert told_of("planning.PlanUnread") == {"wu", "zhao", "xu", "wang"}
    assert remind_of_unread_plans(now=NOW + timedelta(days=5)) == 0  # Saturday
    remind_of_unread_plans(now=NOW + timedelta(days=2))
    assert HappenedEvent.objects.filter(name="planning.PlanUnread").latest("pk").data["heads"]
    assert "chen" in told_of("planning.PlanUnread")  # head of 市场部, whose liaison has not read


def test_publication_and_assignment_tell_those_concerned(cast, place):
    make_plan(cast, place)

    assert told_of("planning.PlanPublished") == {"wu", "zhao", "xu", "wang", "ma"}
    assert told_of("planning.TasksAssigned") <= {"wu", "xu", "ma"}


def test_every_notice_can_be_worded(cast, place):
    """Each rule is about an event that exists, and finds its words from ids alone."""
    make_plan(cast, place)
    task = Task.objects.get(code="2.1")
    change = services.ask_change(
        place,
        kind="schedule",
        lines=[{"task": task.pk, "field": "duration", "after": 7}],
        reason="加测",
        by=actor(cast.xu, place),
        now=NOW,
    )
    row = services.ask_resource(
        place,
        values={
            "department": cast.marketing.pk, "kind": "people", "name": "工程师", "amount": 1, "purpose": "支持", "from_on": "2026-11-26",
            "until_on": "2026-12-01", "source": "lent", "provider": cast.rnd.pk,
        },
        by=actor(cast.wu, place),
        now=NOW,
    )  # fmt: skip
    risk = services.save_risk(
        place,
        values={
            "name": "交期",
            "category": "supply",
            "department": cast.rnd.pk,
            "probability": 2,
            "impact": 2,
            "trigger": "延期",
        },
        by=actor(cast.xu, place),
        now=NOW,
    )
    ids = {
        "change_request_id": change.pk, "resource_request_id": row.pk, "risk_id": risk.pk, "plan_id": queries.published_plan(place).pk,
        "task_ids": [task.pk], "owner_id": cast.xu.pk, "section": "tasks", "why": "理由", "heads": True,
    }  # fmt: skip
    event = HappenedEvent(data=ids, context_id=place.pk, by_id=cast.chen.pk, at=NOW)
    for rule in NOTICES:
        words = rule.words(event)
        assert words.title, rule.name
        assert words.href.startswith(place.href), rule.name
        assert list(rule.whom(event)) is not None
