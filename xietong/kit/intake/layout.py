"""Walk through a document and find which text belongs to which line, whatever layout the office chose.

Known layouts: 标签|值|标签|值; 项目|内容 (with 序号 or 填写说明 beside); a label with its text to the right, below, or
behind a colon; labels in a row with the values in the next; a label at the side of several rows; grids with a head,
with a title row or side label, nested in a cell, or as a table of their own after a heading; headings with paragraphs.
"""

import re

from xietong.kit.intake.document import Document, Paragraph, Table
from xietong.kit.intake.found import Answer, Findings, Piece
from xietong.kit.intake.grids import NOTES, Grids
from xietong.kit.intake.labels import Label, Labels, is_office, normal
from xietong.kit.intake.prose import split_labels
from xietong.kit.intake.table_walk import TableWalk
from xietong.kit.intake.values.taken import is_nothing
from xietong.kit.paperwork.spec import Grid, PaperForm, Text, Texts

TITLE = re.compile(r".{2,40}(表|单|书|函)(\s*[（(].{1,12}[)）])?")
HEADING = re.compile(
    r"\s*([一二三四五六七八九十]+、|第[一二三四五六七八九十]+[部分章节]+|[（(][一二三四五六七八九十]+[)）])"
)


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
        sections = (section.label for section in paper.sections)
        self._printed = {
            normal(text) for text in (paper.title, paper.name, paper.note, f"注：{paper.note}", *sections) if text
        }

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
            for inner, value in parts:
                self._flush()
                self._open(inner, block.place)
                if value:
                    self._collected.append(Piece(value, block.place))
            return
        label = self.labels.match(text.rstrip("：: ")) if len(text) <= 40 and not text.endswith(("。", "；")) else None
        if (
            label
            and label.sure >= 0.85
            and not (self._collected and HEADING.match(text) is None and self._is_open_list(label))
        ):
            self._flush()
            self._open(label, block.place)
        elif is_office(text.split("：")[0].split(":")[0]) and len(text) <= 60:
            self._flush()
        elif NOTES.match(text) or (
            HEADING.match(text)
            and len(text) <= 20
            and not (self._pending and isinstance(self._line(self._pending), (Texts, Grid)))
        ):
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
        if normal(text) in self._printed:
            return True
        self._titles_possible -= 1
        return self._titles_possible >= 0 and bool(TITLE.fullmatch(text.strip())) and self.labels.exact(text) is None
