"""Forecasts against exact distributions, and the mapping of their percentiles to days."""

import json
import time
from datetime import date
from itertools import accumulate
from math import sqrt
from pathlib import Path

import pytest

from tests.scheduling.networks import MONDAY, WEEKS, links_of, plan, realistic_problem, working_day
from xietong.scheduling import (
    Activity,
    Direction,
    Discrete,
    Exponential,
    Fixed,
    Link,
    LinkType,
    Normal,
    NothingToSchedule,
    Pert,
    Problem,
    Triangular,
    Uniform,
    UnknownActivity,
    schedule,
    simulate,
)

CASES = {
    case["name"]: case
    for case in json.loads((Path(__file__).parent / "data" / "mc_exact.json").read_text(encoding="utf-8"))["cases"]
    if "correlation" not in case["expected"]  # durations are drawn independently of each other
}


def distribution(kind, **points):
    if kind == "discrete":
        return Discrete(tuple(points["values"]), tuple(points["probs"]))
    kinds = {"fixed": Fixed, "uniform": Uniform, "triangular": Triangular, "pert": Pert, "normal": Normal}
    return (kinds | {"exponential": Exponential})[kind](**points)


def forecast_of(case, **more):
    activities = [Activity(task["id"], 1) for task in case["tasks"]]
    links = [Link(link["pred"], link["succ"], LinkType(link["type"]), link["lag"]) for link in case["links"]]
    durations = {task["id"]: distribution(**task["dist"]) for task in case["tasks"]}
    return simulate(
        Problem(activities, links, WEEKS, MONDAY), durations, seed=20261122, runs=case["iterations"], **more
    )


@pytest.mark.parametrize("name", CASES)
def test_the_distribution_of_the_finish_is_the_exact_one(name):
    case, exact = CASES[name], CASES[name]["expected"]
    percents = [int(key[1:]) for key in exact.get("percentiles", {})]

    forecast = forecast_of(case, percentiles=percents)

    assert forecast.mean == pytest.approx(exact["mean"], abs=exact["tol_mean"])
    assert forecast.sd == pytest.approx(exact["sd"], abs=exact.get("tol_sd", 0.15))
    for percent in percents:
        key = f"P{percent}"
        assert forecast.percentiles[percent] == pytest.approx(exact["percentiles"][key], abs=exact["tol"][key])
    wanted = exact.get("criticality_index", {})
    for id_ in set(wanted) - {"tol"}:
        assert forecast.criticality[id_] == pytest.approx(wanted[id_], abs=wanted["tol"])


def test_the_whole_discrete_distribution_is_the_exact_one():
    case = CASES["discrete-exhaustive"]
    forecast = forecast_of(case)
    pmf = {float(value): chance for value, chance in dict(case["expected"]["pmf"]).items()}

    for value, chance in zip(sorted(pmf), accumulate(pmf[value] for value in sorted(pmf)), strict=True):
        share = sum(sample <= value for sample in forecast.samples) / len(forecast.samples)
        assert share == pytest.approx(chance, abs=4 * sqrt(max(0, chance * (1 - chance)) / 10_000) + 1e-12)


def test_the_same_seed_gives_the_same_answer_and_another_seed_another():
    problem = plan({"A": 3, "B": 4}, "A FS B")
    durations = {"A": Triangular(2, 3, 8)}

    first, again, other = (simulate(problem, durations, seed=seed, runs=300) for seed in (1, 1, 2))

    assert first == again
    assert first.samples != other.samples
    assert len(first.samples) == 300


@pytest.mark.parametrize(
    "links", ["A FS B, B SS+1 C, B FF D, C FS-1 D", "A SF+9 B, B FF+2 C, A SS D", "", "A FS+3 M, M FS B, B FS C"]
)
def test_certain_durations_give_the_computed_schedule(links):
    problem = plan({"A": 3, "B": 2, "C": 7, "D": 4, "M": 0}, links)
    dates = schedule(problem)

    forecast = simulate(problem, {}, seed=1, runs=3)

    assert set(forecast.finish.values()) == {dates.finish}
    assert {id_ for id_, share in forecast.criticality.items() if share} == {
        id_ for id_, d in dates.by_id.items() if d.critical
    }
    assert (forecast.begin, forecast.sd) == (MONDAY, 0)


def test_a_large_certain_plan_gives_the_computed_finish_and_critical_activities():
    problem = realistic_problem(400, 800)
    dates = schedule(problem)

    forecast = simulate(problem, {}, seed=1, runs=1)

    assert forecast.finish[50] == dates.finish
    assert [id_ for id_, share in forecast.criticality.items() if share] == [
        id_ for id_, d in dates.by_id.items() if d.critical
    ]


def test_a_finish_within_a_day_falls_on_that_day():
    forecast = simulate(plan({"A": 1}), {"A": Fixed(5.2)}, seed=1, runs=1)

    assert forecast.finish[50] == working_day(5)
    assert forecast.chance_of(working_day(5)) == 1
    assert forecast.chance_of(working_day(4)) == 0


def test_the_chance_of_a_day_is_the_share_of_runs_finished_by_then():
    forecast = simulate(plan({"A": 1}), {"A": Discrete((2, 4), (0.25, 0.75))}, seed=5, runs=4000)

    assert forecast.chance_of(working_day(0)) == 0
    assert forecast.chance_of(working_day(1)) == forecast.chance_of(working_day(2)) == pytest.approx(0.25, abs=0.03)
    assert forecast.chance_of(date(2025, 3, 8)) == 1


