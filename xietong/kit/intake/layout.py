"""Walk through a document and find which text belongs to which line, whatever layout the office chose.

Known layouts: 标签|值|标签|值; 项目|内容 (with 序号 or 填写说明 beside); a label with its text to the right, below, or
behind a colon; labels in a row with the values in the next; a label at the side of several rows; grids with a head,
with a title row or side label, nested in a cell, or as a table of their own after a heading; headings with paragraphs.
"""

import re

from xietong.kit.intake.document import Cell, Document, Paragraph, Table
from xietong.kit.intake.found import Answer, Findings, Piece
from xietong.kit.intake.grids import NOTES, Grids, height_of, row_cells
from xietong.kit.intake.labels import ITEM_HEADS, VALUE_HEADS, Label, Labels, is_filling, is_office, normal
from xietong.kit.intake.prose import split_labels
from xietong.kit.intake.values.taken import is_nothing
from xietong.kit.paperwork.spec import Grid, PaperForm, Text, Texts

SURE_ENOUGH = 0.6
TITLE = re.compile(r".{2,40}(表|单|书|函)(\s*[（(].{1,12}[)）])?")
HEADING = re.compile(r"\s*([一二三四五六七八九十]+、|第[一二三四五六七八九十]+[部分章节]+|[（(][一二三四五六七八九十]+[)）])")


class Layout:
    """One walk over one document; `findings` is its result."""

    def __init__(self, paper: PaperForm, labels: Labels, grids: Grids) -> None:
        self.paper = paper
        self.labels = labels
        self.grids = grids
        self.lines = {line.key: line for line in paper.all_lines}
        self.findings = Findings()
        self._pending: Label | None = None
        self._pending_at = ""
        self._collected: list[Piece] = []
        self._titles_possible = 3

    def walk(self, document: Document) -> Findings:
        for block in document.blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                context = self._context_for(block)
                self._flush()
                TableWalk(self, block, context).walk()
        self._flush()
        return self.findings

    # --- paragraphs

    def _paragraph(self, block: Paragraph) -> None:
        text = block.text
        if self.is_title(text) or is_nothing(text):
            return
        before, parts = split_labels(text, self.labels)
        if parts:
            if before:
                self._loose(before, block.place)
            for label, value in parts:
                self._flush()
                self._open(label, block.place)
                if value:
                    self._collected.append(Piece(value, block.place))
            return
        label = self.labels.match(text.rstrip("：: ")) if len(text) <= 40 and not text.endswith(("。", "；")) else None
        if label and label.sure >= 0.85 and not (self._collected and HEADING.match(text) is None and self._is_open_list(label)):
            self._flush()
            self._open(label, block.place)
        elif is_office(text.split("：")[0].split(":")[0]) and len(text) <= 60:
            self._flush()
        elif NOTES.match(text):
            self._flush()
            self.findings.leave(text, block.place)
        elif HEADING.match(text) and len(text) <= 20 and not (self._pending and isinstance(self._line(self._pending), (Texts, Grid))):
            self._flush()
            self.findings.leave(text, block.place)
        else:
            self._loose(text, block.place)

    def _is_open_list(self, label: Label) -> bool:
        """Inside a list, a line that is only roughly a label is a point of the list."""
        return label.sure < 0.9 and self._pending is not None and isinstance(self._line(self._pending), (Texts, Grid))

    def _loose(self, text: str, place: str) -> None:
        """A text without label: the rest of the value above it, or nobody's."""
        line = self._line(self._pending) if self._pending else None
        is_long = isinstance(line, (Texts, Grid)) or (isinstance(line, Text) and line.lines > 1)
        if self._pending and (is_long or not self._collected):
            self._collected.append(Piece(text, place))
        else:
            self._flush()
            self.findings.leave(text, place)

    def _line(self, label: Label) -> object:
        return self.lines.get(label.key)

    def _open(self, label: Label, place: str) -> None:
        self._pending, self._pending_at = label, place

    def _flush(self) -> None:
        if self._pending is not None:
            where = self._collected[0].where if self._collected else self._pending_at
            self.answer(self._pending, "\n".join(piece.text for piece in self._collected), where)
        self._pending, self._collected = None, []

    def _context_for(self, table: Table) -> Label | None:
        """The heading right above a table, when nothing else was said under it."""
        if self._pending is None or self._collected:
            return None
        label, self._pending = self._pending, None
        return label

    # --- for both

    def answer(self, label: Label, text: str, where: str) -> None:
        keys = set(label.keys)
        lines_only = any(key in self.grids.grids for key in keys)
        own, parts = split_labels(text, self.labels, lines_only=lines_only)
        within = tuple((inner, Piece(value, where)) for inner, value in parts if inner.sure >= 0.9 and value)
        if not within:
            own = text
        self.findings.answers.append(Answer(label, Piece(own, where), Piece(text, where), within))

    def is_title(self, text: str) -> bool:
        """The name of the form at the top of it."""
        if normal(text) in (normal(self.paper.title), normal(self.paper.name)):
            return True
        self._titles_possible -= 1
        return self._titles_possible >= 0 and bool(TITLE.fullmatch(text.strip())) and self.labels.exact(text) is None


