"""Repeated rows inside tables: finding the head of a grid, taking its rows, and knowing where it ends."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from xietong.kit.intake.document import Cell, Table
from xietong.kit.intake.found import Findings, Piece, Rows
from xietong.kit.intake.labels import Labels, is_filling, is_office, normal
from xietong.kit.intake.values.days import find_days
from xietong.kit.intake.values.taken import is_nothing
from xietong.kit.paperwork.spec import Day, Grid

SUMS = {"合计", "小计", "总计", "共计"}
NOTES = re.compile(r"\s*(注|备注|说明|填表说明|填写说明)\s*[:：]")
SIGNED_DAY = {"日期", "时间", "签字日期", "签署日期"}


def row_cells(table: Table, y: int) -> list[tuple[int, Cell]]:
    """The different cells of a row with their first column, merged ones once."""
    seen: set[tuple[int, int]] = set()
    cells = []
    for x, cell in enumerate(table.rows[y]):
        if cell.origin not in seen:
            seen.add(cell.origin)
            cells.append((x, cell))
    return cells


def height_of(table: Table, y: int, x: int) -> int:
    """How many rows the cell at this place covers from row y on."""
    origin = table.rows[y][x].origin
    height = 1
    while (
        y + height < len(table.rows) and x < len(table.rows[y + height]) and table.rows[y + height][x].origin == origin
    ):
        height += 1
    return height


@dataclass(frozen=True)
class Head:
    """A head row of a grid: column key → x, and the columns that are numbering or signatures."""

    grid: Grid
    columns: Mapping[str, int]
    aside: frozenset[int]
    sure: float
    bottom: int  # first row below the head
    end: int | None  # first row that is no more covered by the label at the side
    side: int | None  # column of that label
    hints: tuple[tuple[str, str], ...] = field(default=())


class Grids:
    """The grids of a paper and the search for them."""

    def __init__(self, grids: Iterable[Grid], labels: Labels) -> None:
        self.labels = labels
        self.grids = {grid.key: grid for grid in grids}
        self.columns = {
            key: Labels([column for column in grid.columns if not column.computed]) for key, grid in self.grids.items()
        }

        self.computed = {key: Labels([c for c in grid.columns if c.computed]) for key, grid in self.grids.items()}

    def head_at(self, table: Table, y: int, context: str | None) -> Head | None:
        """The grid whose head stands in row y; `context` is the grid named just before."""
        cells = [(x, cell) for x, cell in row_cells(table, y) if cell.origin[0] == y and cell.text.strip()]
        side = end = None
        if cells:
            x, first = cells[0]
            label = self.labels.match(first.text)
            height = height_of(table, y, x)
            if (
                label
                and label.key in self.grids
                and height > 1
                and len(cells) > 1
                and self._deeper(table, y, cells, height)
            ):
                context, side, end, cells = label.key, x, y + height, cells[1:]
        if side is None:
            side, end, context = self._side_above(table, y, context)
        best: tuple[float, Head] | None = None
        for key in self.grids:
            found = self._head_of(key, table, y, cells, (side, end), key == context)
            if found and (best is None or found[0] > best[0]):
                best = found
        return best[1] if best else None

    @staticmethod
    def _deeper(table: Table, y: int, cells: list[tuple[int, Cell]], height: int) -> bool:
        """Whether the cell at the side covers more rows than the head cells themselves."""
        return height > max(height_of(table, y, x) for x, _ in cells[1:])

    def _side_above(self, table: Table, y: int, context: str | None) -> tuple[int | None, int | None, str | None]:
        """A side label that began in a row above and still covers this one."""
        for x, cell in row_cells(table, y):
            label = self.labels.match(cell.text) if cell.origin[0] < y else None
            if label and label.key in self.grids:
                return x, y + height_of(table, y, x), label.key
        return None, None, context

    def _head_of(
        self,
        key: str,
        table: Table,
        y: int,
        cells: list[tuple[int, Cell]],
        at_side: tuple[int | None, int | None],
        named: bool,
    ) -> tuple[float, Head] | None:
        if not any(self.columns[key].match(cell.text) for _, cell in cells):
            return None
        columns: dict[str, tuple[float, int, str]] = {}
        aside: set[int] = set()
        signed = False
        for x, cell in cells:
            match = self.columns[key].match(cell.text)
            if match and len(match.keys) > 1:
                match = None
            sure = match.sure if match else 0.0
            if signed and bare_word(cell.text) in SIGNED_DAY:
                aside.add(x)
            elif match and sure >= (0.8 if named else 0.88) and columns.get(match.key, (0.0,))[0] < sure:
                if match.key in columns:
                    aside.discard(columns[match.key][1])
                columns[match.key] = (sure, x, match.hint)
            elif is_office(cell.text) or is_filling(cell.text) or self.computed[key].exact(cell.text):
                aside.add(x)
            signed = signed or is_office(cell.text)
        self._own_label_as_first_column(key, cells, columns, aside)
        recognised = len(columns) + len(aside - {x for _, x, _ in columns.values()})
        enough = (len(columns) >= 2 and recognised >= 0.6 * len(cells)) or (
            named and columns and len(cells) >= 2 and recognised >= 0.5 * len(cells)
        )
        if not enough:
            return None
        bottom = y + min(height_of(table, y, x) for _, x, _ in columns.values())
        sure = min(sure for sure, _, _ in columns.values())
        side, end = at_side
        hints = tuple((column, hint) for column, (_, _, hint) in columns.items() if hint)
        places = {column: x for column, (_, x, _) in columns.items()}
        head = Head(self.grids[key], places, frozenset(aside), max(sure, 0.75), bottom, end, side, hints)
        return sum(sure for sure, _, _ in columns.values()) + (2.0 if named else 0.0), head

    def _own_label_as_first_column(
        self, key: str, cells: list[tuple[int, Cell]], columns: dict[str, tuple[float, int, str]], aside: set[int]
    ) -> None:
        """预期成果 | 衡量指标 | 目标值: the name of the grid heads its first column."""
        first = next(column.key for column in self.grids[key].columns if not column.computed)
        if first in columns or not columns:
            return
        taken = {x for _, x, _ in columns.values()} | aside
        for x, cell in cells:
            label = self.labels.match(cell.text) if x not in taken else None
            if label and key in label.keys:
                columns[first] = (0.8, x, "")
                return

    def take(self, table: Table, head: Head, findings: Findings) -> int:
        """Take the rows below a head; returns the first row that is no more part of it."""
        rows: list[dict[str, Piece]] = []
        y = head.bottom
        stop = min(len(table.rows), head.end if head.end is not None else len(table.rows))
        while y < stop:
            if table.rows[y] and not self._is_head_again(table, y, head):
                if self._ends(table, y, head):
                    break
                row = self._row(table, y, head, findings)
                if row:
                    rows.append(row)
            y += 1
        how = "表格" if head.sure >= 0.88 else "表格，列名为近似匹配"
        findings.grids.append(Rows(head.grid.key, tuple(rows), _place(table, head), head.sure, how, head.hints))
        return y

    def _row(self, table: Table, y: int, head: Head, findings: Findings) -> dict[str, Piece]:
        cells = [(x, cell) for x, cell in row_cells(table, y) if x != head.side]
        full = [(x, cell) for x, cell in cells if cell.text.strip()]
        if not full:
            return {}
        x, first = full[0]
        if bare_word(first.text) in SUMS or (len(full) == 1 and _is_across(table, y, first, head)):
            for _, cell in full:
                findings.leave(cell.text, cell.place)
            return {}
        row = {}
        line = table.rows[y]
        for column, x in head.columns.items():
            if x < len(line) and not is_nothing(line[x].text):
                row[column] = Piece(line[x].text, line[x].place)
        origins = {line[x].origin for x in head.columns.values() if x < len(line)}
        for x, cell in full:
            if x not in head.aside and cell.origin not in origins and cell.origin[0] == y and not is_nothing(cell.text):
                findings.leave(cell.text, cell.place)
        return row

    def _is_head_again(self, table: Table, y: int, head: Head) -> bool:
        """The head repeated on the next page."""
        top = head.bottom - 1
        return all(
            x < len(table.rows[y]) and normal(table.rows[y][x].text) == normal(table.rows[top][x].text)
            for x in head.columns.values()
        )

    def _ends(self, table: Table, y: int, head: Head) -> bool:
        full = [(x, cell) for x, cell in row_cells(table, y) if cell.text.strip() and x != head.side]
        if not full:
            return False
        first = full[0][1]
        label = self.labels.exact(first.text)
        if label is not None and first.origin[0] == y and head.grid.key not in label.keys:
            return True
        if label is not None and len(full) == 1:
            return True
        if NOTES.match(first.text) or (is_office(first.text) and len(first.text.strip()) <= 12):
            return True
        other = self.head_at(table, y, None)
        return other is not None and other.grid.key != head.grid.key

    def positional(self, table: Table, top: int, bottom: int, left: int, key: str) -> Rows | None:
        """Rows beside a side label without any head: the columns in the paper's order, days where days stand."""
        asked = [column for column in self.grids[key].columns if not column.computed]
        lines = []
        for y in range(top, bottom):
            cells = [cell for x, cell in row_cells(table, y) if x >= left]
            if any(cell.text.strip() for cell in cells):
                lines.append(cells)
        width = max((len(cells) for cells in lines), default=0)
        if not lines or width < 2 or any(cell.tables for cells in lines for cell in cells):
            return None
        places = [
            x
            for x in range(width)
            if not all(re.fullmatch(r"\s*\d{0,3}\s*", cells[x].text) for cells in lines if x < len(cells))
        ]
        day_places = [
            x
            for x in places
            if all(find_days(cells[x].text) for cells in lines if x < len(cells) and cells[x].text.strip())
        ]
        columns: dict[str, int] = {}
        for column in asked:
            among = [x for x in places if (x in day_places) == isinstance(column, Day) and x not in columns.values()]
            if among:
                columns[column.key] = among[0]
        rows = []
        for cells in lines:
            row = {}
            for column_key, x in columns.items():
                if x < len(cells) and not is_nothing(cells[x].text):
                    row[column_key] = Piece(cells[x].text, cells[x].place)
            if row:
                rows.append(row)
        return Rows(key, tuple(rows), lines[0][0].place, 0.6, "没有表头，按列的次序读取")


def bare_word(text: str) -> str:
    return normal(text).strip("()")


def _is_across(table: Table, y: int, cell: Cell, head: Head) -> bool:
    """One cell over all columns of the grid: a remark, not a row."""
    line = table.rows[y]
    return len(head.columns) > 1 and all(x < len(line) and line[x].origin == cell.origin for x in head.columns.values())


def _place(table: Table, head: Head) -> str:
    first = min(head.columns.values())
    return table.rows[head.bottom - 1][first].place
