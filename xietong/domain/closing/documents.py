"""Self-checks, form 6, the retrospective report, the leftover list and the catalogue of the archive, as printouts."""

from typing import Any

from django.conf import settings

from xietong.domain.closing.models import Acceptance, AcceptanceItem, Archive, Retrospective, SelfCheck
from xietong.domain.closing.paper import ACCEPTANCE_FORM, LEFTOVER_LIST, RETROSPECTIVE_FORM, SELF_CHECK_FORM
from xietong.domain.closing.queries import acceptance as acceptances
from xietong.domain.closing.queries.fact_words import fact_tables
from xietong.domain.closing.queries.leftover import leftovers_of
from xietong.domain.closing.queries.report import report_answers
from xietong.domain.closing.queries.self_check import KIND as SELF_CHECK
from xietong.domain.closing.services.package import catalogue_printout
from xietong.domain.closing.states import AcceptanceState, ArchiveState, Method, RetrospectiveState, SelfCheckState
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.queries import department_names, person_names
from xietong.domain.signoffs.models import Signature
from xietong.domain.signoffs.queries import latest_round, strip
from xietong.domain.signoffs.states import RoundState, SignOffState
from xietong.kit.clock import day_of
from xietong.kit.files.models import Attachment
from xietong.kit.paperwork.documents import Document
from xietong.kit.paperwork.printout import Facts, Heading, Paragraph, Printout, Signed, Table
from xietong.kit.paperwork.words import Lookups


def _facts(collaboration: Collaboration, number: str, state: str = "", version: str = "") -> Facts:
    return Facts(
        company=settings.COMPANY,
        number=number,
        version=version,
        confidentiality=collaboration.confidentiality.label,
        state=state,
    )


def _iso(day: Any) -> str | None:
    return f"{day:%Y-%m-%d}" if day else None


def _signed(round_: Any) -> tuple[Signed, ...]:
    return tuple(
        Signed(
            capacity=row.capacities,
            department=row.department,
            signer=(row.on_behalf_of or row.person) if row.state == SignOffState.SIGNED else "",
            on_behalf_of=row.person if row.on_behalf_of else "",
            opinion=row.opinion,
            reason=row.reason,
            at=row.since if row.state == SignOffState.SIGNED else None,
            digest=row.digest,
        )
        for row in strip(round_)
    )


# Form 6 ---------------------------------------------------------------------------------------------------------------


def acceptance_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    """One per acceptance, by its serial number (acceptance-2), oldest first."""
    rows = Acceptance.objects.filter(collaboration=collaboration).order_by("id")
    return {row.number.rpartition("-")[2].lstrip("0") or "1": _acceptance(row, collaboration) for row in rows}


def _acceptance(row: Acceptance, collaboration: Collaboration) -> Printout:
    row.collaboration = collaboration
    items = acceptances.items_of(row)
    checks = {
        check.task_id: check
        for check in SelfCheck.objects.filter(task__in=[item.task_id for item in items]).select_related("by")
    }
    planned = [item.task.baseline_finish or item.task.finish_on for item in items]
    actual = [item.task.actual_finish for item in items]
    whole = row.kind == "whole"
    values = {
        "number": row.number,
        "round": f"第 {row.round} 轮",
        "title": collaboration.title,
        "collaboration": collaboration.number,
        "kind": row.kind.value,
        "method": (Method.called(row.method) or Method.MEETING).value,
        "department": collaboration.initiating_department_id,
        "lead": collaboration.lead_id,
        "planned_finish": _iso(max((day for day in planned if day), default=None)),
        "actual_finish": _iso(max((day for day in actual if day), default=None)),
        "called_on": _iso(day_of(row.called_at)),
        "held_on": _iso(row.held_on),
        "items": [_item(item, checks.get(item.task_id)) for item in items],
        "outcomes": row.outcomes,
        "leftovers": [
            {
                "matter": left.matter,
                "department": left.department.name,
                "owner": left.owner.name,
                "due_on": _iso(left.due_on),
                "standard": left.standard,
            }
            for left in (leftovers_of(collaboration) if whole else [])
        ],
        "handovers": row.handovers,
        "conclusion": row.conclusion.value if row.conclusion else "",
        "remarks": row.remarks,
    }
    people = [collaboration.lead_id, *(line.get("receiver") for line in row.handovers)]
    departments = [collaboration.initiating_department_id]
    departments += [line.get(key) for line in row.handovers for key in ("from_department", "to_department")]
    round_ = latest_round(acceptances.KIND, row.pk)
    standing = round_ is not None and round_.state in (RoundState.OPEN, RoundState.COMPLETE)
    return Printout(
        paper=ACCEPTANCE_FORM,
        values=values,
        lookups=Lookups(person=person_names(people), department=department_names(departments)),
        facts=_facts(collaboration, row.number, row.state.label, f"第{row.round}轮"),
        signatures=_signed(round_) if standing else (),
        mark={AcceptanceState.OPEN: "草稿", AcceptanceState.FAILED: "未通过"}.get(row.state, ""),
        verification=round_.content_id[:16] if standing and round_ else "",
        made_at=row.state_since,
    )


