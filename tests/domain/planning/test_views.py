"""Pages: what they show, to whom, what they change, and how many statements that takes."""

from datetime import date

import pytest

from tests.cast import PASSWORD
from tests.domain.planning.making import lead_of, make_plan, make_tasks, many_tasks, task_row
from tests.make import make_collaboration
from xietong.domain.planning import queries, services
from xietong.domain.planning.models import ChangeRequest, Link, Plan, ResourceRequest, Risk, Task
from xietong.domain.planning.states import ChangeState, PlanState
from xietong.domain.signoffs.models import SignOffRound

PAGES = ("tasks", "resources", "risks", "risks/forecast", "plan", "changes", "changes/new")


@pytest.fixture
def place(cast):
    return make_collaboration(cast, "planning")


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_empty_and_full(cast, place, signed_in, path):
    browser = signed_in(cast.chen)
    assert browser.get(f"{place.href}/{path}").status_code == 200
    make_plan(cast, place)
    assert browser.get(f"{place.href}/{path}").status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "tasks/1", "plan/versions/1", "plan/differences"])
def test_what_one_may_not_see_does_not_exist(cast, place, signed_in, path):
    make_plan(cast, place)

    assert signed_in(cast.qian).get(f"{place.href}/{path}").status_code == 404


def test_a_task_of_another_collaboration_is_not_found_here(cast, place, signed_in):
    other = make_collaboration(cast, "planning", title="另一个项目")
    theirs = make_tasks(cast, other)["1.1"]

    assert signed_in(cast.chen).get(f"{place.href}/tasks/{theirs.pk}").status_code == 404


def test_the_list_shows_numbers_dates_chart_and_what_is_missing(cast, place, signed_in):
    made = make_tasks(cast, place)
    Task.objects.filter(pk=made["1.2"].pk).update(acceptance=[])

    text = text_of(signed_in(cast.chen).get(f"{place.href}/tasks"))

    for word in (
        "样机研制",
        "2.1",
        "许婷",
        "11-26",
        "关键",
        "缺1项",
        "<svg",
        "g-today",
        "g-free",
        "g-link",
        "先做什么",
    ):
        assert word in text
    assert 'style="' not in text.split('<div class="x-wbs">')[1].split("</svg>")[0]


def test_only_incomplete_ones_on_demand(cast, place, signed_in):
    made = make_tasks(cast, place)
    Task.objects.filter(pk=made["1.2"].pk).update(owner=None)

    text = text_of(signed_in(cast.chen).get(f"{place.href}/tasks?missing=1"))

    assert f'id="task-{made["1.2"].pk}"' in text
    assert f'id="task-{made["1.1"].pk}"' not in text


def test_adding_editing_and_moving_on_the_page(cast, place, signed_in):
    browser = signed_in(cast.chen)
    make_tasks(cast, place)
    first = Task.objects.get(code="1.1")

    added = browser.post(f"{place.href}/tasks", {"name": "竞品分析", "after": first.pk, "duration": "3"}, follow=True)
    assert "已新增任务 1.2 竞品分析" in text_of(added)
    new = Task.objects.get(name="竞品分析")
    moved = browser.post(f"{place.href}/tasks/outline", {"task": new.pk, "act": "indent"}, follow=True)
    assert "1.1.1" in text_of(moved)
    values = {
        "name": "竞品与渠道分析", "department": cast.marketing.pk, "owner": cast.lin.pk, "duration": "4", "priority": "high",
        "deliverables": "分析报告", "acceptance": "覆盖三家\n经评审", "predecessors": "", "is_milestone": "",
        "version": Task.objects.get(pk=new.pk).version,
    }  # fmt: skip
    saved = browser.post(f"{place.href}/tasks/{new.pk}", values, follow=True)
    assert "已保存" in text_of(saved)
    row = Task.objects.get(pk=new.pk)
    assert (row.name, row.owner, row.acceptance) == ("竞品与渠道分析", cast.lin, ["覆盖三家", "经评审"])
    stale = browser.post(f"{place.href}/tasks/{new.pk}", values)
    assert stale.status_code == 412


