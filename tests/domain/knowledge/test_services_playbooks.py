"""Built-in playbooks, a company's own editions, and collaborations started from them."""

from datetime import date, timedelta

import pytest

from tests.cast import TODAY, actor, who
from tests.domain.knowledge.playbooks import as_file, complaint
from tests.make import make_collaboration, next_signer, sign_as
from xietong.domain.collaborations import services as collaborations
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.states import ApplicationState, Confidentiality, Stage
from xietong.domain.duties.models import ProcessMap
from xietong.domain.duties.queries import duties_of, list_of, open_findings
from xietong.domain.knowledge import queries, services
from xietong.domain.knowledge.models import Playbook, PlaybookUse
from xietong.domain.knowledge.states import Part
from xietong.domain.people.queries import SYSTEM, company_calendar
from xietong.domain.planning.models import Link, Risk, Task
from xietong.kit.access import Forbidden
from xietong.kit.events.models import HappenedEvent
from xietong.kit.jobs.work import run_all
from xietong.kit.problems import Problems
from xietong.kit.workflow import NotNow


def start(cast, playbook, now, **changes):
    asked = {
        "title": "批量断电投诉处置",
        "departments": queries.proposed_departments(playbook),
        "initiator": cast.lin,
        "start_on": date(2026, 11, 24),
        **changes,
    }
    return services.start_from_playbook(playbook, by=who(cast.lin).actor(), now=now, **asked)


def take(collaboration, cast, part, now):
    return services.take_part(collaboration, part, by=actor(cast.chen, collaboration), now=now)


@pytest.fixture
def launched(cast, playbooks, now):
    """A process improvement that stands in planning, led by 陈静, with nothing taken over yet."""
    collaboration = make_collaboration(
        cast,
        "planning",
        departments=(cast.pmo, cast.supply, cast.sales, cast.production, cast.finance),
    )
    services.choose_playbook(collaboration, playbooks["process_improvement"], by=SYSTEM, now=now)
    return Collaboration.objects.get(pk=collaboration.pk)


def test_the_five_are_loaded_once(cast, now):
    first = services.load_builtins(now=now)
    again = services.load_builtins(now=now + timedelta(days=1))

    assert len(first) == 5
    assert again == []
    assert {p.scenario for p in queries.current_playbooks()} == {
        "新产品上市",
        "客户投诉处理",
        "年度预算编制",
        "大型活动执行",
        "流程优化",
    }


def test_the_companys_own_edition_follows_the_built_in_one_and_stays_in_force(cast, playbooks, now):
    data = {**complaint(), "name": "本公司客诉处置方案"}

    own = services.publish_playbook(as_file(data), by=who(cast.zhang).actor(), now=now)
    services.load_builtins(now=now)

    assert (own.edition, own.content["version"], own.is_current) == (2, 2, True)
    assert queries.playbook_called("customer_complaint") == own
    assert queries.playbook_called("customer_complaint", 1).is_builtin
    assert [row.edition for row in queries.editions_of(own)] == [2, 1]
    assert queries.read_upload(queries.as_yaml(own)) == own.content


def test_a_built_in_playbook_is_exported_as_its_file(playbooks):
    text = queries.as_yaml(playbooks["annual_budget"])

    assert queries.read_upload(text) == playbooks["annual_budget"].content


def test_only_the_pmo_publishes_and_retires(cast, playbooks, now):
    with pytest.raises(Forbidden):
        services.publish_playbook(as_file(complaint()), by=who(cast.lin).actor(), now=now)
    with pytest.raises(Forbidden):
        services.retire_playbook(playbooks["annual_budget"], by=who(cast.lin).actor(), now=now)


def test_a_wrong_file_changes_nothing(cast, playbooks, now):
    data = complaint()
    data["wbs"]["tasks"][0]["department"] = "nobody"

    with pytest.raises(Problems, match="没有部门"):
        services.publish_playbook(as_file(data), by=who(cast.zhang).actor(), now=now)

    assert Playbook.objects.count() == 5


def test_a_retired_playbook_starts_nothing(cast, playbooks, now):
    retired = services.retire_playbook(playbooks["annual_budget"], by=who(cast.zhang).actor(), now=now)

    assert retired not in queries.current_playbooks()
    with pytest.raises(NotNow, match="已停用"):
        start(cast, retired, now)
    with pytest.raises(NotNow, match="已经停用"):
        services.retire_playbook(retired, by=who(cast.zhang).actor(), now=now)


