"""A drawing as a bitmap, for Word and Excel, which cannot be trusted with SVG."""

import json
import tempfile
from pathlib import Path

from xietong.kit.paperwork.pdf import _font_folders

PAGE = """#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(json(bytes(sys.inputs.data)).svg), format: "svg")
"""
PIXELS_PER_INCH = 150


def png_of(svg: str) -> bytes:
    """The drawing of an SVG text as PNG; the same text always gives the same bytes."""
    import typst  # noqa: PLC0415 — 85 MB that only printing needs

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "picture.typ"
        source.write_text(PAGE, encoding="utf-8")
        picture = typst.compile(
            str(source),
            format="png",
            ppi=PIXELS_PER_INCH,
            font_paths=_font_folders(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps({"svg": svg})},
        )
    if not isinstance(picture, bytes):
        raise TypeError("a drawing is one page")
    return picture
