"""The density of a diffusion model by its flow: where the denoiser is exact, so is the density."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import norm

from engines.comparison.budgets import world
from engines.comparison.models import POINTS
from engines.data.pixels import dequantise
from engines.diffusion import likelihood
from engines.diffusion.config import DiffusionConfig
from engines.diffusion.exact import standardised
from engines.diffusion.model import Diffusion
from engines.diffusion.oracles import WorldDenoiser


class Exact(Diffusion):
    """A model whose network is right."""

    @property
    def network(self) -> WorldDenoiser:
        return WorldDenoiser(standardised(self))


@pytest.mark.parametrize("data", POINTS)
def test_the_density_of_the_exact_score_is_the_worlds_own(data: str) -> None:
    model = Exact(DiffusionConfig(schedule="karras"))
    model.world = world(data)
    X = model.world.sample(300, seed=1)
    model.measure(model.world.sample(20_000, seed=2))
    found = likelihood.score_samples(model, X)
    assert found.mean() == pytest.approx(model.world.log_prob(X).mean(), abs=0.02)
    assert np.abs(found - model.world.log_prob(X)).mean() < 0.05


def test_one_direction_at_random_gives_the_trace_in_the_mean_and_again_with_its_seed() -> None:
    """A Gaussian in 16 dimensions, whose denoiser is a matrix that mixes them."""
    rng = np.random.default_rng(0)
    basis, _ = np.linalg.qr(rng.normal(size=(16, 16)))
    variance = torch.linspace(0.2, 2.0, 16, dtype=torch.float64)
    Q = torch.tensor(basis)

    class Linear:
        def evaluations(self, level):
            return 1

        def __call__(self, x, level, y=None):  # E[x0 | x_t] of N(0, Q diag(v) Q^T)
            gain = level.alpha * variance / (level.alpha**2 * variance + level.sigma**2)
            return x @ Q @ torch.diag(gain) @ Q.T

    x = torch.tensor(rng.normal(size=(400, 16))) * variance.sqrt() @ Q.T
    exact = torch.distributions.MultivariateNormal(torch.zeros(16, dtype=torch.float64), Q @ torch.diag(variance) @ Q.T)
    found, again = (likelihood.log_density(Linear(), x, generator=torch.Generator().manual_seed(3)) for _ in range(2))
    assert torch.equal(found, again)
    other = likelihood.log_density(Linear(), x, generator=torch.Generator().manual_seed(4))
    assert not torch.equal(found, other)
    error = (found - exact.log_prob(x)).std() / 20
    assert found.mean() == pytest.approx(exact.log_prob(x).mean().item(), abs=4 * error.item())


def test_the_density_is_in_the_units_of_the_data() -> None:
    """Ten times as wide, 2 log 10 less likely."""
    config = DiffusionConfig(schedule="karras", width=8, depth=1)
    X = np.random.default_rng(0).normal(size=(200, 2)).astype(np.float32)
    small, large = Diffusion(config), Diffusion(config)
    small.start(X)
    large.start(10 * X)
    apart = likelihood.score_samples(small, X[:20]) - likelihood.score_samples(large, 10 * X[:20])
    assert apart == pytest.approx(2 * np.log(10), abs=0.01)


def test_bytes_are_as_likely_as_their_cells() -> None:
    """Dark pixels of a Gaussian: in the cell of the byte v its mean log-density is that at v, less what the width of
    the cell costs, also where v / 255 lies at the edge of v / 256 to (v + 1) / 256."""
    mean, sd = 15 / 255, 2 / 255

    class Normal(Diffusion):
        @property
        def network(self):
            def denoise(x, level, y=None):
                m, v = (mean - 0.5) / 0.5, (sd / 0.5) ** 2
                return m + level.alpha * v / (level.alpha**2 * v + level.sigma**2) * (x - level.alpha * m)

            return denoise

    model = Normal(DiffusionConfig(net="unet", width=8, size=4))
    model._frame(None)
    rng = np.random.default_rng(0)
    values = np.clip(np.rint(255 * rng.normal(mean, sd, (400, 16))), 0, 255)
    found = likelihood.score_samples(model, dequantise(values.astype(np.uint8).reshape(-1, 4, 4), seed=1))
    expected = (norm.logpdf(values, 255 * mean, 255 * sd) - 1 / 24 / (255 * sd) ** 2 + np.log(256)).sum(1)
    error = (found - expected).std() / 20
    assert found.mean() == pytest.approx(expected.mean(), abs=4 * error)


def test_what_it_costs_is_counted() -> None:
    calls = []

    def zero(x, level, y=None):
        calls.append(len(x))
        return 0 * x

    likelihood.log_density(zero, torch.zeros(3, 2))
    assert len(calls) == likelihood.evaluations(2)
    calls.clear()
    likelihood.log_density(zero, torch.zeros(3, 50), generator=torch.Generator().manual_seed(0))
    assert len(calls) == likelihood.evaluations(50)
