"""What the application page and the team page show."""

from datetime import datetime
from typing import Any

from xietong.domain.collaborations.models import Application
from xietong.domain.collaborations.paper import APPLICATION_FORM
from xietong.domain.collaborations.queries.answers import application_choices, missing_of, names_for
from xietong.domain.collaborations.queries.application import (
    KIND,
    application_of,
    executive_reasons,
    parties_of,
    submission_problems,
    warnings_of,
)
from xietong.domain.collaborations.queries.place import Place
from xietong.domain.collaborations.queries.team import participations_of, task_forces_of
from xietong.domain.collaborations.states import EDITABLE, ApplicationState
from xietong.domain.people.models import Person
from xietong.domain.people.queries import Who, person_choices
from xietong.domain.signoffs.models import SignOff, SignOffRound
from xietong.domain.signoffs.queries import StripRow, rounds_of, strip, waiting_for
from xietong.domain.signoffs.services import Party
from xietong.domain.signoffs.states import Opinion, RoundState, SignOffState
from xietong.kit.clock import day_of
from xietong.kit.files.store import attachments_of
from xietong.kit.paperwork.words import Lookups, is_empty, label_in_words
from xietong.kit.steps import buttons

MARKS = {SignOffState.CANCELLED: "void"}
NAMED_SECTIONS = (("", "基本信息"), ("task", "一、任务说明"), ("result", "二、成果与安排"))


def computed_values(application: Application) -> dict[str, Any]:
    """The lines of the paper that the system fills: number, date, version, heads of the departments."""
    collaboration = application.collaboration
    heads = dict(
        collaboration.participations.model.objects.filter(collaboration=collaboration).values_list(
            "department_id", "department__head_id"
        )
    )
    rows = application.answers.get("involved_departments") or []
    return {
        "application_no": collaboration.number or "",
        "applied_on": day_of(application.submitted_at).isoformat() if application.submitted_at else "",
        "version": version_of(application),
        "involved_departments": [{**row, "head": heads.get(row.get("department"))} for row in rows],
    }


def version_of(application: Application) -> str:
    """Below V1.0 until approved (domain.md §1.2)."""
    if application.state == ApplicationState.APPROVED:
        return "V1.0"
    return f"V0.{application.revision}" if application.revision else ""


def application_page(place: Place, who: Who, now: datetime) -> dict[str, Any]:
    application = application_of(place.collaboration)
    rounds = rounds_of(KIND, application.pk)
    last = rounds[-1] if rounds else None
    editing = EDITABLE[application.state] and application.permissions.allows("application.edit", place.actor.roles)
    computed = computed_values(application)
    parties = parties_of(application) if editing else []
    heads = {row.get("head") for row in computed["involved_departments"]}
    names = names_for(application.answers, heads | {party.person_id for party in parties})
    signers = strip(last)
    return {
        "application": application,
        "paper": APPLICATION_FORM,
        "values": {**application.answers, **computed},
        "lookups": names,
        "editing": editing,
        "choices": application_choices(place.collaboration.scenario) if editing else {},
        "problems": submission_problems(application) if editing else [],
        "warnings": warnings_of(application.answers, day_of(now)) if editing else [],
        "sections": completeness(application) if editing else [],
        "asked": _asked(parties, names),
        "reasons": executive_reasons(application.answers),
        "round": last,
        "signs": [sign_row(row, now) for row in signers],
        "strip": signers,
        "mine": waiting_for(who, KIND, application.pk) if last and last.state == RoundState.OPEN else None,
        "verbs": dict(buttons(application, place.actor.roles)),
        "rounds": rounds,
        "attachments": attachments_of(KIND, application.pk),
        "opinions": [(o.value, o.label) for o in Opinion],
    }


