"""One table of a document, row by row: grids, labels with their values beside or below them, and what is left over."""

import re
from typing import TYPE_CHECKING

from xietong.kit.intake.document import Cell, Table
from xietong.kit.intake.grids import NOTES, height_of, row_cells
from xietong.kit.intake.labels import ITEM_HEADS, VALUE_HEADS, Label, is_filling, is_office, normal
from xietong.kit.intake.prose import split_labels
from xietong.kit.intake.values.taken import is_nothing

if TYPE_CHECKING:
    from xietong.kit.intake.layout import Layout

SURE_ENOUGH = 0.6
OPINION = re.compile(r"[□☐☑√■\s]*(同意|不同意|有条件同意)[\s\S]{0,60}")


class TableWalk:
    """One table, row by row; cells that were used as a value are not looked at again."""

    def __init__(self, layout: "Layout", table: Table, context: Label | None) -> None:
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
        framed = self.heading is not None and all(
            len(row_cells(self.table, y)) <= 1 for y in range(len(self.table.rows))
        )
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
        if _is_signature_head(fresh):
            return self._skip_signatures(y + 1)
        if len(fresh) == 1 and self._title_of_grid(fresh[0][1], y):
            return y + 1
        bottom = self._headless_grid(y, fresh)
        if bottom is not None:
            return bottom
        self._labels_and_values(y, cells)
        return y + 1

    def _skip_signatures(self, y: int) -> int:
        """Rows under 部门 | 意见 | 签字 | 日期, to the next label: no signature comes in by an upload."""
        while y < len(self.table.rows):
            full = [cell for _, cell in row_cells(self.table, y) if cell.text.strip()]
            if full and (self.labels.exact(full[0].text) or NOTES.match(full[0].text)):
                break
            y += 1
        return y

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
        following = next(
            (row for row in range(y + 1, len(self.table.rows)) if any(c.text.strip() for c in self.table.rows[row])),
            None,
        )
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
        left = next(
            (at for at in range(x, len(self.table.rows[y])) if self.table.rows[y][at].origin != cell.origin), x + 1
        )
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

    def _says_the_same(self, label: Label, cell: Cell) -> bool:
        """任务目标 | 目标: nobody prints a label twice in a row, so the second is the answer."""
        other = self.labels.exact(cell.text)
        return other is not None and other.keys == label.keys

    def _take_value(self, label: Label, y: int, x: int, cells: list[tuple[int, Cell]], i: int) -> int:
        """Find the value of a label; returns the index of the next cell of the row to look at."""
        rest = [(at, cell) for at, cell in cells[i:] if at not in self.hint_columns and cell.origin[0] == y]
        if self.value_column is not None:
            rest = [(at, cell) for at, cell in rest if at >= self.value_column] or rest
        if self.is_sheet and rest and rest[0][1].is_blank:
            full = [(at, cell) for at, cell in rest if not cell.is_blank]
            rest = full if len(full) == 1 and self._is_value(full[0][1]) else rest
        height = height_of(self.table, y, x)
        if rest and (self._is_value(rest[0][1]) or (len(rest) == 1 and self._says_the_same(label, rest[0][1]))):
            at, value = rest[0]
            values = [value]
            for row in range(y + 1, y + height):
                values.extend(self._right_of(row, at))
            self._give(label, values)
            return next(index for index, (place, _) in enumerate(cells) if place == at) + 1
        alone = sum(not cell.is_blank for _, cell in row_cells(self.table, y)) == 1
        self._give(label, self._below(y + height, x, alone=alone), self.table.rows[y][x].place)
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
        if not self._is_printed(cell.text, following):
            text, parts = split_labels(cell.text, self.labels)
            for label, value in parts:
                self.layout.answer(label, value, cell.place)
            if not _is_signature(text):
                self.findings.leave(text, cell.place)
        for table in cell.tables:
            TableWalk(self.layout, table, None).walk()

    def _is_printed(self, text: str, following: Cell | None) -> bool:
        """Numbers, heads and names of groups that the blank form already had."""
        if (
            is_nothing(text)
            or is_filling(text)
            or re.fullmatch(r"\s*\d{1,3}[.、]?\s*", text)
            or self.layout.is_title(text)
        ):
            return True
        return following is not None and len(text) <= 12 and bool(split_labels(following.text, self.labels)[1])


def _is_signature_head(fresh: list[tuple[int, Cell]]) -> bool:
    return (
        len(fresh) > 2
        and sum(is_office(cell.text) for _, cell in fresh) >= 2
        and not any(cell.tables for _, cell in fresh)
    )


def _is_signature(text: str) -> bool:
    """签字：　　日期：　年　月　日"""
    if len(text) >= 60 or NOTES.match(text):
        return False
    return bool(OPINION.fullmatch(text)) or any(is_office(part) for part in re.split(r"[:：\s]", text) if part)
