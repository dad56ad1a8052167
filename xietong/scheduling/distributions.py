"""Uncertain durations in working days, each of which can draw many values at once.

Sources: triangular by the inverse of its distribution function; PERT is the beta distribution with mean
(low + 4·mode + high) / 6 (Malcolm et al. 1959); discrete by cumulative weights; no drawn value is below zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isclose, sqrt
from random import Random
from typing import Protocol


class Distribution(Protocol):
    """Anything that can draw durations."""

    def draw(self, random: Random, count: int) -> list[float]:
        """That many independent values, in working days, none negative."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A certain duration."""

    value: float

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError(f"a duration must not be negative: {self.value}")

    def draw(self, random: Random, count: int) -> list[float]:
        return [float(self.value)] * count


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every duration from low to high is as likely as any other."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _require_order(self.low, self.high)

    def draw(self, random: Random, count: int) -> list[float]:
        low, width, draw = self.low, self.high - self.low, random.random
        return [low + width * draw() for _ in range(count)]


@dataclass(frozen=True, slots=True)
class Triangular:
    """Three points: shortest, likely and longest duration, straight lines between them."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _require_order(self.low, self.mode, self.high)

    def draw(self, random: Random, count: int) -> list[float]:
        low, high, width = self.low, self.high, self.high - self.low
        if not width:
            return [float(low)] * count
        turn = (self.mode - low) / width
        rising, falling, draw = width * (self.mode - low), width * (high - self.mode), random.random
        return [
            low + sqrt(u * rising) if u < turn else high - sqrt((1.0 - u) * falling)
            for u in [draw() for _ in range(count)]
        ]


@dataclass(frozen=True, slots=True)
class Pert:
    """Three points with the weight nearer to the likely one than in a triangle."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _require_order(self.low, self.mode, self.high)

    def draw(self, random: Random, count: int) -> list[float]:
        low, width, draw = self.low, self.high - self.low, random.betavariate
        if not width:
            return [float(low)] * count
        alpha = 1 + 4 * (self.mode - low) / width
        beta = 1 + 4 * (self.high - self.mode) / width
        return [low + width * draw(alpha, beta) for _ in range(count)]


@dataclass(frozen=True, slots=True)
class Discrete:
    """A few possible durations, each with its probability; the probabilities sum to 1."""

    values: tuple[float, ...]
    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        _require_order(*sorted(self.values))
        if len(self.values) != len(self.probabilities) or not self.values:
            raise ValueError("every value needs one probability")
        if min(self.probabilities) < 0 or not isclose(sum(self.probabilities), 1):
            raise ValueError(f"probabilities must sum to 1: {self.probabilities}")

    def draw(self, random: Random, count: int) -> list[float]:
        return [float(value) for value in random.choices(self.values, self.probabilities, k=count)]


@dataclass(frozen=True, slots=True)
class Normal:
    """Symmetric around the mean; what falls below zero counts as zero."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        _require_order(self.mean)
        _require_order(self.sd)

    def draw(self, random: Random, count: int) -> list[float]:
        mean, sd, draw = self.mean, self.sd, random.gauss
        return [max(0.0, draw(mean, sd)) for _ in range(count)]


@dataclass(frozen=True, slots=True)
class Exponential:
    """Waiting for something that may come at any moment."""

    mean: float

    def __post_init__(self) -> None:
        if self.mean <= 0:
            raise ValueError(f"the mean must be above zero: {self.mean}")

    def draw(self, random: Random, count: int) -> list[float]:
        rate, draw = 1.0 / self.mean, random.expovariate
        return [draw(rate) for _ in range(count)]


def _require_order(*points: float) -> None:
    if not all(point >= 0 for point in points) or list(points) != sorted(points):
        raise ValueError(f"durations must rise and not be negative: {points}")
