"""Measured curves: the statistics of the record, a shipped point measured again, the known shape with no network."""

from __future__ import annotations

import numpy as np
import pytest

from engines.data import shapes
from engines.data.worlds import World
from engines.diffusion import curve_records, curves
from engines.diffusion.curve_records import MEASURED, compare, curve, select
from engines.diffusion.model import DiffusionConfig
from engines.statistics import mean_and_error

RECORD = curve_records.read()
ROWS = RECORD["rows"]


@pytest.fixture(scope="module")
def ring() -> World:
    return shapes.build("ring")


@pytest.fixture(scope="module")
def untrained(ring: World):
    """The exact denoiser needs of a model only its units."""
    return {seed: curves.begun(ring, DiffusionConfig(seed=seed)) for seed in range(4)}


def exact_rows(untrained: dict, name: str, budgets: tuple[int, ...]) -> list[dict]:
    return [row for seed, model in untrained.items()
            for row in curves.point_steps(model, "ring", name, budgets, seed=seed, by="exact")]  # fmt: skip


# ---- statistics ------------------------------------------------------------------------------------------------------


def test_a_curve_is_the_mean_with_its_standard_error() -> None:
    rows = [{"x": x, "y": y, "seed": s, "of": "a"} for s, (x, y) in enumerate([(2, 1.0), (1, 0.0), (2, 4.0), (2, 7.0)])]
    found = curve([*rows, {"x": 2, "y": 99.0, "seed": 9, "of": "b"}, {"x": 3, "seed": 1, "of": "a"}], "x", "y", of="a")
    assert found.x.tolist() == [1, 2] and found.mean.tolist() == [0, 4]
    assert found.at(2) == (4, pytest.approx(3 / 3**0.5))  # the standard deviation of 1, 4, 7 is 3
    assert np.isnan(found.error[0]) and found.seeds.tolist() == [1, 3]
    with pytest.raises(ValueError, match="nothing was measured at 5; choose one of 1, 2"):
        found.at(5)


def test_settings_are_compared_on_the_same_seeds() -> None:
    """The seeds differ by 100, the settings by 1: only a paired comparison sees that."""
    rng = np.random.default_rng(0)
    rows = [{"of": of, "seed": s, "distance": 100 * s + gap + rng.normal(0, 0.1)}
            for s in range(6) for of, gap in (("a", 0), ("b", 1))]  # fmt: skip
    d = compare(rows, "distance", {"of": "a"}, {"of": "b"})
    assert d.mean == pytest.approx(-1, abs=0.3) and d.verdict == "first"
    assert compare(rows, "distance", {"of": "b"}, {"of": "a"}).verdict == "second"
    assert compare(rows, "distance", {"of": "a"}, {"of": "a"}).verdict == "same"
    with pytest.raises(ValueError, match="share 0 seeds"):
        compare(rows, "distance", {"of": "a"}, {"of": "c"})


def test_a_record_is_read_as_it_was_written(tmp_path) -> None:
    record = {"command": "c", "torch": "t", "rows": [{"seed": 0, "off": 0.1}, {"seed": 1, "off": 0.25}]}
    curve_records.write(record, tmp_path / "record.json")
    assert curve_records.read(tmp_path / "record.json") == record


def test_shared_values_are_those_that_all_were_measured_at_often_enough() -> None:
    rows = [{"of": of, "x": x, "seed": s} for of, xs in (("a", (1, 2, 3)), ("b", (2, 3))) for x in xs for s in range(2)]
    assert curve_records.shared(rows[:-1], "of", ("a", "b"), "x") == [2]
    assert curve_records.shared(rows[:-1], "of", ("a", "b"), "x", least=1) == [2, 3]


# ---- figures ---------------------------------------------------------------------------------------------------------


def test_the_distance_is_that_of_shifted_and_of_perfect_samples(ring: World) -> None:
    """Moved by v, every projection moves by |v . direction|, and its mean over directions is 2/pi |v|."""
    X = ring.sample(curves.N_POINTS, seed=1)
    perfect = curves.figures(ring, X)
    assert perfect["off"] == pytest.approx(np.exp(-4.5), abs=0.006)
    floors = [row["distance"] for row in select(ROWS, part="floor", on="ring")]
    assert perfect["distance"] < 2 * max(floors)
    moved = curves.figures(ring, X + np.array([3.0, 0.0]))["distance"]
    assert moved == pytest.approx(3 * np.abs(curves.directions()[0]).mean(), abs=0.1)
    assert np.abs(curves.directions()[0]).mean() == pytest.approx(2 / np.pi, abs=0.1)


