"""Geometry of the small charts that the server draws as SVG. Pure numbers; the macros make the markup."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from xietong.kit.ui.shapes import Axis


@dataclass(frozen=True)
class RadarShape:
    """Everything the radar macro draws, in the units of its view box."""

    rings: list[str]
    spokes: list[tuple[float, float]]
    labels: list[tuple[float, float, str, str]]  # x, y, text-anchor, words
    points: list[tuple[float, float]]
    area: str
    other: str


def _at(center: float, radius: float, turn: float) -> tuple[float, float]:
    angle = 2 * math.pi * turn - math.pi / 2
    return round(center + radius * math.cos(angle), 1), round(center + radius * math.sin(angle), 1)


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def radar(axes: Sequence[Axis], top: float = 5, size: float = 240, rings: int = 5) -> RadarShape:
    """Where rings, spokes, labels and the polygon of a radar lie. `top` is the value at the rim."""
    center, rim, count = size / 2, size / 2 - 38, len(axes)

    def polygon(values: Sequence[float]) -> list[tuple[float, float]]:
        return [_at(center, rim * min(max(value, 0), top) / top, i / count) for i, value in enumerate(values)]

    labels = []
    for i, axis in enumerate(axes):
        x, y = _at(center, rim + 13, i / count)
        anchor = "middle" if abs(x - center) < 8 else "start" if x > center else "end"
        labels.append((x, y + (4 if abs(y - center) < rim else 8 if y > center else 0), anchor, axis.label))
    points = polygon([axis.value for axis in axes])
    compared = any(axis.other is not None for axis in axes)
    return RadarShape(
        rings=[_joined(polygon([top * ring / rings] * count)) for ring in range(1, rings + 1)],
        spokes=[_at(center, rim, i / count) for i in range(count)],
        labels=labels,
        points=points,
        area=_joined(points),
        other=_joined(polygon([axis.other or 0 for axis in axes])) if compared else "",
    )


def ceiling(values: Sequence[float]) -> float:
    """A round number at or above the largest value: the end of a scale."""
    largest = max([*values, 0])
    if largest <= 0:
        return 1
    unit = 10 ** math.floor(math.log10(largest))
    return next(float(step * unit) for step in (1, 2, 2.5, 5, 10) if step * unit >= largest)


def line(values: Sequence[float], width: float = 120, height: float = 28, top: float | None = None) -> str:
    """Points of a polyline through evenly spaced values (a spark line)."""
    highest = top or ceiling(values)
    step = width / max(len(values) - 1, 1)
    return _joined(
        [(round(i * step, 1), round(height - 2 - (height - 4) * v / highest, 1)) for i, v in enumerate(values)]
    )
