"""Printed files say what was filled in, checked with other readers than those that wrote them."""

import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.kit.paperwork.printouts import ALL, AT, BLANK, FILLED, LETTER_OUT, LIST, REPORT_OUT, SIGNED
from tests.kit.paperwork.sample import ANSWERS, APPLICATION, LOOKUPS
from xietong.kit.paperwork import spec
from xietong.kit.paperwork.printers import UnknownKind, print_out
from xietong.kit.paperwork.printout import Heading, PageBreak, Paragraph, Picture, Printout


def word(printout):
    return docx.Document(io.BytesIO(print_out(printout, "docx")))


def book(printout):
    return openpyxl.load_workbook(io.BytesIO(print_out(printout, "xlsx")))


def pdf(printout):
    return PdfReader(io.BytesIO(print_out(printout, "pdf")))


def squeezed(text):
    return re.sub(r"\s+", "", text)


def text_of(printout, kind):
    """All words of the file without spaces, by another reader."""
    if kind == "pdf":
        return squeezed("".join(page.extract_text() for page in pdf(printout).pages))
    if kind == "xlsx":
        sheets = CalamineWorkbook.from_filelike(io.BytesIO(print_out(printout, "xlsx")))
        return squeezed(
            "".join(
                str(cell)
                for name in sheets.sheet_names
                for row in sheets.get_sheet_by_name(name).to_python()
                for cell in row
            )
        )
    return squeezed("".join(node.text or "" for node in word(printout).element.iter(qn("w:t"))))


KINDS = ("docx", "xlsx", "pdf")


@pytest.mark.parametrize("kind", KINDS)
def test_a_filled_form_says_everything(kind):
    text = text_of(FILLED, kind)

    for words in (
        "跨部门协同任务申请表", "XT-BD-01A/0", "XT-2026-018-SQ-01", "内部", "2026年Q4智能门锁X3上市推广项目", "任务发起部门", "市场部",
        "周建国、王芳", "1.X3标准版与礼盒版上市", "2026-10-12", "试产直通率", "评审纪要.pdf", "设计验证与技术资料",
        "王芳（代李强）", "产线12月有检修", "校验9f86d081884c", "2026-11-2209:30", "注：本表一式两份", "X7K2-9QPM", "一、任务说明",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize("kind", KINDS)
def test_markup_and_formulas_of_users_stay_text(kind):
    evil = '#let x = 1; $a$ *b* _c_ <w:p/> & "d" \\ // =1+1'
    text = text_of(replace(FILLED, values=ANSWERS | {"title": evil, "goal": "=cmd|'/c calc'!A1"}), kind)

    assert squeezed(evil) in text
    assert squeezed("=cmd|'/c calc'!A1") in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ALL)
def test_every_sample_prints_as_every_kind(name, kind):
    assert len(print_out(ALL[name], kind)) > 3000


@pytest.mark.parametrize("kind", KINDS)
def test_empty_cells_print_a_slash_and_blank_forms_stay_empty(kind):
    some = Printout(paper=APPLICATION, values={"title": "甲"}, lookups=LOOKUPS)

    assert text_of(some, kind).count("/") > 15
    assert "/" not in text_of(BLANK, kind).replace("A/0", "")


