"""Makes files as offices make them: Word tables with merged cells, Excel sheets, and the hostile ones."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import docx
import openpyxl
import xlsxwriter
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

Row = Sequence[Any]


class Word:
    """A Word file under construction. In a table row, `LEFT` merges with the cell at the left, `UP` with the one above."""

    LEFT, UP = object(), object()

    def __init__(self) -> None:
        self.document = docx.Document()

    def say(self, *texts: str) -> "Word":
        for text in texts:
            self.document.add_paragraph(text)
        return self

    def table(self, *rows: Row) -> Any:
        table = self.document.add_table(rows=len(rows), cols=max(len(row) for row in rows))
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if value is self.LEFT:
                    start = next(at for at in range(x, -1, -1) if row[at] is not self.LEFT)
                    table.cell(y, start).merge(table.cell(y, x))
                elif value is self.UP:
                    start = next(at for at in range(y, -1, -1) if rows[at][x] is not self.UP)
                    table.cell(start, x).merge(table.cell(y, x))
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, str):
                    table.cell(y, x).text = value
        return table

    def bytes(self) -> bytes:
        file = io.BytesIO()
        self.document.save(file)
        return file.getvalue()


def control(text: str, *, placeholder: bool = False, tag: str = "") -> Any:
    """A content control with this text; as placeholder it is what Word shows before anybody types."""
    shown = "<w:showingPlcHdr/>" if placeholder else ""
    tagged = f'<w:tag w:val="{tag}"/>' if tag else ""
    return parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtPr>{tagged}{shown}</w:sdtPr><w:sdtContent><w:r><w:t>{text}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def run_with(xml: str) -> Any:
    return parse_xml(f"<w:r {nsdecls('w')}>{xml}</w:r>")


def custom_property(document: Any, name: str, value: str) -> None:
    """Hidden text that says what the form is."""
    run = document.add_paragraph().add_run(f"{name}:{value}")
    properties = run._element.get_or_add_rPr()
    properties.append(OxmlElement("w:vanish"))
    assert properties.find(qn("w:vanish")) is not None


def excel(
    *rows: Row, merge: Sequence[str] = (), formats: Mapping[str, str] | None = None, name: str = "申请表"
) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for y, row in enumerate(rows, 1):
        for x, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(y, x).value = value
    for reference in merge:
        sheet.merge_cells(reference)
    for reference, code in (formats or {}).items():
        sheet[reference].number_format = code
    return saved(book)


def excel_with_shared_strings(*rows: Row) -> bytes:
    """As Excel itself writes texts: once, in a part of their own."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("申请表")
        for y, row in enumerate(rows):
            sheet.write_row(y, 0, row)
    return file.getvalue()


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rezipped(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same zip with other parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    return zipped(parts)


def zipped(parts: Mapping[str, bytes] | Sequence[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items() if isinstance(parts, Mapping) else parts:
            archive.writestr(name, content)
    return file.getvalue()
