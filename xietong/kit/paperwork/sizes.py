"""Sizes of pages, columns and letters, in millimetres and points, the same for Word, Excel and PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

MM_PER_POINT = 25.4 / 72
CELL_MARGINS = 0.8  # in Chinese characters
LARGEST, SMALLEST = 10.5, 6.5  # points: 五号, and the least that can be read in print


@dataclass(frozen=True, kw_only=True)
class Page:
    """A4 and its margins."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float


FORM = Page(width=210, height=297, top=22, bottom=20, left=22, right=22)
LIST = Page(width=297, height=210, top=20, bottom=18, left=18, right=18)
LETTER = Page(width=210, height=297, top=37, bottom=35, left=28, right=26)  # GB/T 9704: type area 156 × 225


def page_of(layout: str, landscape: bool) -> Page:
    if landscape:
        return LIST
    return LETTER if layout == "letter" else FORM


def shares(widths: Sequence[float], total: float) -> list[float]:
    """Relative widths as parts of the total."""
    whole = sum(widths)
    return [width * total / whole for width in widths]


def columns(widths: Sequence[int], stretch: Sequence[bool], total: float, size: float) -> list[float]:
    """Columns in millimetres: as wide as their words need; what is left goes to those that hold texts."""
    needed = [(width + CELL_MARGINS) * size * MM_PER_POINT for width in widths]
    left = total - sum(needed)
    if left <= 0 or not any(stretch):
        return shares(needed, total)
    more = shares([width if grows else 0 for width, grows in zip(widths, stretch, strict=True)], left)
    return [width + extra for width, extra in zip(needed, more, strict=True)]


def font_size(widths: Sequence[int], total_mm: float) -> float:
    """The letter size at which columns of so many Chinese characters fit side by side."""
    needed = sum(widths) + CELL_MARGINS * len(widths)
    return round(min(LARGEST, max(SMALLEST, total_mm / needed / MM_PER_POINT)) * 2) / 2