@pytest.mark.parametrize("line", [kind for kind in spec.KINDS if kind not in (spec.Choice, spec.Grid)])
@pytest.mark.parametrize("value", ["odd", 5, ["odd"], {"a": 1}, None, -1.5])
def test_an_odd_old_value_never_stops_printing(line, value):
    paper = spec.PaperForm(name="x", number="1", title="表", lines=(line(key="a", label="甲"),))
    for kind in ("docx", "xlsx"):
        assert print_out(Printout(paper=paper, values={"a": value}), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_block_prints_as_every_kind(kind):
    blocks = (
        Heading(text="第二级", level=2), Paragraph(text="甲\n乙"), Paragraph(text="", style="right"), PageBreak(),
        Paragraph(text="居中", style="center"), Paragraph(text="小", style="small"), Picture(svg='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', title="图一"),
    )  # fmt: skip
    text = text_of(replace(REPORT_OUT, body=blocks), kind)

    assert all(words in text for words in ("第二级", "甲", "乙", "居中", "小", "图一"))


def test_other_kinds_are_refused_with_the_way_out():
    with pytest.raises(UnknownKind, match="docx、xlsx 或 pdf"):
        print_out(FILLED, "odt")


# Word


def test_word_stands_on_a4_with_a_head_of_four_columns():
    document = word(FILLED)
    section = document.sections[0]

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    cells = [cell.text for cell in document.tables[0].rows[1].cells]
    assert cells == ["任务发起部门", "市场部", "发起人", "林晓岚"]


def test_word_says_hidden_which_blank_it_is():
    document = word(BLANK)
    [custom] = [part for part in document.part.package.iter_parts() if part.partname == "/docProps/custom.xml"]

    assert document.core_properties.keywords == "XT-BD-01 A/0"
    assert b"<vt:lpwstr>XT-BD-01</vt:lpwstr>" in custom.blob
    assert b'name="XietongEdition"' in custom.blob


def test_word_names_chinese_fonts_and_repeats_heads_and_keeps_rows_whole():
    document = word(LIST)
    table = document.tables[1]._tbl

    fonts = {node.get(qn("w:eastAsia")) for node in document.element.iter(qn("w:rFonts"))}
    assert fonts == {"宋体", "黑体"}
    assert len(list(table.iter(qn("w:tblHeader")))) == 1
    assert len(list(table.iter(qn("w:cantSplit")))) == len(table.tr_lst) == 61
    assert document.sections[0].page_width.mm > document.sections[0].page_height.mm


def test_word_drafts_say_so_in_the_header_and_count_pages():
    section = word(REPORT_OUT).sections[0]

    assert "草稿" in section.header.paragraphs[0].text
    assert "PAGE" in section.footer._element.xml
    assert "NUMPAGES" in section.footer._element.xml


def test_word_offers_options_to_tick_on_blanks_only():
    assert "□高□中□低" in text_of(BLANK, "docx")
    assert "□高" not in text_of(FILLED, "docx")


def test_annexes_across_follow_the_signatures():
    document = word(REPORT_OUT)
    order = [table.rows[0].cells[0].text for table in document.tables]

    assert order[-2:] == ["编制", "附件：任务清单"]
    assert [section.page_width > section.page_height for section in document.sections] == [False, True]


# Excel


def test_excel_lists_can_be_calculated_sorted_and_printed():
    workbook = book(LIST)
    page = workbook.worksheets[0]
    head = next(row for row in page.iter_rows() if row[0].value == "WBS编号")
    first, last = (page[head[0].row + 1], page[head[0].row + 60])

    assert [cell.value for cell in head][:3] == ["WBS编号", "任务名称", "负责部门"]
    assert first[5].value == datetime(2026, 11, 23)
    assert first[5].number_format == "yyyy-mm-dd"
    assert last[11].value == 59000.5
    assert last[9].value == 0.59
    assert page.freeze_panes == f"A{head[0].row + 1}"
    assert page.print_title_rows == f"${head[0].row}:${head[0].row}"
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight) == ("landscape", 9, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage


def test_excel_says_hidden_which_blank_it_is():
    workbook = book(BLANK)

    assert workbook.defined_names["XietongForm"].value == '"XT-BD-01 A/0 application"'
    assert {p.name: p.value for p in workbook.custom_doc_props.props}["XietongForm"] == "XT-BD-01"
    assert workbook.properties.keywords == "XT-BD-01 A/0"


def test_excel_blanks_offer_choices_where_the_value_belongs():
    page = book(BLANK).worksheets[0]
    [label] = [cell for row in page.iter_rows() for cell in row if cell.value == "紧急程度"]
    [rule] = [rule for rule in page.data_validations.dataValidation if "高" in rule.formula1]
    merged = next(area for area in page.merged_cells.ranges if label.coordinate in area)

    assert rule.formula1 == '"高,中,低"'
    assert str(rule.sqref) == page.cell(label.row, merged.max_col + 1).coordinate


def test_excel_takes_any_title_as_name_of_its_sheet():
    for title in ("a/b:c*d?[e]\\f'", "History", "长" * 60, ""):
        assert book(replace(FILLED, title=title)).sheetnames


# PDF


def test_the_same_printout_gives_the_same_pdf():
    assert print_out(FILLED, "pdf") == print_out(FILLED, "pdf")
    assert print_out(replace(FILLED, made_at=None), "pdf") == print_out(replace(FILLED, made_at=None), "pdf")


def test_pdf_embeds_its_fonts_and_counts_its_pages():
    reader = pdf(LIST)
    width, height = reader.pages[0].mediabox.width, reader.pages[0].mediabox.height
    texts = [squeezed(page.extract_text()) for page in reader.pages]

    assert width > height
    assert all(f"第{number}页共{len(texts)}页" in text for number, text in enumerate(texts, 1))
    assert all("任务名称" in text for text in texts)  # the head repeats
    fonts = {font["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert all("+" in font for font in fonts)


def test_pdf_turns_the_page_for_annexes_and_shows_the_mark():
    reader = pdf(REPORT_OUT)

    assert [page.mediabox.width > page.mediabox.height for page in reader.pages] == [False, True, True]
    assert "草稿" in squeezed(reader.pages[0].extract_text())


def test_letters_stand_in_the_measures_of_official_letters():
    text = text_of(LETTER_OUT, "pdf")

    assert "市协函〔2026〕5号" in text
    assert "关于协调调用高低温试验箱的函" in text
    assert "签发：周建国" in text
    assert "2026年11月22日" in text


def test_triple_blocks_keep_their_order_whoever_signed():
    text = text_of(replace(LIST, signatures=(replace(SIGNED[1], capacity="批准"),)), "docx")

    assert re.search("编制.*审核.*批准王芳", text)


def test_importing_the_printers_does_not_load_typst():
    code = "import sys, xietong.kit.paperwork.pdf; sys.exit('typst' in sys.modules or 'pylopdf_fonts_zh_cn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_two_thousand_rows_print_in_seconds():
    rows = [dict(LIST.values["rows"][0]) for _ in range(2000)]
    many = replace(LIST, values={"rows": rows})

    assert len(word(many).tables[1]._tbl.tr_lst) == 2001
    assert book(many).worksheets[0].max_row > 2000


def test_the_moment_in_the_file_is_the_given_one():
    assert word(FILLED).core_properties.created.replace(tzinfo=UTC) == AT


@pytest.mark.parametrize("kind", KINDS)
def test_control_characters_never_break_a_file(kind):
    dirty = replace(
        FILLED,
        title="表\x00\x0b头",
        values={"title": "甲\x07乙\ufffe"},
        signatures=(replace(SIGNED[0], reason="丙\x1f丁"),),
    )

    assert "丙" in text_of(dirty, kind)
