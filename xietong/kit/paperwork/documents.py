"""What documents a collaboration has: each house lists its own, the download page and the archive gather them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def never_signed(subject: Any) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Document:
    """A kind of document. `make(collaboration)` gives its Printouts by name suffix; none when there is nothing yet."""

    form: str  # in the address: plan, minutes
    type: str  # in its number: JH (domain.md §1.2)
    label: str
    make: Callable[[Any], "dict[str, Any]"]  # {"" : Printout} or {"3": Printout} for several of a kind
    kinds: tuple[str, ...] = ("docx", "pdf")
    signed: Callable[[Any], bool] = field(default=never_signed)  # signed documents are offered as PDF only
