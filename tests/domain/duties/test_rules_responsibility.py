"""The checks of a responsibility list: overlaps, omissions, hints, and the keys under which they are accepted."""

from dataclasses import replace

import pytest

from tests.builtin_playbooks import KEYS, playbook, playbook_map
from xietong.domain.duties.rules import (
    DutyFacts,
    DutyFinding,
    DutyRow,
    responsibility_findings,
    rows_for_uncovered_steps,
    rows_from_outline,
    split_outputs,
)
from xietong.domain.duties.rules.likeness import ALIKE, likeness


def facts_of(key):
    data, drawing = playbook(key), playbook_map(key)
    rows = rows_from_outline(data["responsibilities"], drawing)
    return DutyFacts(
        rows=(*rows, *rows_for_uncovered_steps(drawing, rows)),
        drawing=drawing,
        departments={row["key"]: row["name"] for row in data["departments"]},
        tasks={task["id"]: task["name"] for task in data["wbs"]["tasks"]},
    )


def spoilt(row_id, **changes):
    """The complaint playbook's list with one row changed."""
    facts = facts_of("customer_complaint")
    return replace(facts, rows=tuple(replace(row, **changes) if row.id == row_id else row for row in facts.rows))


def without(row_id):
    facts = facts_of("customer_complaint")
    return replace(facts, rows=tuple(row for row in facts.rows if row.id != row_id))


def with_row(**fields):
    facts = facts_of("customer_complaint")
    return replace(
        facts, rows=(*facts.rows, DutyRow(**{"id": "X1", "responsible": ("sales",), "outputs": ("记录",), **fields}))
    )


def keys(facts, kind=None):
    return [one.key for one in responsibility_findings(facts) if kind is None or one.kind is kind]


@pytest.mark.parametrize("key", KEYS)
def test_the_built_in_lists_have_no_overlap_and_no_omission(key):
    assert [one for one in responsibility_findings(facts_of(key)) if one.is_open_question] == []


