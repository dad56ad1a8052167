"""Readings about coordination letters: the list, one letter, exactly what its signatures cover."""

from typing import Any

from django.http import Http404

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.roles import Role
from xietong.domain.planning.states import ResourceKind
from xietong.domain.tracking.models import CoordinationLetter
from xietong.domain.tracking.queries.standing import heads_of, speaks_for, standing_of, with_roles
from xietong.kit.access import Actor

WITH = (
    "lender__head", "borrower", "contact", "drafted_by", "task", "alert", "signature__person",
    "signature__on_behalf_of", "answer_signature__person", "answer_signature__on_behalf_of",
    "collaboration__initiating_department", "collaboration__lead",
)  # fmt: skip


def letters_of(collaboration: Collaboration) -> list[CoordinationLetter]:
    return list(collaboration.letters.select_related(*WITH))


def letter_for(collaboration: Collaboration, pk: int) -> CoordinationLetter:
    letter = collaboration.letters.select_related(*WITH).filter(pk=pk).first()
    if letter is None:
        raise Http404("没有这份协调函。")
    return letter


def letter_data(letter: CoordinationLetter) -> dict[str, Any]:
    """The letter as canonical data: what the lead is shown and signs."""
    collaboration = letter.collaboration
    return {
        "kind": "coordination_letter",
        "letter": letter.pk,
        "collaboration": {"number": collaboration.number, "title": collaboration.title},
        "title": letter.title,
        "lender": letter.lender.name,
        "borrower": letter.borrower.name,
        "purpose": letter.purpose,
        "items": letter.items,
        "custody": letter.custody,
        "cost_borne_by": letter.cost_borne_by,
        "reply_by": letter.reply_by.isoformat(),
        "return_on": letter.first_return_on.isoformat(),
        "contact": letter.contact.name,
    }


def answer_data(letter: CoordinationLetter) -> dict[str, Any]:
    """What the lending head is shown and signs: the letter with its number and the lead's signature."""
    return letter_data(letter) | {
        "kind": "coordination_letter_answer",
        "number": letter.number,
        "signed": letter.signature.digest if letter.signature else "",
    }


def towards_letter(letter: CoordinationLetter, by: Actor) -> Actor:
    """The actor with the roles held towards this letter: lending side and its head, borrowing side."""
    persons = standing_of(by)
    spoken = speaks_for(persons, [letter.collaboration_id])
    lends = (letter.collaboration_id, letter.lender_id) in spoken
    return with_roles(
        by,
        Role.ADDRESSEE if lends else None,
        Role.SIGNER if lends and letter.lender_id in heads_of(persons, letter.collaboration_id) else None,
        Role.DEPARTMENT_OF_THIS if (letter.collaboration_id, letter.borrower_id) in spoken else None,
    )


def item_rows(letter: CoordinationLetter) -> list[dict[str, str]]:
    """The lent resources in words."""
    return [{**row, "kind": getattr(ResourceKind.called(row["kind"]), "label", row["kind"])} for row in letter.items]
