"""What a Word file carries without showing it: which blank it is, and fonts to take when one is not installed."""

from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from xietong.kit.paperwork.printout import PROPERTY_EDITION, PROPERTY_FORM, PROPERTY_PAPER, Printout
from xietong.kit.paperwork.sheet import Sheet
from xietong.kit.paperwork.words import printable

CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
CUSTOM_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
CUSTOM_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
TYPES_SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
WORD_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PROPERTIES_OF_USERS = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the format id the standard gives to custom ones

# font → (other names of it and what to take instead, family): 仿宋 and 小标宋 are often not installed
SUBSTITUTES = {
    "宋体": ("SimSun, Songti SC, Noto Serif CJK SC", "roman"),
    "黑体": ("SimHei, Heiti SC, Noto Sans CJK SC", "swiss"),
    "仿宋": ("FangSong, 仿宋_GB2312, STFangsong, Noto Serif CJK SC", "roman"),
}
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # instead of the clock: the same printout gives the same properties


def mark_hidden(document: Any, sheet: Sheet, printout: Printout) -> None:
    """Writes title, form code and edition into the properties of the file."""
    core = document.core_properties
    core.title, core.author = printable(sheet.title)[:255], printable(sheet.company)[:255]
    core.last_modified_by = ""
    core.keywords, core.comments = sheet.code, ""
    core.language = "zh-CN"
    core.created = core.modified = (printout.made_at or NO_TIME).astimezone(UTC)
    properties = {
        PROPERTY_PAPER: printout.paper.name,
        PROPERTY_FORM: printout.paper.number,
        PROPERTY_EDITION: printout.paper.edition,
    }
    rows = "".join(
        f'<property fmtid="{PROPERTIES_OF_USERS}" pid="{pid}" name="{name}"><vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
        for pid, (name, value) in enumerate(properties.items(), 2)
    )
    body = f'<Properties xmlns="{CUSTOM_SPACE}" xmlns:vt="{TYPES_SPACE}">{rows}</Properties>'
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{body}'
    package = document.part.package
    part = Part(PackURI("/docProps/custom.xml"), CUSTOM_TYPE, xml.encode(), package)
    package.relate_to(part, CUSTOM_RELATION)


def name_substitutes(document: Any) -> None:
    """Tells Word which fonts may stand in for ours."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/><w:family w:val="{family}"/></w:font>'
        for name, (instead, family) in SUBSTITUTES.items()
    )
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{WORD_SPACE}">{fonts}</w:fonts>'.encode()
