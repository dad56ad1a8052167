"""What an announced event is. Pure: no Django."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened: a past-tense name and ids, never objects. Kept for ever as history.

    `context_id` names the undertaking in whose feed the event stands; None for what belongs to none.
    Texts that people wrote as reasons may be carried; personal data may not (it must stay deletable).
    """

    context_id: int | None = None

    @classmethod
    def name(cls) -> str:
        return f"{cls.__module__.split('.')[2]}.{cls.__name__}"

    def data(self) -> dict[str, Any]:
        data = asdict(self)
        del data["context_id"]
        return data
