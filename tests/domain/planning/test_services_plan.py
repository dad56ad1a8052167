"""The plan: round, return by section, next version, publication, reading; changes with their impact."""

from datetime import date

import pytest

from tests.cast import NOW, PASSWORD, actor
from tests.domain.planning.making import (
    lead_of,
    make_plan,
    make_tasks,
    return_plan_as,
    say_nothing_needed,
    sign_by_all,
    sign_plan_as,
)
from tests.make import make_collaboration
from xietong.domain.people.services import recognise_again
from xietong.domain.planning import queries, services
from xietong.domain.planning.models import Acknowledgement, ChangeRequest, Plan, Task
from xietong.domain.planning.states import ChangeKind, ChangeState, PlanSection, PlanState, TaskState
from xietong.domain.signoffs.models import Signature
from xietong.kit.access import Forbidden
from xietong.kit.problems import Problems, StaleVersion
from xietong.kit.workflow import NotNow


@pytest.fixture
def place(cast):
    return make_collaboration(cast, "planning")


def test_an_incomplete_plan_says_what_is_missing(cast, place):
    made = make_tasks(cast, place)
    Task.objects.filter(pk=made["2.1"].pk).update(owner=None, acceptance=[])
    plan = services.draft_plan(place, by=lead_of(cast, place), now=NOW)

    with pytest.raises(NotNow, match="缺负责人、验收标准") as refused:
        services.submit_plan(plan, by=lead_of(cast, place), now=NOW)

    assert "尚未申报资源或风险" in str(refused.value)


def test_lead_and_heads_are_asked_and_the_head_who_leads_only_once(cast, place):
    plan = make_plan(cast, place, "in_review")

    signers = {row.person: row.capacities for row in queries_strip(plan)}
    assert signers == {"陈静": "总负责人、市场部负责人", "赵启明": "研发部负责人", "王芳": "生产部负责人"}


def queries_strip(plan):
    from xietong.domain.signoffs.queries import latest_round, strip

    return strip(latest_round("plan", plan.pk))


def test_approved_when_all_signed(cast, place):
    plan = make_plan(cast, place, "in_review")

    assert sign_plan_as(cast.chen, plan).state == PlanState.IN_REVIEW
    assert sign_plan_as(cast.zhao, plan).state == PlanState.IN_REVIEW
    assert sign_plan_as(cast.wang, plan).state == PlanState.APPROVED


def test_a_return_by_section_leads_to_a_new_version(cast, place):
    plan = make_plan(cast, place, "in_review")
    sign_plan_as(cast.chen, plan)

    plan = return_plan_as(cast.wang, plan, PlanSection.TASKS, "试产只有3天不够")
    assert plan.state == PlanState.DRAFT
    task = Task.objects.get(code="2.2")
    services.edit_tasks(place, [services.Edit(task.pk, {"duration": 5})], by=lead_of(cast, place), now=NOW)
    again = services.submit_plan(plan, by=lead_of(cast, place), now=NOW)

    assert (again.number, again.state) == (2, PlanState.IN_REVIEW)
    assert Plan.objects.get(pk=plan.pk).state == PlanState.SUPERSEDED
    first, second = Plan.objects.get(number=1), again
    assert first.section_digests["risks"] == second.section_digests["risks"]
    changed = dict(queries.plan_differences(first.content, second.content))
    assert [row.label for row in changed[PlanSection.TASKS] if "工期" in row.label] == [
        "2 实施：工期（工作日）", "2.2 试产：工期（工作日）",
    ]  # fmt: skip
    assert sign_by_all(again).state == PlanState.APPROVED


def test_returned_and_unchanged_it_keeps_its_number(cast, place):
    plan = make_plan(cast, place, "in_review")
    plan = services.withdraw_plan(plan, by=lead_of(cast, place), now=NOW)

    assert services.submit_plan(plan, by=lead_of(cast, place), now=NOW).number == 1


def test_a_return_needs_its_reason_and_the_right_person(cast, place):
    plan = make_plan(cast, place, "in_review")

    with pytest.raises(Problems, match="退回的理由"):
        return_plan_as(cast.wang, plan, PlanSection.RISKS, " ")
    with pytest.raises(Forbidden):
        services.withdraw_plan(plan, by=actor(cast.wang, place), now=NOW)


