"""Ways to start that belong to higher houses: knowledge registers how a collaboration starts from a playbook."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from xietong.domain.collaborations.models import Collaboration
from xietong.domain.people.models import Person
from xietong.kit.access import Actor
from xietong.kit.problems import Problem, Problems

# word in the request → function(value, body, *, initiator, by, now) -> Collaboration
STARTERS: dict[str, Callable[..., Collaboration]] = {}


def start_from(word: str, body: Mapping[str, Any], *, initiator: Person, by: Actor, now: datetime) -> Collaboration:
    """Start as `{"playbook": key, …}` asks for."""
    starter = STARTERS.get(word)
    if starter is None:
        raise Problems(Problem(word, word, "这里没有可用的标准方案，请用申请表内容建立。", "unknown"))
    return starter(body[word], body, initiator=initiator, by=by, now=now)
