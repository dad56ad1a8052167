"""Begin a collaboration, lead it from stage to stage, appoint its lead, end it early."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from xietong.domain.collaborations import events
from xietong.domain.collaborations.models import Application, Collaboration
from xietong.domain.collaborations.queries.answers import checked_answers, columns_of
from xietong.domain.collaborations.rules import GateFacts
from xietong.domain.collaborations.services.team import add_member
from xietong.domain.collaborations.states import ADVANCE, Confidentiality, Priority, Stage
from xietong.domain.people.models import Person
from xietong.domain.people.roles import Role
from xietong.kit.access import Actor, Forbidden
from xietong.kit.events.announce import announce
from xietong.kit.problems import Problem, Problems
from xietong.kit.steps import change, take_step
from xietong.kit.workflow import NotNow


def require_running(collaboration: Collaboration) -> None:
    """A closed collaboration is read-only: every service that changes something inside one asks this first."""
    if collaboration.state == Stage.ARCHIVED:
        raise NotNow("这个协同项目已归档，只能查阅，不能再改。", state=collaboration.state)
    if collaboration.state == Stage.TERMINATED:
        raise NotNow("这个协同项目已终止，只能查阅，不能再改。", state=collaboration.state)


@transaction.atomic
def start_collaboration(
    *,
    initiator: Person,
    by: Actor,
    now: datetime,
    answers: Mapping[str, Any] | None = None,
    playbook_key: str = "",
    playbook_version: int | None = None,
    rules: Mapping[str, Any] | None = None,
) -> Collaboration:
    """A new draft: blank, from answers (a filled form, the API), or from the defaults of a playbook.

    What is missing may stay missing; what cannot be understood is refused with Problems, and nothing is created.
    Who writes a draft for somebody else keeps the right to edit and submit it.
    """
    if by.person_id is None and Role.SYSTEM not in by.roles:
        raise Forbidden("application.edit", "请先登录。")
    usual = {
        "initiator": initiator.pk,
        "initiating_department": initiator.department_id,
        "priority": Priority.MIDDLE.value,
        "confidentiality": Confidentiality.INTERNAL.value,
    }
    given = usual | {key: value for key, value in (answers or {}).items() if value not in (None, "")}
    clean, problems = checked_answers(given)
    if problems:
        raise Problems(problems)
    clean["initiator"] = clean["initiator"] or initiator.pk
    collaboration = Collaboration.objects.create(
        state_since=now,
        made_at=now,
        playbook_key=playbook_key,
        playbook_version=playbook_version,
        rules=dict(rules or {}),
        **columns_of(clean),
    )
    Application.objects.create(collaboration=collaboration, state_since=now, answers=clean)
    announce(
        events.CollaborationStarted(collaboration_id=collaboration.pk, context_id=collaboration.pk), by=by, now=now
    )
    for person_id in {by.person_id, initiator.pk} - {collaboration.initiator_id}:
        if person_id is not None:
            add_member(collaboration, person_id, Role.INITIATOR, now)
    return Collaboration.objects.select_related("application", "initiating_department").get(pk=collaboration.pk)


def advance(
    collaboration: Collaboration,
    *,
    by: Actor,
    now: datetime,
    open_messages: Iterable[str] = (),
    version: int | None = None,
) -> Collaboration:
    """Into the next stage. `open_messages` are the open items of the gate, in words; with any, NotNow lists them."""
    verb = ADVANCE.get(collaboration.state)
    if verb is None:
        raise NotNow(f"协同项目{collaboration.state.label}，没有下一阶段。", state=collaboration.state)
    return take_step(collaboration, verb, by=by, now=now, facts=GateFacts(tuple(open_messages)), version=version)


@transaction.atomic
def appoint_lead(
    collaboration: Collaboration, *, lead: Person, by: Actor, now: datetime, version: int | None = None
) -> Collaboration:
    """Appoint or replace the lead. The proposed lead of form 1 becomes lead on approval without this."""
    require_running(collaboration)
    collaboration.permissions.require("collaboration.appoint", by.roles)
    if not lead.is_active:
        raise Problems(Problem("lead", "总负责人", f"{lead.name} 已离职或停用，请另选一人。"))
    return change(
        collaboration,
        by=by,
        now=now,
        version=version,
        event=events.LeadAppointed(
            collaboration_id=collaboration.pk,
            before_id=collaboration.lead_id,
            after_id=lead.pk,
            context_id=collaboration.pk,
        ),
        lead=lead,
    )


@transaction.atomic
def terminate(
    collaboration: Collaboration, *, why: str, by: Actor, now: datetime, version: int | None = None
) -> Collaboration:
    """End early, by decision of an executive, with a reason that stays in the journal (domain.md §4.4)."""
    collaboration.permissions.require("collaboration.terminate", by.roles)
    if not why.strip():
        raise Problems(Problem("why", "终止原因", "请写明终止的原因，它会留在操作记录中。", "required"))
    return take_step(collaboration, "terminate", by=by, now=now, version=version, why=why.strip())
