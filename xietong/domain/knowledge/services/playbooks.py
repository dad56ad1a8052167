"""Load the built-in playbooks; publish a company's own edition, retire one."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from xietong.domain.knowledge import events, queries, rules
from xietong.domain.knowledge.models import Playbook
from xietong.domain.knowledge.permissions import KNOWLEDGE
from xietong.kit.access import Actor
from xietong.kit.events.announce import announce
from xietong.kit.workflow import NotNow


@transaction.atomic
def load_builtins(*, now: datetime) -> list[Playbook]:
    """The five that come with the product, each version once; safe at every start. Returns the ones that were new.

    A company's own edition of the same key stays the one in force.
    """
    there = set(Playbook.objects.filter(is_builtin=True).values_list("key", "content__version"))
    made = []
    for key, text in queries.builtin_texts():
        data = rules.read_playbook(text, map_findings=queries.fatal_findings, builtin=True)
        if (key, data["version"]) in there:
            continue
        own = Playbook.objects.filter(key=key, is_current=True, is_builtin=False).exists()
        made.append(_store(data, is_builtin=True, is_current=not own, by=None, now=now))
    return made


@transaction.atomic
def publish_playbook(text: str | bytes, *, by: Actor, now: datetime) -> Playbook:
    """A new edition from an uploaded file: checked as strictly as the built-in ones; in force from now on.

    The edition is the next number under its key; the file's own `version` follows it, so that exports tell it.
    """
    KNOWLEDGE.require("playbook.publish", by.roles)
    data = queries.read_upload(text)
    return _store(data, is_builtin=False, is_current=True, by=by, now=now)


def _store(data: dict[str, Any], *, is_builtin: bool, is_current: bool, by: Actor | None, now: datetime) -> Playbook:
    last = Playbook.objects.filter(key=data["key"]).aggregate(last=Max("edition"))["last"] or 0
    if is_current:
        Playbook.objects.filter(key=data["key"], is_current=True).update(is_current=False)
    playbook = Playbook.objects.create(
        key=data["key"],
        edition=last + 1,
        name=data["name"],
        scenario=data["scenario"],
        content=data if is_builtin else {**data, "version": last + 1},
        is_builtin=is_builtin,
        is_current=is_current,
        made_by_id=by.person_id if by else None,
        made_at=now,
    )
    announce(
        events.PlaybookPublished(playbook_id=playbook.pk, key=playbook.key, version=playbook.edition), by=by, now=now
    )
    return playbook


@transaction.atomic
def retire_playbook(playbook: Playbook, *, by: Actor, now: datetime) -> Playbook:
    """Out of force: nothing new is started from it. What follows it already keeps it."""
    KNOWLEDGE.require("playbook.retire", by.roles)
    row = Playbook.objects.select_for_update().get(pk=playbook.pk)
    if not row.is_current:
        raise NotNow(f"“{row.name}”第{row.edition}版已经停用。")
    row.is_current = False
    row.save(update_fields=["is_current"])
    announce(events.PlaybookRetired(playbook_id=row.pk), by=by, now=now)
    return row
