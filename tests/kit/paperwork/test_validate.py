"""What people fill in is taken whole, or everything wrong with it is named at its place."""

import pytest

from tests.kit.paperwork.sample import ANSWERS, APPLICATION, CHOICES
from xietong.kit.paperwork import spec
from xietong.kit.paperwork.parse import Refused, parse
from xietong.kit.paperwork.validate import validate


def said(answers, **options):
    return [
        f"{problem.where}：{problem.message}" for problem in validate(APPLICATION, answers, CHOICES, **options).problems
    ]


def test_good_answers_come_back_unchanged():
    clean, problems = validate(APPLICATION, ANSWERS, CHOICES)

    assert problems == []
    assert clean == {
        **ANSWERS,
        "milestones": [{"name": "设计验证评审通过", "due_on": "2026-11-06", "proof": [7]}],
    }


def test_everything_missing_is_named_at_once():
    messages = said({})

    assert "任务名称：没有填写，请填写。" in messages
    assert "任务发起部门：没有选择，请选择。" in messages
    assert "预期成果：至少要填 1 行，现有 0 行。" in messages
    assert "涉及部门：至少要填 2 行，现有 0 行。" in messages


def test_a_draft_lacks_nothing_and_keeps_half_rows():
    clean, problems = validate(APPLICATION, {"title": "新", "outcomes": [{"name": "放行"}]}, CHOICES, partial=True)

    assert problems == []
    assert clean["outcomes"] == [{"name": "放行", "measure": "", "target": ""}]


def test_a_draft_keeps_a_text_that_is_too_long():
    clean, problems = validate(APPLICATION, {"title": "长" * 61}, partial=True)

    assert clean["title"] == "长" * 61
    assert problems[0].message == "最多 60 字，现有 61 字，请精简。"


def test_a_wrong_date_in_a_row_is_named_by_table_row_and_column():
    rows = [{"name": "甲", "due_on": "2026-11-06"}, {}, {"name": "乙", "due_on": "2026-02-30"}]

    [problem] = validate(APPLICATION, ANSWERS | {"milestones": rows}, CHOICES).problems

    assert (problem.field, problem.where) == ("milestones-2-due_on", "时间节点 第3行 日期")
    assert "不存在" in problem.message


def test_blank_rows_are_skipped_and_row_ids_kept():
    rows = [
        {"id": "5", "name": "甲", "measure": "乙", "target": "丙"},
        {"id": "", "name": " "},
        {"name": "丁", "measure": "戊", "target": "己"},
    ]

    clean, problems = validate(APPLICATION, ANSWERS | {"outcomes": rows}, CHOICES)

    assert problems == []
    assert [row.get("id") for row in clean["outcomes"]] == [5, None]


def test_computed_lines_are_never_taken():
    clean, _ = validate(
        APPLICATION, ANSWERS | {"no": "XT-1", "departments": [{"department": 10, "ask": "x", "head": 3}]}, partial=True
    )

    assert "no" not in clean
    assert "head" not in clean["departments"][0]


@pytest.mark.parametrize("answers", [[], "x", None, 5])
def test_answers_that_are_no_object_are_refused(answers):
    assert validate(APPLICATION, answers).problems


@pytest.mark.parametrize("rows", ["x", {"a": 1}, [1], ["x"], [[1]]])
def test_rows_of_a_wrong_shape_are_refused(rows):
    assert any("预期成果" in message for message in said(ANSWERS | {"outcomes": rows}))


def test_unknown_lines_and_columns_are_named():
    messages = said(ANSWERS | {"colour": "red", "outcomes": [{"name": "a", "measure": "b", "target": "c", "x": 1}]})

    assert "跨部门协同任务申请表：没有“colour”这一栏，请删去或改成表单已有的栏目。" in messages
    assert "预期成果 第1行：没有“x”这一栏。" in messages


def test_people_are_chosen_from_the_choices_by_id_or_name():
    clean, problems = validate(APPLICATION, ANSWERS | {"initiator": "王芳", "members": "周建国、王芳"}, CHOICES)
    assert problems == []
    assert (clean["initiator"], clean["members"]) == (3, [2, 3])

    assert said(ANSWERS | {"initiator": 99}) == ["发起人：没有找到人员“99”，请从列表中选择。"]


