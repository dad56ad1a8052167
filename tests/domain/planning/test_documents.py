"""Documents: what stands in the produced files, and a filled list read back."""

import io
import zipfile

import openpyxl
import pytest
from docx import Document as Word
from pypdf import PdfReader

from tests.cast import NOW, actor
from tests.domain.planning.making import lead_of, make_plan, make_tasks
from tests.domain.planning.test_services_plan import approve, ask
from tests.make import make_collaboration
from xietong.domain.planning import documents, services
from xietong.domain.planning.documents.chart import chart_of
from xietong.domain.planning.models import Link, Task
from xietong.domain.planning.queries import plan_content
from xietong.kit.paperwork.printers import print_out
from xietong.kit.problems import Problems


@pytest.fixture
def place(cast):
    return make_collaboration(cast, "planning")


def made(place, form):
    document = next(one for one in documents.DOCUMENTS if one.form == form)
    return document, document.make(place)


def cells(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_nothing_is_offered_while_there_is_nothing(cast, place):
    for document in documents.DOCUMENTS:
        assert document.make(place) == {}, document.form


def test_form_3_as_excel(cast, place):
    make_tasks(cast, place)

    found = cells(print_out(made(place, "tasks")[1][""], "xlsx"))

    for word in ("跨部门协同任务清单", "样机研制", "研发部", "许婷", "1.1", "样机研制经评审通过"):
        assert any(word in cell for cell in found), word


def test_the_book_has_its_chapters_and_the_chart(cast, place):
    make_plan(cast, place)
    services.save_risk(
        place,
        values={
            "name": "芯片交期", "category": "supply", "department": cast.rnd.pk, "owner": cast.xu.pk, "probability": 2, "impact": 3,
            "trigger": "交期超过8周",
        },
        by=actor(cast.xu, place),
        now=NOW,
    )  # fmt: skip
    document, printouts = made(place, "plan")

    assert document.signed(place)
    content = print_out(printouts[""], "docx")
    text = "\n".join(p.text for p in Word(io.BytesIO(content)).paragraphs)
    for chapter in (
        "一、目标与范围",
        "二、组织与职责",
        "四、里程碑计划",
        "七、风险预案",
        "八、沟通计划",
        "九、变更与升级规则",
    ):
        assert chapter in text
    assert any(name.startswith("word/media/") for name in zipfile.ZipFile(io.BytesIO(content)).namelist())
    pdf = PdfReader(io.BytesIO(print_out(printouts[""], "pdf")))
    said = "".join(page.extract_text() for page in pdf.pages)
    assert "协同计划书" in said
    assert "赵启明" in said  # a signer


def test_the_chart_stands_alone(cast, place):
    make_tasks(cast, place)

    svg = chart_of(plan_content(place)["tasks"])

    assert svg.lstrip().startswith("<svg")
    assert "样机研制" in svg
    assert svg.count("g-link") >= 2


def test_a_change_request_on_paper(cast, place):
    make_plan(cast, place)
    approve(cast.chen, ask(cast, place), place)

    printout = made(place, "change")[1]["1"]
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(print_out(printout, "pdf"))).pages)

    for word in ("变更申请单", "样机需加测两天", "推迟 2 个工作日", "陈静"):
        assert word in said


def filled(rows):
    """The blank form, filled in by hand."""
    book = openpyxl.load_workbook(io.BytesIO(print_out(documents.blank_task_list(), "xlsx")))
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if any(cell.value == "任务名称" for cell in row))
    column = {str(cell.value).split("（")[0]: cell.column for cell in head if cell.value}
    for number, row in enumerate(rows, head[0].row + 1):
        for label, value in row.items():
            sheet.cell(number, column[label], value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


ROWS = [
    {"WBS编号": "1", "任务名称": "准备"},
    {
        "WBS编号": "1.1", "任务名称": "市场方案", "负责部门": "市场营销部", "负责人": "吴磊", "优先级": "高", "计划开始": "2026-11-26",
        "计划完成": "2026-12-01", "交付物": "方案", "验收标准": "评审通过",
    },
    {"WBS编号": "1.2", "任务名称": "样机", "负责部门": "研发部", "负责人": "许婷", "工期": 3, "前置任务": "1.1FS+1"},
]  # fmt: skip


def test_a_filled_list_is_read_back(cast, place):
    rows = services.read_task_list(filled(ROWS), "任务清单.xlsx", today=NOW.date())

    assert services.import_tasks(place, rows, by=lead_of(cast, place), now=NOW) == 3
    task = Task.objects.get(code="1.1")
    assert (task.department, task.owner, task.duration, str(task.start_on)) == (
        cast.marketing,
        cast.wu,
        4,
        "2026-11-26",
    )
    assert Link.objects.get().lag == 1
    assert str(Task.objects.get(code="1.2").start_on) == "2026-12-03"


def test_every_error_of_a_file_is_said_with_its_row(cast, place):
    wrong = [
        {"WBS编号": "1", "任务名称": "准备", "负责部门": "魔法部"},
        {"WBS编号": "3.1", "任务名称": "样机", "负责人": "无名氏"},
        {"WBS编号": "2", "任务名称": "试产", "前置任务": "9.9"},
    ]
    rows = services.read_task_list(filled(wrong), "任务清单.xlsx", today=NOW.date())

    with pytest.raises(Problems) as refused:
        services.import_tasks(place, rows, by=lead_of(cast, place), now=NOW)

    said = str(refused.value)
    for word in ("第1行 准备", "魔法部", "3.1 的上级 3", "无名氏", "没有编号为 9.9"):
        assert word in said
    assert not Task.objects.exists()


def test_the_page_shows_what_was_read_before_it_is_taken(cast, place, signed_in):
    browser = signed_in(cast.chen)
    file = io.BytesIO(filled(ROWS))
    file.name = "任务清单.xlsx"

    shown = browser.post(f"{place.href}/tasks/import", {"file": file}).content.decode()
    assert "读到 3 项任务" in shown
    assert not Task.objects.exists()
    token = shown.split('name="token" value="')[1].split('"')[0]
    browser.post(f"{place.href}/tasks/import", {"token": token})
    assert Task.objects.count() == 3


def test_another_file_is_refused_with_the_way_out(cast, place):
    with pytest.raises(Problems, match="另存为"):
        services.read_task_list(b"\xd0\xcf\x11\xe0", "任务.xls", today=NOW.date())
