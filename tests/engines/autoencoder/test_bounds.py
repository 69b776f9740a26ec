"""How well one picture goes with what a VAE has learned."""

from __future__ import annotations

import numpy as np
import pytest

from engines.autoencoder.bounds import bounds, histogram
from engines.data import images
from engines.data.pixels import binarise
from engines.nets import weights
from engines.shipped import model

NAME = "vae-digits-2"


def test_of_black_and_white_pictures_it_is_the_elbo_and_no_more_than_the_tighter_bound() -> None:
    vae, X = model(NAME), binarise(images.load("digits", "test").images[:12])
    found = bounds(vae, X, pairs=200)
    draws = np.stack([vae.elbo(X, seed=seed) for seed in range(60)])
    error = draws.std(0, ddof=1) / np.sqrt(len(draws))
    assert (np.abs(found - draws.mean(0)) < 4 * error + 0.05 * draws.std(0)).all()
    tighter = vae.score_samples(X, n_importance=500)
    assert (found <= tighter + 4 * error).all()


def test_it_is_the_same_every_time_and_falls_for_what_is_no_digit() -> None:
    vae, X = model(NAME), images.load("digits", "test").images[:30]
    found = bounds(vae, X)
    np.testing.assert_allclose(bounds(vae, X[::-1].copy())[::-1], found, rtol=1e-5)
    assert bounds(vae, images.load("fashion", "test").images[:30]).max() < np.median(found)
    with pytest.raises(ValueError, match="no ELBO"):
        bounds(model("ae-digits-2"), X)


@pytest.mark.parametrize("name", [n for n in weights.names(kinds=("vae",)) if weights.data_of(n) in images.SOURCES])
def test_the_recorded_histogram_is_that_of_the_test_pictures(name: str) -> None:
    """Each tenth of fresh values lies where the record has a tenth of its own, to what chance allows."""
    recorded = weights.record(name)["test"]["bounds"]
    counts = np.array(recorded["counts"])
    edges = recorded["low"] + recorded["width"] * np.arange(len(counts) + 1)
    below = np.concatenate([[0], counts.cumsum()]) / counts.sum()
    values = bounds(model(name), images.load(weights.data_of(name), "test").images[100:200])
    ranks = np.sort(np.interp(values, edges, below))
    assert counts.sum() == 500 and np.abs(ranks - (np.arange(100) + 0.5) / 100).max() < 0.17
    assert histogram(values)["counts"] and sum(histogram(values)["counts"]) == 100
