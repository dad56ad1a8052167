"""The layouts that offices give their Word forms."""

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.kit.intake.office_files import Word, control, run_with
from tests.kit.intake.sample_paper import SAMPLE_APPLICATION
from xietong.kit.intake.reading import Reading, read_form

LEFT, UP = Word.LEFT, Word.UP


def read(word: Word) -> Reading:
    return read_form(word.bytes(), "申请表.docx", SAMPLE_APPLICATION)


def values(word: Word) -> dict[str, Any]:
    return read(word).values()


def left_over(reading: Reading) -> list[str]:
    return [left.text for left in reading.left_over]


def test_the_guides_two_columns_with_prose_in_the_cells():
    word = Word().say("跨部门协同任务申请表")
    word.table(
        ["项目", "内容"],
        ["任务名称", "2026年Q4智能门锁X3上市推广项目"],
        ["任务发起部门", "市场部"],
        ["任务目标", "2027年1月29日前完成上市铺货，首月销售额达到500万元。"],
        ["任务范围", "含：X3 标准版与礼盒版上市；线下渠道\n不含：海外版本；清库促销"],
        ["预期成果", "1. X3 量产放行：试产直通率≥97%\n2. 渠道铺货：签约门店数≥420家"],
        ["时间节点", "2026年11月6日：设计验证评审通过\n2026年12月18日：量产放行"],
        ["涉及部门", "市场部：总体策划；研发部：设计验证；生产部：试产与量产"],
        ["发起部门负责人签字", "签字：　　　　日期：　年　月　日"],
    )

    reading = read(word)
    said = reading.values()

    assert said["title"] == "2026年Q4智能门锁X3上市推广项目"
    assert said["scope_in"] == ["X3 标准版与礼盒版上市", "线下渠道"]
    assert said["scope_out"] == ["海外版本", "清库促销"]
    assert said["expected_outcomes"] == [
        {"name": "X3 量产放行", "measure": "试产直通率", "target": "≥97%"},
        {"name": "渠道铺货", "measure": "签约门店数", "target": "≥420家"},
    ]
    assert said["milestones"] == [
        {"name": "设计验证评审通过", "due_on": "2026-11-06"},
        {"name": "量产放行", "due_on": "2026-12-18"},
    ]
    assert [row["department"] for row in said["involved_departments"]] == ["市场部", "研发部", "生产部"]
    assert said["involved_departments"][1]["ask"] == "设计验证"
    assert left_over(reading) == []


def test_goal_scope_and_dates_in_one_cell_with_inner_labels():
    word = Word()
    word.table(
        ["项目", "内容"],
        ["任务名称", "展会筹备"],
        [
            "任务说明",
            "目标：完成展会布展，签约意向不少于50家。范围：展位搭建；样机运输。不含范围：海外差旅。\n起止时间：2026-10-12 至 2027-01-29",
        ],
    )

    said = values(word)

    assert said["goal"] == "完成展会布展，签约意向不少于50家。"
    assert said["scope_in"] == ["展位搭建", "样机运输"]
    assert said["scope_out"] == ["海外差旅"]
    assert (said["start_on"], said["finish_on"]) == ("2026-10-12", "2027-01-29")


def test_a_column_of_hints_is_not_the_value():
    word = Word()
    word.table(
        ["序号", "项目", "填写说明", "填写内容"],
        ["1", "项目名称", "年度+对象+项目", "展会筹备"],
        ["2", "申请部门", "填写全称", "行政部"],
        ["3", "紧急程度", "高/中/低", "□高 ☑中 □低"],
    )

    reading = read(word)

    assert reading.values() == {"title": "展会筹备", "initiating_department": "行政部", "priority": "middle"}
    assert left_over(reading) == []


def test_one_large_table_with_labels_at_the_side_of_grids():
    word = Word()
    word.table(
        ["跨部门协作申请单", LEFT, LEFT, LEFT],
        ["项目名称", "展会筹备", "牵头部门", "行政部"],
        ["项目经理", "周建国", "优先级", "紧急"],
        ["预期成果", "成果", "考核指标", "目标"],
        [UP, "展位", "面积", "36㎡"],
        [UP, "客户", "签约意向", "50家"],
        [UP, "", "", ""],
        ["关键节点", "里程碑", "完成时间", "验收标准"],
        [UP, "搭建完成", "2026年11月6日", "验收单"],
        ["协同部门", "部门名称", "配合事项", "备注"],
        [UP, "市场部", "物料", ""],
        [UP, "财务部", "预算", "另议"],
        ["部门领导意见", "同意", LEFT, LEFT],
    )

    reading = read(word)

    assert reading.values() == {
        "title": "展会筹备",
        "priority": "high",
        "initiating_department": "行政部",
        "proposed_lead": "周建国",
        "expected_outcomes": [
            {"name": "展位", "measure": "面积", "target": "36㎡"},
            {"name": "客户", "measure": "签约意向", "target": "50家"},
        ],
        "milestones": [{"name": "搭建完成", "due_on": "2026-11-06", "criterion": "验收单"}],
        "involved_departments": [{"department": "市场部", "ask": "物料"}, {"department": "财务部", "ask": "预算"}],
    }
    assert left_over(reading) == []


