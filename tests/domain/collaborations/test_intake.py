"""A filled form 1: preview on screen, the command, names of this company."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from tests.cast import TODAY
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.queries.intake import preview_of_file, preview_of_text
from xietong.domain.people.models import Person

FORMS = Path(__file__).parents[2] / "data" / "forms"
DOCX, XLSX = FORMS / "申请表-智能门锁X3上市.docx", FORMS / "申请表-批量断电投诉.xlsx"


def run(*arguments):
    out, code = StringIO(), 0
    try:
        call_command("import_form", *map(str, arguments), stdout=out)
    except SystemExit as stop:
        code = stop.code
    return json.loads(out.getvalue()), code


@pytest.mark.parametrize("form", [DOCX, XLSX])
def test_the_command_prints_what_was_understood_by_the_names_of_the_domain(cast, clock, form):
    expected = json.loads(form.with_suffix(".json").read_text(encoding="utf-8"))

    said, code = run(form, "--preview")

    assert code == 0
    assert said["problems"] == []
    for key in (
        "title",
        "scenario",
        "initiating_department",
        "initiator",
        "proposed_lead",
        "start_on",
        "finish_on",
        "background",
        "goal",
        "scope_in",
        "scope_out",
    ):
        assert said["fields"][key] == expected[key], key
    assert [row["department"] for row in said["fields"]["involved_departments"]] == [
        row[0] for row in expected["involved_departments"]
    ]
    assert [[row["name"], row["due_on"]] for row in said["fields"]["milestones"]] == [
        row[:2] for row in expected["milestones"]
    ]
    assert Collaboration.objects.count() == 0


def test_without_preview_the_command_makes_a_draft_of_the_initiator(cast, clock):
    said, code = run(DOCX)

    made = Collaboration.objects.get()
    assert code == 0
    assert said["collaboration"]["id"] == str(made.pk)
    assert (made.initiator, made.number) == (cast.lin, None)


def test_the_command_can_create_as_somebody(cast, clock):
    _said, code = run(DOCX, "--as", "chen")
    said, unknown = run(DOCX, "--as", "nobody")

    assert (code, unknown) == (0, 1)
    assert "没有找到人员“nobody”" in said["problems"][0]["message"]
    assert Collaboration.objects.count() == 1


def test_an_unknown_person_and_an_unknown_department_prevent_creation(cast, clock):
    Person.objects.filter(pk=cast.lin.pk).update(name="林晓")
    cast.sales.name = "营销中心"
    cast.sales.save()

    said, code = run(DOCX)

    assert code == 1
    assert any("林晓岚" in p["message"] and "发起人" in p["where"] for p in said["problems"])
    assert any("销售部" in p["message"] and "涉及部门 第6行" in p["where"] for p in said["problems"])
    assert Collaboration.objects.count() == 0


def test_a_missing_file_is_a_problem_and_not_a_crash(cast, clock, tmp_path):
    said, code = run(tmp_path / "没有.docx")

    assert code == 1
    assert said["problems"][0]["where"] == "没有.docx"


def test_two_people_of_one_name_are_told_apart_by_department(cast):
    Person.objects.create(username="lin2", name="林晓岚", department=cast.rnd)
    assert preview_of_file(DOCX.read_bytes(), DOCX.name, today=TODAY).answers["initiator"] == cast.lin.pk

    Person.objects.create(username="lin3", name="林晓岚", department=cast.marketing)
    found = preview_of_file(DOCX.read_bytes(), DOCX.name, today=TODAY)

    assert "有 3 位“林晓岚”" in next(p.message for p in found.problems if p.field == "initiator")


def test_other_names_of_departments_are_known(cast):
    text = "任务名称：降本\n任务发起部门：市场营销部\n发起人：林晓岚\n"

    assert preview_of_text(text, today=TODAY).answers["initiating_department"] == cast.marketing.pk


@pytest.mark.parametrize(
    "text, words",
    [
        ("任务名称：降本\n计划开始：2026-12-20\n计划完成：2026-12-01\n", "早于开始日期"),
        ("任务名称：降本\n计划开始：2026-02-30\n", "不存在"),
        ("任务名称：降本\n", "任务目标"),
    ],
)
def test_dates_that_cannot_be_and_missing_parts_are_problems(cast, text, words):
    found = preview_of_text(text, today=TODAY)

    assert any(words in f"{p.where}{p.message}" for p in found.problems), found.problems


def test_the_preview_shows_everything_and_writes_nothing(cast, signed_in):
    browser = signed_in(cast.lin)

    response = browser.post("/collaborations/import", {"file": SimpleUploadedFile(DOCX.name, DOCX.read_bytes())})

    text = response.content.decode()
    assert response.status_code == 200
    assert "全部栏目都读懂了" in text
    assert "2026年Q4智能门锁X3上市推广项目" in text
    assert "读出了什么" in text
    assert Collaboration.objects.count() == 0


def test_a_refused_file_says_why_on_the_page(cast, signed_in):
    browser = signed_in(cast.lin)

    wrong = browser.post(
        "/collaborations/import", {"file": SimpleUploadedFile("表.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")}
    )
    nothing = browser.post("/collaborations/import", {})

    assert wrong.status_code == 415
    assert "另存为" in wrong.content.decode()
    assert nothing.status_code == 422


def test_pasted_text_is_read_too(cast, signed_in):
    response = signed_in(cast.lin).post("/collaborations/import", {"text": "任务名称：降本增效\n任务发起部门：生产部"})

    assert response.status_code == 200
    assert "降本增效" in response.content.decode()
