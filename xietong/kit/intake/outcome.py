"""What the reading of a form is made of, as the preview shows it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Understood:
    """A value as paperwork stores it; people and departments by name. `sure` from 0 to 1; below 0.8 ask to check."""

    value: Any
    raw: str
    where: str
    sure: float
    how: str


@dataclass(frozen=True, slots=True)
class Problem:
    """`where` is a place in the file; `field` the key of the line (for a grid: its key), None for the whole file."""

    where: str
    message: str
    field: str | None


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A text that belongs to no line."""

    text: str
    where: str
