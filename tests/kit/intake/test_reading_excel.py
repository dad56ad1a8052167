"""The layouts that offices give their Excel forms, and pasted text."""

import datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.kit.intake.office_files import excel, saved
from tests.kit.intake.sample_paper import SAMPLE_APPLICATION
from xietong.kit.intake.reading import Reading, Refused, read_form, read_pasted


def read(data: bytes, **more: Any) -> Reading:
    return read_form(data, "申请表.xlsx", SAMPLE_APPLICATION, **more)


def paste(text: str, **more: Any) -> Reading:
    return read_pasted(text, SAMPLE_APPLICATION, **more)


def test_days_are_read_as_dates_serial_numbers_or_text():
    data = excel(
        ["计划开始", 46307, None, "计划完成", datetime.date(2027, 1, 29)],
        ["节点", "日期"],
        ["甲", 46332],
        ["乙", datetime.datetime(2026, 12, 18, 0, 0)],
        ["丙", "2027/1/15"],
        ["丁", "1月20日"],
        ["戊", 46388],
        formats={"B7": 'm"月"d"日"', "B1": "General"},
    )

    said = read(data).values()

    assert (said["start_on"], said["finish_on"]) == ("2026-10-12", "2027-01-29")
    assert [row["due_on"] for row in said["milestones"]] == [
        "2026-11-06",
        "2026-12-18",
        "2027-01-15",
        "2027-01-20",
        "2027-01-01",
    ]


def test_days_of_the_old_macintosh_calendar_are_shifted():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["计划开始", datetime.date(2026, 10, 12)])

    assert read(saved(book)).values()["start_on"] == "2026-10-12"


def test_merged_cells_stand_for_all_their_rows():
    data = excel(
        ["涉及部门"],
        ["部门", "需配合事项", "期望完成"],
        ["市场部", "物料", "2026-11-06"],
        [None, "发布会", "2026-11-06"],
        ["财务部", "预算", None],
        merge=["A1:C1", "A3:A4", "C4:C5"],
    )

    said = read(data).values()["involved_departments"]

    assert said == [
        {"department": "市场部", "ask": "物料", "due_on": "2026-11-06"},
        {"department": "市场部", "ask": "发布会", "due_on": "2026-11-06"},
        {"department": "财务部", "ask": "预算", "due_on": "2026-11-06"},
    ]


def test_a_head_row_with_the_values_in_the_next():
    data = excel(
        ["项目名称", "申请部门", "申请人", "优先级", "预算（万元）"], ["展会筹备", "行政部", "何静", "P1", 126]
    )

    said = read(data).values()

    assert said == {
        "title": "展会筹备",
        "initiating_department": "行政部",
        "initiator": "何静",
        "priority": "high",
        "budget_estimate": "1260000.00",
    }


def test_four_columns_with_blank_cells_between():
    data = excel(
        ["任务名称", None, "展会筹备"],
        ["任务发起部门", "行政部", None, "发起人", "何静"],
        ["密级", None, "场景类型", "大型活动执行"],
        merge=["A1:B1"],
    )

    reading = read(data)

    assert reading.values() == {
        "title": "展会筹备",
        "scenario": "large_event",
        "initiating_department": "行政部",
        "initiator": "何静",
    }
    assert any(problem.field == "confidentiality" and "没有填写" in problem.message for problem in reading.problems)


def test_five_hundred_blank_rows_are_no_rows():
    rows = [
        ["部门", "需配合事项"],
        ["市场部", "物料"],
        *[[None, None]] * 250,
        ["财务部", "预算"],
        *[[n, None] for n in ()],
    ]
    book = openpyxl.Workbook()
    sheet: Worksheet = book.active
    for row in rows:
        sheet.append(row)
    for y in range(254, 760):
        sheet.cell(y, 1).number_format = "@"
        sheet.cell(y, 2).value = " "

    reading = read(saved(book))

    assert [row["department"] for row in reading.values()["involved_departments"]] == ["市场部", "财务部"]
    assert not [problem for problem in reading.problems if problem.field == "involved_departments"]


def test_rows_that_are_only_numbered_are_blank():
    data = excel(["序号", "部门", "需配合事项"], [1, "市场部", "物料"], [2, "财务部", "预算"], [3], [4], ["合计", 2])

    reading = read(data)

    assert len(reading.values()["involved_departments"]) == 2
    assert not [problem for problem in reading.problems if problem.field == "involved_departments"]


