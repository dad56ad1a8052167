"""The parsing process: it answers quickly, knows no Django, and its death is an answer too."""

import subprocess
import sys
import time

import pytest

from tests.kit.intake.office_files import Word, control, custom_property, excel, excel_with_shared_strings, rezipped
from xietong.kit.intake import separate
from xietong.kit.intake.document import Paragraph, Table, as_plain, from_plain
from xietong.kit.intake.docx_reader import read_docx
from xietong.kit.intake.gate import Refused, checked
from xietong.kit.intake.separate import ROOT, parsed
from xietong.kit.intake.xlsx_reader import read_xlsx


def test_the_answer_of_the_process_is_the_document_itself():
    word = Word().say("甲", "乙")
    word.table(["一", Word.LEFT, "二"], ["三", "四", Word.UP])

    assert parsed(word.bytes(), "docx") == read_docx(word.bytes())


def test_a_document_survives_its_journey_as_json():
    document = read_xlsx(excel(["甲", None, "乙"], [None, "丙"], merge=["A1:A2"]))

    assert from_plain(as_plain(document)) == document
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert table.rows[1][0].text == "甲"


def test_the_process_loads_no_django_and_starts_fast():
    code = "import sys, xietong.kit.intake.worker; print([m for m in sys.modules if m.split('.')[0] in ('django', 'docx', 'openpyxl')])"

    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
    assert time.monotonic() - started < 5


def test_a_process_that_takes_too_long_is_an_answer(monkeypatch):
    code = "import resource, sys; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    real = subprocess.run
    monkeypatch.setattr(separate.subprocess, "run", lambda command, **more: real([sys.executable, "-c", code], **more))

    with pytest.raises(Refused) as refused:
        parsed(b"", "docx")

    assert (refused.value.code, refused.value.status) == ("too_complex", 422)


def test_the_process_limits_its_own_time_and_memory():
    code = (
        "import resource; from xietong.kit.intake.worker import limit_ourselves; limit_ourselves()\n"
        "print(resource.getrlimit(resource.RLIMIT_CPU)[0])\n"
        "try: bytearray(900 * 1024 * 1024); print('enough')\n"
        "except MemoryError: print('stopped')"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    seconds, memory = done.stdout.split()
    assert seconds == "15"
    assert memory == ("stopped" if sys.platform == "linux" else memory)  # macOS does not know this limit


def test_a_process_that_speaks_nonsense_is_an_answer(monkeypatch):
    real = subprocess.run
    monkeypatch.setattr(
        separate.subprocess, "run", lambda command, **more: real([sys.executable, "-c", "print('?')"], **more)
    )

    with pytest.raises(Refused, match="无法读取"):
        parsed(b"", "docx")


@pytest.mark.parametrize(
    "content",
    [b"<broken", b"", b"<a/>", b"<w:document xmlns:w='x'/>", b"<a>" * 5000 + b"</a>" * 5000],
    ids=["broken", "empty", "other root", "no body", "very deep"],
)
def test_a_hollow_word_file_is_refused_with_a_sentence(content):
    hollow = rezipped(Word().say("甲").bytes(), lambda parts: parts.update({"word/document.xml": content}))

    with pytest.raises(Refused) as refused:
        parsed(hollow, checked(hollow, "a.docx"))

    assert refused.value.status == 422
    assert refused.value.message.endswith("。")


def test_tables_nested_too_deeply_are_refused():
    word = Word()
    cell = word.table(["外"]).cell(0, 0)
    for _ in range(7):
        cell = cell.add_table(rows=1, cols=1).cell(0, 0)

    with pytest.raises(Refused, match="嵌套"):
        parsed(word.bytes(), "docx")


def test_one_long_text_repeated_by_reference_is_stopped():
    """A shared string of 32,767 letters in thousands of cells would grow to gigabytes."""
    data = excel_with_shared_strings(["长" * 30_000])

    def repeat(parts):
        rows = "".join(f'<row r="{y}"><c r="A{y}" t="s"><v>0</v></c></row>' for y in range(1, 4000))
        sheet = parts["xl/worksheets/sheet1.xml"].decode()
        start, end = sheet.index("<sheetData>"), sheet.index("</sheetData>")
        parts["xl/worksheets/sheet1.xml"] = (sheet[:start] + "<sheetData>" + rows + sheet[end:]).encode()

    with pytest.raises(Refused, match="文字太多"):
        parsed(rezipped(data, repeat), "xlsx")


def test_a_merge_over_the_whole_sheet_costs_nothing():
    data = rezipped(
        excel(["任务名称", "甲"]),
        lambda parts: parts.update(
            {
                "xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"].replace(
                    b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="B1:XFD1048576"/></mergeCells>'
                )
            }
        ),
    )

    (table,) = parsed(data, "xlsx").blocks

    assert isinstance(table, Table)
    assert len(table.rows) == 1


def test_pinyin_above_the_letters_is_not_read():
    data = excel_with_shared_strings(["任务名称", "X"])

    def add(parts):
        strings = parts["xl/sharedStrings.xml"].decode()
        guide = '<si><t>甲方</t><rPh sb="0" eb="1"><t>jia</t></rPh></si>'
        parts["xl/sharedStrings.xml"] = strings.replace("<si><t>X</t></si>", guide).encode()

    (table,) = parsed(rezipped(data, add), "xlsx").blocks

    assert isinstance(table, Table)
    assert table.rows[0][1].text == "甲方"


def test_a_file_written_in_the_strict_dialect_is_read():
    def strict(parts):
        for name, content in parts.items():
            content = content.replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006", b"http://purl.oclc.org/ooxml/officeDocument"
            )
            parts[name] = content.replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )

    data = rezipped(Word().say("甲").bytes(), strict)

    assert parsed(data, checked(data, "a.docx")).blocks == (Paragraph("甲", "第1段"),)


def test_a_hidden_code_is_found_as_hidden_text_and_as_tag():
    hidden = Word().say("甲")
    custom_property(hidden.document, "xietong-form", "XT-BD-01 A/1")
    tagged = Word()
    tagged.document.add_paragraph()._p.append(control("甲", tag="xietong-form:XT-BD-01 A/0"))

    first, second = parsed(hidden.bytes(), "docx"), parsed(tagged.bytes(), "docx")

    assert (first.form_code, first.edition) == ("XT-BD-01", "A/1")
    assert (second.form_code, second.edition) == ("XT-BD-01", "A/0")