def test_organisations_add_options_to_a_choice():
    more = {**CHOICES, "urgency": [("p0", "特急"), ("high", "高")]}

    assert validate(APPLICATION, ANSWERS | {"urgency": "特急"}, more).clean["urgency"] == "p0"
    assert said(ANSWERS | {"urgency": "p0"}) == ["紧急程度：没有“p0”这个选项，请从列表中选择。"]


def test_given_rows_of_a_fixed_grid_are_never_skipped():
    check = spec.Text(key="result", label="自检结果", required=True)
    paper = spec.PaperForm(
        name="check",
        number="X",
        title="验收表",
        lines=(spec.Grid(key="items", label="交付物", fixed=True, columns=(check,)),),
    )

    [problem] = validate(paper, {"items": [{"id": 1, "result": "合格"}, {"id": 2, "result": ""}]}).problems

    assert problem.field == "items-1-result"


TEXT = spec.Text(key="a", label="甲")
LONG = spec.Text(key="a", label="甲", lines=3)
TEXTS = spec.Texts(key="a", label="甲")
DAY, MOMENT = spec.Day(key="a", label="甲"), spec.Moment(key="a", label="甲")
NUMBER, HALF = (
    spec.Number(key="a", label="甲", minimum=1, maximum=9),
    spec.Number(key="a", label="甲", places=1, unit="人天"),
)
MONEY, PERCENT, YES = (
    spec.Money(key="a", label="甲"),
    spec.Percent(key="a", label="甲"),
    spec.YesNo(key="a", label="甲"),
)
PEOPLE = spec.PersonPick(key="a", label="甲", many=True)


@pytest.mark.parametrize(
    "line,typed,stored",
    [
        (TEXT, "  一\r\n二 ", "一 二"),
        (LONG, "一\r\n二\x00\x0b", "一\n二"),
        (TEXTS, "一\n\n 二 ", ["一", "二"]),
        (TEXTS, ["一", " "], ["一"]),
        (DAY, "2026/1/5", "2026-01-05"),
        (DAY, "２０２６年１１月２２日", "2026-11-22"),
        (DAY, "20261122", "2026-11-22"),
        (MOMENT, "2026-11-22T09:30", "2026-11-22T09:30+08:00"),
        (MOMENT, "2026-11-22 9:30", "2026-11-22T09:30+08:00"),
        (MOMENT, "2026-11-22T01:30:00Z", "2026-11-22T09:30+08:00"),
        (NUMBER, "５", 5),
        (NUMBER, 5.0, 5),
        (HALF, "0.50人天", "0.5"),
        (HALF, 120, "120"),
        (MONEY, "￥1,260,000", "1260000.00"),
        (MONEY, "126万", "1260000.00"),
        (MONEY, 0, "0.00"),
        (PERCENT, "85%", 85),
        (YES, "是", True),
        (YES, False, False),
        (PEOPLE, ["3", 3, 4], [3, 4]),
        (TEXT, None, ""),
        (DAY, "", None),
        (PEOPLE, None, []),
    ],
)
def test_what_people_type_becomes_the_stored_value(line, typed, stored):
    assert parse(line, typed) == stored


@pytest.mark.parametrize(
    "line,typed",
    [
        (TEXT, 5), (TEXT, ["a"]), (TEXT, "长" * 201), (TEXTS, 5), (TEXTS, [1]), (TEXTS, ["x"] * 51),
        (DAY, "明天"), (DAY, "2026-13-01"), (DAY, "0001-01-01"), (DAY, 20261122), (DAY, True),
        (MOMENT, "2026-11-22"), (MOMENT, "2026-11-22 25:00"), (MOMENT, "9999-12-31T23:59+00:00T"), (MOMENT, {"a": 1}),
        (NUMBER, "0"), (NUMBER, 10), (NUMBER, "1.5"), (NUMBER, "NaN"), (NUMBER, float("inf")), (NUMBER, "1e9"), (NUMBER, True), (NUMBER, "9" * 5000),
        (HALF, "0.55"), (MONEY, "-1"), (MONEY, "1.005"), (MONEY, "很多"), (MONEY, "9" * 16), (PERCENT, 101), (PERCENT, "1.5"),
        (YES, "也许"), (YES, 1), (PEOPLE, "x"), (PEOPLE, [True]), (PEOPLE, ["9" * 20]), (PEOPLE, [0]), (PEOPLE, {"a": 1}),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused_with_a_sentence(line, typed):
    with pytest.raises(Refused) as refused:
        parse(line, typed)

    assert refused.value.reason.endswith("。")
