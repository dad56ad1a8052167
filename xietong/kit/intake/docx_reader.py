"""What stands in a Word file: its XML read directly, because python-docx does not see content controls or merged cells' text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from xietong.kit.intake.document import MAX_CELL_TEXT, MAX_CELLS, MAX_TEXT, Cell, Document, Paragraph, Table
from xietong.kit.intake.form_code import form_code_in
from xietong.kit.intake.package import Element, Package, Unreadable, attribute, child, name_of

MAX_COLUMNS = 63  # Word's own limit of a table
MAX_ROWS = 5_000
MAX_NESTING = 5
# Containers that hold the same kind of thing as their parent; a content control's text is ordinary text to us.
TRANSPARENT = {
    "sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo",
    "AlternateContent", "Choice", "ruby", "rubyBase",
}  # fmt: skip
# Deleted text and the second copy that Word keeps of a text box for older programs are not what the person sees.
UNSEEN = {"del", "moveFrom", "Fallback"}
# Ticked and empty boxes that Word users insert as symbols (font, code) instead of characters.
SYMBOLS = {
    "F0FE": "☑", "F0FD": "☒", "F052": "☑", "F053": "☒", "F0FC": "√", "F050": "√",
    "F0A8": "□", "F06F": "□", "F0A3": "□", "F02A": "□", "F06E": "■",
}  # fmt: skip


@dataclass
class _Reader:
    tables: int = 0
    paragraphs: int = 0
    cells: int = 0
    characters: int = 0
    hidden: list[str] = field(default_factory=list)

    # --- blocks

    def blocks(self, parent: Element) -> Iterator[Element]:
        """Paragraphs and tables below a body or cell, through content controls and the like."""
        for each in parent:
            name = name_of(each)
            if name in ("p", "tbl"):
                yield each
            elif name == "sdt":
                self._note_tag(each)
                content = child(each, "sdtContent")
                if content is not None and not _is_placeholder(each):
                    yield from self.blocks(content)
            elif name in TRANSPARENT:
                yield from self.blocks(each)

    def body(self, body: Element) -> list[Paragraph | Table]:
        found: list[Paragraph | Table] = []
        for block in self.blocks(body):
            if name_of(block) == "tbl":
                self.tables += 1
                found.append(self.table(block, f"表{self.tables}", 0))
            else:
                self.paragraphs += 1
                text = self.paragraph(block).strip()
                if text:
                    found.append(Paragraph(text, f"第{self.paragraphs}段"))
            for number, box in enumerate(_text_boxes(block), 1):
                found.extend(Paragraph(text, f"文本框{number}（第{self.paragraphs}段处）") for text in self._lines(box))
        return found

    def _lines(self, parent: Element) -> list[str]:
        lines = (self.paragraph(block).strip() for block in self.blocks(parent) if name_of(block) == "p")
        return [line for line in lines if line]

    # --- tables

    def table(self, element: Element, place: str, depth: int) -> Table:
        if depth > MAX_NESTING:
            raise Unreadable(f"{place} 嵌套了太多层表格，请简化后再上传。")
        rows: list[tuple[Cell, ...]] = []
        for y, row in enumerate(self._rows(element)):
            if y >= MAX_ROWS:
                raise Unreadable(f"{place} 超过 {MAX_ROWS} 行，请拆分后再上传。")
            rows.append(self._row(row, y, rows[-1] if rows else (), place, depth))
        return Table(place, tuple(rows))

    def _rows(self, parent: Element) -> Iterator[Element]:
        for each in parent:
            if name_of(each) == "tr":
                yield each
            elif name_of(each) in TRANSPARENT:
                yield from self._rows(each)

    def _cells(self, parent: Element) -> Iterator[tuple[Element, bool]]:
        """(cell, is a placeholder only) of a row; a content control may wrap the whole cell."""
        for each in parent:
            if name_of(each) == "tc":
                yield each, False
            elif name_of(each) == "sdt":
                self._note_tag(each)
                content = child(each, "sdtContent")
                if content is not None:
                    empty = _is_placeholder(each)
                    yield from ((cell, empty or inner) for cell, inner in self._cells(content))
            elif name_of(each) in TRANSPARENT:
                yield from self._cells(each)

    def _row(self, row: Element, y: int, above: tuple[Cell, ...], place: str, depth: int) -> tuple[Cell, ...]:
        built: list[Cell] = []
        before = child(child(row, "trPr"), "gridBefore")
        for _ in range(_number(before, 0)):
            built.append(Cell("", self._place(place, y, len(built)), (y, len(built))))
        for element, empty in self._cells(row):
            properties = child(element, "tcPr")
            x = len(built)
            span = max(1, _number(child(properties, "gridSpan"), 1))
            if x + span > MAX_COLUMNS:
                raise Unreadable(f"{place} 第{y + 1}行超过 {MAX_COLUMNS} 列，请拆分后再上传。")
            merge = child(properties, "vMerge")
            if merge is not None and attribute(merge, "val") != "restart" and x < len(above):
                built.extend([above[x]] * span)
                continue
            across = child(properties, "hMerge")
            if across is not None and attribute(across, "val") != "restart" and built:
                built.append(built[-1])
                continue
            built.extend([self._cell(element, (y, x), self._place(place, y, x), empty, depth)] * span)
        return tuple(built)

    @staticmethod
    def _place(place: str, y: int, x: int) -> str:
        return f"{place} 第{y + 1}行第{x + 1}列"

    def _cell(self, element: Element, origin: tuple[int, int], place: str, empty: bool, depth: int) -> Cell:
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise Unreadable("文件里的单元格太多，请只保留申请表后再上传。")
        lines: list[str] = []
        inner: list[Table] = []
        for block in self.blocks(element):
            if name_of(block) == "tbl":
                inner.append(self.table(block, f"{place} 内表{len(inner) + 1}", depth + 1))
            else:
                lines.append(self.paragraph(block).strip())
                for box in _text_boxes(block):
                    lines.extend(self._lines(box))
        text = "" if empty else "\n".join(lines).strip()
        if len(text) > MAX_CELL_TEXT:
            raise Unreadable(f"{place} 的文字超过 {MAX_CELL_TEXT} 字，请缩短后再上传。")
        return Cell(text, place, origin, tuple(inner))

    # --- text

    def paragraph(self, element: Element) -> str:
        text = "".join(self._text(element))
        self.characters += len(text)
        if self.characters > MAX_TEXT:
            raise Unreadable("文件里的文字太多，请只保留申请表后再上传。")
        return text

    def _text(self, parent: Element) -> Iterator[str]:
        for each in parent:
            name = name_of(each)
            if name == "t":
                yield str(each.text or "")
            elif name in ("tab", "ptab"):
                yield "\t"
            elif name in ("br", "cr"):
                yield "\n"
            elif name in ("noBreakHyphen", "softHyphen"):
                yield "-" if name == "noBreakHyphen" else ""
            elif name == "sym":
                yield SYMBOLS.get((attribute(each, "char") or "").upper(), "")
            elif name == "fldChar":
                yield _legacy_checkbox(each)
            elif name == "r":
                yield from self._run(each)
            elif name == "sdt":
                self._note_tag(each)
                content = child(each, "sdtContent")
                if content is not None and not _is_placeholder(each):
                    yield from self._text(content)
            elif name in TRANSPARENT:
                yield from self._text(each)

    def _run(self, run: Element) -> Iterator[str]:
        vanish = child(child(run, "rPr"), "vanish")
        if vanish is not None and attribute(vanish, "val") not in ("0", "false"):
            self.hidden.append("".join(self._text(run)))
        else:
            yield from self._text(run)

    def _note_tag(self, control: Element) -> None:
        tag = child(child(control, "sdtPr"), "tag")
        if tag is not None:
            self.hidden.append(attribute(tag, "val") or "")


def _is_placeholder(control: Element) -> bool:
    """The control still shows its grey 单击此处输入文字: nobody filled it in."""
    shown = child(child(control, "sdtPr"), "showingPlcHdr")
    return shown is not None and attribute(shown, "val") not in ("0", "false")


def _legacy_checkbox(field_start: Element) -> str:
    box = child(child(field_start, "ffData"), "checkBox")
    if box is None:
        return ""
    state = child(box, "checked")
    if state is None:
        state = child(box, "default")
    ticked = state is not None and attribute(state, "val") not in ("0", "false")
    return "☑" if ticked else "□"


def _text_boxes(block: Element) -> Iterator[Element]:
    if name_of(block) != "p":
        return
    for box in block.iter("{*}txbxContent"):
        if not any(name_of(above) in UNSEEN for above in box.iterancestors()):
            yield box


def _number(element: Element | None, default: int) -> int:
    value = attribute(element, "val") if element is not None else None
    return int(value) if value is not None and value.isdigit() and len(value) < 6 else default


def read_docx(data: bytes) -> Document:
    """Raises Unreadable with a message for the person."""
    package = Package(data)
    part = package.main_part()
    body = child(package.xml(part), "body")
    if body is None:
        raise Unreadable("文件里找不到正文，请用 Word 或 WPS 打开后另存再上传。")
    reader = _Reader()
    blocks = reader.body(body)
    corner: list[str] = []
    for kind, target in package.related(part).values():
        if kind in ("header", "footer") and target in package:
            corner.extend(reader._lines(package.xml(target)))
    printed = [*corner, *(block.text for block in blocks[:8] if isinstance(block, Paragraph))]
    code, edition = form_code_in(package.custom_properties(), reader.hidden, printed)
    return Document(tuple(blocks), code, edition)
