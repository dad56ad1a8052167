"""From findings to values: understand every text, settle what was found twice, and name everything that is wrong."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from xietong.kit.intake.found import Answer, Findings, Piece, Rows
from xietong.kit.intake.grids import Grids
from xietong.kit.intake.labels import Label
from xietong.kit.intake.outcome import Problem, Understood
from xietong.kit.intake.rowtext import rows_of_text
from xietong.kit.intake.understand import Around, understand
from xietong.kit.intake.values.days import Years, full_days, read_period
from xietong.kit.intake.values.taken import NotUnderstood, Taken, is_none_in_words, is_nothing, short
from xietong.kit.paperwork.spec import Choice, Day, Grid, Line, PaperForm, Text

WHOLE_FILE = "整份文件"
TITLE_LENGTH = 60  # a longer text is no name
SHORTENED_LIST = 5  # rows named in one message


def combined(
    findings: Findings,
    paper: PaperForm,
    grids: Grids,
    options: Mapping[str, Mapping[str, str]],
    today: date | None,
) -> tuple[dict[str, Understood], list[Problem]]:
    """Fields by key and all problems, in the order of the paper."""
    work = _Combining(paper, grids, Around(options=options), findings)
    work.around = replace(work.around, years=Years(*_known_days(findings, work.lines, grids), today))
    answers = list(_settled(findings.answers, work.keys_with_own_place()))
    for rows in findings.grids:
        work.take_rows(rows)
    for answer in sorted(answers, key=lambda answer: -answer.label.sure):
        work.take(answer)
    work.guess_choices()
    work.name_missing()
    order = {line.key: number for number, line in enumerate(paper.all_lines)}
    work.problems.sort(key=lambda problem: order.get(problem.field or "", -1))
    return dict(sorted(work.fields.items(), key=lambda item: order[item[0]])), work.problems


def _known_days(findings: Findings, lines: Mapping[str, Line], grids: Grids) -> tuple[date | None, date | None]:
    """The first and last full day that stand in a day's place, for days without a year.

    A form whose only full day is that of its last line of days (期望完成) has no first one: the others come before it.
    """
    day_lines = [key for key, line in lines.items() if isinstance(line, Day) and not line.computed]
    texts: list[tuple[str, bool]] = []  # (text, is surely an end)
    for answer in findings.answers:
        for label, piece in ((answer.label, answer.whole), *answer.within):
            if set(label.keys) & set(day_lines):
                texts.append((piece.text, len(day_lines) > 1 and label.keys == (day_lines[-1],)))
    for rows in findings.grids:
        columns = {column.key for column in grids.grids[rows.key].columns if isinstance(column, Day)}
        texts += [(piece.text, False) for row in rows.rows for key, piece in row.items() if key in columns]
    days: list[tuple[date, bool]] = []
    for text, is_end in texts:
        days += [(day, is_end) for day in full_days(text)]
    first = min((day for day, is_end in days if not is_end), default=None)
    last = max((day for day, _ in days), default=None)
    return first, last


def _settled(answers: list[Answer], own_place: set[str]) -> Iterator[Answer]:
    """Labelled parts inside a text count only where the line has no place of its own; else they stay in the text."""
    for answer in answers:
        taken = [
            (label, piece)
            for label, piece in answer.within
            if not own_place & (set(label.keys) - set(answer.label.keys))
        ]
        if not taken:
            yield replace(answer, own=answer.whole, within=())
            continue
        if len(taken) < len(answer.within):
            kept = [f"{piece.text}" for label, piece in answer.within if (label, piece) not in taken]
            answer = replace(answer, own=Piece("\n".join(filter(None, [answer.own.text, *kept])), answer.own.where))
        same = [piece.text for label, piece in taken if label.keys == answer.label.keys]
        if answer.own.text.strip() or same:
            text = "\n".join(filter(None, [answer.own.text, *same]))
            yield replace(answer, own=Piece(text, answer.own.where), within=())
        for label, piece in taken:
            if label.keys != answer.label.keys:
                yield Answer(replace(label, sure=min(label.sure, 0.85), how="段落中的标签"), piece, piece)


def _names_option(text: str, option: str) -> bool:
    """Whether at least four letters in a row of the option, to its end or from its start, stand in the text."""
    size = max(4, len(option) - 2)
    return len(option) >= 4 and (option[-size:] in text or option[:size] in text)


@dataclass
class _Combining:
    paper: PaperForm
    grids: Grids
    around: Around
    findings: Findings
    fields: dict[str, Understood] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)  # key → place of its label, filled in or not
    failed: set[str] = field(default_factory=set)

    @property
    def lines(self) -> dict[str, Line]:
        return {line.key: line for line in self.paper.all_lines}

    def keys_with_own_place(self) -> set[str]:
        filled = (answer for answer in self.findings.answers if not is_nothing(answer.whole.text))
        return {key for answer in filled for key in answer.label.keys} | {
            rows.key for rows in self.findings.grids if rows.rows
        }

    # --- single answers

    def take(self, answer: Answer) -> None:
        keys = [key for key in answer.label.keys if key in self.lines and not self.lines[key].computed]
        for key in keys:
            self.seen.setdefault(key, answer.own.where)
        if not keys or is_nothing(answer.own.text):
            return
        if len(keys) > 1:
            self._take_several(keys, answer)
        else:
            self._take_one(keys[0], answer.own, answer.label)

    def _take_one(self, key: str, piece: Piece, label: Label) -> None:
        line = self.lines[key]
        if isinstance(line, Grid):
            self._take_row_text(line, piece, label)
            return
        try:
            taken = understand(line, piece.text, replace(self.around, hint=label.hint))
        except NotUnderstood as error:
            self.failed.add(key)
            self._complain(piece.where, f"“{line.label}”：{error}", key)
            return
        if taken is not None:
            self._keep(line, taken, piece, label)

    def _take_several(self, keys: list[str], answer: Answer) -> None:
        """One label for several lines: a period, or values with a stroke between them."""
        piece, label = answer.own, answer.label
        lines = [self.lines[key] for key in keys]
        if len(lines) == 2 and all(isinstance(line, Day) for line in lines):
            try:
                period = read_period(piece.text, self.around.years)
            except NotUnderstood as error:
                self.failed.update(keys)
                self._complain(piece.where, f"“{lines[0].label}”和“{lines[1].label}”：{error}", keys[0])
                return
            for line, taken in zip(lines, period, strict=True):
                if taken is not None:
                    self._keep(line, taken, piece, label)
            return
        for parts in (re.split(r"\s*[/／]\s*", piece.text), re.split(r"[、,，;；\n]", piece.text), piece.text.split()):
            if len(parts) == len(lines):
                for key, part in zip(keys, parts, strict=True):
                    self._take_one(key, Piece(part.strip(), piece.where), label)
                return
        names = "”“".join(line.label for line in lines)
        self._complain(piece.where, f"“{names}”写在同一格里，分不清各是哪一段，请核对", keys[0])
        self._take_one(keys[0], piece, replace(label, sure=0.4, how="几项内容写在同一格"))

    def _keep(self, line: Line, taken: Taken, piece: Piece, label: Label) -> None:
        how = "；".join(filter(None, [taken.how, "" if label.sure >= 0.9 else label.how])) or label.how
        understood = Understood(taken.value, piece.text, piece.where, round(min(taken.sure, label.sure), 2), how)
        known = self.fields.get(line.key)
        if known is None:
            self.fields[line.key] = understood
            if isinstance(line, Text) and len(taken.value) > line.max_length:
                self._complain(
                    piece.where, f"“{line.label}”有 {len(taken.value)} 字，最多 {line.max_length} 字，请精简", line.key
                )
        elif known.value != understood.value:
            if understood.sure >= 0.9:
                message = f"“{line.label}”出现两次，内容不同：取“{short(known.raw)}”（{known.where}），未取“{short(piece.text)}”"
                self._complain(piece.where, message, line.key)
            self.findings.leave(piece.text, piece.where)

    # --- grids

    def _take_row_text(self, grid: Grid, piece: Piece, label: Label) -> None:
        if is_none_in_words(piece.text):
            return
        rows = rows_of_text(piece.text, grid, self.grids.columns[grid.key])
        pieces = tuple({key: Piece(text, piece.where) for key, text in row.items()} for row in rows)
        self.take_rows(Rows(grid.key, pieces, piece.where, min(label.sure, 0.75), "由文字拆成行，请核对"))

    def take_rows(self, rows: Rows) -> None:
        grid = self.grids.grids[rows.key]
        self.seen.setdefault(grid.key, rows.where)
        columns = {column.key: column for column in grid.columns}
        hints = dict(rows.heads)
        values: list[dict[str, Any]] = []
        wheres: list[str] = []
        wrong: set[tuple[int, str]] = set()
        sure, hows = rows.sure, [rows.how]
        for row in rows.rows:
            value: dict[str, Any] = {}
            for key, piece in row.items():
                try:
                    taken = understand(columns[key], piece.text, replace(self.around, hint=hints.get(key, "")))
                except NotUnderstood as error:
                    wrong.add((len(values), key))
                    self._complain(piece.where, f"“{grid.label}”的“{columns[key].label}”：{error}", grid.key)
                    continue
                if taken is not None:
                    value[key] = taken.value
                    sure = min(sure, taken.sure)
                    hows.extend([taken.how] if taken.how and taken.how not in hows else [])
            if value or any(number == len(values) for number, _ in wrong):
                values.append(value)
                wheres.append(next(iter(row.values())).where)
        if not values:
            return
        if grid.key in self.fields:
            self._add_rows(grid, values, rows)
            return
        self._name_gaps(grid, values, wheres, wrong)
        raw = "\n".join("，".join(piece.text for piece in row.values()) for row in rows.rows)
        self.fields[grid.key] = Understood(values, raw, rows.where, round(sure, 2), "；".join(hows))

    def _add_rows(self, grid: Grid, values: list[dict[str, Any]], rows: Rows) -> None:
        """The same grid a second time: continued on the next page, or said again."""
        known = self.fields[grid.key]
        new = [value for value in values if value not in known.value]
        if rows.sure > 0.8 and known.sure > 0.8:
            self.fields[grid.key] = replace(known, value=[*known.value, *new], how=f"{known.how}；由几处表格合并")
        else:
            for row in rows.rows:
                self.findings.leave("，".join(piece.text for piece in row.values()), rows.where)

    def _name_gaps(
        self, grid: Grid, values: list[dict[str, Any]], wheres: list[str], wrong: set[tuple[int, str]]
    ) -> None:
        """One problem for each required column, not one for each row."""
        for column in grid.columns:
            gaps = [
                number for number, value in enumerate(values)
                if column.required and not column.computed and column.key not in value and (number, column.key) not in wrong
            ]  # fmt: skip
            if gaps:
                rows = "、".join(str(number + 1) for number in gaps[:SHORTENED_LIST]) + (
                    "等" if len(gaps) > SHORTENED_LIST else ""
                )
                which = f"第{rows}行" if len(gaps) < len(values) or len(values) == 1 else f"全部 {len(values)} 行"
                self._complain(wheres[gaps[0]], f"“{grid.label}”{which}没有填写“{column.label}”，请补上", grid.key)

    # --- the whole

    def guess_choices(self) -> None:
        """A required choice that the file does not have at all, if a short text of the form names one option: 批量断电投诉处理."""
        texts = [(self.lines[key].label, u) for key, u in self.fields.items() if isinstance(self.lines[key], Text)]
        for line in self.paper.asked_lines:
            if (
                not isinstance(line, Choice)
                or not line.required
                or line.key in {*self.fields, *self.seen, *self.failed}
            ):
                continue
            for label, source in texts:
                named = [option for option in line.options if _names_option(str(source.value), option.label)]
                if len(named) == 1 and len(str(source.value)) <= TITLE_LENGTH:
                    how = f"表上没有这一栏，按“{label}”推测，请核对"
                    self.fields[line.key] = Understood(named[0].value, source.raw, source.where, 0.4, how)
                    self._complain(
                        source.where, f"没有找到“{line.label}”，按“{label}”推测为“{named[0].label}”，请核对", line.key
                    )
                    break

    def name_missing(self) -> None:
        for line in self.paper.all_lines:
            if line.required and not line.computed and line.key not in self.fields and line.key not in self.failed:
                if line.key in self.seen:
                    self._complain(self.seen[line.key], f"“{line.label}”没有填写，请补上", line.key)
                elif not any(problem.field == line.key for problem in self.problems):
                    self._complain(WHOLE_FILE, f"没有找到“{line.label}”，请补上", line.key)

    def _complain(self, where: str, message: str, key: str) -> None:
        problem = Problem(where, message, key)
        if problem not in self.problems:
            self.problems.append(problem)
