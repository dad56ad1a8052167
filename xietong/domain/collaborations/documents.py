"""The documents of this house: form 1, filled, signed, or blank."""

from typing import Any

from django.conf import settings

from xietong.domain.collaborations.models import Application, Collaboration
from xietong.domain.collaborations.paper import APPLICATION_FORM
from xietong.domain.collaborations.queries.answers import names_for
from xietong.domain.collaborations.queries.application import KIND, application_of, parties_of
from xietong.domain.collaborations.queries.pages import computed_values, version_of
from xietong.domain.collaborations.states import ApplicationState
from xietong.domain.people.queries import department_names
from xietong.domain.signoffs.queries import latest_round, strip
from xietong.domain.signoffs.states import RoundState, SignOffState
from xietong.kit.paperwork.documents import Document
from xietong.kit.paperwork.printout import Facts, Printout, Signed

TYPE = "SQ"


def application_printout(collaboration: Collaboration) -> Printout:
    """Form 1 as it stands: with its signatures, or with empty places for them."""
    application = application_of(collaboration)
    computed = computed_values(application)
    heads = {row.get("head") for row in computed["involved_departments"]}
    round_ = latest_round(KIND, application.pk)
    marks = {ApplicationState.DRAFT: "草稿", ApplicationState.RETURNED: "退回修改", ApplicationState.VOID: "作废"}
    standing = round_ is not None and round_.state in (RoundState.OPEN, RoundState.COMPLETE)
    signatures = _signed(application, round_) if standing else _places(application)
    last = next((s for s in reversed(signatures) if s.digest), None)
    return Printout(
        paper=APPLICATION_FORM,
        values={**application.answers, **computed},
        lookups=names_for(application.answers, heads),
        facts=Facts(
            company=settings.COMPANY,
            number=f"{collaboration.number}-{TYPE}-01" if collaboration.number else "",
            version=version_of(application),
            confidentiality=collaboration.confidentiality.label,
            state=application.state.label,
        ),
        signatures=signatures,
        mark=marks.get(application.state, ""),
        verification=round_.content_id[:16] if last and round_ else "",
        verification_url=_verification_url(application) if last else "",
        made_at=application.state_since,
    )


def _signed(application: Application, round_: Any) -> tuple[Signed, ...]:
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


def _places(application: Application) -> tuple[Signed, ...]:
    """Where the parties would sign on paper."""
    parties = parties_of(application)
    departments = department_names([party.department_id for party in parties])
    return tuple(
        Signed(capacity="、".join(p.capacities), department=departments.get(p.department_id or 0, "")) for p in parties
    )


def _verification_url(application: Application) -> str:
    rows = strip(latest_round(KIND, application.pk))
    pk = next((row.signature_id for row in reversed(rows) if row.signature_id), None)
    return f"{settings.SITE_URL}/signatures/{pk}" if pk else ""


def blank_application() -> Printout:
    """The empty form to be filled in offline and read back."""
    return Printout(paper=APPLICATION_FORM, blank=True, facts=Facts(company=settings.COMPANY))


def _is_signed(collaboration: Collaboration) -> bool:
    """From the first signature on a Word file would look editable and be dangerous (domain.md §1.1)."""
    application = application_of(collaboration)
    if application.state == ApplicationState.APPROVED:
        return True
    round_ = latest_round(KIND, application.pk)
    return bool(
        round_ and round_.state == RoundState.OPEN and round_.signoffs.filter(state=SignOffState.SIGNED.value).exists()
    )


DOCUMENTS = [
    Document(
        form="application",
        type=TYPE,
        label="跨部门协同任务申请表",
        make=lambda collaboration: {"": application_printout(collaboration)},
        kinds=("docx", "xlsx", "pdf"),
        signed=_is_signed,
    ),
]
