"""Take one step of a state table. The one place where a state column is written."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction

from xietong.kit.access import Actor
from xietong.kit.events.announce import announce
from xietong.kit.problems import StaleVersion

Thing = TypeVar("Thing", bound=models.Model)


@transaction.atomic
def take_step(
    thing: Thing,
    verb: str,
    *,
    by: Actor,
    now: datetime,
    facts: object = None,
    version: int | None = None,
    changes: dict[str, Any] | None = None,
    **details: Any,
) -> Thing:
    """Who (permissions) → when (states) → whether (the row's rule) → write → announce, in one transaction.

    `changes` are other columns written with the state; `details` go into the event; `version`, when given, must be
    the row's. The row is locked first, so two people acting at once act one after the other, and the second is told.
    """
    row: Any = type(thing)._default_manager.select_for_update().get(pk=thing.pk)
    if version is not None and row.version != version:
        raise StaleVersion(row)
    row.permissions.require(f"{row.noun}.{verb}", by.roles)
    step = row.life.step(row.state, verb, facts)
    row.state, row.state_since = step.to, now
    fields = ["state", "state_since"]
    if hasattr(row, "version"):
        row.version += 1
        fields.append("version")
    for name, value in (changes or {}).items():
        setattr(row, name, value)
        fields.append(name)
    row.save(update_fields=fields)
    event = step.announces(**{f"{row.noun}_id": row.pk}, context_id=row.context_id, **details)
    announce(event, by=by, now=now)
    return row


@transaction.atomic
def change(
    thing: Thing,
    *,
    by: Actor,
    now: datetime,
    event: Any,
    version: int | None = None,
    **columns: Any,
) -> Thing:
    """Write columns of one row that are not its state: version check, write, announce, in one transaction."""
    row: Any = type(thing)._default_manager.select_for_update().get(pk=thing.pk)
    if version is not None and row.version != version:
        raise StaleVersion(row)
    for name, value in columns.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*columns, "version"])
    announce(event, by=by, now=now)
    return row


def buttons(thing: Any, roles: frozenset[Any]) -> list[tuple[str, str]]:
    """(verb, word) for what these roles may do to the thing now: states ∩ permissions."""
    return [
        (verb, thing.life.says(verb))
        for verb in thing.life.verbs(thing.state)
        if thing.permissions.allows(f"{thing.noun}.{verb}", roles)
    ]
