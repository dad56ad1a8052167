"""Which line a printed label means, and which it must not be taken for."""

import pytest

from tests.kit.intake.sample_paper import SAMPLE_APPLICATION
from xietong.kit.intake.labels import Labels, is_office

LABELS = Labels(SAMPLE_APPLICATION.all_lines)


@pytest.mark.parametrize(
    "text, key",
    [
        ("任务名称", "title"),
        ("任 务 名 称：", "title"),
        ("一、任务名称", "title"),
        ("1．任务名称", "title"),
        ("*任务名称（必填）", "title"),
        ("任务\n名称", "title"),
        ("【任务名称】", "title"),
        ("发起部门", "initiating_department"),
        ("牵头部门", "initiating_department"),
        ("建议总负责人", "proposed_lead"),
        ("总协调人", "proposed_lead"),
        ("项目经理", "proposed_lead"),
        ("任务范围（含）", "scope_in"),
        ("任务范围(不含)", "scope_out"),
        ("任务范围", "scope_in"),
        ("不含范围", "scope_out"),
        ("预算（万元）", "budget_estimate"),
        ("预算估算(元)", "budget_estimate"),
        ("任务目标说明", "goal"),
        ("本次任务目标", "goal"),
        ("预期成果描述", "expected_outcomes"),
        ("关键节点", "milestones"),
        ("里程碑计划", "milestones"),
        ("参与部门及分工", "involved_departments"),
    ],
)
def test_a_label_is_known_in_many_prints(text, key):
    label = LABELS.match(text)

    assert label is not None
    assert label.key == key
    assert label.sure >= 0.85


@pytest.mark.parametrize(
    "text",
    [
        "申请部门负责人意见",
        "部门负责人意见",
        "申请部门负责人",
        "吉祥物",
        "展会筹备",
        "审批意见",
        "签字",
        "序号",
        "备注",
        "市场部",
        "",
        "：",
        "2026-11-22",
    ],
)
def test_other_labels_are_not_taken_for_one_of_ours(text):
    assert LABELS.match(text) is None


def test_a_slip_of_the_pen_is_taken_with_doubt():
    label = LABELS.match("任务发起部们")

    assert label is not None
    assert (label.key, label.sure) == ("initiating_department", 0.6)


def test_application_day_is_not_the_first_day():
    label = LABELS.match("申请日期")

    assert label is not None
    assert label.key == "applied_on"  # a line the system fills: known, and never taken


def test_a_shared_synonym_stands_for_both_days():
    label = LABELS.match("起止时间")

    assert label is not None
    assert label.keys == ("start_on", "finish_on")


@pytest.mark.parametrize(
    "text, keys",
    [
        ("发起人/联系方式", ("initiator", "contact")),
        ("密级 / 知悉范围", ("confidentiality", "need_to_know")),
        ("任务背景及目标", ("background", "goal")),
    ],
)
def test_two_labels_in_one_cell(text, keys):
    label = LABELS.match(text)

    assert label is not None
    assert label.keys == keys


def test_the_bracket_of_a_label_is_kept_as_a_hint():
    label = LABELS.match("预算（万元）")

    assert label is not None
    assert label.hint == "万元"


def test_a_companys_own_label_can_be_added():
    labels = Labels(SAMPLE_APPLICATION.all_lines, {"title": ["督办事项"]})

    found = labels.match("督办事项")

    assert found is not None
    assert found.key == "title"


@pytest.mark.parametrize("text", ["签字", "部门负责人签字", "审批意见", "盖章", "审核", "会签"])
def test_labels_of_signatures(text):
    assert is_office(text)
