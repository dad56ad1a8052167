"""All problems of a form at once, each with its place and what to write instead."""

from tests.kit.intake.office_files import Word, excel
from tests.kit.intake.sample_paper import SAMPLE_APPLICATION
from xietong.kit.intake.reading import Reading, read_form, read_pasted
from xietong.kit.paperwork.spec import Grid, PaperForm, Text


def read(*rows: list, **more) -> Reading:
    return read_form(excel(*rows, **more), "申请表.xlsx", SAMPLE_APPLICATION)


def complaints(reading: Reading, field: str) -> list[tuple[str, str]]:
    return [(problem.where, problem.message) for problem in reading.problems if problem.field == field]


def test_every_bad_cell_is_told_in_one_go():
    reading = read(
        ["任务名称", "长" * 61],
        ["紧急程度", "☑高 ☑低"],
        ["计划开始", "2026年2月30日"],
        ["预算估算（元）", "面议"],
        ["节点", "日期", "完成标志"],
        ["甲", "2026-13-01", ""],
        ["乙", "尽快", ""],
        ["丙", "2026-11-06", ""],
    )

    assert complaints(reading, "title") == [("工作表“申请表” B1", "“任务名称”有 61 字，最多 60 字，请精简")]
    assert complaints(reading, "priority") == [
        ("工作表“申请表” B2", "“紧急程度”：勾选了2项（高、低），只能选一项，请改正")
    ]
    assert complaints(reading, "start_on") == [
        ("工作表“申请表” B3", "“期望开始”：“2026年2月30日”这一天不存在（2026年2月没有30日），请改正日期")
    ]
    assert complaints(reading, "budget_estimate") == [
        ("工作表“申请表” B4", "“预算估算（元）”：“面议”不是金额，请只填数字")
    ]
    assert complaints(reading, "milestones") == [
        ("工作表“申请表” B6", "“时间节点”的“日期”：“2026-13-01”这一天不存在（没有13月），请改正日期"),
        ("工作表“申请表” B7", "“时间节点”的“日期”：“尽快”不是日期，请写成 2026-11-22 这样"),
    ]
    assert [row["name"] for row in reading.values()["milestones"]] == ["甲", "乙", "丙"]


def test_a_bad_value_is_told_once_and_not_again_as_missing():
    reading = read(["计划开始", "2026年2月30日"])

    assert len(complaints(reading, "start_on")) == 1
    assert "start_on" not in reading.fields


def test_a_required_column_left_empty_is_one_problem_with_its_rows():
    reading = read(["部门", "需配合事项"], ["市场部", "物料"], ["财务部", None], ["质量部", "/"])

    assert complaints(reading, "involved_departments") == [
        ("工作表“申请表” A3", "“涉及部门”第2、3行没有填写“需配合事项”，请补上")
    ]


def test_departments_named_without_their_part_are_one_problem():
    reading = read(["涉及部门", "市场部、财务部、质量部"])

    assert [row["department"] for row in reading.values()["involved_departments"]] == ["市场部", "财务部", "质量部"]
    assert len(complaints(reading, "involved_departments")) == 1


def test_a_label_without_value_and_a_label_that_is_not_there_are_told_apart():
    reading = read(["任务名称", "展会筹备"], ["任务目标", "/"])

    assert complaints(reading, "goal") == [("工作表“申请表” B2", "“任务目标”没有填写，请补上")]
    assert complaints(reading, "background") == [("整份文件", "没有找到“任务背景与缘由”，请补上")]


def test_optional_lines_may_be_empty():
    reading = read(["任务名称", "展会筹备"], ["资金来源", "/"], ["主要制约与风险", "无"])

    assert reading.values() == {"title": "展会筹备"}
    assert not complaints(reading, "budget_source")


def test_none_is_an_answer_where_an_answer_is_asked_for():
    assert read(["不含范围", "无"]).values()["scope_out"] == ["无"]


def test_a_line_said_twice_in_different_words_is_told_with_both_places():
    reading = read(["任务名称", "展会筹备"], ["项目名称", "展会布展"])

    assert reading.values()["title"] == "展会筹备"
    ((where, message),) = complaints(reading, "title")
    assert where == "工作表“申请表” B2"
    assert "“展会筹备”（工作表“申请表” B1）" in message
    assert [left.text for left in reading.left_over] == ["展会布展"]


def test_a_label_inside_a_text_does_not_rob_a_line_that_has_its_own_place():
    reading = read(["任务名称", "展会筹备"], ["任务背景", "去年的情况。任务名称：老展会"])

    assert reading.values()["title"] == "展会筹备"
    assert "老展会" in reading.values()["background"]


def test_printed_hints_are_no_values():
    reading = read(
        ["任务名称", "（例如：2026年Q4新品上市项目）"], ["计划开始", "    年   月   日"], ["任务目标", "________"]
    )

    assert reading.values() == {}


def test_lines_that_the_system_fills_are_known_and_left_alone():
    reading = read(["申请编号", "XT-2026-018"], ["申请日期", "2026-11-22"], ["任务名称", "展会筹备"])

    assert reading.values() == {"title": "展会筹备"}
    assert reading.left_over == []


def test_the_form_code_tells_another_form():
    word = Word().say("任务名称：展会筹备")
    word.document.add_paragraph("表单编号：XT-BD-04 A/0")

    reading = read_form(word.bytes(), "a.docx", SAMPLE_APPLICATION)

    assert (reading.form_code, reading.edition) == ("XT-BD-04", "A/0")
    assert "这里要的是 XT-BD-01" in reading.problems[0].message


def test_another_form_altogether_is_told_as_such():
    minutes = PaperForm(
        name="m",
        number="XT-BD-09",
        title="登记表",
        lines=(Text(key="a", label="车牌号"), Grid(key="g", label="人员", columns=(Text(key="n", label="姓名"),))),
    )

    reading = read_pasted("今天天气很好", minutes)

    assert reading.fields == {}
    assert "核对是否选错了文件" in reading.problems[0].message


def test_departments_with_their_part_in_prose():
    for text in (
        "市场部负责物料，财务部负责预算。",
        "市场部（物料）、财务部（预算）",
        "市场部-物料\n财务部-预算".replace("-", " - "),
    ):
        reading = read(["涉及部门", text])

        assert reading.values()["involved_departments"] == [
            {"department": "市场部", "ask": "物料"},
            {"department": "财务部", "ask": "预算"},
        ], text