FAULTS = {
    "one step, two accountable": (lambda: with_row(matter="抢修", accountable="tech", steps=("N07",)), "overlap:step:N07:quality:tech", "环节“临时围堵”有 2 个主责部门：质量部（临时围堵措施）、技术部（抢修）"),
    "one task, two accountable": (lambda: with_row(matter="抢修", accountable="sales", tasks=("T04",)), "overlap:task:T04:quality:sales", "任务“临时围堵措施”有 2 个主责部门"),
    "one deliverable, two accountable": (lambda: with_row(matter="抢修", accountable="sales", outputs=("法律 意见书",)), "overlap:deliverable:法律意见书:legal:sales", "交付物“法律 意见书”有 2 个主责部门"),
    "the same duty in other words": (lambda: with_row(matter="负责顾客投诉受理、定级与派单工作", accountable="sales"), "overlap:matter:R01:X1:sales:service", "销售部的“负责顾客投诉受理、定级与派单工作”"),
    "a row without accountable": (lambda: spoilt("R07", accountable=""), "omission:matter:R07", "职责“法律责任与合规风险评估”还没有主责部门"),
    "a step nobody answers for": (lambda: without("step-N14"), "omission:step:N14", "可由质量部（流程图中的负责部门）主责"),
    "a step whose row was deleted": (lambda: without("R07"), "omission:step:N12", "环节“法律责任评估”没有列入任何部门的职责"),
    "a task nobody answers for": (lambda: spoilt("R04", tasks=()), "omission:task:T05", "任务“舆情监测与回应预案”没有主责部门"),
    "a deliverable nobody answers for": (lambda: without("step-N18"), "omission:deliverable:法律处置移交单", "（由环节「高管出面或移交法律处置」产出）没有主责部门"),
    "a department without a duty": (lambda: spoilt("R08", accountable="sales", responsible=("sales",)), "omission:department:finance", "财务部参与了协同，却没有主责或执行任何事项"),
    "a department in two parts of one row": (lambda: spoilt("R05", consulted=("quality", "tech")), "hint:several_parts:R05:tech", "技术部同时是执行、会商部门"),
    "accountable and informed": (lambda: spoilt("R05", informed=("tech",), responsible=("quality",)), "hint:accountable_told:R05:tech", "主责不必再列"),
    "too many executing": (lambda: spoilt("R03", responsible=("quality", "production", "tech", "sales")), "hint:many_executing:R03", "有 4 个执行部门"),
    "nobody executing": (lambda: spoilt("R03", responsible=()), "hint:nobody_executing:R03", "没有执行部门"),
    "too many consulted": (lambda: spoilt("R03", consulted=("tech", "sales", "legal", "finance", "product", "marketing")), "hint:many_consulted:R03", "要会商 6 个部门"),
    "no outputs": (lambda: spoilt("R03", outputs=()), "hint:no_output:R03", "没有写输出"),
    "a stranger": (lambda: spoilt("R03", consulted=("hr",)), "hint:stranger:R03:hr", "不在参与部门之中"),
    "a step that is gone": (lambda: spoilt("R03", steps=("N07", "N77")), "hint:lost:R03:N77", "N77 已不存在"),
    "a step in another lane": (lambda: spoilt("R03", steps=("N07", "N12")), "hint:other_lane:R03:legal:N12", "画在法务部的泳道里"),
    "the same duty twice": (lambda: with_row(matter="临时围堵措施", accountable="quality"), "hint:twins:R03:X1:quality", "请合并为一行"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_list_is_found_under_its_key_and_said(name):
    spoil, key, words = FAULTS[name]

    found = [one for one in responsibility_findings(spoil()) if one.key == key]

    assert len(found) == 1, keys(spoil())
    assert words in found[0].message
    assert found[0].is_open_question is not key.startswith("hint")


def test_one_department_accountable_for_nearly_everything_is_a_hint():
    facts = facts_of("customer_complaint")
    facts = replace(facts, rows=tuple(replace(row, accountable="service") for row in facts.rows))

    found = [one for one in responsibility_findings(facts) if one.key == "hint:everything:service"]

    assert "客服部主责 19 项，占全部 19 项的 100%" in found[0].message


def test_an_accepted_overlap_is_open_again_when_a_third_department_claims_the_step():
    two = with_row(matter="抢修", accountable="tech", steps=("N07",))
    three = replace(two, rows=(*two.rows, DutyRow("X2", "救急", "sales", ("sales",), steps=("N07",))))

    assert keys(two, DutyFinding.OVERLAP) == ["overlap:step:N07:quality:tech"]
    assert keys(three, DutyFinding.OVERLAP) == ["overlap:step:N07:quality:sales:tech"]


def test_keys_are_told_apart_and_do_not_depend_on_the_order_of_rows():
    facts = replace(without("R07"), departments={**facts_of("customer_complaint").departments, "hr": "人力资源部"})

    assert len(set(keys(facts))) == len(keys(facts))
    assert sorted(keys(replace(facts, rows=facts.rows[::-1]))) == sorted(keys(facts))


def test_an_empty_list_says_what_everybody_misses():
    facts = replace(facts_of("large_event"), rows=())

    found = responsibility_findings(facts)

    assert {one.kind for one in found} == {DutyFinding.OMISSION}
    assert [kind.label for kind in DutyFinding] == ["重叠", "遗漏", "提示"]
    told = {one.key.split(":")[1] for one in found}
    assert told == {"step", "task", "deliverable", "department"}


@pytest.mark.parametrize(
    "one, two",
    [
        ("编制年度预算", "制定全年预算"),
        ("供应商选择", "供方遴选"),
        ("客户投诉处理", "顾客投诉的处理"),
        ("负责新品市场调研", "新产品市场调查工作"),
        ("组织开展员工培训", "人员培训"),
        ("发布会场地租赁", "发布会场馆租赁"),
    ],
)
def test_the_same_duty_is_known_in_other_words(one, two):
    assert likeness(one, two) >= ALIKE
    assert likeness(two, one) == likeness(one, two)


@pytest.mark.parametrize(
    "one, two",
    [
        ("销售预算", "生产预算"),
        ("采购合同审核", "采购合同审批"),
        ("培训计划编制", "采购计划编制"),
        ("市场推广费用预算", "行政与固定费用预算"),
        ("客户合同评审", "供应商合同评审"),
        ("量产放行", "首批量产与入库"),
        ("", "投诉受理"),
        ("工作", "事项"),
    ],
)
def test_different_duties_are_kept_apart(one, two):
    assert likeness(one, two) < ALIKE


def test_a_step_of_a_playbook_goes_to_the_row_of_its_lane():
    data, drawing = playbook("annual_budget"), playbook_map("annual_budget")

    rows = {row.id: row for row in rows_from_outline(data["responsibilities"], drawing)}

    assert "N02" in rows["R02"].steps  # 企管部's lane, though 财务部's T01 is done there too
    assert "N02" not in rows["R01"].steps


def test_steps_that_nobody_has_are_drafted_for_their_lane():
    drawing = playbook_map("customer_complaint")
    rows = rows_from_outline(playbook("customer_complaint")["responsibilities"], drawing)

    drafted = rows_for_uncovered_steps(drawing, rows)

    assert [row.id for row in drafted] == ["step-N04", "step-N14", "step-N18", "step-N27", "step-N26"]
    assert drafted[1] == DutyRow(
        "step-N14", "提出召回或停售建议并另行立项", "quality", ("quality",), outputs=("召回建议",), steps=("N14",)
    )
    assert rows_for_uncovered_steps(drawing, [*rows, *drafted]) == []


def test_a_listing_of_deliverables_is_taken_apart_outside_brackets():
    assert split_outputs("勘查记录、检测报告") == ("勘查记录", "检测报告")
    assert split_outputs("销售预算表（量、价、收入、回款、费用）；说明") == (
        "销售预算表（量、价、收入、回款、费用）",
        "说明",
    )
    assert split_outputs("") == ()
