"""Form 1 from draft to approval: save, submit, sign, return, withdraw, void.

What follows from a signature for the document (passed on, approved, returned) happens in the signature's transaction.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import transaction

from xietong.domain.collaborations import events
from xietong.domain.collaborations.models import Application, Collaboration, Member, Participation
from xietong.domain.collaborations.queries.answers import checked_answers, columns_of
from xietong.domain.collaborations.queries.application import (
    KIND,
    executive_for,
    parties_of,
    sign_by,
    signed_data,
    submission_problems,
)
from xietong.domain.collaborations.rules import SubmissionFacts
from xietong.domain.collaborations.services.team import add_member
from xietong.domain.collaborations.states import EDITABLE, ApplicationState, Involvement, Stage
from xietong.domain.people.queries import company_calendar
from xietong.domain.people.roles import Role
from xietong.domain.signoffs import services as signoffs
from xietong.domain.signoffs.models import SignOff
from xietong.domain.signoffs.queries import latest_round
from xietong.domain.signoffs.states import Opinion, RoundState
from xietong.kit.access import Actor
from xietong.kit.canonical import digest_of
from xietong.kit.clock import day_of
from xietong.kit.events.announce import announce
from xietong.kit.events.models import HappenedEvent
from xietong.kit.files.models import Attachment
from xietong.kit.files.store import keep
from xietong.kit.numbering.models import next_number
from xietong.kit.problems import Problem, Problems, StaleVersion
from xietong.kit.steps import change, take_step
from xietong.kit.workflow import NotNow

QUIET = timedelta(minutes=10)  # saves of one person while typing are one event


def _require_running(collaboration: Collaboration) -> None:
    if collaboration.state in (Stage.ARCHIVED, Stage.TERMINATED):
        raise NotNow(f"这个协同项目{collaboration.state.label}，不能再改。", state=collaboration.state)


def _lock(application: Application) -> Application:
    """The collaboration first, then its application: everybody who changes both takes them in this order."""
    Collaboration.objects.select_for_update().get(pk=application.collaboration_id)
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("collaboration__initiating_department")
        .get(pk=application.pk)
    )


@transaction.atomic
def save_application(
    application: Application,
    *,
    answers: Mapping[str, Any],
    by: Actor,
    now: datetime,
    version: int | None = None,
    lenient: bool = False,
) -> Application:
    """Store the whole paper as a draft. Missing lines may stay missing.

    What cannot be understood is refused with Problems and nothing is written; with `lenient` (saving while somebody
    types) it is left out and the rest is kept.
    """
    row = _lock(application)
    _require_running(row.collaboration)
    if version is not None and row.version != version:
        raise StaleVersion(row)
    row.permissions.require("application.edit", by.roles)
    if not EDITABLE[row.state]:
        raise NotNow(f"申请表{row.state.label}，不能修改；要修改请先撤回。", state=row.state)
    clean, problems = checked_answers(answers, scenario=row.collaboration.scenario)
    if problems and not lenient:
        raise Problems(problems)
    clean["attachments"] = _own_attachments(row, clean.get("attachments") or [])
    clean["initiator"] = clean.get("initiator") or row.collaboration.initiator_id
    changed = tuple(key for key, value in clean.items() if row.answers.get(key) != value)
    if not changed:
        return row
    row.answers = clean
    row.version += 1
    row.save(update_fields=["answers", "version"])
    columns = columns_of(clean)
    Collaboration.objects.filter(pk=row.collaboration_id).update(**columns, version=row.collaboration.version + 1)
    _tell_of_saving(row, changed, by=by, now=now)
    row.collaboration.refresh_from_db()
    if by.person_id and by.person_id != row.collaboration.initiator_id and Role.INITIATOR in by.roles:
        add_member(row.collaboration, by.person_id, Role.INITIATOR, now, by=by)
    return row


def _own_attachments(row: Application, ids: list[int]) -> list[int]:
    """Only files that were attached to this application: an id from elsewhere is not taken."""
    mine = set(Attachment.objects.filter(subject_kind=KIND, subject_id=row.pk, pk__in=ids).values_list("pk", flat=True))
    return [pk for pk in ids if pk in mine]


def _tell_of_saving(row: Application, changed: tuple[str, ...], *, by: Actor, now: datetime) -> None:
    recent = HappenedEvent.objects.filter(
        context_id=row.collaboration_id,
        name=events.ApplicationSaved.name(),
        by_id=by.person_id,
        at__gt=now - QUIET,
    ).values_list("data", flat=True)
    told = {key for data in recent for key in data["fields"]}
    if not recent or set(changed) - told:
        announce(
            events.ApplicationSaved(application_id=row.pk, fields=changed, context_id=row.collaboration_id),
            by=by,
            now=now,
        )


@transaction.atomic
def attach_to_application(
    application: Application, *, source: IO[bytes], name: str, size: int, by: Actor, now: datetime
) -> Attachment:
    """Keep a file and list it under 附件."""
    row = _lock(application)
    _require_running(row.collaboration)
    row.permissions.require("application.edit", by.roles)
    if not EDITABLE[row.state]:
        raise NotNow(f"申请表{row.state.label}，不能添加附件；要修改请先撤回。", state=row.state)
    attachment = keep(
        source,
        name=name,
        size=size,
        subject_kind=KIND,
        subject_id=row.pk,
        context_id=row.collaboration_id,
        by_id=by.person_id or 0,
        now=now,
    )
    row.answers = {**row.answers, "attachments": [*row.answers.get("attachments", []), attachment.pk]}
    row.version += 1
    row.save(update_fields=["answers", "version"])
    _tell_of_saving(row, ("attachments",), by=by, now=now)
    return attachment


@transaction.atomic
def submit_application(
    application: Application, *, by: Actor, now: datetime, version: int | None = None
) -> Application:
    """Send form 1 round: a number at the first time, participations, and the round of signatures.

    Raises Problems with everything that is wrong at once. Vague wording is only pointed out on the page.
    """
    row = _lock(application)
    _require_running(row.collaboration)
    if version is not None and row.version != version:
        raise StaleVersion(row)
    row.permissions.require("application.submit", by.roles)
    row.life.step(row.state, "submit", SubmissionFacts())
    if problems := submission_problems(row):
        raise Problems(problems)
    collaboration = row.collaboration
    if collaboration.number is None:
        key = f"XT-{day_of(now).year}"
        collaboration.number = f"{key}-{next_number(key):04d}"
        Collaboration.objects.filter(pk=collaboration.pk).update(number=collaboration.number)
    revision = _revision(row)
    _take_part(row, now=now)
    data = signed_data(row, revision=revision)
    parties = parties_of(row, now=now)
    for party in parties:
        if party.department_id is None:  # the executive: may be outside the circle of a secret
            add_member(collaboration, party.person_id, Role.OBSERVER, now, by=by)
    row = take_step(
        row,
        "submit",
        by=by,
        now=now,
        facts=SubmissionFacts(),
        changes={"revision": revision, "submitted_at": row.submitted_at or now},
        revision=revision,
    )
    signoffs.open_round(
        subject_kind=KIND,
        subject_id=row.pk,
        subject_version=revision,
        title=f"{collaboration.title} 申请表 第{revision}版",
        href=f"{collaboration.href}/application",
        context_id=collaboration.pk,
        data=data,
        parties=parties,
        by=by,
        now=now,
    )
    return row


def _revision(row: Application) -> int:
    """1 at first; one more when anything changed since it was last sent round."""
    last = latest_round(KIND, row.pk)
    if last is None:
        return 1
    same = digest_of(signed_data(row, revision=row.revision)) == last.content_id
    return row.revision if same else row.revision + 1


def _take_part(row: Application, *, now: datetime) -> None:
    """The departments of the paper take part; the circle of a secret may read."""
    collaboration, wanted = row.collaboration, row.answers["involved_departments"]
    there = {p.department_id: p for p in collaboration.participations.all()}
    for order, line in enumerate(wanted):
        leading = line["department"] == collaboration.initiating_department_id
        columns = {
            "ask": line["ask"],
            "order": order,
            "involvement": Involvement.LEADING if leading else Involvement.SUPPORTING,
        }
        if participation := there.pop(line["department"], None):
            if not leading and participation.involvement != Involvement.LEADING:
                columns["involvement"] = participation.involvement
            Participation.objects.filter(pk=participation.pk).update(**columns)
        else:
            Participation.objects.create(collaboration=collaboration, department_id=line["department"], **columns)
    for participation in there.values():
        participation.delete()
    circle = set(row.answers.get("need_to_know") or [])
    observers = Member.objects.filter(collaboration=collaboration, role=Role.OBSERVER.value)
    observers.exclude(person__in=circle).delete()
    for person_id in circle:
        add_member(collaboration, person_id, Role.OBSERVER, now)


@transaction.atomic
def sign_application(
    application: Application,
    *,
    signoff: SignOff,
    content_digest: str,
    opinion: Opinion,
    reason: str = "",
    method: str,
    by: Actor,
    now: datetime,
) -> Application:
    """Sign one's part; the last signature of step 1 passes it on, the very last one approves it and makes the lead lead.

    A signed 不同意 stays on the paper and needs the executive's decision (domain.md §9.4): he is asked last.
    """
    row = _lock(application)
    _require_running(row.collaboration)
    if opinion == Opinion.DISAGREE:
        _ask_executive(row, signoff)
    outcome = signoffs.sign(
        signoff,
        content_digest=content_digest,
        opinion=opinion,
        reason=reason,
        method=method,
        by=by,
        now=now,
        next_sign_by=sign_by(company_calendar(), now, step=2),
    )
    signer = _signer(by)
    if outcome.completed:
        row = take_step(row, "approve", by=signer, now=now)
        _proposed_lead_leads(row, by=signer, now=now)
    elif outcome.step_completed and row.state == ApplicationState.HEAD_REVIEW:
        row = take_step(row, "pass", by=signer, now=now)
    return row


def _ask_executive(row: Application, signoff: SignOff) -> None:
    executive = executive_for(row)
    if executive and executive != signoff.person_id:
        signoffs.ask_also(
            signoff.round, signoffs.Party(person_id=executive, capacities=["分管领导（裁定不同意见）"], step=99)
        )


def _proposed_lead_leads(row: Application, *, by: Actor, now: datetime) -> None:
    collaboration, lead_id = row.collaboration, row.answers.get("proposed_lead")
    if lead_id and collaboration.lead_id is None:
        change(
            collaboration,
            by=by,
            now=now,
            event=events.LeadAppointed(
                collaboration_id=collaboration.pk, before_id=None, after_id=lead_id, context_id=collaboration.pk
            ),
            lead_id=lead_id,
        )


def _signer(by: Actor) -> Actor:
    return Actor(by.person_id, by.roles | {Role.SIGNER}, by.stands_for, by.borrowed)


@transaction.atomic
def return_application(
    application: Application, *, signoff: SignOff, why: str, by: Actor, now: datetime
) -> Application:
    """Back to the initiator with a reason; the round ends for everybody."""
    row = _lock(application)
    _require_running(row.collaboration)
    signoffs.send_back(signoff, reason=why, by=by, now=now)
    return take_step(row, "return", by=_signer(by), now=now, why=why.strip())


@transaction.atomic
def withdraw_application(
    application: Application, *, by: Actor, now: datetime, version: int | None = None
) -> Application:
    """Take it back before all have signed; it becomes a draft again."""
    row = _lock(application)
    _require_running(row.collaboration)
    row.permissions.require("application.withdraw", by.roles)
    row.life.step(row.state, "withdraw")
    round_ = latest_round(KIND, row.pk)
    if round_ and round_.state == RoundState.OPEN:
        signoffs.withdraw(round_, by=by, now=now)
    return take_step(row, "withdraw", by=by, now=now, version=version)


@transaction.atomic
def void_application(
    application: Application, *, why: str, by: Actor, now: datetime, version: int | None = None
) -> Application:
    """Give it up: the number, if it has one, is kept and never used again; the collaboration ends."""
    row = _lock(application)
    _require_running(row.collaboration)
    row.permissions.require("application.void", by.roles)
    if not why.strip():
        raise Problems(Problem("why", "作废原因", "请写明作废的原因。", "required"))
    row = take_step(row, "void", by=by, now=now, version=version, why=why.strip())
    system = Actor(by.person_id, by.roles | {Role.SYSTEM}, by.stands_for, by.borrowed)
    take_step(row.collaboration, "terminate", by=system, now=now, why=f"申请作废：{why.strip()}")
    return row
