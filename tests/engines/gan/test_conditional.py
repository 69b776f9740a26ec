"""GANs that are told factors: what they are asked for comes out, and asked for nothing they paint what they like."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import torch

from engines.gan.conditional import ToldDiscriminator, ToldGenerator
from engines.gan.model import GAN, GANConfig
from engines.gan.views import snapshot

FACTORS = (2, 3)
SMALL = GANConfig(
    net="conv", width=8, noise_dim=4, batch=32, size=8, channels=3, factors=FACTORS, beta1=0.0, beta2=0.99, r1=0.3,
    lr_g=2e-3, lr_d=2e-3, ema=0.99, drop=0.15,
)  # fmt: skip


def walls(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Plain walls, bright or dark, red, green or blue, never dark and blue: uint8 (n, 8, 8, 3), and factors (n, 2)."""
    rng = np.random.default_rng(seed)
    y = np.array([[0, 0], [0, 1], [0, 2], [1, 0], [1, 1]])[rng.integers(0, 5, n)]
    X = np.full((n, 8, 8, 3), 20, np.uint8)
    X[np.arange(n), :, :, y[:, 1]] = np.where(y[:, 0] == 0, 240, 120)[:, None, None] + rng.integers(0, 10, (n, 1, 1))
    return X, y


def read(rows: np.ndarray) -> np.ndarray:
    """The factors of generated rows (n, 3 * 64)."""
    channels = rows.reshape(len(rows), 3, -1).mean(2)
    return np.stack([channels.max(1) < 0.7, channels.argmax(1)], 1).astype(int)


def test_what_is_told_passes_through_and_scales_at_every_resolution() -> None:
    g = ToldGenerator((3, 8, 8), 8, 4, FACTORS)
    z, y = torch.randn(5, 4), torch.tensor([[0, 0], [1, 2], [2, 3], [1, 0], [0, 2]])
    rows = g(torch.cat([z, y], 1))
    assert rows.shape == (5, 3 * 64 + 2) and torch.equal(rows[:, -2:], y.float())
    assert rows[:, :-2].abs().max() <= 1
    other = g(torch.cat([z, (y + 1) % torch.tensor([3, 4])], 1))
    assert ((rows - other)[:, :-2].abs().amax(1) > 1e-4).all()
    for style in g.styles:  # each of them alone changes the picture
        style.film.weight.data.zero_()
        changed = g(torch.cat([z, y], 1))
        assert (changed - rows)[:, :-2].abs().max() > 1e-4
        rows = changed


def test_the_verdict_depends_on_the_request_by_an_inner_product() -> None:
    """logit(x, y) - logit(x, y') is linear in the request: one factor's part does not depend on the others."""
    d = ToldDiscriminator((3, 8, 8), 8, FACTORS)
    x = torch.rand(6, 192) * 2 - 1

    def logit(*y: int) -> torch.Tensor:
        return d(torch.cat([x, torch.tensor([y], dtype=torch.float32).expand(6, -1)], 1))

    torch.testing.assert_close(logit(0, 1) - logit(1, 1), logit(0, 2) - logit(1, 2), atol=1e-5, rtol=1e-4)
    assert (logit(0, 1) - logit(1, 1)).abs().max() > 1e-3


@pytest.fixture(scope="module")
def trained() -> GAN:
    model = GAN(SMALL.replace(steps=400))
    model.start(*walls(2000, 0))
    for _ in range(400):
        model.step()
    return model


def test_what_is_asked_for_is_painted(trained: GAN) -> None:
    asked = walls(300, 1)[1]
    assert (read(trained.sample(300, seed=1, y=asked)) == asked).all(1).mean() > 0.9


def test_an_open_factor_is_free_and_the_other_one_still_obeyed(trained: GAN) -> None:
    red = read(trained.sample(300, seed=2, y=[[-1, 0]] * 300))
    assert (red[:, 1] == 0).mean() > 0.9 and 0.1 < red[:, 0].mean() < 0.9
    free = read(trained.sample(300, seed=2))
    assert len(np.unique(free[:, 1])) == 3
    np.testing.assert_array_equal(trained.sample(20, seed=3), trained.sample(20, seed=3, y=[[-1, -1]] * 20))


def test_looking_judging_and_pickling_know_no_request(trained: GAN) -> None:
    assert snapshot(trained).arrays["pictures"].shape == (64, 8, 8, 3)
    assert trained.discriminate(walls(10, 3)[0]).shape == (10,)
    again = pickle.loads(pickle.dumps(trained))
    assert again.step() == trained.step()


def test_wrong_requests_and_settings_are_refused() -> None:
    model = GAN(SMALL)
    with pytest.raises(ValueError, match="y must hold"):
        model.start(walls(20, 0)[0])
    with pytest.raises(ValueError, match="y must hold"):
        model.start(walls(20, 0)[0], np.full((20, 2), 2))
    with pytest.raises(ValueError, match="factors are for pictures"):
        SMALL.replace(packing=2)