def test_a_start_fills_in_form_1(cast, playbooks, now):
    playbook = playbooks["customer_complaint"]
    departments = {**queries.proposed_departments(playbook), "product": cast.rnd.pk}

    made = start(cast, playbook, now, departments=departments)

    answers = made.application.answers
    assert (made.title, made.scenario) == ("批量断电投诉处置", "客户投诉处理")
    assert made.initiating_department == cast.service
    assert answers["proposed_lead"] == cast.he.pk
    assert made.confidentiality == Confidentiality.SECRET
    assert made.start_on == date(2026, 11, 24)
    assert company_calendar().count(made.start_on, made.finish_on) == 22
    assert next(row["name"] for row in answers["milestones"]) == "首次响应"
    assert [row["due_on"] for row in answers["milestones"]] == sorted(r["due_on"] for r in answers["milestones"])
    assert {row["department"] for row in answers["involved_departments"]} >= {cast.service.pk, cast.quality.pk}
    assert (made.playbook_key, made.playbook_version) == ("customer_complaint", 1)
    assert made.rules["response_hours"] == 4
    assert made.playbook_use.start_on == date(2026, 11, 24)


def test_a_start_says_in_the_journal_what_it_follows(cast, playbooks, now):
    made = start(cast, playbooks["customer_complaint"], now)

    names = list(HappenedEvent.objects.filter(context_id=made.pk).values_list("name", flat=True))
    assert "knowledge.PlaybookChosen" in names
    assert "collaborations.CollaborationStarted" in names


def test_a_target_is_counted_backward(cast, playbooks, now):
    made = start(cast, playbooks["large_event"], now, start_on=None, target_on=date(2027, 5, 20))

    task = playbooks["large_event"].content["schedule"]
    assert company_calendar().count(made.start_on, date(2027, 5, 20)) == task["lead_time_workdays"]
    assert made.finish_on > date(2027, 5, 20)


def test_a_target_too_near_is_refused_with_the_earliest_day(cast, playbooks, now):
    with pytest.raises(Problems) as refused:
        start(cast, playbooks["large_event"], now, start_on=None, target_on=date(2026, 12, 18))

    earliest = company_calendar().add(TODAY, 42)
    assert f"最早可能完成 {earliest}" in str(refused.value)
    assert not Collaboration.objects.exists()


def test_a_target_too_near_may_be_pressed(cast, playbooks, now):
    target = date(2026, 12, 18)
    made = start(cast, playbooks["large_event"], now, start_on=None, target_on=target, press=True)

    assert made.finish_on == target
    assert max(row["due_on"] for row in made.application.answers["milestones"]) <= target.isoformat()


@pytest.mark.parametrize(
    "changes, says",
    [
        ({"start_on": None}, "请填写开始日期"),
        ({"target_on": date(2027, 1, 29)}, "只填一个"),
        ({"start_on": None, "target_on": date(2026, 11, 1)}, "已经过去"),
    ],
)
def test_exactly_one_date_that_lies_ahead_is_asked(cast, playbooks, now, changes, says):
    with pytest.raises(Problems, match=says):
        start(cast, playbooks["large_event"], now, **changes)


def test_the_initiating_department_cannot_be_missing_nor_a_department_invented(cast, playbooks, now):
    playbook = playbooks["customer_complaint"]
    for chosen, says in (
        ({"service": None}, "发起部门，不能空缺"),
        ({"service": cast.service.pk, "quality": 999_999}, "没有这个部门"),
        ({"service": cast.service.pk, "moon": cast.quality.pk}, "没有部门“moon”"),
    ):
        with pytest.raises(Problems, match=says):
            start(cast, playbook, now, departments=chosen)


def test_what_is_asked_of_a_missing_department_is_shown_before_the_start(cast, playbooks):
    playbook = playbooks["customer_complaint"]
    chosen = {**queries.proposed_departments(playbook), "finance": None, "marketing": cast.sales.pk}
    chosen["product"] = cast.rnd.pk

    seen = queries.preview(playbook, chosen=chosen, start_on=TODAY, target_on=None, today=TODAY)

    assert seen.mapped.dropped_tasks == ("2.5 损失核定与赔付测算（财务部）",)
    assert seen.mapped.merged == ("技术部、产品部 → 研发部", "销售部、市场部 → 销售部")


