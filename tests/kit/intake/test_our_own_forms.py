"""A form that our own printers wrote comes back as it went out, and an empty one comes back empty."""

import pytest

from tests.kit.intake.sample_paper import SAMPLE_APPLICATION
from xietong.kit.intake.reading import read_form
from xietong.kit.paperwork.docx import write_docx
from xietong.kit.paperwork.printout import Printout
from xietong.kit.paperwork.words import Lookups
from xietong.kit.paperwork.xlsx import write_xlsx

LOOKUPS = Lookups(person={1: "林晓岚", 2: "周建国"}, department={1: "市场部", 2: "研发部"})
STORED = {
    "title": "展会筹备",
    "scenario": "annual_budget",
    "initiating_department": 1,
    "initiator": 1,
    "contact": "8001",
    "source": "audit",
    "priority": "low",
    "confidentiality": "secret",
    "need_to_know": [1, 2],
    "proposed_lead": 2,
    "background": "首次参展。\n时间紧。",
    "goal": "签约意向不少于50家。",
    "scope_in": ["展位搭建", "样机运输"],
    "scope_out": ["海外差旅"],
    "start_on": "2026-10-12",
    "finish_on": "2027-01-29",
    "budget_estimate": "1260000.00",
    "budget_source": "自筹",
    "expected_outcomes": [{"name": "展位", "measure": "面积", "target": "36㎡", "method": "现场验收"}],
    "milestones": [{"name": "搭建完成", "due_on": "2026-11-06", "criterion": "验收单"}],
    "involved_departments": [
        {"department": 1, "ask": "物料", "effort": "0.5", "due_on": "2026-11-01", "head": 1},
        {"department": 2, "ask": "样机", "effort": "3", "due_on": "2026-11-02", "head": 2},
    ],
}
# People and departments come back by name; what the system fills stays behind.
READ = STORED | {
    "initiating_department": "市场部",
    "initiator": "林晓岚",
    "need_to_know": ["林晓岚", "周建国"],
    "proposed_lead": "周建国",
    "involved_departments": [
        {"department": "市场部", "ask": "物料", "effort": "0.5", "due_on": "2026-11-01"},
        {"department": "研发部", "ask": "样机", "effort": "3", "due_on": "2026-11-02"},
    ],
}
WRITERS = [("a.docx", write_docx), ("a.xlsx", write_xlsx)]


@pytest.mark.parametrize("name, write", WRITERS)
def test_a_filled_form_comes_back_as_it_went_out(name, write):
    data = write(Printout(paper=SAMPLE_APPLICATION, values=STORED, lookups=LOOKUPS))

    reading = read_form(data, name, SAMPLE_APPLICATION)

    assert reading.values() == READ
    assert reading.problems == []
    assert reading.left_over == []
    assert (reading.form_code, reading.edition) == ("XT-BD-01", "A/0")


@pytest.mark.parametrize("name, write", WRITERS)
def test_a_blank_form_comes_back_empty_with_every_required_line_named(name, write):
    data = write(Printout(paper=SAMPLE_APPLICATION, blank=True))

    reading = read_form(data, name, SAMPLE_APPLICATION)

    assert reading.values() == {}
    assert reading.left_over == []
    assert {problem.field for problem in reading.problems} == {
        line.key for line in SAMPLE_APPLICATION.lines if line.required
    }
    assert all(problem.where != "整份文件" for problem in reading.problems)