def test_publication_sets_the_baseline_and_asks_to_read(cast, place):
    make_plan(cast, place)

    task = Task.objects.get(code="2.1")
    assert (task.baseline_start, task.baseline_finish) == (task.start_on, task.finish_on)
    asked = set(Acknowledgement.objects.values_list("person__username", flat=True))
    assert asked == {"wu", "zhao", "xu", "wang", "ma"}  # liaisons, heads, owners; not the lead who published


def test_only_the_lead_publishes_and_only_the_approved(cast, place):
    plan = make_plan(cast, place, "approved")

    with pytest.raises(Forbidden):
        services.publish_plan(plan, by=actor(cast.zhao, place), now=NOW)
    with pytest.raises(NotNow):
        services.publish_plan(make_plan_of_another(cast), by=actor(cast.chen, place), now=NOW)


def make_plan_of_another(cast):
    return make_plan(cast, make_collaboration(cast, "planning", title="另一个项目"), "draft")


def test_reading_is_kept_once_and_passed_on_inside_the_department(cast, place):
    plan = make_plan(cast, place)

    services.acknowledge_plan(plan, by=actor(cast.xu, place), now=NOW)
    services.acknowledge_plan(plan, by=actor(cast.xu, place), now=NOW)
    assert [r.person for r in queries.readers_of(plan) if r.read_at] == ["许婷"]
    with pytest.raises(Problems, match="本部门"):
        services.pass_on_plan(plan, person_ids=[cast.tang.pk], by=actor(cast.wu, place), now=NOW)
    assert services.pass_on_plan(plan, person_ids=[cast.lin.pk], by=actor(cast.wu, place), now=NOW) == 1
    with pytest.raises(Forbidden):
        services.pass_on_plan(plan, person_ids=[cast.lin.pk], by=actor(cast.lin, place), now=NOW)


def ask(cast, place, person=None, *, lines=None, **more):
    task = Task.objects.get(collaboration=place, code="2.1")
    lines = lines or [{"task": task.pk, "field": "duration", "after": 7}]
    return services.ask_change(
        place,
        **{"kind": ChangeKind.SCHEDULE, "lines": lines, "reason": "样机需加测两天", **more},
        by=actor(person or cast.xu, place),
        now=NOW,
    )


def approve(person, change, place):
    return services.approve_change(
        change,
        content_digest=services.change_digest(change),
        method=recognise_again(person, PASSWORD),
        by=actor(person, place),
        now=NOW,
    )


def test_a_change_knows_its_impact_before_it_is_decided(cast, place):
    make_plan(cast, place)

    change = ask(cast, place)

    assert change.number == f"{place.number}-BG-01"
    assert change.impact["finish_before"] == "2026-12-07"
    assert change.impact["finish_after"] == "2026-12-09"
    assert change.impact["slip_days"] == 2
    assert len(change.impact["moved"]) == 2
    assert set(change.impact["departments"]) == {cast.rnd.pk, cast.production.pk}
    assert not change.over_objectives
    assert Task.objects.get(code="2.1").duration == 5  # nothing was written
    assert change.lines[0]["before"] == 5


def test_an_approved_change_is_applied_and_published_as_the_next_version(cast, place):
    first = make_plan(cast, place)
    for person in (cast.wu, cast.zhao, cast.xu, cast.wang, cast.ma):
        services.acknowledge_plan(first, by=actor(person, place), now=NOW)
    change = ask(cast, place)

    change = approve(cast.chen, change, place)

    plan = queries.published_plan(place)
    assert (change.state, change.plan_id, plan.number) == (ChangeState.APPROVED, plan.pk, 2)
    assert Plan.objects.get(pk=first.pk).state == PlanState.SUPERSEDED
    task = Task.objects.get(code="2.2")
    assert task.finish_on == task.baseline_finish == date(2026, 12, 9)
    asked = set(Acknowledgement.objects.filter(plan=plan).values_list("person__username", flat=True))
    assert asked == {"zhao", "xu", "wang", "ma"}  # the affected departments only
    signature = Signature.objects.get(subject_kind="change_request")
    assert signature.person == cast.chen


def test_the_requester_does_not_decide_and_the_leads_own_goes_to_the_executive(cast, place):
    make_plan(cast, place)
    own = ask(cast, place, cast.chen)

    with pytest.raises(Forbidden, match="自己的"):
        approve(cast.chen, own, place)
    with pytest.raises(Forbidden):
        approve(cast.zhao, own, place)
    assert approve(cast.zhou, own, place).state == ChangeState.APPROVED


