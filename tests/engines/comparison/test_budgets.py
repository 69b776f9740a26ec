"""Two budgets: when a training that converges stops, and that it goes on where it was killed."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from assets.comparison import make
from assets.comparison.shelf import Shelf
from engines.comparison import budgets, pixel_mixture
from engines.comparison import run as comparison
from engines.comparison.budgets import CONVERGED, LESSON, MANY, Lesson, learned_from, seeds_of
from engines.comparison.contestant import Contestant, Network
from engines.comparison.models import DATA, MODELS, NETWORKS, POINTS, build, models_of
from engines.comparison.networks import Forger
from engines.comparison.patience import Patience
from engines.comparison.results import Results, read_curves, write_curves
from engines.comparison.run import Progress, Run, iterate
from engines.core import Diverged

TINY = {"n_samples": 40, "budget": CONVERGED}


def watched(values: list[float], **settings: float) -> tuple[Patience, list[float]]:
    """What is left after looks at these criteria, and the share of the rate after each."""
    patience = Patience(100, **{"margin": 0.01, "looks": 3, "most": 40} | settings)
    shares = []
    for k, value in enumerate(values, 1):
        if patience.done:
            break
        shares.append(patience.look(100 * k, value))
    return patience, shares


def test_it_stops_when_nothing_improves_and_then_the_rate_falls_to_zero() -> None:
    patience, shares = watched([5.0, 4.0, 3.0, 2.0, 1.0, *[1.0] * 20])
    assert shares == [*[1.0] * 8, 0.5, 0.0]  # three looks in vain after the fifth, then a quarter of the eight
    assert patience.settled and patience.done
    assert [step for step, _ in patience.curve] == [100 * k for k in range(1, 11)]


def test_an_improvement_below_the_margin_is_none_and_noise_upwards_does_not_matter() -> None:
    slow, _ = watched([1.0 * 0.995**k for k in range(30)])
    assert slow.best_at > 1  # it adds up
    flat, _ = watched([1.0, 1.2, 0.995, 1.1, 0.993])
    assert flat.best_at == 1 and flat.settled
    negative, _ = watched([-1.0, -1.005, -2.0, -2.01])  # a likelihood
    assert negative.best_at == 3


def test_what_is_at_its_best_at_once_has_the_least_looks_all_the_same() -> None:
    patience, shares = watched([1.0, *[2.0] * 30], least=12)
    assert shares == pytest.approx([*[1.0] * 12, 2 / 3, 1 / 3, 0.0]) and patience.settled


def test_what_never_settles_ends_after_most_looks_and_says_so() -> None:
    patience, shares = watched([100.0 / k for k in range(1, 100)], most=8)
    assert len(shares) == 10 and patience.done and not patience.settled
    assert patience.longest == 1000
    broken, _ = watched([float("nan")] * 100, most=8)
    assert broken.done


# ---- trainings -------------------------------------------------------------------------------------------------------


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few points, looks after every second step, and no more than four of them."""
    monkeypatch.setattr(budgets, "N_TRAIN", 300)
    monkeypatch.setitem(budgets.N_HELD_OUT, CONVERGED, 60)
    monkeypatch.setattr(Network, "EVERY", {"points": 2, "pictures": 2})
    for network in (Network, Forger):
        monkeypatch.setattr(network, "LOOKS", {"looks": 2, "most": 4})


@pytest.mark.parametrize("model", NETWORKS)
def test_a_network_is_trained_until_it_settles_and_says_how_far_it_came(model: str, hasty: None) -> None:
    run = Run("ring", model, 0, **TINY)
    *_, last = iterate(run)
    value = {r.metric: r.value for r in last.rows}
    assert {r.budget for r in last.rows} == {CONVERGED}
    assert [step for step, _ in run.curve] == list(range(2, int(value["steps"]) + 1, 2))
    assert value["steps"] <= 10 and value["settled"] in (0.0, 1.0)
    assert run.contestant.config["patience"]["most"] == 4
    assert (value["log_likelihood"] is None) == model.startswith("gan")


def test_the_rate_falls_once_it_has_settled(hasty: None) -> None:
    run = Run("ring", "vae", 0, **TINY)
    for _ in iterate(run):
        pass
    assert run.contestant.model.config.lr == 0 < run.contestant.first.lr
    assert run.contestant.config["lr"] == run.contestant.first.lr  # how it was made


