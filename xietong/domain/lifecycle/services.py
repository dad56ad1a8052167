"""Move a collaboration through its gates."""

from datetime import datetime

from django.db import transaction

from xietong.domain.collaborations import services as collaborations
from xietong.domain.collaborations.models import Collaboration
from xietong.domain.lifecycle import queries
from xietong.kit.access import Actor


@transaction.atomic
def advance(collaboration: Collaboration, *, by: Actor, now: datetime, version: int | None = None) -> Collaboration:
    """Enter the next stage when the gate is met; NotNow says what is open and who owes it."""
    open_messages = queries.open_messages(collaboration)
    return collaborations.advance(collaboration, by=by, now=now, open_messages=open_messages, version=version)