def test_title_rows_above_grids_and_text_below_its_label():
    word = Word()
    word.table(
        ["一、基本信息", LEFT, LEFT],
        ["任务名称", "场景类型", "发起部门"],
        ["展会筹备", "大型活动执行", "行政部"],
        ["二、任务目标", LEFT, LEFT],
        ["完成展会布展。", LEFT, LEFT],
        ["签约意向不少于50家。", LEFT, LEFT],
        ["三、时间节点", LEFT, LEFT],
        ["序号", "节点名称", "完成日期"],
        ["1", "搭建完成", "2026.11.6"],
        ["2", "撤展", "2026.11.20"],
    )

    said = values(word)

    assert said["title"] == "展会筹备"
    assert said["scenario"] == "large_event"
    assert said["initiating_department"] == "行政部"
    assert said["goal"] == "完成展会布展。\n签约意向不少于50家。"
    assert said["milestones"] == [
        {"name": "搭建完成", "due_on": "2026-11-06"},
        {"name": "撤展", "due_on": "2026-11-20"},
    ]


def test_headings_with_paragraphs_and_lists():
    word = Word().say(
        "关于展会筹备的协同申请表", "项目名称：展会筹备    申请部门：行政部", "申请人：何静", "一、背景", "公司首次参展。", "时间紧。",
        "二、项目目标", "签约意向不少于50家。", "三、工作范围", "1. 展位搭建", "2. 样机运输", "四、除外范围", "海外差旅",
        "五、起止时间", "2026年10月12日至2027年1月29日", "六、里程碑",
    )  # fmt: skip
    word.table(["节点", "时间"], ["搭建完成", "2026-11-06"])
    word.say("七、参与部门", "市场部：物料", "财务部：预算", "申请人签字：          日期：    年  月  日")

    reading = read(word)
    said = reading.values()

    assert (said["title"], said["initiating_department"], said["initiator"]) == ("展会筹备", "行政部", "何静")
    assert said["background"] == "公司首次参展。\n时间紧。"
    assert said["goal"] == "签约意向不少于50家。"
    assert said["scope_in"] == ["展位搭建", "样机运输"]
    assert said["scope_out"] == ["海外差旅"]
    assert (said["start_on"], said["finish_on"]) == ("2026-10-12", "2027-01-29")
    assert said["milestones"] == [{"name": "搭建完成", "due_on": "2026-11-06"}]
    assert said["involved_departments"] == [
        {"department": "市场部", "ask": "物料"},
        {"department": "财务部", "ask": "预算"},
    ]
    assert left_over(reading) == []


def test_content_controls_give_their_text_and_placeholders_nothing():
    word = Word()
    table = word.table(["任务名称", ""], ["任务目标", ""], ["紧急程度", ""])
    table.cell(0, 1).paragraphs[0]._p.append(control("展会筹备", tag="title"))
    table.cell(1, 1).paragraphs[0]._p.append(control("单击或点击此处输入文字。", placeholder=True))
    cell = table.cell(2, 1).paragraphs[0]._p
    for box, word_ in (("☒", "高"), ("☐", "中"), ("☐", "低")):
        cell.append(control(box))
        cell.append(run_with(f"<w:t>{word_}</w:t>"))

    said = values(word)

    assert said["title"] == "展会筹备"
    assert "goal" not in said
    assert said["priority"] == "high"


def test_old_form_fields_and_symbols_are_ticks():
    word = Word()
    table = word.table(["紧急程度", ""], ["密级", ""])
    first, second = (table.cell(y, 1).paragraphs[0]._p for y in (0, 1))
    for checked, text in (("0", "高"), ("1", "中"), ("0", "低")):
        box = f'<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked w:val="{checked}"/></w:checkBox></w:ffData></w:fldChar>'
        first.append(run_with(box))
        first.append(run_with(f"<w:t>{text}</w:t>"))
    for char, text in (("F0A8", "公开"), ("F0FE", "内部")):
        second.append(run_with(f'<w:sym w:font="Wingdings" w:char="{char}"/>'))
        second.append(run_with(f"<w:t>{text}</w:t>"))

    assert values(word) == {"priority": "middle", "confidentiality": "internal"}