def test_the_form_for_the_dialog_is_only_for_who_may_edit(cast, place, signed_in):
    made = make_tasks(cast, place)

    ours = signed_in(cast.xu).get(f"{place.href}/tasks/{made['2.1'].pk}/form")
    assert ours.status_code == 200
    assert "<html" not in text_of(ours)
    assert signed_in(cast.xu).get(f"{place.href}/tasks/{made['1.1'].pk}/form").status_code == 403


def test_bad_input_says_the_place(cast, place, signed_in):
    answer = signed_in(cast.chen).post(f"{place.href}/tasks", {"name": "甲", "predecessors": "7.7"})

    assert answer.status_code == 422
    assert "没有编号为 7.7 的任务" in text_of(answer)


def test_links_are_added_and_removed_on_the_task_page(cast, place, signed_in):
    made = make_tasks(cast, place)
    browser = signed_in(cast.chen)

    browser.post(f"{place.href}/tasks/{made['1.2'].pk}/links", {"before": made["1.1"].pk, "kind": "SS", "lag": "1"})
    link = Link.objects.get(after=made["1.2"])
    assert (link.kind, link.lag) == ("SS", 1)
    browser.post(f"{place.href}/links/{link.pk}/removal")
    assert not Link.objects.filter(pk=link.pk).exists()


def test_dates_backward_from_the_page(cast, place, signed_in):
    make_tasks(cast, place)

    answer = signed_in(cast.chen).post(
        f"{place.href}/tasks/dates", {"direction": "backward", "anchor_on": "2026-11-30"}, follow=True
    )

    assert "最早可以在 2026-12-04 完成" in text_of(answer)


@pytest.mark.parametrize("path", ["tasks", "resources", "risks", "plan"])
def test_the_number_of_statements_does_not_grow(cast, signed_in, path, django_assert_max_num_queries):
    counts = []
    for size in (3, 30):
        place = make_collaboration(cast, "planning", title=f"项目{size}")
        many_tasks(cast, place, size)
        fill(cast, place, size)
        browser = signed_in(cast.chen)
        browser.get(f"{place.href}/{path}")
        if path == "plan":
            services.draft_plan(place, by=lead_of(cast, place), now=place.made_at)
        with django_assert_max_num_queries(20) as captured:
            assert browser.get(f"{place.href}/{path}").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def fill(cast, place, size):
    for number in range(size):
        ResourceRequest.objects.create(
            collaboration=place, department=cast.rnd, kind="equipment", name=f"设备{number}", unit="台", purpose="试产",
            from_on=date(2026, 11, 24), until_on=date(2026, 11, 30), state_since=place.made_at, asked_by=cast.xu,
        )  # fmt: skip
        Risk.objects.create(
            collaboration=place, name=f"风险{number}", category="supply", department=cast.rnd, probability=2, impact=3,
            score=6, state_since=place.made_at, raised_by=cast.xu,
        )  # fmt: skip


def test_resources_are_asked_answered_and_clash(cast, place, signed_in):
    make_tasks(cast, place)
    values = {
        "department": cast.marketing.pk, "kind": "people", "name": "结构工程师", "person": cast.xu.pk, "amount": "60", "unit": "%",
        "purpose": "样机支持", "task": "2.1", "from_on": "2026-11-26", "until_on": "2026-12-02", "source": "lent",
        "provider": cast.rnd.pk, "cost": "",
    }  # fmt: skip
    liaison = signed_in(cast.wu)
    liaison.post(f"{place.href}/resources", values)
    liaison.post(f"{place.href}/resources", {**values, "name": "结构工程师二"})

    text = text_of(signed_in(cast.chen).get(f"{place.href}/resources"))
    assert "许婷 投入超过 100%" in text
    assert "合计 120%" in text
    row = ResourceRequest.objects.first()
    refused = signed_in(cast.zhao).post(f"{place.href}/resources/{row.pk}/answer", {"verb": "refuse", "reason": ""})
    assert refused.status_code == 422
    signed_in(cast.zhao).post(f"{place.href}/resources/{row.pk}/answer", {"verb": "promise"})
    assert ResourceRequest.objects.get(pk=row.pk).state == "promised"
    assert signed_in(cast.ma).post(f"{place.href}/resources", values).status_code == 403  # not their department


