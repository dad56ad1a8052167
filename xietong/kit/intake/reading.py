"""Read a filled form back: what was understood, what was not and where, and all problems at once.

`read_form` takes an uploaded file, `read_pasted` pasted text. Nothing is saved here; the caller shows a preview and the
person confirms. Signatures, opinions and lines that the system fills are never taken from an upload (security.md, Imports).
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from xietong.kit.intake.combine import combined
from xietong.kit.intake.document import MAX_CELLS, Document
from xietong.kit.intake.gate import Refused, checked
from xietong.kit.intake.grids import Grids
from xietong.kit.intake.labels import Labels
from xietong.kit.intake.layout import Layout
from xietong.kit.intake.outcome import LeftOver, Problem, Understood
from xietong.kit.intake.package import Unreadable
from xietong.kit.intake.separate import parsed
from xietong.kit.intake.text_reader import read_text
from xietong.kit.paperwork.spec import Files, Grid, PaperForm

__all__ = ["LeftOver", "Problem", "Reading", "Refused", "Understood", "read_document", "read_form", "read_pasted"]


@dataclass(frozen=True)
class Reading:
    """What a file says. `fields` by the keys of the paper's lines, values as paperwork stores them (people and
    departments by name); a line without a value is absent."""

    fields: dict[str, Understood] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_over: list[LeftOver] = field(default_factory=list)
    form_code: str | None = None
    edition: str | None = None

    def values(self) -> dict[str, Any]:
        """Key → value, to fill a draft with."""
        return {key: understood.value for key, understood in self.fields.items()}


def read_form(
    file_bytes: bytes,
    filename: str,
    paper: PaperForm,
    *,
    extra_labels: Mapping[str, Iterable[str]] | None = None,
    extra_options: Mapping[str, Mapping[str, str]] | None = None,
    today: datetime.date | None = None,
) -> Reading:
    """Read a .docx or .xlsx file as this paper. Raises Refused for a file that must not or cannot be read.

    `extra_labels`: line key → further labels the company prints; `extra_options`: line key → spelling → value of
    further options; `today` completes days without a year when the form itself has no full day.
    """
    document = parsed(file_bytes, checked(file_bytes, filename))
    return read_document(document, paper, extra_labels=extra_labels, extra_options=extra_options, today=today)


def read_pasted(
    text: str,
    paper: PaperForm,
    *,
    extra_labels: Mapping[str, Iterable[str]] | None = None,
    extra_options: Mapping[str, Mapping[str, str]] | None = None,
    today: datetime.date | None = None,
) -> Reading:
    """Read pasted text (`标签：值` lines, or cells copied from Excel) as this paper. Raises Refused."""
    try:
        document = read_text(text)
    except Unreadable as error:
        raise Refused(str(error), "too_large", 413) from error
    return read_document(document, paper, extra_labels=extra_labels, extra_options=extra_options, today=today)


def read_document(
    document: Document,
    paper: PaperForm,
    *,
    extra_labels: Mapping[str, Iterable[str]] | None = None,
    extra_options: Mapping[str, Mapping[str, str]] | None = None,
    today: datetime.date | None = None,
) -> Reading:
    """Match the texts of a document with the lines of a paper, then understand each. Raises Refused (422)."""
    if sum(1 for _ in document.texts()) > MAX_CELLS:
        raise Refused(f"文件里有超过 {MAX_CELLS} 个填写的单元格，请只保留这张表后再上传。", "too_complex")
    lines = [line for line in paper.all_lines if not isinstance(line, Files)]
    labels = Labels(lines, extra_labels)
    grids = Grids([line for line in lines if isinstance(line, Grid) and not line.computed], labels)
    findings = Layout(paper, labels, grids).walk(document)
    fields, problems = combined(findings, paper, grids, extra_options or {}, today)
    problems = [Problem(where, message, None) for where, message in document.notes] + problems
    if not fields and not problems:
        problems.append(Problem("整份文件", f"没有找到“{paper.title}”的任何栏目，请核对是否选错了文件或表单", None))
    if document.form_code and document.form_code != paper.number and document.form_code.startswith("XT-"):
        problems.insert(
            0, Problem("整份文件", f"表单编号是 {document.form_code}，这里要的是 {paper.number}（{paper.title}）", None)
        )
    left_over = [LeftOver(piece.text, piece.where) for piece in findings.left_over]
    if findings.left_out:
        left_over.append(LeftOver(f"另有 {findings.left_out} 处文字没有列出", "整份文件"))
    return Reading(fields, problems, left_over, document.form_code, document.edition)