def test_pictures_that_vary_less_have_a_smaller_spread() -> None:
    rng = np.random.default_rng(0)
    y = np.arange(200) % 4
    features = 10 * y[:, None] + rng.normal(size=(200, 3))
    wide = curves.spread(features, y)
    assert wide == pytest.approx(4 / np.pi**0.5, abs=0.2)  # E|x - x'| in three dimensions, standard normal
    assert curves.spread(0.5 * features, y) == pytest.approx(wide / 2)


# ---- the shape -------------------------------------------------------------------------------------------------------


def test_a_shipped_point_is_measured_again(untrained: dict) -> None:
    """Exact denoiser, so no training; rounding of another machine may move a point or two over the edge."""
    shipped = select(ROWS, part="steps", on="ring", by="exact", sampler="eta-1", budget=10, seed=2)[0]
    (again,) = curves.point_steps(untrained[2], "ring", "eta-1", [10], seed=2, by="exact")
    assert again["off"] == pytest.approx(shipped["off"], abs=0.002)
    assert again["distance"] == pytest.approx(shipped["distance"], rel=0.02)


def test_with_few_steps_fresh_noise_costs_samples_off_the_hills(untrained: dict) -> None:
    rows = [row for name in ("eta-0", "ddpm-large") for row in exact_rows(untrained, name, (10,))]
    d = compare(rows, "off", {"sampler": "eta-0"}, {"sampler": "ddpm-large"})
    assert d.mean < -5 * d.error and d.verdict == "first"


def test_more_steps_lead_to_the_floor(untrained: dict) -> None:
    found = curve(exact_rows(untrained, "eta-0", (2, 5, 10, 50)), "budget", "off")
    assert (np.diff(found.mean) < -2 * found.error[1:]).all()
    floor, error = mean_and_error([r["off"] for r in select(ROWS, part="floor", on="ring")])
    assert found.mean[-1] == pytest.approx(floor, abs=5 * (error + found.error[-1]) + 0.001)


@pytest.mark.parametrize("name", MEASURED)
def test_no_sampler_takes_more_evaluations_than_its_budget(untrained: dict, name: str) -> None:
    rows = list(curves.point_steps(untrained[0], "ring", name, (2, 5, 10), seed=0, by="exact"))
    assert len({row["budget"] for row in rows}) == 3
    for row in rows:
        assert row["budget"] - 1 <= row["evaluations"] <= row["budget"]


def test_the_average_is_measured_in_the_same_training(ring: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curves, "N_POINTS", 200)
    rows = list(curves.averaging(ring, "ring", 3, at=(2, 60)))
    assert [(r["updates"], r["weights"]) for r in rows] == [(u, w) for u in (2, 60) for w in ("last", "averaged")]
    assert all(0 < r["score_error"] < 2 for r in rows)
    assert rows[2]["score_error"] != rows[3]["score_error"]


# ---- the record ------------------------------------------------------------------------------------------------------


def test_the_record_holds_every_sampler_with_its_seeds() -> None:
    assert RECORD["points"] == curves.N_POINTS and RECORD["pictures"] == curves.N_PICTURES
    for by in ("network", "exact"):
        for name in MEASURED:
            found = curve(ROWS, "budget", "off", part="steps", on="ring", by=by, sampler=name)
            assert found.x.tolist() == [2, 5, 10, 20, 50, 100, 200, 1000] and (found.seeds == 5).all()
    assert len(select(ROWS, part="floor", on="ring")) == 20


def test_the_measured_shape_is_the_known_one() -> None:
    """Few steps: no new noise wins. Very many: new noise wins (Song et al. 2021, table 1)."""
    where = {"part": "steps", "on": "ring", "by": "network"}
    few, many = (
        compare(ROWS, "off", *({**where, "sampler": name, "budget": n} for name in ("eta-0", "ddpm-large")))
        for n in (10, 1000)
    )
    assert few.verdict == "first" and many.verdict == "second"