def _item(item: AcceptanceItem, check: SelfCheck | None) -> dict[str, Any]:
    submitted = check is not None and check.state == SelfCheckState.SUBMITTED
    passed = submitted and check is not None and all(line.get("meets") for line in check.items)
    checked = (
        f"{'合格' if passed else '有不符合项'}\n{check.by.name} {_iso(check.submitted_at)}"
        if submitted and check
        else ""
    )
    mending = f"{item.mender.name if item.mender else ''}\n{_iso(item.mend_by)}" if item.mend_by else ""
    recheck = ""
    if item.rechecked_at:
        recheck = f"通过 {item.rechecked_by.name if item.rechecked_by else ''}\n{_iso(day_of(item.rechecked_at))}"
    return {
        "task": f"{item.task.code} {item.task.name}",
        "deliverable": item.deliverable,
        "criterion": item.criterion,
        "self_check": checked,
        "verdict": item.verdict.value if item.verdict else "",
        "problem": item.problem,
        "requirement": item.requirement,
        "mending": mending,
        "recheck": recheck,
    }


# Self-checks ----------------------------------------------------------------------------------------------------------


def self_check_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    """One per submitted self-check, by the number of the task: self-check-1-2."""
    checks = list(
        SelfCheck.objects.filter(collaboration=collaboration, state=SelfCheckState.SUBMITTED)
        .select_related("task__department", "by")
        .order_by("task__sort_key", "pk")
    )
    files: dict[int, list[Attachment]] = {}
    for file in Attachment.objects.filter(subject_kind=SELF_CHECK, subject_id__in=[c.pk for c in checks]).order_by(
        "pk"
    ):
        files.setdefault(file.subject_id, []).append(file)
    return {
        check.task.code.replace(".", "-"): Printout(
            paper=SELF_CHECK_FORM,
            values={
                "task": f"{check.task.code} {check.task.name}",
                "department": check.task.department_id,
                "owner": check.by_id,
                "submitted_on": _iso(day_of(check.submitted_at)) if check.submitted_at else None,
                "items": check.items,
                "summary": check.summary,
                "files": "\n".join(f"{f.name}（SHA-256 {f.digest[:12]}…）" for f in files.get(check.pk, [])),
            },
            lookups=Lookups(
                person={check.by_id: check.by.name},
                department={check.task.department_id or 0: check.task.department.name if check.task.department else ""},
            ),
            facts=_facts(collaboration, f"{collaboration.number}-ZJ-{check.task.code}", check.state.label),
            made_at=check.state_since,
        )
        for check in checks
    }


# The report -----------------------------------------------------------------------------------------------------------


def retrospective_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    row = Retrospective.objects.filter(collaboration=collaboration).select_related("submitted_by").first()
    if row is None or row.state == RetrospectiveState.SCORING:
        return {}
    row.collaboration = collaboration
    answers = report_answers(row)
    people = [answers.get("chair"), *(line.get("owner") for line in answers.get("improvements") or [])]
    signature = (
        Signature.objects.filter(subject_kind="retrospective", subject_id=row.pk).select_related("person").last()
    )
    signatures = [Signed(capacity="编制", signer=row.submitted_by.name if row.submitted_by else "")]
    if signature:
        signatures.append(
            Signed(capacity="审核", signer=signature.person.name, at=signature.at, digest=signature.digest)
        )
    return {
        "": Printout(
            paper=RETROSPECTIVE_FORM,
            values=answers,
            lookups=Lookups(person=person_names(people)),
            facts=_facts(collaboration, row.number, row.state.label),
            body=_report_annex(row, collaboration),
            signatures=tuple(signatures),
            mark="" if row.state == RetrospectiveState.PUBLISHED else "草稿",
            verification=signature.content_id[:16] if signature else "",
            made_at=row.published_at or row.state_since,
        )
    }


