"""Denoisers that are exact: of a world, of its examples."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engines.data import shapes
from engines.data.worlds import World
from engines.diffusion import predictions, schedules
from engines.diffusion.oracles import DataDenoiser, WorldDenoiser
from engines.diffusion.schedules import Level
from engines.measures.distances import sliced_wasserstein
from tests.engines.diffusion.walks import EXACT, RING, X_T, last


@pytest.mark.parametrize("name", ["linear", "cosine", "karras", "flow"])
def test_the_noised_world_is_the_law_of_x_t(name: str) -> None:
    """q(x_t | x_0) = N(alpha x_0, sigma^2 I): the mean and covariance of many draws, within 5 standard errors."""
    world, n, rng = shapes.build("pinwheel"), 40_000, np.random.default_rng(0)
    s = schedules.build(name)
    for t in (s.T // 4, s.T // 2):
        _, alpha, sigma = s.level(t)
        noised = world.noised(alpha, sigma)
        xt = alpha * world.sample(n, seed=rng) + sigma * rng.standard_normal((n, 2))
        error = np.sqrt(np.diag(noised.covariance) / n)
        assert (np.abs(xt.mean(0) - noised.mean) < 5 * error).all()
        np.testing.assert_allclose(np.cov(xt.T), noised.covariance, atol=5 * 1.5 * noised.covariance.max() / n**0.5)
        assert sliced_wasserstein(xt, noised.sample(n, seed=rng)) < 0.03 * np.sqrt(noised.covariance.max())


@pytest.mark.parametrize("name", ["linear", "flow"])
def test_the_exact_denoiser_agrees_with_tweedies_formula(name: str) -> None:
    s = schedules.build(name)
    for t in (1, 100, 700, 990):
        _, alpha, sigma = level = s.level(t)
        score = RING.noised(alpha, sigma).score(X_T.numpy())
        found = predictions.to_score(EXACT(X_T, level), X_T, alpha, sigma).numpy()
        np.testing.assert_allclose(found, score, atol=1e-6 * np.abs(score).max())


def test_without_signal_the_exact_mean_is_the_worlds() -> None:
    found = EXACT(X_T, Level(1000.0, 0.0, 1.0)).numpy()
    np.testing.assert_allclose(found, np.broadcast_to(RING.mean, found.shape), atol=1e-12)


def test_the_memorising_ideal_draws_its_examples_and_approaches_the_world_with_more_of_them() -> None:
    data = torch.tensor(RING.sample(12, seed=0))
    levels = schedules.build("linear").karras(40)
    X = last(DataDenoiser(data), levels, X_T, sampler="heun")
    assert torch.cdist(X, data).min(1).values.max() < 1e-3
    level = schedules.build("linear").level(500)
    wrong = [
        float((DataDenoiser(torch.tensor(RING.sample(n, seed=1)))(X_T, level) - EXACT(X_T, level)).norm())
        for n in (100, 10_000)
    ]
    assert wrong[1] < wrong[0] / 3


def test_the_mixture_of_points_is_the_memorising_ideal() -> None:
    data = RING.sample(5, seed=0)
    narrow = World(np.ones(5), data, np.tile(1e-10 * np.eye(2), (5, 1, 1)))
    for t in (200, 600):
        level = schedules.build("linear").level(t)
        found = DataDenoiser(torch.tensor(data))(X_T, level)
        torch.testing.assert_close(found, WorldDenoiser(narrow)(X_T, level), atol=1e-6, rtol=0)