def test_a_merge_finishes_later_than_the_likely_durations_say():
    problem = plan(dict.fromkeys("ABCDE", 5) | {"end": 0}, ", ".join(f"{id_} FS end" for id_ in "ABCDE"))

    forecast = simulate(problem, dict.fromkeys("ABCDE", Triangular(3, 5, 7)), seed=1)

    assert forecast.percentiles[50] > 5.5
    assert forecast.percentiles[50] < forecast.percentiles[80] < forecast.percentiles[95]
    assert forecast.criticality["end"] == 1
    assert sum(forecast.criticality[id_] for id_ in "ABCDE") == pytest.approx(1)


def test_the_forecast_is_of_the_target_when_there_is_one():
    problem = plan(
        {"event": 4, "after": 9},
        "event FS after",
        anchor=date(2025, 3, 14),
        direction=Direction.BACKWARD,
        anchor_activity="event",
    )

    assert simulate(problem, {}, seed=1, runs=2).finish[80] == date(2025, 3, 14)
    assert simulate(problem, {}, seed=1, runs=2, finish_of="after").finish[80] == date(2025, 3, 27)


class TestFacts:
    def test_what_is_done_is_certain_and_what_runs_varies_in_its_rest(self):
        activities = [
            Activity("A", 3, actual_start=MONDAY, actual_finish=date(2025, 3, 6)),
            Activity("B", 10, actual_start=date(2025, 3, 7), percent=50),
        ]
        problem = Problem(activities, links_of("A FS B"), WEEKS, MONDAY)
        durations = {"A": Uniform(1, 90), "B": Fixed(20)}

        forecast = simulate(problem, durations, seed=1, runs=9, as_of=date(2025, 3, 12))

        assert set(forecast.samples) == {7.0 + 10.0}

    @pytest.mark.parametrize("drawn, finish", [(2, 8), (12, 16)])
    def test_running_work_without_a_percentage_takes_its_drawn_duration_but_is_not_over_yet(self, drawn, finish):
        activities = [Activity("B", 10, actual_start=date(2025, 3, 7)), Activity("C", 0)]
        problem = Problem(activities, links_of("B FF C"), WEEKS, MONDAY)

        forecast = simulate(problem, {"B": Fixed(drawn)}, seed=1, runs=2, as_of=date(2025, 3, 12))

        assert forecast.samples[0] == finish

    def test_work_reported_complete_but_not_finished_needs_one_more_day(self):
        activity = Activity("A", 4, actual_start=MONDAY, percent=100)

        forecast = simulate(
            Problem([activity], [], WEEKS, MONDAY), {"A": Fixed(4)}, seed=1, runs=1, as_of=date(2025, 3, 7)
        )

        assert forecast.finish[50] == date(2025, 3, 7)

    def test_running_work_without_a_data_date_takes_its_drawn_duration(self):
        activities = [Activity("A", 9), Activity("B", 1, actual_start=MONDAY)]
        problem = Problem(activities, links_of("A FF B"), WEEKS, MONDAY)

        assert simulate(problem, {"B": Fixed(2)}, seed=1, runs=1).samples == (9.0,)
        assert simulate(problem, {"B": Fixed(11)}, seed=1, runs=1).samples == (11.0,)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Fixed(-1),
        lambda: Uniform(4, 3),
        lambda: Triangular(3, 2, 5),
        lambda: Pert(-1, 2, 5),
        lambda: Discrete((1, 2), (0.5, 0.6)),
        lambda: Discrete((1, 2), (1.0,)),
        lambda: Discrete((), ()),
        lambda: Normal(3, -1),
        lambda: Exponential(0),
    ],
)
def test_impossible_distributions_are_refused(make):
    with pytest.raises(ValueError, match=r"\w+"):
        make()


@pytest.mark.parametrize("kind", [Triangular, Pert])
def test_three_equal_points_are_a_certain_duration(kind):
    assert simulate(plan({"A": 1}), {"A": kind(3, 3, 3)}, seed=1, runs=4).samples == (3.0,) * 4


@pytest.mark.parametrize(
    "problem, more, error",
    [
        (plan({}), {}, NothingToSchedule),
        (plan({"A": 1}), {"runs": 0}, ValueError),
        (plan({"A": 1}), {"finish_of": "Z"}, UnknownActivity),
        (plan({"A": 1}), {"durations": {"Z": Fixed(1)}}, UnknownActivity),
        (plan({"A": 1}), {"percentiles": (101,)}, ValueError),
    ],
)
def test_impossible_forecasts_are_refused(problem, more, error):
    with pytest.raises(error):
        simulate(problem, **({"durations": {}, "seed": 1} | more))


def test_a_forecast_of_a_thousand_activities_and_a_thousand_runs_takes_a_few_seconds():
    problem = realistic_problem(1000, 2000)
    durations = {a.id: Triangular(a.duration * 0.8, a.duration, a.duration * 1.7) for a in problem.activities}
    began = time.process_time()

    forecast = simulate(problem, durations, seed=1)

    assert time.process_time() - began < 4
    assert forecast.finish[50] >= schedule(problem).finish
