"""Every score reads its floor on perfect samples and moves the right way on samplers that are bad on purpose."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from engines.data import images
from engines.data.postcards import cards, factors
from engines.data.postcards import table as postcards_table
from engines.data.shapes import build
from engines.data.worlds import World
from engines.measures import score_names, scores
from engines.measures.score_names import NotDefined
from engines.measures.scores import Scores
from engines.statistics import Floor

N, RUNS = 600, 8


def off(found: Scores, floor: dict[str, Floor], runs: int) -> dict[str, float]:
    """How many standard deviations of a single run each score lies above its floor; of a constant floor, 0 or inf."""
    z = {}
    for name, f in floor.items():
        gap = math.nan if isinstance(found[name], NotDefined) else found[name] - f.mean
        sd = f.standard_error * math.sqrt(runs + 1)  # + 1: the floor's own error
        z[name] = gap / (sd or 1) if sd or not gap else gap * math.inf  # not a number stays so
    return z


def within(found: Scores, floor: dict[str, Floor], runs: int, *, but: tuple[str, ...] = (), sds: float = 6) -> None:
    """Not further from the floor than chance: its spread is known from few runs, hence six."""
    far = {name: z for name, z in off(found, floor, runs).items() if abs(z) >= sds and name not in but}
    assert not far


def moved(found: Scores, floor: dict[str, Floor], runs: int, *, up: str = "", down: str = "", sds: float = 10) -> None:
    z = off(found, floor, runs)
    stuck = {name: z[name] for name in up.split() if not z[name] > sds}
    stuck |= {name: z[name] for name in down.split() if not z[name] < -sds}
    assert not stuck


# ---- points ----------------------------------------------------------------------------------------------------------

GRID = build("pacgan-grid")
SCALE = GRID.covariances[0, 0, 0]
TRAIN, HELD_OUT = (GRID.sample(N, seed=s) for s in (1, 2))


@pytest.fixture(scope="module")
def point_floor() -> dict[str, Floor]:
    return scores.point_floor(GRID, N, seeds=RUNS)


def judged(samples: np.ndarray, world: World | None = None, **changes) -> Scores:
    given = {"train": TRAIN, "held_out": HELD_OUT, "log_density": world and world.log_prob}
    return scores.point_scores(GRID, samples, **(given | changes))


def test_every_point_score_has_a_floor_with_its_error(point_floor: dict[str, Floor]) -> None:
    assert list(point_floor) == list(score_names.POINT_SCORES)
    assert {f.n for f in point_floor.values()} == {N}
    assert all(math.isfinite(f.mean) and f.standard_error >= 0 for f in point_floor.values())
    assert point_floor["modes"] == Floor(25, 0, N)
    assert point_floor["forward_kl"] == point_floor["reverse_kl"] == Floor(0, 0, N)
    for name in ("density", "memorisation", "diversity"):
        assert point_floor[name].mean == pytest.approx(1, abs=0.05)
    assert point_floor["mmd_p"].mean > 0.1
    assert point_floor["log_likelihood"].mean == pytest.approx(-0.065, abs=0.05)  # of the reference table
    assert point_floor["coverage"].mean == pytest.approx(1 - 2**-5, abs=0.02)


def test_perfect_points_read_their_floor(point_floor: dict[str, Floor]) -> None:
    for seed in (10, 11, 12):
        within(judged(GRID.sample(N, seed=seed), GRID), point_floor, RUNS)


def test_a_collapsed_sampler(point_floor: dict[str, Floor]) -> None:
    """Five modes of 25, each perfect: nothing looks wrong with any single sample."""
    few = World(np.arange(25) % 5 == 0, GRID.means, GRID.covariances)
    found = judged(few.sample(N, seed=3), few)
    moved(found, point_floor, RUNS, up="mode_kl reverse_kl_knn sliced_wasserstein forward_kl reverse_kl mmd")
    moved(found, point_floor, RUNS, down="modes recall coverage log_likelihood")
    assert found["mode_kl"] == pytest.approx(math.log(5), abs=0.02)
    assert found["reverse_kl"] == pytest.approx(math.log(5), abs=1e-6)
    assert found["mmd_p"] < 0.01
    within(found, point_floor, RUNS, but=tuple(set(point_floor) - {"hq"}))
    assert found["precision"] > point_floor["precision"].mean - 0.03


def test_a_sampler_that_repeats_one_point(point_floor: dict[str, Floor]) -> None:
    found = judged(np.repeat(GRID.means[:1], N, axis=0))
    assert (found["modes"], found["hq"], found["diversity"]) == (1, 1, 0)
    assert found["reverse_kl_knn"] == NotDefined("infinite")
    moved(found, point_floor, RUNS, down="recall coverage diversity")


def test_a_blurred_sampler(point_floor: dict[str, Floor]) -> None:
    """Three times too wide: within three deviations is what was within one, 1 - exp(-1/2)."""
    wide = World(GRID.weights, GRID.means, 9 * GRID.covariances)
    found = judged(wide.sample(N, seed=3), wide)
    moved(found, point_floor, RUNS, down="hq precision density coverage log_likelihood")
    moved(found, point_floor, RUNS, up="forward_kl reverse_kl reverse_kl_knn memorisation bits_per_dim")
    assert found["hq"] == pytest.approx(1 - math.exp(-1 / 2), abs=0.07)
    assert found["reverse_kl"] == pytest.approx(8 - math.log(9), abs=1)  # (tr - d - log det) / 2 with ratio 9, d = 2
    within(found, point_floor, RUNS, but=tuple(set(point_floor) - {"diversity", "mode_kl"}))


def test_a_too_narrow_sampler_is_better_than_perfect_where_better_is_not_high(point_floor: dict[str, Floor]) -> None:
    narrow = World(GRID.weights, GRID.means, GRID.covariances / 9)
    found = judged(narrow.sample(N, seed=3), narrow)
    moved(found, point_floor, RUNS, up="density forward_kl", down="recall coverage")
    moved(found, point_floor, RUNS, down="memorisation", sds=6)
    assert found["hq"] == 1
    assert score_names.POINT_SCORES["hq"].better == score_names.POINT_SCORES["density"].better == "near-floor"


def test_a_memorising_sampler(point_floor: dict[str, Floor]) -> None:
    """Copies of the training points pass every test but one."""
    found = judged(np.random.default_rng(0).permutation(TRAIN))
    assert found["memorisation"] == 0
    within(found, point_floor, RUNS, but=("memorisation",))


def test_a_noisy_sampler(point_floor: dict[str, Floor]) -> None:
    """Four in ten points lie anywhere in the square."""
    rng = np.random.default_rng(0)
    samples = np.concatenate([GRID.sample(N * 6 // 10, seed=3), rng.uniform(-5, 5, (N * 4 // 10, 2))])
    found = judged(rng.permutation(samples))
    moved(found, point_floor, RUNS, up="reverse_kl_knn memorisation", down="hq precision density")
    moved(found, point_floor, RUNS, down="coverage", sds=4)
    assert found["modes"] == 25


def test_what_a_model_cannot_say_is_not_defined(point_floor: dict[str, Floor]) -> None:
    samples = GRID.sample(N, seed=5)
    no_density = {name for name, v in judged(samples).items() if v == NotDefined("no-density")}
    assert no_density == {"forward_kl", "reverse_kl", "log_likelihood", "bits_per_dim"}
    moons = build("moons")
    X = moons.sample(N, seed=0)
    found = scores.point_scores(moons, X, train=X, held_out=moons.sample(N, seed=1))
    assert {name for name, v in found.items() if v == NotDefined("many-components")} == {"modes", "hq", "mode_kl"}
    assert set(judged(samples[:9]).values()) == {NotDefined("too-few")}
    assert set(judged(np.where(samples > 3, np.nan, samples)).values()) == {NotDefined("not-finite")}
    far = judged(samples + 100)
    assert (far["modes"], far["hq"], far["mode_kl"]) == (0, 0, NotDefined("infinite"))
    assert judged(samples * 1e37)["mmd_p"] < 0.01  # on its way to divergence, in float32


def test_averages_have_an_error_and_keep_the_reason() -> None:
    runs = [{"a": 1.0, "b": 2.0, "c": NotDefined("no-density")}, {"a": 3.0, "b": NotDefined("infinite"), "c": 0.0}]
    found = scores.averaged(runs, 7)
    assert found == {"a": Floor(2, 1, 7), "b": "infinite", "c": "no-density"}
    assert set(found.values()) - {found["a"]} <= set(score_names.REASONS)
    assert math.isnan(scores.averaged(runs[:1], 7)["a"].standard_error)


def test_scores_import_without_torch() -> None:
    code = "import engines.measures.scores, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", code]).returncode == 0


# ---- pictures --------------------------------------------------------------------------------------------------------

M, SEEDS = 300, 6


@pytest.fixture(scope="module")
def picture_floor() -> dict[str, Floor]:
    return scores.picture_floor("digits", M, seeds=SEEDS)


@pytest.fixture(scope="module")
def digits() -> tuple[np.ndarray, np.ndarray]:
    """Embedded training digits in random order: MNIST comes writer by writer."""
    found, order = images.load("digits"), np.random.default_rng(0).permutation(10_000)
    return found.images[order], found.labels[order]


def seen(samples: np.ndarray, digits: tuple[np.ndarray, np.ndarray], **more) -> Scores:
    held_out = np.random.default_rng(1).permutation(images.load("digits", "test").images)
    return scores.picture_scores("digits", samples, train=digits[0][M : M + 2500], held_out=held_out, **more)


def test_every_picture_score_of_digits_has_a_floor(picture_floor: dict[str, Floor]) -> None:
    assert set(score_names.PICTURE_SCORES) - set(picture_floor) == {"bits_per_dim", "joint_kl"}
    assert picture_floor["classes"] == Floor(10, 0, M)
    assert picture_floor["obeyed"].mean > 0.97
    with pytest.raises(ValueError, match="to 5,000 pictures"):
        scores.picture_floor("digits", 5001)


def test_real_digits_read_their_floor(picture_floor: dict[str, Floor], digits) -> None:
    within(seen(digits[0][:M], digits), picture_floor, SEEDS)


def test_collapsed_digits(picture_floor: dict[str, Floor], digits) -> None:
    X, y = digits
    found = seen(X[:5000][y[:5000] == 1][:M], digits)
    assert found["classes"] == 1
    assert found["class_kl"] == pytest.approx(-math.log((y == 1).mean()), rel=0.1)
    moved(found, picture_floor, SEEDS, up="frechet class_kl", down="classes recall coverage diversity")


def test_blurred_digits(picture_floor: dict[str, Floor], digits) -> None:
    found = seen(np.stack([gaussian_filter(x / 255, 1.0) for x in digits[0][:M]]), digits)
    moved(found, picture_floor, SEEDS, up="frechet", down="sharpness precision density coverage", sds=5)
    assert found["sharpness"] < 0.2


def test_copied_digits(picture_floor: dict[str, Floor], digits) -> None:
    found = seen(digits[0][M : 2 * M], digits)
    assert found["memorisation"] < 1e-3
    within(found, picture_floor, SEEDS, but=("memorisation",))


def test_noisy_digits(picture_floor: dict[str, Floor], digits) -> None:
    noise = np.random.default_rng(0).normal(0, 0.25, (M, 28, 28))
    found = seen(digits[0][:M] / 255 + noise, digits)
    moved(found, picture_floor, SEEDS, up="frechet sharpness memorisation", down="precision density coverage")


def test_asked_and_bits_are_passed_on(digits) -> None:
    X, y = digits
    found = seen(X[:M], digits, asked=y[:M], bits=1.25)
    assert found["obeyed"] > 0.97
    assert found["bits_per_dim"] == 1.25
    assert seen(X[:M], digits, asked=(y[:M] + 1) % 10)["obeyed"] < 0.03
    plain = seen(X[:M], digits, bits=NotDefined("lower-bound"))
    assert (plain["obeyed"], plain["joint_kl"]) == ("no-condition", "one-factor")
    assert plain["bits_per_dim"] == "lower-bound"
    assert set(seen(X[:9], digits).values()) == {NotDefined("too-few")}
    assert set(seen(np.full((20, 28, 28), np.nan), digits).values()) == {NotDefined("not-finite")}


def test_postcards_are_set_against_their_joint_table() -> None:
    """Excluded combinations and missing ones are both seen; flat channels-first rows are the same pictures."""
    train, held_out, fresh = (cards.sample(200, seed=s) for s in (100, 101, 102))
    sides = {"train": train.images, "held_out": held_out.images}
    right = scores.picture_scores("postcards", fresh.images, asked=fresh.factors.kinds, **sides)
    flat = np.moveaxis(fresh.images, -1, 1).reshape(200, -1) / 255
    again = scores.picture_scores("postcards", flat, asked=fresh.factors["subject"], **sides)
    assert right["joint_kl"] == again["joint_kl"] < 0.4
    assert right["frechet"] == pytest.approx(again["frechet"], rel=1e-3)
    assert min(right["obeyed"], again["obeyed"]) > 0.97
    cats = cards.sample(200, seed=0, table=postcards_table.DEFAULT.given(subject="cat"))
    even = cards.sample(200, seed=0, table=postcards_table.JointTable(np.ones(factors.SHAPE)))
    found = {
        name: scores.picture_scores("postcards", x.images, **sides) for name, x in (("cats", cats), ("even", even))
    }
    assert found["cats"]["joint_kl"] > right["joint_kl"] + 0.2
    assert found["even"]["joint_kl"] > 2
    with pytest.raises(ValueError, match="or flat"):
        scores.picture_scores("postcards", flat[:, :-1], **sides)
    with pytest.raises(ValueError, match="choose one of digits"):
        scores.picture_scores("cats", flat, **sides)
