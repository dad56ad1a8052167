"""Form 2 and the process map as files."""

import io

import docx
import openpyxl

from tests.cast import Cast
from tests.domain.duties.duty_maps import confirm, publish, submit
from tests.make import make_collaboration
from xietong.domain.duties.documents import DOCUMENTS, all_confirmed, process_map_printouts, responsibility_printouts
from xietong.kit.paperwork.printers import print_out


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_there_is_no_document_while_there_is_nothing(cast: Cast) -> None:
    collaboration = make_collaboration(cast)

    assert [document.make(collaboration) for document in DOCUMENTS] == [{}, {}]


def test_form_2_says_rows_matrix_and_confirmations(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)
    confirm(cast.zhao, collaboration, cast.rnd)
    printout = responsibility_printouts(collaboration)[""]

    said = words_of(print_out(printout, "docx"))

    for word in ("部门职责清单", "XT-BD-02", "开发样机", "职责矩阵", "主责", "部门确认", "赵启明", "待确认", "V1.0"):
        assert word in said
    book = openpyxl.load_workbook(io.BytesIO(print_out(printout, "xlsx")))
    assert any("开发样机" in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert print_out(printout, "pdf").startswith(b"%PDF")


def test_a_confirmed_list_is_given_away_as_signed(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    submit(cast, collaboration)
    assert not all_confirmed(collaboration)

    for person, department in ((cast.chen, cast.marketing), (cast.zhao, cast.rnd), (cast.wang, cast.production)):
        confirm(person, collaboration, department)

    assert all_confirmed(collaboration)


def test_the_process_map_has_picture_and_table(cast: Cast) -> None:
    collaboration = make_collaboration(cast)
    publish(cast, collaboration)
    printout = process_map_printouts(collaboration)[""]

    content = print_out(printout, "docx")

    said = words_of(content)
    for word in ("跨部门协同流程图", "编制需求书", "能否上市？", "通过：组织上市", "试产合格率不低于98%"):
        assert word in said
    assert len(docx.Document(io.BytesIO(content)).inline_shapes) == 1
    assert print_out(printout, "pdf").startswith(b"%PDF")
