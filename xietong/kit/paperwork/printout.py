"""Everything a printed document says, before anybody decides whether it becomes Word, Excel or PDF."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from xietong.kit.paperwork import spec
from xietong.kit.paperwork.words import NO_NAMES, Lookups

# Custom properties of Word and Excel files that say, hidden, which blank this is, so that reading back is certain.
PROPERTY_PAPER, PROPERTY_FORM, PROPERTY_EDITION = "XietongPaper", "XietongForm", "XietongEdition"
DEFINED_NAME = "XietongForm"  # the same in Excel, as a defined name: "XT-BD-01 A/0 application"

ParagraphStyle = Literal["body", "addressee", "right", "center", "small"]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The head of the page: whose document this is and which one."""

    company: str = ""
    number: str = ""  # of the document: XT-2026-018-SQ-01; of a letter 市协函〔2026〕5号
    version: str = ""  # V1.0
    confidentiality: str = ""  # the word, 内部
    state: str = ""  # the word, 会签中


@dataclass(frozen=True, kw_only=True)
class Signed:
    """One signature, or the place for one while `signer` is empty."""

    capacity: str  # 发起部门负责人; in a triple block 编制, 审核 or 批准
    department: str = ""
    signer: str = ""
    on_behalf_of: str = ""  # printed as 代
    opinion: str = ""  # the word, 同意
    reason: str = ""
    at: datetime | None = None
    digest: str = ""  # of what was signed; printed short


@dataclass(frozen=True, kw_only=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph; the body style indents its first line by two characters."""

    text: str
    style: ParagraphStyle = "body"


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of words. `widths` are relative; a landscape table stands on pages of its own."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    widths: tuple[int, ...] = ()
    landscape: bool = False


@dataclass(frozen=True, kw_only=True)
class ListTable:
    """A list form as an annex of another document, for example the task list of a plan book."""

    paper: spec.ListForm
    rows: tuple[Mapping[str, Any], ...]
    title: str = ""
    landscape: bool = True


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawing as SVG text; `png` is the same as a bitmap for Word and Excel, which is left out there when empty."""

    svg: str
    title: str = ""
    png: bytes = b""
    landscape: bool = False


@dataclass(frozen=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Table | ListTable | Picture | PageBreak


@dataclass(frozen=True, kw_only=True)
class Printout:
    """What `print_out` turns into a file.

    `body` follows the lines of the paper and may hold chapters, letters, annexes and drawings in any order. `blank`
    prints an empty form to be filled in by hand. `mark` (草稿, 作废) stands across the pages. `verification` is the
    code printed for checking, `verification_url` becomes a QR code in PDF. `made_at` is the only time that goes into
    the file, so the same printout gives the same PDF.
    """

    paper: spec.PaperForm
    values: Mapping[str, Any] = field(default_factory=dict)
    lookups: Lookups = NO_NAMES
    facts: Facts = field(default_factory=Facts)
    title: str = ""  # instead of the title of the paper
    body: tuple[Block, ...] = ()
    body_only: bool = False  # the lines of the paper are not printed, the body says it all
    signatures: tuple[Signed, ...] = ()
    blank: bool = False
    mark: str = ""
    verification: str = ""
    verification_url: str = ""
    made_at: datetime | None = None

    @property
    def heading(self) -> str:
        return self.title or self.paper.title