def test_approval_drafts_map_duties_and_task_forces(cast, playbooks, now):
    playbook = playbooks["process_improvement"]
    made = start(cast, playbook, now, answers={"background": "订单到交付平均18天。", "confidentiality": "internal"})
    application = collaborations.submit_application(made.application, by=actor(cast.lin, made), now=now)
    while application.state != ApplicationState.APPROVED:
        application = sign_as(next_signer(application), application, now=now)

    run_all(now=now)

    drawn = ProcessMap.objects.get(collaboration=made)
    assert len(drawn.drawing["nodes"]) == len(playbook.content["process_map"]["nodes"])
    assert duties_of(list_of(made))
    assert made.task_forces.count() == len(playbook.content["task_forces"])
    assert not made.tasks.exists()
    assert set(PlaybookUse.objects.get(collaboration=made).taken) == {"process_map", "duties", "task_forces"}


def test_a_reaction_run_twice_takes_nothing_twice(launched, now):
    for _ in range(2):
        services.take_part_unasked(launched, Part.TASK_FORCES, now=now)

    assert launched.task_forces.count() == len(launched.playbook_use.playbook.content["task_forces"])


def test_tasks_come_with_headings_links_owners_and_dates(cast, launched, now):
    count = take(launched, cast, Part.TASKS, now)

    tasks = {task.playbook_task: task for task in Task.objects.filter(collaboration=launched, is_leaf=True)}
    mapped = queries.mapped_playbook(launched.playbook_use)
    assert count == len(tasks) == len(mapped.data["wbs"]["tasks"])
    assert Task.objects.filter(collaboration=launched, is_leaf=False).count() == len(mapped.data["wbs"]["phases"])
    wanted = sum(len(task["predecessors"]) for task in mapped.data["wbs"]["tasks"])
    assert Link.objects.filter(collaboration=launched).count() == wanted
    first = tasks[mapped.data["wbs"]["tasks"][0]["id"]]
    assert first.start_on == launched.start_on
    assert first.owner_id
    assert first.deliverables
    assert first.acceptance
    assert all(task.finish_on for task in tasks.values())


def test_risks_name_the_tasks_they_touch(cast, launched, now):
    take(launched, cast, Part.TASKS, now)
    take(launched, cast, Part.RISKS, now)

    risks = list(Risk.objects.filter(collaboration=launched))
    ids = set(Task.objects.filter(collaboration=launched).values_list("pk", flat=True))
    assert risks
    assert all(set(risk.tasks) <= ids and risk.tasks for risk in risks)
    assert all(risk.owner_id and risk.contingency for risk in risks)


def test_duties_from_a_whole_playbook_have_no_open_finding(cast, launched, now):
    take(launched, cast, Part.PROCESS_MAP, now)
    take(launched, cast, Part.DUTIES, now)

    assert [finding.message for finding in open_findings(launched)] == []


def test_what_is_there_is_never_overwritten(cast, launched, now):
    take(launched, cast, Part.TASKS, now)

    with pytest.raises(NotNow, match="任务清单已有内容"):
        take(launched, cast, Part.TASKS, now)


def test_nothing_is_taken_without_a_playbook_or_by_anybody(cast, playbooks, now):
    plain = make_collaboration(cast, "planning")

    with pytest.raises(NotNow, match="还没有选用标准方案"):
        take(plain, cast, Part.TASKS, now)
    with pytest.raises(Forbidden):
        services.take_part(plain, Part.TASKS, by=actor(cast.wu, plain), now=now)


def test_an_archived_collaboration_takes_nothing(cast, launched, now):
    Collaboration.objects.filter(pk=launched.pk).update(state=Stage.ARCHIVED)

    with pytest.raises(NotNow, match="已归档"):
        take(launched, cast, Part.TASKS, now)


def test_another_playbook_may_be_chosen_until_something_was_taken(cast, playbooks, launched, now):
    services.choose_playbook(launched, playbooks["annual_budget"], by=SYSTEM, now=now)
    assert queries.use_of(launched).playbook == playbooks["annual_budget"]

    take(launched, cast, Part.TASKS, now)
    with pytest.raises(NotNow, match="不能再换"):
        services.choose_playbook(launched, playbooks["large_event"], by=SYSTEM, now=now)