def test_a_table_inside_a_cell_is_read_as_the_grid_of_its_label():
    word = Word()
    table = word.table(["任务名称", "展会筹备"], ["预期成果", ""], ["任务目标", "布展"])
    inner = table.cell(1, 1).add_table(rows=2, cols=3)
    for y, row in enumerate((["成果名称", "衡量指标", "目标值"], ["展位", "面积", "36㎡"])):
        for x, text in enumerate(row):
            inner.cell(y, x).text = text

    reading = read(word)

    assert reading.values()["expected_outcomes"] == [{"name": "展位", "measure": "面积", "target": "36㎡"}]
    assert reading.values()["goal"] == "布展"
    assert "表1 第2行第2列 内表1" in reading.fields["expected_outcomes"].where


def test_a_side_label_with_rows_but_no_head():
    word = Word()
    word.table(
        ["任务名称", "展会筹备", LEFT, LEFT],
        ["时间节点", "1", "2026-11-06", "搭建完成"],
        [UP, "2", "2026-11-20", "撤展"],
        ["备注", "无", LEFT, LEFT],
    )

    reading = read(word)

    assert reading.values()["milestones"] == [
        {"due_on": "2026-11-06", "name": "搭建完成"},
        {"due_on": "2026-11-20", "name": "撤展"},
    ]
    assert reading.fields["milestones"].sure < 0.8


def test_scope_as_a_group_of_two_labels():
    word = Word()
    word.table(
        ["任务范围", "包含", "展位搭建、样机运输、客户接待"], [UP, "不包含", "海外差旅"], ["背景", "首次参展", LEFT]
    )

    said = values(word)

    assert said["scope_in"] == ["展位搭建", "样机运输", "客户接待"]
    assert said["scope_out"] == ["海外差旅"]
    assert said["background"] == "首次参展"


def test_two_labels_in_one_cell_share_its_value():
    word = Word()
    word.table(
        ["发起人 / 联系方式", "林晓岚 / 13800000000"],
        ["预算（万元）/资金来源", "126 / 市场部年度预算"],
        ["计划起止", "2026-10-12～2027-01-29"],
    )

    said = values(word)

    assert (said["initiator"], said["contact"]) == ("林晓岚", "13800000000")
    assert said["budget_estimate"] == "1260000.00"
    assert said["budget_source"] == "市场部年度预算"
    assert (said["start_on"], said["finish_on"]) == ("2026-10-12", "2027-01-29")


def test_deleted_text_is_gone_and_inserted_text_is_there():
    word = Word()
    cell = word.table(["任务名称", ""]).cell(0, 1).paragraphs[0]._p
    cell.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>旧名</w:delText></w:r></w:del>"))
    cell.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>新名</w:t></w:r></w:ins>"))

    assert values(word)["title"] == "新名"


def test_a_text_box_is_read_once():
    word = Word()
    box = "<w:txbxContent><w:p><w:r><w:t>任务名称：展会筹备</w:t></w:r></w:p></w:txbxContent>"
    spaces = nsdecls("w") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    word.document.add_paragraph()._p.append(
        parse_xml(
            f"<w:r {spaces}><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        )
    )

    reading = read(word)

    assert reading.values() == {"title": "展会筹备"}
    assert "文本框" in reading.fields["title"].where


def test_a_grid_goes_on_in_the_table_of_the_next_page():
    word = Word().say("涉及部门")
    word.table(["部门", "需配合事项"], ["市场部", "物料"], ["部门", "需配合事项"], ["财务部", "预算"])
    word.say("（续）")
    word.table(["部门", "需配合事项"], ["质量部", "验收"])

    assert [row["department"] for row in values(word)["involved_departments"]] == ["市场部", "财务部", "质量部"]


def test_signatures_and_opinions_never_come_in():
    word = Word()
    word.table(
        ["涉及部门", "需配合事项", "部门负责人意见", "签字", "日期"],
        ["市场部", "物料", "☑同意 □不同意", "王芳", "2026-11-01"],
        ["财务部", "预算", "☑同意 □不同意", "李雷", "2026-11-02"],
    )
    word.table(
        ["签署部门及身份", "意见", "签字", "日期"], ["市场部", "□同意　□不同意（说明理由）", "王芳", "2026-11-01"]
    )
    word.table(["审批意见", "同意。总经理 张三 2026-11-03"])

    reading = read(word)

    assert reading.values() == {
        "involved_departments": [{"department": "市场部", "ask": "物料"}, {"department": "财务部", "ask": "预算"}]
    }
    assert left_over(reading) == []


def test_what_belongs_to_no_line_is_left_over_with_its_place():
    word = Word().say("本表自2026年起使用。")
    word.table(["任务名称", "展会筹备"], ["吉祥物", "熊猫"])

    reading = read(word)

    assert [(left.text, left.where) for left in reading.left_over] == [
        ("本表自2026年起使用。", "第1段"),
        ("吉祥物", "表1 第2行第1列"),
        ("熊猫", "表1 第2行第2列"),
    ]


def test_an_empty_document_is_said_to_be_the_wrong_file():
    reading = read(Word())

    assert reading.problems[0].where == "整份文件"
