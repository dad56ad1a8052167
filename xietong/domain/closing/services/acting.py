"""Acting with a role that the act itself lends: the system for what follows by itself, the signer for what was signed."""

from xietong.domain.people.roles import Role
from xietong.kit.access import Actor


def as_system(by: Actor) -> Actor:
    """For steps that follow from an act which this person was allowed: the person stays in the journal."""
    return Actor(by.person_id, by.roles | {Role.SYSTEM}, by.stands_for, by.borrowed)


def as_signer(by: Actor) -> Actor:
    return Actor(by.person_id, by.roles | {Role.SIGNER}, by.stands_for, by.borrowed)