def _report_annex(row: Retrospective, collaboration: Collaboration) -> tuple[Any, ...]:
    """Scores, computed facts, leftovers: what stands behind the words."""
    blocks: list[Any] = [Heading(text="数据附表")]
    scores = row.facts.get("scores") or []
    rows = tuple((s["label"], s["average"] or "/", s["spread"] or "/", str(s["count"])) for s in scores)
    blocks.append(Table(title="四个方面的评分（匿名）", headers=("方面", "平均分", "离散度", "评分人数"), rows=rows))
    for table in fact_tables(row.facts):
        blocks.append(Table(title=table.title, headers=table.headers, rows=table.rows))
    left = leftovers_of(collaboration)
    blocks.append(Heading(text="遗留事项"))
    if left:
        lines = tuple((x.number, x.matter, x.owner.name, _iso(x.due_on) or "", x.state.label) for x in left)
        blocks.append(Table(headers=("编号", "事项", "负责人", "期限", "状态"), rows=lines))
    else:
        blocks.append(Paragraph(text="无。"))
    return tuple(blocks)


def _published(collaboration: Collaboration) -> bool:
    return Retrospective.objects.filter(collaboration=collaboration, state=RetrospectiveState.PUBLISHED).exists()


# Lists ----------------------------------------------------------------------------------------------------------------


def leftover_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    rows = leftovers_of(collaboration)
    if not rows:
        return {}
    newest = max(row.state_since for row in rows)
    return {
        "": Printout(
            paper=LEFTOVER_LIST,
            values={
                "title": collaboration.title,
                "collaboration": collaboration.number,
                "lead": collaboration.lead_id,
                "as_of": _iso(day_of(newest)),
                "rows": [
                    {
                        "number": row.number,
                        "matter": row.matter,
                        "source": row.source,
                        "effect": row.effect,
                        "owner": row.owner.name,
                        "due_on": _iso(row.due_on),
                        "department": row.department.name,
                        "standard": row.standard,
                        "evidence": row.evidence,
                        "closed_by": row.closed_by.name if row.closed_by else "",
                        "state": row.state.label,
                    }
                    for row in rows
                ],
            },
            lookups=Lookups(person=person_names([collaboration.lead_id])),
            facts=_facts(collaboration, f"{collaboration.number}-YL"),
            made_at=newest,
        )
    }


def catalogue_printouts(collaboration: Collaboration) -> dict[str, Printout]:
    archive = Archive.objects.filter(collaboration=collaboration, state=ArchiveState.SEALED).first()
    if archive is None or archive.sealed_at is None:
        return {}
    return {"": catalogue_printout(archive, collaboration, archive.contents, made_at=archive.sealed_at)}


def _accepted(collaboration: Collaboration) -> bool:
    """Signatures stand on it: offered as PDF only."""
    states = [AcceptanceState.SIGNING, AcceptanceState.PASSED]
    return Acceptance.objects.filter(collaboration=collaboration, state__in=states).exists()


DOCUMENTS = [
    Document(form="self-check", type="ZJ", label="子任务自检单", make=self_check_printouts),
    Document(form="acceptance", type="YS", label="跨部门协同成果验收表", make=acceptance_printouts, signed=_accepted),
    Document(form="retrospective", type="FP", label="复盘报告", make=retrospective_printouts, signed=_published),
    Document(form="leftovers", type="YL", label="遗留事项清单", make=leftover_printouts, kinds=("docx", "xlsx", "pdf")),
    Document(form="catalogue", type="GD", label="归档目录", make=catalogue_printouts, kinds=("xlsx", "pdf")),
]
