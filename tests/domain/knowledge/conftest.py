"""The built-in playbooks, loaded."""

from datetime import datetime

import pytest

from tests.cast import Cast
from xietong.domain.knowledge.models import Playbook
from xietong.domain.knowledge.services import load_builtins


@pytest.fixture
def playbooks(cast: Cast, now: datetime) -> dict[str, Playbook]:
    """By key."""
    return {playbook.key: playbook for playbook in load_builtins(now=now)}