def sign_row(row: StripRow, now: datetime) -> dict[str, Any]:
    """A row of the signature strip as `ui.signature_strip` shows it."""
    said = row.opinion if row.opinion and row.opinion != Opinion.AGREE.label else ""
    return {
        "party": f"{row.department} {row.capacities}".strip(),
        "person": row.on_behalf_of or row.person,
        "on_behalf": row.person if row.on_behalf_of else "",
        "state": MARKS.get(row.state, row.state.value),
        "since": row.since,
        "at": row.since,
        "reason": "：".join(filter(None, [said, row.reason])),
        "late": bool(row.sign_by and row.state == SignOffState.WAITING and row.sign_by < now),
    }


def _asked(parties: list[Party], names: Lookups) -> list[dict[str, Any]]:
    """Who will be asked on submission, in order."""
    return [
        {
            "step": party.step,
            "person": names.person.get(party.person_id, ""),
            "department": names.department.get(party.department_id or 0, ""),
            "capacity": "、".join(party.capacities),
        }
        for party in parties
    ]


def completeness(application: Application) -> list[dict[str, Any]]:
    """Per section: how many of the required lines are filled, and which are not."""
    missing = {problem.field.split("-")[0] for problem in missing_of(application.answers)}
    rows = []
    for key, label in NAMED_SECTIONS:
        required = [line for line in APPLICATION_FORM.lines_of(key) if line.required and not line.computed]
        empty = [line for line in required if line.key in missing or is_empty(application.answers.get(line.key))]
        rows.append(
            {
                "key": key,
                "label": label,
                "done": len(required) - len(empty),
                "of": len(required),
                "missing": [label_in_words(line) for line in empty],
            }
        )
    return rows


def application_state_json(application: Application) -> dict[str, Any]:
    """The application as the API says it."""
    last: SignOffRound | None = (rounds_of(KIND, application.pk) or [None])[-1]  # type: ignore[list-item]
    return {
        "id": str(application.pk),
        "collaboration": str(application.collaboration_id),
        "number": application.collaboration.number,
        "state": application.state.value,
        "state_label": application.state.label,
        "revision": application.revision,
        "version": application.version,
        "submitted_at": application.submitted_at,
        "answers": application.answers,
        "signed_content": last.content_id if last else None,
        "signatures": [
            {
                "signoff": str(row.signoff_id),
                "step": row.step,
                "department": row.department,
                "person": row.person,
                "capacity": row.capacities,
                "state": row.state.value,
                "since": row.since,
                "sign_by": row.sign_by,
                "opinion": row.opinion,
                "reason": row.reason,
                "signed_by": (row.on_behalf_of or row.person) if row.signature_id else None,
                "signature": str(row.signature_id) if row.signature_id else None,
                "digest": row.digest or None,
            }
            for row in strip(last)
        ],
    }


def waiting_signature(who: Who, application: Application) -> SignOff | None:
    """The request that this person may answer now, if any."""
    return waiting_for(who, KIND, application.pk)


def team_page(place: Place) -> dict[str, Any]:
    """Participations with what each may be asked to do here, task forces, and who may be chosen."""
    collaboration, roles = place.collaboration, place.actor.roles
    table = collaboration.permissions
    participations = participations_of(collaboration)
    open_ = collaboration.state.value not in ("archived", "terminated")
    departments = [row.department_id for row in participations]
    people: dict[int, list[tuple[int, str]]] = {}
    rows = Person.objects.filter(is_active=True, department__in=departments).order_by("id")
    for pk, name, post, department in rows.values_list("id", "name", "post", "department_id"):
        people.setdefault(department, []).append((pk, f"{name}（{post}）" if post else name))
    return {
        "collaboration": collaboration,
        "participations": [
            {
                "row": row,
                "head": row.department.head.name if row.department.head else "",
                "people": people.get(row.department_id, []),
                "may_name": open_ and (row.department_id in place.head_of or "pmo" in roles),
            }
            for row in participations
        ],
        "task_forces": task_forces_of(collaboration),
        "may_edit_forces": open_ and table.allows("task_force.edit", roles),
        "may_appoint": open_ and table.allows("collaboration.appoint", roles),
        "may_terminate": "terminate" in dict(buttons(collaboration, roles)),
        "everybody": person_choices() if open_ else [],
    }
