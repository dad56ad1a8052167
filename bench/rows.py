"""The register of measurements, and the row each of them yields."""

import json
import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """`value` in `unit`; `floor` is the bare work in the same unit and run, `ratio` how many times ours costs it."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None


def row(name: str, value: float, unit: str, floor: float | None = None) -> Row:
    ratio = round(value / floor, 2) if floor else None
    return Row(name, round(value, 3), unit, round(floor, 3) if floor is not None else None, ratio)


Bench = Callable[[], Iterable[Row]]
BENCHES: dict[str, Bench] = {}


def bench(name: str) -> Callable[[Bench], Bench]:
    """Register a measurement under the name that `./run bench NAME` takes."""

    def register(measure: Bench) -> Bench:
        assert name not in BENCHES, f"two measurements are called {name}"
        BENCHES[name] = measure
        return measure

    return register


def median_of(rounds: int, measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(rounds))


def beside(rounds: int, ours: Callable[[], float], floor: Callable[[], float]) -> tuple[float, float]:
    """Medians of both, measured by turns, so that a busy machine is busy for both."""
    pairs = [(ours(), floor()) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def as_json(rows: Iterable[Row]) -> str:
    return json.dumps([asdict(one) for one in rows], ensure_ascii=False, indent=1)


def as_table(rows: Iterable[Row]) -> Iterator[str]:
    yield f"{'name':<44} {'value':>10} {'unit':<14} {'floor':>10} {'ratio':>7}"
    for one in rows:
        floor = "" if one.floor is None else f"{one.floor:.3f}"
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        yield f"{one.name:<44} {one.value:>10.3f} {one.unit:<14} {floor:>10} {ratio:>7}"
