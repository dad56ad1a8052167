"""Documents of this house: the tracking table live and as snapshots, and the coordination letters."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.signoffs.models import Signature
from xietong.domain.tracking.models import CoordinationLetter, Snapshot
from xietong.domain.tracking.paper import COORDINATION_LETTER, TRACKING_TABLE
from xietong.domain.tracking.queries import as_of, item_rows, letters_of, printed_rows, printed_summary
from xietong.domain.tracking.states import LetterAnswer, LetterState
from xietong.kit.paperwork.documents import Document
from xietong.kit.paperwork.printout import Block, Facts, Heading, Paragraph, Printout, Signed, Table
from xietong.kit.paperwork.words import day_in_words


def tracking_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    """The table as it stands (without a number), and every snapshot under its serial number."""
    if not collaboration.tasks.filter(is_leaf=True).exists():
        return {}
    now = as_of(collaboration)
    summary = printed_summary(collaboration, now=now)
    printouts = {"": _table(collaboration, summary, printed_rows(collaboration, now=now), None)}
    for snapshot in Snapshot.objects.filter(collaboration=collaboration).select_related("by").order_by("pk"):
        serial = str(int(snapshot.number.rsplit("-", 1)[-1]))
        printouts[serial] = _table(collaboration, snapshot.summary, snapshot.rows, snapshot)
    return printouts


def _table(collaboration: Collaboration, summary: Any, rows: Any, snapshot: Snapshot | None) -> Printout:
    # Signature places only on snapshots (domain.md §2.5: 编制/审核/批准 on snapshots only)
    by = snapshot.by.name if snapshot and snapshot.by else ""
    return Printout(
        paper=TRACKING_TABLE,
        values={**summary, "rows": rows},
        facts=Facts(
            company=settings.COMPANY,
            number=snapshot.number if snapshot else "",
            confidentiality=collaboration.confidentiality.label,
            state="快照" if snapshot else "实时",
        ),
        signatures=(Signed(capacity="编制", signer=by, at=snapshot.as_of),) if snapshot and by else (),
        made_at=datetime.fromisoformat(summary["as_of"]),
    )


def letter_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    """Every letter under its id; a draft is marked, a voided one keeps its number with 作废."""
    return {str(letter.pk): letter_printout(letter) for letter in reversed(letters_of(collaboration))}


def letter_printout(letter: CoordinationLetter) -> Printout:
    """The letter in the office's letter format, with reply, hand-over and return under it once they happened."""
    collaboration = letter.collaboration
    marks = {LetterState.DRAFT: "草稿", LetterState.VOID: "作废"}
    body: list[Block] = [
        Paragraph(text=f"{letter.lender.name}：", style="addressee"),
        Paragraph(
            text=f"为推进“{collaboration.title}”（{collaboration.number or '未编号'}），{_stop(letter.purpose)}"
            f"现商请贵部门协调下列资源，供{letter.borrower.name}使用，"
            f"并于{day_in_words(letter.first_return_on, long=True)}前归还。"
        ),
        Table(
            headers=("类型", "名称／姓名", "规格", "数量", "使用地点", "起", "止（归还时间）"),
            rows=tuple(
                tuple(row[key] for key in ("kind", "name", "spec", "amount", "place", "from_on", "until_on"))
                for row in item_rows(letter)
            ),
        ),
        Paragraph(text=f"使用保管责任：{_stop(letter.custody)}"),
    ]
    if letter.cost_borne_by:
        body.append(Paragraph(text=f"费用承担：{_stop(letter.cost_borne_by)}"))
    phone = f"，电话 {letter.contact.phone}" if letter.contact.phone else ""
    body += [
        Paragraph(text=f"请于{day_in_words(letter.reply_by, long=True)}前回复。联系人：{letter.contact.name}{phone}。"),
        *_receipt(letter),
    ]
    return Printout(
        paper=COORDINATION_LETTER,
        title=letter.title,
        facts=Facts(
            company=settings.COMPANY,
            number=letter.number,
            confidentiality=collaboration.confidentiality.label,
            state=letter.state.label,
        ),
        body=tuple(body),
        body_only=True,
        signatures=(_lead_signs(letter),),
        mark=marks.get(letter.state, ""),
        made_at=letter.signed_at or letter.state_since,
    )


def _stop(text: str) -> str:
    text = text.strip()
    return text if text.endswith(("。", "；", "！", "？")) else f"{text}。"


def _lead_signs(letter: CoordinationLetter) -> Signed:
    department = letter.collaboration.initiating_department
    signed = _signed(letter.signature, "总负责人")
    return Signed(**{**vars(signed), "department": department.name if department else ""})


def _signed(signature: Signature | None, capacity: str) -> Signed:
    if signature is None:
        return Signed(capacity=capacity)
    return Signed(
        capacity=capacity,
        signer=signature.person.name,
        on_behalf_of=signature.on_behalf_of.name if signature.on_behalf_of else "",
        at=signature.at,
        digest=signature.digest,
    )


def _receipt(letter: CoordinationLetter) -> list[Block]:
    """回执、交接、归还, as far as they have happened."""
    rows: list[tuple[str, str, str]] = []
    if letter.answered_at:
        said = LetterAnswer(letter.answer).label if letter.answer else ""
        answer = _signed(letter.answer_signature, "")
        who = f"{answer.signer}（代 {answer.on_behalf_of}）" if answer.on_behalf_of else answer.signer
        rows.append(("回执", "，".join(filter(None, (said, letter.answer_text))), _when(letter.answered_at, who)))
    if letter.handed_over_at:
        rows.append(("交接", letter.condition_out, _when(letter.handed_over_at)))
    if letter.return_on != letter.first_return_on:
        rows.append(("延期", f"经双方同意，归还日由 {letter.first_return_on} 延至 {letter.return_on}", ""))
    if letter.given_back_at:
        state = "有损坏：" if letter.is_damaged else ""
        rows.append(("归还", f"{state}{letter.condition_back}", _when(letter.given_back_at)))
    if letter.settlement:
        rows.append(("处理", letter.settlement, ""))
    if not rows:
        return []
    return [
        Heading(text="回执与交接", level=2),
        Table(headers=("事项", "内容", "签字／时间"), rows=tuple(rows), widths=(4, 22, 10)),
    ]


def _when(at: Any, who: str = "") -> str:
    return f"{who} {timezone.localtime(at):%Y-%m-%d %H:%M}".strip()


def any_letter_signed(collaboration: Collaboration) -> bool:
    """A Word file of a signed letter looks as if it could be edited: from the first signed one on, PDF only."""
    return collaboration.letters.filter(signature__isnull=False).exists()


DOCUMENTS = [
    Document(
        form="tracking", type="GZ", label="部门协同进度跟踪表", make=tracking_printouts, kinds=("docx", "xlsx", "pdf")
    ),
    Document(form="letter", type="HX", label="资源协调函", make=letter_printouts, signed=any_letter_signed),
]
