"""Draws a sheet as PDF, the form in which signed papers are given away: same layout, fonts embedded, no clock.

typst and the fonts (tens of megabytes) are imported only when something is printed, so web processes stay small.
"""

import dataclasses
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from xietong.kit.paperwork.layout import lay_out
from xietong.kit.paperwork.printout import Heading, PageBreak, Paragraph, Picture, Printout
from xietong.kit.paperwork.sheet import GridBlock, Rows, Sheet, Signatures
from xietong.kit.paperwork.sizes import columns, font_size, page_of

TEMPLATE = Path(__file__).with_name("sheet.typ")


def write_pdf(printout: Printout) -> bytes:
    """The printout as PDF; the same printout always gives the same bytes."""
    import typst  # noqa: PLC0415 — 85 MB that only printing needs

    sheet = lay_out(printout)
    made = printout.made_at
    pdf: bytes = typst.compile(
        str(TEMPLATE),
        format="pdf",
        font_paths=_font_folders(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_data(sheet), ensure_ascii=False)},
        timestamp=int(made.timestamp()) if made else 0,
    )
    return pdf


@cache
def _font_folders() -> list[str]:
    """The folder of the Chinese fonts that come as a package."""
    import pylopdf_fonts_zh_cn as fonts  # noqa: PLC0415

    return sorted({str(Path(fonts.sans_path()).parent), str(Path(fonts.serif_path()).parent)})


def _data(sheet: Sheet) -> dict[str, Any]:
    width = {landscape: _width(sheet, landscape) for landscape in (True, False)}
    blocks = []
    for block in sheet.blocks:
        landscape = sheet.landscape or getattr(block, "landscape", False)
        blocks.append(
            {"is": BLOCK_NAMES[type(block)], "turn": landscape} | BLOCKS[type(block)](block, width[landscape])
        )
    return {
        "title": sheet.title,
        "company": sheet.company,
        "top": sheet.top,
        "number": sheet.number,
        "layout": sheet.layout,
        "landscape": sheet.landscape,
        "code": sheet.code,
        "mark": sheet.mark,
        "notes": sheet.notes,
        "verification": sheet.verification,
        "qr": _qr_code(sheet.verification_url) if sheet.verification_url else "",
        "pages": {
            "portrait": dataclasses.asdict(page_of(sheet.layout, False)),
            "landscape": dataclasses.asdict(page_of(sheet.layout, True)),
        },
        "blocks": blocks,
    }


def _width(sheet: Sheet, landscape: bool) -> float:
    page = page_of(sheet.layout, landscape)
    return page.width - page.left - page.right


def _rows(block: Rows, width: float) -> dict[str, Any]:
    rows = [
        [{"label": pair.label, "text": pair.cell.text, "lines": pair.lines, "wide": len(row) == 1} for pair in row]
        for row in block.rows
    ]
    return {"title": block.title, "rows": rows}


def _grid(block: GridBlock, width: float) -> dict[str, Any]:
    size = font_size(block.widths, width)
    stretch = block.stretch or (True,) * len(block.widths)
    return {
        "heads": [text for text in (block.section, block.title) if text],
        "headers": block.headers,
        "columns": columns(block.widths, stretch, width, size),
        "size": size,
        "rows": [[[cell.text, cell.align] for cell in row] for row in block.rows],
    }


def _signatures(block: Signatures, width: float) -> dict[str, Any]:
    return dataclasses.asdict(block)


def _plain(block: Heading | Paragraph | Picture | PageBreak, width: float) -> dict[str, Any]:
    data = dataclasses.asdict(block)
    data.pop("png", None)
    return data


def _qr_code(text: str) -> str:
    """A QR code as SVG, drawn from the bare matrix."""
    import qrcode  # noqa: PLC0415 — comes with sign-in by one-time codes

    code = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    matrix = code.get_matrix()
    dots = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, is_dark in enumerate(row) if is_dark)
    side = len(matrix)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{dots}"/></svg>'


BLOCKS: dict[type, Callable[[Any, float], dict[str, Any]]] = {
    Rows: _rows,
    GridBlock: _grid,
    Signatures: _signatures,
    Heading: _plain,
    Paragraph: _plain,
    Picture: _plain,
    PageBreak: _plain,
}

# what the template calls them
BLOCK_NAMES: dict[type, str] = {
    Rows: "rows",
    GridBlock: "grid",
    Signatures: "signatures",
    Heading: "heading",
    Paragraph: "paragraph",
    Picture: "picture",
    PageBreak: "break",
}