def test_a_clash_is_accepted_with_its_reason(cast, place, signed_in):
    fill(cast, place, 1)
    row = ResourceRequest.objects.get()
    ResourceRequest.objects.create(
        collaboration=place, department=cast.production, kind="equipment", name=row.name, unit="台", purpose="量产",
        from_on=date(2026, 11, 26), until_on=date(2026, 12, 2), state_since=place.made_at, asked_by=cast.ma,
    )  # fmt: skip
    clash = queries.conflicts(place)[0]
    assert clash.kind == "thing"

    browser = signed_in(cast.chen)
    browser.post(f"{place.href}/resources/conflicts", {"key": clash.key, "reason": "白天晚上分开用"})

    assert not queries.conflicts(place)[0].is_open
    assert "白天晚上分开用" in text_of(browser.get(f"{place.href}/resources"))


def test_risks_are_written_down_and_shown_on_the_map(cast, place, signed_in):
    make_tasks(cast, place)
    values = {
        "name": "芯片交期", "category": "supply", "department": cast.rnd.pk, "owner": cast.xu.pk, "probability": "4", "impact": "5",
        "trigger": "交期超过8周", "prevention": "双供应商", "contingency": "", "buffer_days": "3", "tasks": "2.1",
    }  # fmt: skip
    browser = signed_in(cast.xu)

    refused = browser.post(f"{place.href}/risks", values)
    assert refused.status_code == 422
    assert "必须写明应急预案" in text_of(refused)
    browser.post(f"{place.href}/risks", {**values, "contingency": "启用现货"})
    risk = Risk.objects.get()
    assert (risk.score, risk.level, risk.tasks) == (20, "major", [Task.objects.get(code="2.1").pk])
    text = text_of(browser.get(f"{place.href}/risks"))
    assert "重大" in text
    assert "x-heat-4" in text
    browser.post(f"{place.href}/risks/{risk.pk}/step", {"verb": "trigger"})
    assert Risk.objects.get().state == "triggered"
    assert browser.post(f"{place.href}/risks/{risk.pk}/step", {"verb": "close", "reason": "已解决"}).status_code == 403


def test_the_forecast_counts_estimates_and_risks(cast, place, signed_in):
    rows = [task_row(cast, str(n), f"任务{n}", 4, optimistic=3, pessimistic=9) for n in (1, 2, 3)]
    make_tasks(cast, place, rows, [("1", "2", "FS", 0), ("2", "3", "FS", 0)])

    found = queries.forecast(place, day=date(2026, 11, 23))

    assert found.finish[50] < found.finish[80] <= found.finish[95]
    assert found.planned < found.finish[50]
    assert found.estimated == 3
    text = text_of(signed_in(cast.chen).get(f"{place.href}/risks/forecast", headers={"HX-Request": "true"}))
    assert "P80" in text
    assert "<html" not in text


