"""The shipped records of beta: whole, read as means with errors, and beside the shipped weights of the first seed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assets.autoencoder.apples import APPLES, BETAS, SEEDS, of_apples
from assets.autoencoder.rows import by_seed, measure
from engines.autoencoder.sweep import FACTORS, Sweep, sweep
from engines.nets import weights
from engines.nets.latent_space import space


def test_the_record_is_whole_and_of_the_recipe_that_makes_it() -> None:
    found = sweep("apples")
    assert found.betas == list(BETAS) and found.config == APPLES.as_dict()
    for beta in BETAS:
        assert [row["seed"] for row in found.at(beta)] == list(range(SEEDS))


def test_a_figure_is_the_mean_over_seeds_with_its_standard_error() -> None:
    rows = [{"beta": b, "seed": s, "mig": v} for b, s, v in [(1, 0, 0.1), (1, 1, 0.3), (4, 1, 0.5), (4, 0, 0.5)]]
    found = Sweep({}, rows)
    mean, error = found.figure("mig", 1)
    assert np.isclose(mean, 0.2) and np.isclose(error, np.std([0.1, 0.3], ddof=1) / 2**0.5)
    assert [row["seed"] for row in found.at(4)] == [0, 1]


@pytest.mark.parametrize("beta", BETAS)
def test_the_weights_of_the_first_seed_are_shipped_with_their_space(beta: float) -> None:
    name = f"{'vae' if beta else 'ae'}-apples-{beta:g}"
    d = APPLES.latent_dim
    assert weights.record(name)["config"]["beta"] == (beta or 1.0)
    assert space(name).origin.shape == (d,) and np.shape(sweep("apples").at(beta)[0]["correlations"]) == (
        d,
        len(FACTORS),
    )


def test_beta_spares_numbers_and_pays_with_the_picture() -> None:
    found = sweep("apples")
    active, lost = ([found.figure(name, beta)[0] for beta in (1.0, 16.0)] for name in ("active", "reconstruction"))
    assert active[0] > active[1] and lost[0] < lost[1]
    assert found.figure("kl", 1.0)[0] > found.figure("kl", 16.0)[0]
    assert all(found.figure("mig_floor", beta)[0] < found.figure("mig", beta)[0] for beta in found.betas)


def test_a_record_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    file, asked = tmp_path / "rows.json", []

    def row_of(beta: float, seed: int) -> dict[str, float]:
        asked.append((beta, seed))
        if len(asked) == 3:
            raise KeyboardInterrupt
        return {"mig": beta + seed}

    with pytest.raises(KeyboardInterrupt):
        measure(file, {"config": {}}, by_seed(2, (0.0, 4.0)), row_of)
    assert [(r["beta"], r["seed"]) for r in json.loads(file.read_text())["rows"]] == [(0, 0), (4, 0)]
    measure(file, {"config": {}}, by_seed(2, (0.0, 4.0)), row_of)
    assert asked == [(0, 0), (4, 0), (0, 1), (0, 1), (4, 1)]
    assert [r["mig"] for r in json.loads(file.read_text())["rows"]] == [0, 1, 4, 5]


@pytest.mark.slow
def test_a_row_can_be_made_again() -> None:
    """To the last digit only on the processor that made it."""
    row, again = sweep("apples").at(1.0)[1], of_apples(1.0, 1)
    assert again.keys() | {"beta", "seed"} == row.keys()
    assert np.isclose(again["reconstruction"], row["reconstruction"], rtol=0.01)
