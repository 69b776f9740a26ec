"""The record of what beta does: made with the recipe of today, whole, and in the order that theory asks for."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.concepts.autoencoder.collapse import chart
from app.ui.colours import VAE
from assets.autoencoder import beta as make
from engines.autoencoder.config import AutoencoderConfig
from engines.autoencoder.sweep import sweep


def column(metric: str, beta: float) -> list[float]:
    return [row[metric] for row in json.loads(make.FILE.read_text())["rows"] if row["beta"] == beta]


def test_it_is_of_the_recipe_and_whole() -> None:
    record = json.loads(make.FILE.read_text())
    assert AutoencoderConfig(**record["config"]) == make.RECIPE
    found = {(row["beta"], row["seed"]) for row in record["rows"]}
    assert found == {(beta, seed) for beta in make.BETAS for seed in range(make.SEEDS)}


def test_more_pull_tells_less_and_restores_worse() -> None:
    restoring = [np.mean(column("restoring", beta)) for beta in make.BETAS]
    told = [np.mean([sum(kl) for kl in column("kl", beta)]) for beta in make.BETAS if beta]
    assert np.all(np.diff(restoring) > 0) and np.all(np.diff(told) < 0)
    assert column("active", 32.0) == [0] * make.SEEDS


def test_the_bound_is_best_where_it_is_trained_for_or_near() -> None:
    bound = {beta: np.mean(column("elbo", beta)) for beta in make.BETAS if beta}
    assert max(bound, key=bound.get) <= 1
    assert bound[1.0] - bound[2.0] > 3


def test_figures_are_means_over_seeds() -> None:
    mean, error = sweep("beta").figure("restoring", 1.0)
    values = column("restoring", 1.0)
    assert mean == pytest.approx(np.mean(values)) and error == pytest.approx(
        np.std(values, ddof=1) / len(values) ** 0.5
    )


def test_its_lines_have_the_models_own_colour_and_differ_by_their_dashes() -> None:
    """Blue, orange and green are the data, the fakes and the truth."""
    lines = chart(make.BETAS, make.BETAS).data
    assert {line.line.color for line in lines} == {VAE} and len({line.line.dash for line in lines}) == len(lines) == 3