def test_a_training_that_diverges_is_a_result_too(hasty: None, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run("ring", "gan-plain", 0, **TINY)
    run.start()
    run.step()

    def diverge() -> None:
        raise Diverged("too far")

    monkeypatch.setattr(run.contestant.model, "step", diverge)
    *_, last = iterate(run)
    assert {r.metric: r.value for r in last.rows}["settled"] == 0


def test_networks_have_as_many_parameters_to_within_half() -> None:
    for data, columns in (("ring", 2), ("digits", 28 * 28), ("postcards", 3 * 32 * 32)):
        sizes = {}
        rows = np.random.default_rng(0).integers(0, 256, (64, columns)).astype(float if columns == 2 else np.uint8)
        for model in (m for m in NETWORKS if m in models_of(data, CONVERGED)):
            contestant = build(data, model, 0, 10, CONVERGED)
            contestant.converge(None)
            contestant.start(rows, None)
            sizes[model] = contestant.n_parameters
        assert max(sizes.values()) <= 1.5 * min(sizes.values()), (data, sizes)


def test_what_tells_when_to_stop_is_not_learned_from() -> None:
    points, pictures = (learned_from(data, 0, CONVERGED) for data in ("ring", "digits"))
    assert (
        len(points.X) == len(points.validation) == 10_000
        and not (points.X[:, None] == points.validation[:9]).all(2).any()
    )
    assert (len(pictures.X), len(pictures.validation), len(pictures.y)) == (9000, 1000, 9000)
    assert learned_from("digits", 0).validation is None


@pytest.mark.parametrize("model", ["mixture", "mixture-told"])
def test_the_mixture_of_pictures_is_the_likeliest_of_those_tried(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On pictures that chose nothing, too."""
    monkeypatch.setattr(pixel_mixture, "FLOORS", (1e-4, 1e-2))
    monkeypatch.setattr(pixel_mixture, "COMPONENTS", (20, 5))
    monkeypatch.setattr(pixel_mixture, "PER_CLASS", (1, 2))
    lesson = learned_from("digits", 0, CONVERGED)
    contestant = fitted(model, lesson)
    tried = contestant.found
    assert len(tried) == 3 and tried[2][2] == max(tried[:2])[2]  # the best floor, then another number
    unseen = lesson.validation[100:200]
    monkeypatch.setattr(pixel_mixture, "FLOORS", (1e-2,))
    bits, blurred = (c.bits(unseen, 0)["bits_per_dim"] for c in (contestant, fitted(model, lesson)))
    assert bits < blurred - 0.5
    drawn = contestant.sample(30, seed=1)
    assert drawn.shape == (30, 784) and (contestant.asked is None) == (model == "mixture")


def fitted(model: str, lesson: Lesson) -> Contestant:
    contestant = build("digits", model, 0, 1000, CONVERGED)
    contestant.converge(lesson.validation[:100])
    contestant.start(lesson.X[:1000], lesson.y[:1000])
    while not contestant.done:
        contestant.step()
    return contestant


def test_the_plain_gan_has_none_of_the_cures() -> None:
    for data in DATA:
        config = build(data, "gan-plain", 0, 10, CONVERGED).config
        assert (config["loss"], config["r1"], config["ema"], config["packing"]) == ("non-saturating", 0, 0, 1)
    assert len(seeds_of("ring", "gan-plain", CONVERGED)) == MANY["gan-plain", "points"] >= 12


# ---- the command -----------------------------------------------------------------------------------------------------


class Killed(Exception):
    pass


@pytest.mark.parametrize("model", NETWORKS)
def test_a_make_that_is_killed_goes_on_and_gives_the_same_rows(
    model: str, hasty: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.make(Run("ring", model, 0, **TINY), Shelf(tmp_path / "straight"))
    steps: list[int] = []

    def dying(run: Run) -> list[Progress]:
        for progress in iterate(run):
            steps.append(run.n_steps)
            if len(steps) == 4:
                raise Killed
            yield progress

    monkeypatch.setattr(make, "iterate", dying)
    monkeypatch.setattr(make, "SAVED", 0.0)
    with pytest.raises(Killed):
        make.make(Run("ring", model, 0, **TINY), Shelf(tmp_path / "killed"))
    make.make(Run("ring", model, 0, **TINY), Shelf(tmp_path / "killed"))
    assert steps[4] > 0 and all(a <= b for a, b in pairwise(steps[4:]))  # not from the beginning
    straight, killed = (Results.load(tmp_path / name) for name in ("straight", "killed"))
    lasting = [[r for r in found.rows if r.metric not in comparison.MEASURED_ANEW] for found in (straight, killed)]
    assert lasting[0] == lasting[1] and straight.curves == killed.curves
    assert not list((tmp_path / "killed" / "unfinished").iterdir())


def test_points_come_first_and_of_each_kind_every_model_before_any_again() -> None:
    plan = make.planned(list(DATA), [*MODELS], None, CONVERGED)
    kinds = [data in POINTS for data, _, _ in plan]
    assert kinds == sorted(kinds, reverse=True)
    seeds = [seed for data, _, seed in plan if data in POINTS]
    assert seeds == sorted(seeds) and max(seeds) == 11
    digits = [seed for data, _, seed in plan if data == "digits"]
    assert digits == sorted(digits) and set(digits) == {0, 1, 2}


def test_the_curves_survive_their_file(tmp_path: Path) -> None:
    curves = {("ring", "gan", 0): [(500, 0.25), (1000, 0.125)]}
    write_curves(tmp_path / "curves.csv", curves)
    assert read_curves(tmp_path / "curves.csv") == Shelf(tmp_path).curves == curves
    assert read_curves(tmp_path / "none.csv") == {}


def test_a_budget_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="choose one of lesson, converged"):
        Run("ring", "gan", 0, budget="endless")
    assert Run("ring", "gan", 0).budget == LESSON


# ---- what is shipped -------------------------------------------------------------------------------------------------

ENDED = Results.load(budget=CONVERGED)
MADE = [(data, model) for data, models in ENDED.runs.items() for model in models]


@pytest.mark.parametrize(("data", "model"), MADE)
def test_shipped_trainings_are_complete_and_of_the_present_settings(data: str, model: str) -> None:
    run, made = Run(data, model, 0, budget=CONVERGED), ENDED.runs[data][model]
    run.contestant = run.built()
    assert run.matches(made | {"versions": run.record["versions"]})
    rows = [r for r in ENDED.rows if (r.data, r.model) == (data, model)]
    measures = comparison.measures_of(data, CONVERGED)
    assert [(r.seed, r.metric) for r in rows] == [(seed, m) for seed in made["seeds"] for m in measures]
    curves = {seed for of, which, seed in ENDED.curves if (of, which) == (data, model)}
    assert curves == (set(made["seeds"]) if model in NETWORKS else set())


def test_every_floor_of_a_distance_is_of_as_many_samples_as_the_models_drew() -> None:
    for row in ENDED.rows:
        if row.metric in ("frechet", "sliced_wasserstein"):
            assert ENDED.floors[row.data, row.metric].n == row.n_samples >= 10_000
