"""What a check has to say: how grave, about what, in words that tell how to mend it, under a key that stays."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

LONGEST_KEY = 180  # characters; what is longer is cut and told apart by its digest


class Severity(StrEnum):
    """An error keeps the gate shut; a warning is worth a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One finding about a process map. `nodes` are the ids to select; `key` is the same as long as the fault is."""

    kind: str
    severity: Severity
    nodes: tuple[str, ...]
    message: str
    key: str

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def stable_key(*parts: str) -> str:
    """One text from the parts, the same whenever they are, short enough for a column."""
    text = ":".join(parts)
    if len(text) <= LONGEST_KEY:
        return text
    return f"{text[: LONGEST_KEY - 13]}#{sha256(text.encode()).hexdigest()[:12]}"


def error(kind: str, nodes: tuple[str, ...], message: str, *about: str) -> Finding:
    """A finding that keeps the gate shut."""
    return Finding(kind, Severity.ERROR, nodes, message, stable_key(kind, *nodes, *about))


def warning(kind: str, nodes: tuple[str, ...], message: str, *about: str) -> Finding:
    """A finding that is worth a look."""
    return Finding(kind, Severity.WARNING, nodes, message, stable_key(kind, *nodes, *about))
