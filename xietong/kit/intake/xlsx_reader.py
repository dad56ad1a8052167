"""What stands in an Excel file: sheets as tables, read as a stream, with dates, percent and merged cells as a person sees them."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from xietong.kit.intake.document import MAX_CELL_TEXT, MAX_CELLS, MAX_TEXT, Cell, Document, Table
from xietong.kit.intake.form_code import form_code_in
from xietong.kit.intake.package import Element, Package, Unreadable, attribute, child, children, name_of

MAX_ROWS = 5_000
MAX_COLUMNS = 100
MAX_SHEETS = 30
MAX_MERGES = 10_000
BUILT_IN_DATES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
BUILT_IN_TIMES = {18, 19, 20, 21, 45, 46, 47}
BUILT_IN_PERCENT = {9, 10}
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@dataclass
class _Book:
    strings: list[str]
    styles: list[str]  # of each cell style: "date", "percent" or ""
    base: datetime.date
    characters: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)

    def text(self, cell: Element, place: str) -> str:
        """A cell as the person sees it; formulas by their stored result."""
        kind = cell.get("t") or "n"
        stored = child(cell, "v")
        value = "" if stored is None else str(stored.text or "")
        if kind == "inlineStr":
            text = rich_text(child(cell, "is"))
        elif kind == "s":
            text = self.strings[int(value)] if value.isdigit() and int(value) < len(self.strings) else ""
        elif kind == "b":
            text = {"1": "是", "0": "否"}.get(value, value)
        elif kind == "e":
            self.notes.append((place, f"单元格是错误值 {value}，请改正后再上传"))
            text = ""
        elif kind == "n":
            text = self._number(value, cell.get("s") or "")
        else:
            text = unescaped(value)
        if not value and kind in ("n", "str") and child(cell, "f") is not None:
            self.notes.append((place, "公式没有计算结果，请用 Excel 或 WPS 打开、保存后再上传"))
        if len(text) > MAX_CELL_TEXT:
            raise Unreadable(f"{place} 的文字超过 {MAX_CELL_TEXT} 字，请缩短后再上传。")
        self.characters += len(text)
        if self.characters > MAX_TEXT:
            raise Unreadable("文件里的文字太多，请只保留申请表后再上传。")
        return text.strip()

    def _number(self, value: str, style: str) -> str:
        if not value:
            return ""
        try:
            number = Decimal(format(float(value), ".15g"))  # Excel keeps 15 digits; more are noise of the binary form
        except (ValueError, InvalidOperation):
            return value
        meaning = self.styles[int(style)] if style.isdigit() and int(style) < len(self.styles) else ""
        if meaning == "date" and (moment := moment_of(number, self.base)):
            return moment
        if meaning == "percent":
            return plain(number * 100) + "%"
        return plain(number)


def plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment_of(serial: Decimal, base: datetime.date) -> str | None:
    """The ISO day (and minute, if any) of a serial number; None when it is no day between 1900 and 9999."""
    if not 0 <= serial < 2_958_466:
        return None
    days, minutes = int(serial), round((serial % 1) * 1440)
    clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
    if days == 0:
        return clock
    day = (base + datetime.timedelta(days=days)).isoformat()
    return f"{day} {clock}" if 0 < minutes < 1440 else day


def unescaped(text: str) -> str:
    return ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text).replace("\r\n", "\n").replace("\r", "\n")


def rich_text(item: Element | None) -> str:
    """The text of a string item without its phonetic guide (pinyin, furigana)."""
    if item is None:
        return ""
    pieces = []
    for each in item:
        if name_of(each) == "t":
            pieces.append(str(each.text or ""))
        elif name_of(each) == "r":
            pieces.extend(str(text.text or "") for text in children(each, "t"))
    return unescaped("".join(pieces))


def column_number(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def format_meaning(code: str) -> str:
    """What a number format makes of a number: "date", "percent" or "" (a number stays a number)."""
    first = NOT_FORMAT.sub("", code.split(";")[0]).lower()
    if "%" in first:
        return "percent"
    if re.search(r"[yd]|e/|^m|m月", first) and "general" not in first and "#" not in first and "0" not in first:
        return "date"
    return "date" if re.search(r"h|上午|am/pm", first) and "0" not in first and "general" not in first else ""


def _styles(package: Package, part: str | None) -> list[str]:
    if part is None or part not in package:
        return []
    root = package.xml(part)
    codes: dict[int, str] = {}
    formats = child(root, "numFmts")
    for each in children(formats, "numFmt") if formats is not None else ():
        codes[int(each.get("numFmtId") or 0)] = format_meaning(str(each.get("formatCode") or ""))
    found: list[str] = []
    cell_formats = child(root, "cellXfs")
    for each in children(cell_formats, "xf") if cell_formats is not None else ():
        number = int(each.get("numFmtId") or 0)
        if number in codes:
            found.append(codes[number])
        elif number in BUILT_IN_DATES or number in BUILT_IN_TIMES:
            found.append("date")
        else:
            found.append("percent" if number in BUILT_IN_PERCENT else "")
    return found


def _cells(book: _Book, package: Package, part: str, sheet: str) -> tuple[dict[tuple[int, int], str], list[str]]:
    """Texts by (row, column), blank cells left out, and the references of merged ranges."""
    texts: dict[tuple[int, int], str] = {}
    merges: list[str] = []
    y = x = -1
    for event, element in package.stream(part):
        name = name_of(element)
        if event == "start":
            if name == "row":
                given = element.get("r") or ""
                y, x = (int(given) - 1 if given.isdigit() else y + 1), -1
            continue
        if name == "c":
            match = REFERENCE.fullmatch(element.get("r") or "")
            y, x = (int(match.group(2)) - 1, column_number(match.group(1))) if match else (max(y, 0), x + 1)
            place = f"工作表“{sheet}” {column_letters(x)}{y + 1}"
            if text := book.text(element, place):
                if y >= MAX_ROWS:
                    raise Unreadable(f"{place} 在第 {MAX_ROWS} 行之后，请删去多余的行或拆分后再上传。")
                if x >= MAX_COLUMNS:
                    raise Unreadable(f"{place} 在第 {MAX_COLUMNS} 列之后，请删去多余的列后再上传。")
                texts[y, x] = text
                if len(texts) > MAX_CELLS:
                    raise Unreadable(f"{place} 之前已有 {MAX_CELLS} 个填写的单元格，请只保留这张表后再上传。")
        elif name == "mergeCell" and len(merges) < MAX_MERGES:
            merges.append(str(element.get("ref") or ""))
        if name in ("row", "mergeCell"):
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return texts, merges


def _table(sheet: str, texts: dict[tuple[int, int], str], merges: list[str]) -> Table:
    place = f"工作表“{sheet}”"
    height = max((y for y, _ in texts), default=-1) + 1
    width = max((x for _, x in texts), default=-1) + 1
    origins: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, right in _ranges(merges):
        if (top, left) not in texts:
            continue
        for y in range(top, min(bottom + 1, max(height, top + 1))):
            for x in range(left, min(right + 1, max(width, left + 1))):
                origins[y, x] = (top, left)
    built: list[tuple[Cell, ...]] = []
    filled = {y for y, _ in texts} | {y for y, _ in origins}
    for y in range(height):
        row: list[Cell] = []
        for x in range(width) if y in filled else ():
            origin = origins.get((y, x), (y, x))
            if origin != (y, x):
                row.append(row[origin[1]] if origin[0] == y else built[origin[0]][origin[1]])
            else:
                row.append(Cell(texts.get((y, x), ""), f"{place} {column_letters(x)}{y + 1}", (y, x)))
        built.append(tuple(row))
    return Table(place, tuple(built))


def _ranges(merges: list[str]) -> Iterator[tuple[int, int, int, int]]:
    for reference in merges:
        ends = [REFERENCE.fullmatch(end) for end in reference.split(":")]
        if len(ends) == 2 and ends[0] and ends[1]:
            (left, top), (right, bottom) = ends[0].groups(), ends[1].groups()
            yield int(top) - 1, column_number(left), int(bottom) - 1, column_number(right)


def read_xlsx(data: bytes) -> Document:
    """Raises Unreadable with a message for the person."""
    package = Package(data)
    part = package.main_part()
    workbook = package.xml(part)
    relations = package.related(part)
    by_kind = dict(relations.values())
    properties = child(workbook, "workbookPr")
    is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    base = datetime.date(1904, 1, 1) if is_1904 else datetime.date(1899, 12, 30)
    book = _Book(_strings(package, by_kind.get("sharedStrings")), _styles(package, by_kind.get("styles")), base)
    tables: list[Table] = []
    hidden: list[str] = []
    sheets = child(workbook, "sheets")
    for number, sheet in enumerate(children(sheets, "sheet") if sheets is not None else ()):
        kind, target = relations.get(attribute(sheet, "id") or "", ("", ""))
        if kind != "worksheet" or target not in package:
            continue
        if number >= MAX_SHEETS:
            raise Unreadable(f"文件里的工作表超过 {MAX_SHEETS} 个，请只保留申请表后再上传。")
        name = str(sheet.get("name") or f"{number + 1}")[:31]
        texts, merges = _cells(book, package, target, name)
        if sheet.get("state") in ("hidden", "veryHidden"):
            hidden.extend(texts.values())
        elif texts:
            tables.append(_table(name, texts, merges))
    given = package.custom_properties()
    names = child(workbook, "definedNames")
    for defined in children(names, "definedName") if names is not None else ():
        given.setdefault(str(defined.get("name") or ""), str(defined.text or "").strip('="'))
    corner = [cell.text for table in tables[:1] for row in table.rows[:5] for cell in row]
    code, edition = form_code_in(given, hidden, corner)
    return Document(tuple(tables), code, edition, tuple(book.notes[:100]))


def _strings(package: Package, part: str | None) -> list[str]:
    if part is None or part not in package:
        return []
    found = []
    for event, element in package.stream(part):
        if event == "end" and name_of(element) == "si":
            found.append(rich_text(element))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return found