class TableWalk:
    """One table, row by row; cells that were used as a value are not looked at again."""

    def __init__(self, layout: Layout, table: Table, context: Label | None) -> None:
        self.layout = layout
        self.labels = layout.labels
        self.grids = layout.grids
        self.findings = layout.findings
        self.table = table
        self.heading = context
        self.context = next((key for key in context.keys if key in self.grids.grids), None) if context else None
        self.used: set[tuple[int, int]] = set()
        self.value_column: int | None = None
        self.hint_columns: set[int] = set()
        self.is_sheet = not table.place.startswith("表")

    def walk(self) -> None:
        if self._is_value_of_heading():
            return
        y = 0
        while y < len(self.table.rows):
            y = self._row(y)

    def _is_value_of_heading(self) -> bool:
        """A frame drawn around the text under a heading."""
        texts = [cell for y in range(len(self.table.rows)) for _, cell in row_cells(self.table, y)]
        framed = self.heading is not None and all(len(row_cells(self.table, y)) <= 1 for y in range(len(self.table.rows)))
        if not framed or any(cell.tables or self.labels.exact(cell.text) for cell in texts) or not texts:
            if self.heading is not None and self.context is None:
                self.layout.answer(self.heading, "", self.table.place)
            return False
        assert self.heading is not None
        self.layout.answer(self.heading, "\n".join(cell.text for cell in texts), texts[0].place)
        return True

    def _row(self, y: int) -> int:
        """Deal with row y; returns the next row."""
        cells = [(x, cell) for x, cell in row_cells(self.table, y) if cell.origin not in self.used]
        fresh = [(x, cell) for x, cell in cells if cell.origin[0] == y and not cell.is_blank]
        if not fresh:
            return y + 1
        head = self.grids.head_at(self.table, y, self.context)
        if head is not None:
            self.context = None
            return self.grids.take(self.table, head, self.findings)
        if self._is_item_head(fresh):
            return y + 1
        if len(fresh) == 1 and self._title_of_grid(fresh[0][1], y):
            return y + 1
        bottom = self._headless_grid(y, fresh)
        if bottom is not None:
            return bottom
        self._labels_and_values(y, cells)
        return y + 1

    def _is_item_head(self, fresh: list[tuple[int, Cell]]) -> bool:
        """项目 | 内容 | 填写说明: says which column holds the values, and which only hints."""
        words = [(x, normal(cell.text).strip("()")) for x, cell in fresh]
        values = [x for x, word in words if word in VALUE_HEADS]
        items = [x for x, word in words if word in ITEM_HEADS]
        others = [x for x, cell in fresh if x not in values and x not in items]
        hints = [x for x, cell in fresh if x in others and is_filling(cell.text)]
        if not values or not items or len(hints) < len(others):
            return False
        self.value_column = values[0] if len(values) == 1 else None
        self.hint_columns = set(hints)
        return True

    def _title_of_grid(self, cell: Cell, y: int) -> bool:
        """A row that only names the grid below it."""
        label = self.labels.match(cell.text)
        key = next((key for key in label.keys if key in self.grids.grids), None) if label else None
        if key is None or label is None or label.sure < SURE_ENOUGH:
            return False
        following = next((row for row in range(y + 1, len(self.table.rows)) if any(c.text.strip() for c in self.table.rows[row])), None)
        if following is None or self.grids.head_at(self.table, following, key) is None:
            return False
        self.context = key
        return True

    def _headless_grid(self, y: int, fresh: list[tuple[int, Cell]]) -> int | None:
        """时间节点 at the side of rows that have several columns but no head."""
        x, cell = fresh[0]
        label = self.labels.match(cell.text)
        key = next((key for key in label.keys if key in self.grids.grids), None) if label else None
        height = height_of(self.table, y, x)
        if key is None or height < 2 or len(fresh) < 3:
            return None
        left = next((at for at in range(x, len(self.table.rows[y])) if self.table.rows[y][at].origin != cell.origin), x + 1)
        if any(self.grids.head_at(self.table, row, key) for row in range(y, y + height)):
            return None
        rows = self.grids.positional(self.table, y, y + height, left, key)
        if rows is None:
            return None
        self.findings.grids.append(rows)
        return y + height

    # --- labels and values

    def _labels_and_values(self, y: int, cells: list[tuple[int, Cell]]) -> None:
        i = 0
        while i < len(cells):
            x, cell = cells[i]
            i += 1
            if cell.origin[0] < y or cell.origin in self.used or x in self.hint_columns:
                continue
            self.used.add(cell.origin)
            if cell.is_blank:
                continue
            label = self._label(cell)
            if label is not None:
                i = self._take_value(label, y, x, cells, i)
            elif is_office(cell.text):
                i = self._skip_signature(cells, i)
            else:
                self._unlabelled(cell, cells[i][1] if i < len(cells) else None)

    def _label(self, cell: Cell) -> Label | None:
        if cell.tables:
            return None
        label = self.labels.match(cell.text)
        return label if label and label.sure >= SURE_ENOUGH else None

    def _is_value(self, cell: Cell) -> bool:
        return self.labels.exact(cell.text) is None and not is_office(cell.text)

    def _take_value(self, label: Label, y: int, x: int, cells: list[tuple[int, Cell]], i: int) -> int:
        """Find the value of a label; returns the index of the next cell of the row to look at."""
        rest = [(at, cell) for at, cell in cells[i:] if at not in self.hint_columns and cell.origin[0] == y]
        if self.value_column is not None:
            rest = [(at, cell) for at, cell in rest if at >= self.value_column] or rest
        if self.is_sheet and rest and rest[0][1].is_blank:
            full = [(at, cell) for at, cell in rest if not cell.is_blank]
            rest = full if len(full) == 1 and self._is_value(full[0][1]) else rest
        height = height_of(self.table, y, x)
        if rest and self._is_value(rest[0][1]):
            at, value = rest[0]
            values = [value]
            for row in range(y + 1, y + height):
                values.extend(self._right_of(row, at))
            self._give(label, values)
            return next(index for index, (place, _) in enumerate(cells) if place == at) + 1
        self._give(label, self._below(y + height, x, alone=not [cell for _, cell in rest if not cell.is_blank]), self.table.rows[y][x].place)
        return i

    def _right_of(self, y: int, x: int) -> list[Cell]:
        """Values beside a label that covers several rows; a row with its own label is left for itself."""
        cells = [cell for at, cell in row_cells(self.table, y) if at >= x and cell.origin[0] == y]
        if not cells or any(self._label(cell) for cell in cells[:1]):
            return []
        return [cell for cell in cells if cell.text.strip() or cell.tables]

    def _below(self, y: int, x: int, *, alone: bool) -> list[Cell]:
        """The value under a label: one cell, or for a label alone in its row all rows until the next label."""
        found: list[Cell] = []
        while y < len(self.table.rows) and x < len(self.table.rows[y]):
            row = [(at, cell) for at, cell in row_cells(self.table, y) if not cell.is_blank]
            cell = self.table.rows[y][x]
            if cell.origin[0] != y or cell.is_blank or not self._is_value(cell) or self._label(cell):
                break
            if (alone and len(row) > 1) or self.grids.head_at(self.table, y, None):
                break
            if split_labels(cell.text, self.labels, lines_only=True)[1]:
                break
            found.append(cell)
            if not alone:
                break
            y += 1
        return found

    def _give(self, label: Label, values: list[Cell], where: str = "") -> None:
        self.used.update(cell.origin for cell in values)
        texts = [cell.text for cell in values if cell.text.strip()]
        place = values[0].place if values else where
        inner = [table for cell in values for table in cell.tables]
        if texts or not inner:
            self.layout.answer(label, "\n".join(texts), place)
        for table in inner:
            TableWalk(self.layout, table, label).walk()

    def _skip_signature(self, cells: list[tuple[int, Cell]], i: int) -> int:
        """A signature and what stands in it are no part of an upload."""
        while i < len(cells) and self._label(cells[i][1]) is None:
            self.used.add(cells[i][1].origin)
            i += 1
        return i

    def _unlabelled(self, cell: Cell, following: Cell | None) -> None:
        if is_filling(cell.text) or re.fullmatch(r"\s*\d{1,3}[.、]?\s*", cell.text) or is_nothing(cell.text):
            text = ""
        elif self.layout.is_title(cell.text):
            text = ""
        elif following is not None and len(cell.text) <= 12 and split_labels(following.text, self.labels)[1]:
            text = ""  # a group's name beside a cell that has its own labels
        else:
            text, parts = split_labels(cell.text, self.labels)
            for label, value in parts:
                self.layout.answer(label, value, cell.place)
        if text and not NOTES.match(text) and any(is_office(part) for part in re.split(r"[:：\s]", text) if part) and len(text) < 60:
            text = ""
        self.findings.leave(text, cell.place)
        for table in cell.tables:
            TableWalk(self.layout, table, None).walk()
