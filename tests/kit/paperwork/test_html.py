"""A browser's form is read whole: any number of rows, gaps, removed rows, files; what was typed is shown again."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from lxml import html as lxml_html

from tests.kit.paperwork.sample import ANSWERS, APPLICATION, CHOICES, LOOKUPS
from xietong.kit.paperwork import spec
from xietong.kit.paperwork.html import paper_form
from xietong.kit.problems import Problem
from xietong.kit.ui.jinja import environment


def posted(**changes):
    """What a browser sends for the sample answers."""
    pairs = {
        "title": "2026年Q4智能门锁X3上市推广项目",
        "department": "10",
        "initiator": "1",
        "phone": "",
        "urgency": "high",
        "secret": "no",
        "members": ["2", "3"],
        "goal": "一\r\n二",
        "scope": "X3 标准版\r\n华东\r\n",
        "start_on": "2026-10-12",
        "finish_on": "2027-01-29",
        "budget": "126万",
        "launch_at": "2026-10-12T09:30",
        "share": "85",
        "effort": "120.5",
        "outcomes-0-id": "5",
        "outcomes-0-name": "放行",
        "outcomes-0-measure": "直通率",
        "outcomes-0-target": "97%",
        "milestones-3-name": "评审",
        "milestones-3-due_on": "2026-11-06",
        "milestones-3-proof": ["7"],
        "departments-0-department": "10",
        "departments-0-ask": "策划",
        "departments-0-days": "30",
        "departments-7-department": "20",
        "departments-7-ask": "验证",
        "departments-7-days": "",
        "departments-7-head": "3",
        "attachments": ["7", "8"],
    } | changes
    data = QueryDict(mutable=True)
    for name, value in pairs.items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return data


def filled(files=None, partial=False, initial=None, **changes):
    return paper_form(APPLICATION, posted(**changes), files, initial, CHOICES, partial, LOOKUPS)


def test_a_form_gives_the_plain_answers():
    form = filled()

    assert form.problems == []
    assert form.is_valid()
    answers = form.clean()
    assert answers["budget"] == "1260000.00"
    assert answers["secret"] is False
    assert answers["members"] == [2, 3]
    assert answers["goal"] == "一\n二"
    assert answers["scope"] == ["X3 标准版", "华东"]
    assert answers["launch_at"] == "2026-10-12T09:30+08:00"
    assert answers["outcomes"] == [{"id": 5, "name": "放行", "measure": "直通率", "target": "97%"}]
    assert answers["milestones"] == [{"name": "评审", "due_on": "2026-11-06", "proof": [7]}]
    assert [row["department"] for row in answers["departments"]] == [10, 20]
    assert "head" not in answers["departments"][1]


def test_removed_and_blank_rows_are_left_out():
    form = filled(
        **{
            "outcomes-0-DELETE": "1",
            "outcomes-4-name": "铺货",
            "outcomes-4-measure": "门店",
            "outcomes-4-target": "420",
            "outcomes-9-name": " ",
        }
    )

    assert form.clean()["outcomes"] == [{"name": "铺货", "measure": "门店", "target": "420"}]


def test_a_problem_in_a_row_is_shown_at_the_row_as_it_is_shown_again():
    form = filled(**{"milestones-9-name": "发布会", "milestones-9-due_on": "明天"})

    [problem] = form.problems
    assert (problem.field, problem.where) == ("milestones-1-due_on", "时间节点 第2行 日期")
    assert not form.is_valid()
    cell = form.field("milestones").rows[1].cells[1]
    assert cell.name == "milestones-1-due_on"
    assert cell.value == "明天"
    assert "不是日期" in cell.errors[0]


def test_a_draft_reports_nothing_as_missing():
    form = paper_form(APPLICATION, QueryDict("title=新项目&outcomes-0-name=放行"), choices=CHOICES, partial=True)

    assert form.is_valid()
    assert form.clean()["title"] == "新项目"
    assert form.clean()["outcomes"] == [{"name": "放行", "measure": "", "target": ""}]


def test_files_are_handed_over_with_their_place_and_answer_a_required_line():
    proof = spec.Files(key="proof", label="依据", required=True)
    paper = spec.PaperForm(
        name="p",
        number="1",
        title="表",
        lines=(
            replace(proof, key="main"),
            spec.Grid(key="rows2", label="行", columns=(spec.Text(key="name", label="名"), proof)),
        ),
    )
    files = MultiValueDict(
        {
            "main": [SimpleUploadedFile("a.pdf", b"a")],
            "rows2-4-proof": [SimpleUploadedFile("b.pdf", b"b"), SimpleUploadedFile("c.pdf", b"c")],
        }
    )

    form = paper_form(paper, QueryDict("rows2-1-name=&rows2-3-name=x&rows2-3-proof=9&rows2-4-name="), files)

    assert form.problems == []
    assert [(u.key, u.column, u.row, u.file.name) for u in form.uploads] == [
        ("main", "", -1, "a.pdf"), ("rows2", "proof", 1, "b.pdf"), ("rows2", "proof", 1, "c.pdf"),
    ]  # fmt: skip
    assert form.clean()["rows2"] == [{"name": "x", "proof": [9]}, {"name": "", "proof": []}]
    assert [p.where for p in paper_form(paper, QueryDict("rows2-1-name=x")).problems] == ["依据", "行 第1行 依据"]


def test_stored_answers_fill_the_controls():
    form = paper_form(APPLICATION, initial=ANSWERS, choices=CHOICES, lookups=LOOKUPS)

    assert not form.is_bound
    assert form.field("launch_at").value == "2026-10-12T09:30"
    assert form.field("scope").value.split("\n") == ANSWERS["scope"]
    assert form.field("members").values == ("2", "3")
    assert form.field("secret").value == "no"
    assert [row.row_id for row in form.field("outcomes").rows] == ["5", "", ""]


def test_a_person_who_may_no_longer_be_chosen_stays_shown():
    form = paper_form(
        APPLICATION, initial={"initiator": 4}, choices=CHOICES | {"person": [(1, "林晓岚")]}, lookups=LOOKUPS
    )

    assert form.field("initiator").options[-1] == ("4", "𠮷田明")


def test_long_lists_in_rows_become_one_shared_list_and_names_are_read_back():
    many = [(number, f"部门{number}") for number in range(1, 200)]
    choices = {**CHOICES, "departments.department": many}

    form = paper_form(APPLICATION, initial={"departments": [{"department": 7, "ask": "x"}]}, choices=choices)
    assert form.field("departments").rows[0].cells[0].value == "部门7"
    assert len(form.field("departments").lists) == 1

    sent = paper_form(
        APPLICATION, QueryDict("departments-0-department=部门7&departments-0-ask=x"), choices=choices, partial=True
    )
    assert sent.clean()["departments"][0]["department"] == 7


def test_computed_columns_of_given_rows_stay_when_the_form_is_shown_again():
    initial = {"departments": [{"id": 3, "department": 10, "ask": "x", "head": 2}]}

    form = filled(initial=initial, **{"departments-0-id": "3"})

    assert form.field("departments").rows[0].cells[3].text == "周建国"


def page(form):
    source = '{% import "ui/paper.html" as paper %}<form>{{ paper.paper_fields(form) }}</form>'
    return lxml_html.fromstring(environment(loader=loader()).from_string(source).render(form=form))


def loader():
    from jinja2 import FileSystemLoader

    from xietong.kit.ui.jinja import template_folders

    return FileSystemLoader(template_folders())


@pytest.fixture
def shown():
    return page(filled(title="", **{"milestones-9-name": "发布会", "milestones-9-due_on": "明天"}))


def test_every_control_on_the_page_has_a_label_and_a_unique_id(shown):
    controls = shown.xpath("//input[not(@type='hidden') and not(@type='checkbox')] | //select | //textarea")
    ids = [control.get("id") for control in shown.xpath("//*[@id]")]

    assert len(controls) > 30
    for control in controls:
        assert control.get("aria-label") or shown.xpath(f"//label[@for='{control.get('id')}']"), control.get("name")
    assert len(ids) == len(set(ids))


def test_what_is_wrong_is_tied_to_its_control(shown):
    [title] = shown.xpath("//input[@name='title']")
    [date] = shown.xpath("//input[@name='milestones-1-due_on']")

    assert title.get("aria-invalid") == "true"
    assert (date.get("type"), date.get("value")) == ("text", "明天")
    for control in (title, date):
        explained = [shown.get_element_by_id(one) for one in control.get("aria-describedby").split()]
        assert any("请" in one.text_content() for one in explained)


def test_rows_can_be_added_and_removed_on_the_page(shown):
    [grid] = shown.xpath("//*[@data-grid='outcomes']")

    assert grid.xpath(".//template//input[@name='outcomes-__i__-name']")
    assert grid.xpath(".//*[@data-grid-add='outcomes']")
    assert len(grid.xpath(".//tbody/tr[@data-grid-row]")) == 2
    assert grid.xpath(".//tbody//*[@data-grid-remove]")
    assert grid.xpath(".//input[@name='outcomes-0-id']/@value") == ["5"]


def test_user_text_is_never_markup():
    form = filled(title="<script>alert(1)</script>\"'", goal="</textarea><b>", **{"outcomes-0-name": '"><img src=x>'})

    shown = page(form)

    assert not shown.xpath("//script | //b | //img")
    assert shown.xpath("//input[@name='title']/@value") == ["<script>alert(1)</script>\"'"]


def test_what_a_page_shows_sends_the_same_answers_again():
    """Reads the rendered controls as a browser would and posts them."""
    first = paper_form(APPLICATION, initial=ANSWERS, choices=CHOICES, lookups=LOOKUPS)
    data = QueryDict(mutable=True)
    for control in page(first).xpath("//input[@name] | //select[@name] | //textarea[@name]"):
        if control.xpath("ancestor::template") or control.get("type") == "file":
            continue
        values = control.xpath("./option[@selected]/@value") if control.tag == "select" else [control.value or ""]
        for value in values:
            data.appendlist(control.get("name"), value)

    again = paper_form(APPLICATION, data, choices=CHOICES)

    assert again.problems == []
    assert again.clean() == ANSWERS


def test_a_service_can_add_what_it_refused():
    form = filled()
    assert form.field("title").errors == ()

    form.add_problems([Problem("title", "任务名称", "已有同名任务。")])

    assert not form.is_valid()
    assert form.field("title").errors == ("已有同名任务。",)


def test_a_paper_is_read_as_it_is_printed():
    source = '{% import "ui/paper.html" as paper %}<div>{{ paper.paper_readonly(p, values, lookups) }}</div>'
    shown = lxml_html.fromstring(
        environment(loader=loader()).from_string(source).render(p=APPLICATION, values=ANSWERS, lookups=LOOKUPS)
    )

    assert "1,260,000.00" in shown.text_content()
    assert "周建国、王芳" in shown.text_content()
    assert shown.xpath("//th[normalize-space()='成果名称']")
    assert not shown.xpath("//input")


def test_the_component_is_known_to_every_template():
    shown = environment(loader=loader()).from_string("{{ ui.paper_fields(form) }}").render(form=filled())

    assert 'name="title"' in shown
