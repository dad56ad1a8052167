"""Move a collaboration through its gates."""

from datetime import datetime

from django.db import transaction

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.collaborations.rules import GateFacts
from xietong.domain.collaborations.states import ADVANCE
from xietong.domain.lifecycle import queries
from xietong.kit.access import Actor
from xietong.kit.steps import take_step
from xietong.kit.workflow import NotNow


@transaction.atomic
def advance(collaboration: Collaboration, *, by: Actor, now: datetime, version: int | None = None) -> Collaboration:
    """Enter the next stage when the gate is met; NotNow says what is open and who owes it."""
    verb = ADVANCE.get(collaboration.state)
    if verb is None:
        raise NotNow(f"项目{collaboration.state.label}，没有下一阶段。", state=collaboration.state)
    facts = GateFacts(queries.open_messages(collaboration))
    return take_step(collaboration, verb, by=by, now=now, facts=facts, version=version)