def test_hidden_sheets_are_not_read():
    book = openpyxl.Workbook()
    book.active.append(["任务名称", "展会筹备"])
    hidden = book.create_sheet("选项")
    hidden.append(["任务目标", "不该读到"])
    hidden.sheet_state = "hidden"

    reading = read(saved(book))

    assert reading.values() == {"title": "展会筹备"}
    assert reading.left_over == []


def test_percent_and_long_numbers_are_read_as_seen():
    data = excel(
        ["成果名称", "衡量指标", "目标值"],
        ["放行", "直通率", 0.97],
        ["回款", "金额（元）", 5000000.1],
        formats={"C2": "0%"},
    )

    assert [row["target"] for row in read(data).values()["expected_outcomes"]] == ["97%", "5000000.1"]


def test_error_values_and_formulas_without_result_are_named_with_their_cell():
    book = openpyxl.Workbook()
    book.active.append(["任务名称", "=B9&B10"])
    book.active["D4"] = "#REF!"
    book.active["D4"].data_type = "e"

    places = {problem.where: problem.message for problem in read(saved(book)).problems}

    assert "公式没有计算结果" in places["工作表“Sheet” B1"]
    assert "#REF!" in places["工作表“Sheet” D4"]


def test_an_absurd_column_is_refused_with_its_name_but_empty_format_is_not():
    far = openpyxl.Workbook()
    far.active["A1"], far.active["B1"] = "任务名称", "展会筹备"
    far.active["XFD3"].number_format = "@"
    assert read(saved(far)).values() == {"title": "展会筹备"}

    far.active["XFD3"] = "远"
    with pytest.raises(Refused, match=r"XFD3.*100 列") as refused:
        read(saved(far))
    assert refused.value.status == 422


def test_a_row_beyond_the_limit_is_refused():
    book = openpyxl.Workbook()
    book.active["A5001"] = "远"

    with pytest.raises(Refused, match=r"A5001.*5000 行"):
        read(saved(book))


def test_pasted_lines_with_labels():
    reading = paste(
        """【跨部门协同任务申请表】
项目名称：展会筹备
申请部门：行政部  申请人：何静
优先级：紧急
工期：2026年10月12日—2027年1月29日
项目目标：完成布展，
签约意向不少于50家。
工作范围：
1、展位搭建
2、样机运输
除外：海外差旅
里程碑：
搭建完成：11月6日
撤展（2026-11-20）
参与部门：市场部（物料）；财务部（预算）
"""
    )
    said = reading.values()

    assert said["title"] == "展会筹备"
    assert (said["initiating_department"], said["initiator"], said["priority"]) == ("行政部", "何静", "high")
    assert (said["start_on"], said["finish_on"]) == ("2026-10-12", "2027-01-29")
    assert said["goal"] == "完成布展，\n签约意向不少于50家。"
    assert said["scope_in"] == ["展位搭建", "样机运输"]
    assert said["scope_out"] == ["海外差旅"]
    assert said["milestones"] == [
        {"name": "搭建完成", "due_on": "2026-11-06"},
        {"name": "撤展", "due_on": "2026-11-20"},
    ]
    assert said["involved_departments"] == [
        {"department": "市场部", "ask": "物料"},
        {"department": "财务部", "ask": "预算"},
    ]
    assert reading.fields["title"].where == "第2行"


def test_cells_pasted_from_excel():
    said = paste(
        '任务名称\t展会筹备\t场景类型\t大型活动执行\n任务目标\t"完成布展\n签约50家"\n\n部门\t需配合事项\n市场部\t物料\n财务部\t预算\n'
    ).values()

    assert said["title"] == "展会筹备"
    assert said["scenario"] == "large_event"
    assert said["goal"] == "完成布展\n签约50家"
    assert [row["department"] for row in said["involved_departments"]] == ["市场部", "财务部"]


def test_pasted_text_may_have_spaces_in_its_labels():
    said = paste("任 务 名 称 ： 展会筹备\n＊发起部门（必填）:行政部\n1.发起人：何静").values()

    assert said == {"title": "展会筹备", "initiating_department": "行政部", "initiator": "何静"}


def test_too_long_a_text_is_refused():
    with pytest.raises(Refused, match="200 万字") as refused:
        paste("长" * 2_000_001)
    assert refused.value.status == 413
