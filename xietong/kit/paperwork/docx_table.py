"""Tables of a Word file, written as XML at once: a list of two thousand rows must not take a minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from xietong.kit.paperwork.words import printable

TWIPS_PER_MM = 1440 / 25.4
LEAST_ROW_MM = 8.0
OUTER, INNER = 12, 4  # eighths of a point: 1.5 pt and 0.5 pt
SHADE = "EDEDED"
SONG, HEI, LATIN = "宋体", "黑体", "Times New Roman"


@dataclass(frozen=True, kw_only=True)
class Box:
    """A cell of a Word table; `small` is a second paragraph in smaller letters."""

    text: str
    span: int = 1
    align: str = "left"
    label: bool = False
    bold: bool = False
    small: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    boxes: tuple[Box, ...]
    height_mm: float = LEAST_ROW_MM
    head: bool = False  # repeats on each page; only the first rows of a table can


def table(widths_mm: Sequence[float], rows: Sequence[Row], size: float = 10.5) -> Any:
    """A `w:tbl` element with these columns, 1.5 pt outside and 0.5 pt inside; no row breaks across pages."""
    twips = [round(width * TWIPS_PER_MM) for width in widths_mm]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="{OUTER if edge[0] != "i" else INNER}" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    body = "".join(_row(row, twips, size) for row in rows)
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
        '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _row(row: Row, twips: Sequence[int], size: float) -> str:
    cells, at = [], 0
    for box in row.boxes:
        cells.append(_cell(box, sum(twips[at : at + box.span]), size))
        at += box.span
    height = round(row.height_mm * TWIPS_PER_MM)
    head = "<w:tblHeader/>" if row.head else ""
    properties = f'<w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{head}'
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(box: Box, width: int, size: float) -> str:
    span = f'<w:gridSpan w:val="{box.span}"/>' if box.span > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/>' if box.label else ""
    align = "center" if box.label else box.align
    paragraphs = "".join(_paragraph(part, align, size, box.bold, box.label) for part in box.text.split("\n"))
    if box.small:
        paragraphs += _paragraph(box.small, align, size - 3, False, False)
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{span}{shade}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>"


def _paragraph(text: str, align: str, size: float, bold: bool, label: bool) -> str:
    run = f'<w:r>{_fonts(HEI if label else SONG, size, bold)}<w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r>'
    spacing = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
    return f'<w:p><w:pPr>{spacing}<w:jc w:val="{align}"/></w:pPr>{run if text else ""}</w:p>'


def _fonts(east: str, size: float, bold: bool) -> str:
    weight = "<w:b/>" if bold else ""
    fonts = f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{east}" w:hint="eastAsia"/>'
    return f'<w:rPr>{fonts}{weight}<w:sz w:val="{round(size * 2)}"/></w:rPr>'