def test_moving_the_agreed_finish_is_for_the_executive(cast, place):
    make_plan(cast, place)
    task = Task.objects.get(code="2.2")

    change = ask(cast, place, lines=[{"task": task.pk, "field": "duration", "after": 20}])

    assert change.over_objectives
    assert change.impact["moves_agreed_finish"]
    with pytest.raises(Forbidden, match="分管领导"):
        approve(cast.chen, change, place)
    assert approve(cast.zhou, change, place).state == ChangeState.APPROVED


def test_a_change_adds_cancels_and_relinks(cast, place):
    make_plan(cast, place)
    research, trial = Task.objects.get(code="1.2"), Task.objects.get(code="2.2")
    new = {
        "name": "包装设计", "department": cast.marketing.pk, "owner": cast.wu.pk, "duration": 3,
        "deliverables": ["包装稿"], "acceptance": ["评审通过"], "predecessors": "1.1", "parent": trial.parent_id,
    }  # fmt: skip
    change = ask(
        cast,
        place,
        kind=ChangeKind.RESOURCE,
        lines=[
            {"task": None, "field": "new", "after": new},
            {"task": research.pk, "field": "cancelled", "after": True},
            {"task": trial.pk, "field": "predecessors", "after": "2.1, 1.1FS+2"},
        ],
    )

    approve(cast.chen, change, place)

    assert Task.objects.get(name="包装设计").code == "2.3"
    assert Task.objects.get(name="包装设计").baseline_start == date(2026, 11, 26)
    assert Task.objects.get(pk=research.pk).state == TaskState.CANCELLED
    assert queries.predecessors_said(place, [trial.pk])[trial.pk] == "1.1FS+2, 2.1"


def test_what_is_wrong_with_a_change_is_said(cast, place):
    make_plan(cast, place)
    plan_task = Task.objects.get(code="1.1")

    with pytest.raises(Problems, match="互相等待"):
        ask(cast, place, lines=[{"task": plan_task.pk, "field": "predecessors", "after": "2.2"}])
    with pytest.raises(Problems, match="相同"):
        ask(cast, place, lines=[{"task": plan_task.pk, "field": "duration", "after": 2}])
    with pytest.raises(Problems, match="至少"):
        services.preview_change(place, lines=[], now=NOW)
    with pytest.raises(Problems, match="变更原因"):
        ask(cast, place, reason=" ")
    with pytest.raises(Forbidden):
        ask(cast, place, cast.qian)
    assert not ChangeRequest.objects.exists()


def test_before_publication_there_is_nothing_to_request(cast, place):
    make_tasks(cast, place)

    with pytest.raises(NotNow, match="直接修改"):
        ask(cast, place)


def test_the_decider_signs_exactly_what_was_shown(cast, place):
    make_plan(cast, place)
    change = ask(cast, place)

    with pytest.raises(StaleVersion):
        services.approve_change(change, content_digest="0" * 64, method="password", by=actor(cast.chen, place), now=NOW)
    assert ChangeRequest.objects.get().state == ChangeState.REQUESTED


def test_suspended_it_comes_back_with_more_material(cast, place):
    make_plan(cast, place)
    change = services.suspend_change(ask(cast, place), decision="请附测试计划", by=lead_of(cast, place), now=NOW)

    change = services.resume_change(change, reason="测试计划见附件", by=actor(cast.xu, place), now=NOW)

    assert change.state == ChangeState.REQUESTED
    with pytest.raises(Problems, match="理由"):
        services.refuse_change(
            change, decision="", content_digest=services.change_digest(change), method="password",
            by=lead_of(cast, place), now=NOW,
        )  # fmt: skip


def test_a_draft_is_not_begun_beside_a_published_plan(cast, place):
    make_plan(cast, place)

    with pytest.raises(NotNow, match="变更申请"):
        services.draft_plan(place, by=lead_of(cast, place), now=NOW)


def test_an_approved_version_can_be_replaced_before_publication(cast, place):
    make_plan(cast, place, "approved")

    again = services.draft_plan(place, why="补充一项任务", by=lead_of(cast, place), now=NOW)

    assert (again.number, again.state) == (2, PlanState.DRAFT)
    say_nothing_needed(cast, place)