def test_the_plan_goes_round_on_the_page(cast, place, signed_in):
    make_tasks(cast, place)
    lead = signed_in(cast.chen)
    lead.post(f"{place.href}/plan", {"why": "首次计划"})
    refused = lead.post(f"{place.href}/plan/submission")
    assert refused.status_code == 409
    for person, department in ((cast.chen, cast.marketing), (cast.zhao, cast.rnd), (cast.wang, cast.production)):
        for kind in ("resource", "risk"):
            signed_in(person).post(f"{place.href}/nothing-needed", {"kind": kind, "department": department.pk})
    answer = lead.post(f"{place.href}/plan/submission", follow=True)
    assert "已提交，等待" in text_of(answer)
    assert "生产部 王芳" in text_of(answer)

    for person in (cast.chen, cast.zhao, cast.wang):
        browser = signed_in(person)
        assert "签署协同计划书" in text_of(browser.get(f"{place.href}/plan"))
        digest = SignOffRound.objects.latest("pk").content_id
        assert browser.post(f"{place.href}/plan/signature", {"digest": digest, "password": "wrong"}).status_code == 422
        browser.post(f"{place.href}/plan/signature", {"digest": digest, "password": PASSWORD, "opinion": "agree"})
    assert Plan.objects.get().state == PlanState.APPROVED
    lead.post(f"{place.href}/plan/publication")
    assert Plan.objects.get().state == PlanState.PUBLISHED
    reader = signed_in(cast.xu)
    assert "未阅" in text_of(reader.get(f"{place.href}/plan"))
    reader.post(f"{place.href}/plan/acknowledgement")
    assert "已阅 1/5" in text_of(reader.get(f"{place.href}/plan"))
    assert reader.get(f"{place.href}/plan/versions/1").status_code == 200


def test_a_change_is_asked_after_its_impact_was_shown(cast, place, signed_in):
    make_plan(cast, place)
    values = {
        "kind": "schedule", "reason": "样机需加测", "if_not": "", "over_objectives": "", "cost_change": "",
        "lines-0-task": "2.1", "lines-0-field": "duration", "lines-0-after": "7",
    }  # fmt: skip
    browser = signed_in(cast.xu)

    preview = browser.post(f"{place.href}/changes/new", {**values, "act": "preview"})
    assert "推迟 2 个工作日" in text_of(preview)
    assert not ChangeRequest.objects.exists()
    asked = browser.post(f"{place.href}/changes/new", {**values, "act": "ask"}, follow=True)
    assert "等待 陈静 审批" in text_of(asked)
    change = ChangeRequest.objects.get()
    lead = signed_in(cast.chen)
    assert "批准变更申请" in text_of(lead.get(f"{place.href}/changes/{change.pk}"))
    digest = services.change_digest(change)
    done = lead.post(
        f"{place.href}/changes/{change.pk}/decision",
        {"verdict": "approve", "digest": digest, "password": PASSWORD, "reason": ""},
        follow=True,
    )
    assert "计划书第 2 版已发布" in text_of(done)
    assert ChangeRequest.objects.get().state == ChangeState.APPROVED
    text = text_of(lead.get(f"{place.href}/plan/differences"))
    assert "2.1 样机研制：工期" in text


def test_what_is_wrong_with_a_change_stands_beside_what_was_typed(cast, place, signed_in):
    make_plan(cast, place)

    answer = signed_in(cast.xu).post(
        f"{place.href}/changes/new",
        {
            "kind": "schedule",
            "reason": "原因写好了",
            "lines-0-task": "8.8",
            "lines-0-field": "duration",
            "lines-0-after": "7",
            "act": "preview",
        },
    )

    assert answer.status_code == 422
    assert "没有编号为 8.8 的任务" in text_of(answer)
    assert "原因写好了" in text_of(answer)


def test_a_list_beyond_a_page_goes_on(cast, place, signed_in):
    many_tasks(cast, place, queries.PAGE_ROWS + 5)
    browser = signed_in(cast.chen)

    text = text_of(browser.get(f"{place.href}/tasks"))
    assert text.count("data-row") == queries.PAGE_ROWS
    assert f"after={queries.PAGE_ROWS:04}" in text
    assert f"任务{queries.PAGE_ROWS + 5}" in text_of(browser.get(f"{place.href}/tasks?after={queries.PAGE_ROWS:04}"))


def test_the_lead_of_another_collaboration_may_nothing_here(cast, place, signed_in):
    make_tasks(cast, place)
    other = make_collaboration(
        cast, "planning", title="另一个", lead=cast.li, departments=(cast.finance, cast.marketing)
    )

    assert lead_of(cast, other)
    assert signed_in(cast.li).get(f"{place.href}/tasks").status_code == 404
