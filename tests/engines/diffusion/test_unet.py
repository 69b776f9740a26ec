"""Diffusion on pictures: the U-Net, learning in seconds, classes, rows and bytes, weights that are shipped."""

from __future__ import annotations

import math
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from engines.diffusion.model import Diffusion, DiffusionConfig
from engines.diffusion.unet import PictureNet, UNet
from engines.diffusion.views import snapshot
from engines.nets import weights

SHAPES = [(1, 28, 28), (3, 32, 32), (1, 8, 4)]
SMALL = DiffusionConfig(net="unet", width=8, size=8, batch=32, T=200, ema=0.99)


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def halves(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Pictures uint8 (n, 8, 8), bright on the left (class 0) or on the right (class 1), some brighter than others."""
    rng = np.random.default_rng(seed)
    y, X = rng.integers(0, 2, n), np.zeros((n, 8, 8), np.uint8)
    bright = rng.integers(128, 256, (n, 1, 1))
    X[:, :, :4], X[:, :, 4:] = bright * (y == 0)[:, None, None], bright * (y == 1)[:, None, None]
    return X, y


def trained(n: int, **settings) -> Diffusion:
    model = Diffusion(SMALL.replace(**settings))
    model.start(*halves(2000, seed=0))
    for _ in range(n):
        model.step()
    return model


# ---- the network -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("conditions", [(), (3,), (3, 2)])
def test_pictures_of_every_shape_come_back_in_theirs(shape: tuple[int, int, int], conditions: tuple[int, ...]) -> None:
    net = PictureNet(shape, 8, conditions, seeded(0))
    x, info = torch.randn(5, math.prod(shape), generator=seeded(1)), torch.zeros(5, 1 + len(conditions))
    assert torch.equal(net(x, info), torch.zeros_like(x))  # no opinion yet
    y, pullback = net.vjp(x, info)
    pullback(torch.ones_like(y))
    assert y.shape == x.shape and net.grad.norm() > 0


def test_every_pixel_the_level_and_the_class_reach_the_answer() -> None:
    net = UNet((1, 8, 8), 8, (2,))
    with torch.no_grad():
        for p in net.parameters():
            p.normal_(0, 0.1, generator=seeded(0))
    x = torch.randn(1, 64, generator=seeded(1))
    told = torch.tensor([[0.3, 1.0]])
    assert torch.autograd.functional.jacobian(lambda x: net(torch.cat([x, told], 1)), x).abs().min() > 0
    answers = [
        net(torch.cat([x, torch.tensor([other])], 1)) for other in ([0.3, 1.0], [2.0, 1.0], [0.3, 0.0], [0.3, 2.0])
    ]
    assert all((a - answers[0]).abs().max() > 1e-4 for a in answers[1:])


def test_a_picture_does_not_depend_on_its_company() -> None:
    net = trained(3).net
    x = torch.randn(6, 64, generator=seeded(1))
    info = torch.tensor([[0.5]])
    torch.testing.assert_close(torch.cat([net(row[None], info) for row in x]), net(x, info), atol=1e-5, rtol=1e-5)


# ---- learning --------------------------------------------------------------------------------------------------------


def test_it_learns_pictures_and_draws_the_class_that_is_asked_for() -> None:
    model = trained(400, n_classes=2, lr=4e-3, sampling_steps=15)
    asked = np.repeat([0, 1], 40)
    drawn = model.sample(80, seed=0, y=asked).reshape(80, 8, 8)
    left, right = drawn[:, :, :4].mean((1, 2)), drawn[:, :, 4:].mean((1, 2))
    assert np.mean((right > left) == asked) > 0.95
    bright = np.where(asked == 1, right, left)
    assert 0.4 < bright.mean() < 1 and bright.std() > 0.03  # not all alike
    assert np.where(asked == 1, left, right).mean() < 0.15


def test_a_pickled_model_goes_on_exactly_where_it_was() -> None:
    model = trained(3, n_classes=2)
    other = pickle.loads(pickle.dumps(model))
    for _ in range(5):
        assert model.step() == other.step()
    assert torch.equal(model.net.theta, other.net.theta) and torch.equal(model.averaged.theta, other.averaged.theta)
    assert np.array_equal(model.sample(3, seed=3, y=1), other.sample(3, seed=3, y=1))


def test_shipped_weights_draw_almost_the_same_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = trained(30, n_classes=2)
    record = {"config": model.config.as_dict(), "steps": model.n_steps}
    weights.save("diffusion-halves", model.shipped, record, tmp_path)
    monkeypatch.setattr(weights.record, "__defaults__", (tmp_path,))
    monkeypatch.setattr(weights.load_into, "__defaults__", (tmp_path,))
    read = Diffusion.pretrained("diffusion-halves")
    assert read.n_steps == 30
    np.testing.assert_allclose(read.sample(4, seed=0, y=1), model.sample(4, seed=0, y=1), atol=0.02)


def test_a_snapshot_shows_sixteen_pictures_of_the_classes_in_turn() -> None:
    model = trained(2, n_classes=2)
    pictures = snapshot(model).arrays["pictures"]
    assert pictures.shape == (16, 8, 8) and pictures.dtype == np.uint8
    assert np.array_equal(pictures, snapshot(model).arrays["pictures"])
    steps = list(model.trajectory(torch.randn(3, 64, generator=seeded(0)), seed=0, y=[0, 1, 1], n=4))
    assert len(steps) == 5 and model.pictures(steps[2].x0).shape == (3, 8, 8)


@pytest.mark.parametrize("settings", [{"size": 30}, {"width": 12}])
def test_sizes_that_cannot_be_halved_twice_are_refused(settings: dict) -> None:
    with pytest.raises(ValueError, match="multiple of 4"):
        SMALL.replace(**settings)


# ---- several factors -------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_each_factor_is_drawn_as_asked_and_one_that_is_left_open_varies() -> None:
    """Side (left or right half) and shade (dark or light) of a bar."""
    kinds = np.random.default_rng(0).integers(0, 2, (600, 2))
    X = np.full((len(kinds), 8, 8), 0, np.uint8)
    for picture, (side, shade) in zip(X, kinds, strict=True):
        picture[:, 4 * side : 4 * side + 4] = (100, 255)[shade]
    config = DiffusionConfig(net="unet", width=16, size=8, batch=64, factors=(2, 2), lr=4e-3, steps=500, drop=0.2,
                             sampling_steps=15, ema=0.98, T=200)  # fmt: skip
    model = Diffusion(config)
    for _ in model.fit_iter(X, kinds):
        pass
    asked = [(side, shade) for side in (0, 1) for shade in (0, 1) for _ in range(8)]
    drawn = model.sample(len(asked), seed=0, y=asked).reshape(-1, 8, 8)
    left, right = drawn[:, :, :4].mean((1, 2)), drawn[:, :, 4:].mean((1, 2))
    assert ((right > left) == [side for side, _ in asked]).mean() > 0.9
    bright = np.maximum(left, right) > 0.7
    assert (bright == [shade for _, shade in asked]).mean() > 0.8
    free = model.sample(32, seed=1, y=[(0, -1)] * 32).reshape(-1, 8, 8)  # the shade is left open
    assert (free[:, :, :4].mean((1, 2)) > free[:, :, 4:].mean((1, 2))).mean() > 0.9
    assert 0 < (free[:, :, :4].mean((1, 2)) > 0.7).mean() < 1


@pytest.mark.parametrize("y", [None, [0] * 5, [[0, 2]] * 5, [[0, -1]] * 5, [[0.5, 0]] * 5])
def test_factors_that_do_not_fit_are_refused(y: list | None) -> None:
    model = Diffusion(DiffusionConfig(net="unet", width=8, size=8, factors=(3, 2)))
    with pytest.raises(ValueError, match="0 to 2, 0 to 1"):
        model.start(np.zeros((5, 8, 8)), y)


def test_classes_are_the_case_of_one_factor() -> None:
    assert DiffusionConfig(n_classes=7).conditions == DiffusionConfig(factors=[7]).conditions == (7,)
    for wrong in ({"n_classes": 2, "factors": (2,)}, {"factors": (0,)}, {"factors": (1.5,)}, {"factors": 3},
                  {"factors": (2,) * 9}):  # fmt: skip
        with pytest.raises(ValueError, match="factors"):
            DiffusionConfig(**wrong)
    with pytest.raises(ValueError, match="extra_until"):
        DiffusionConfig(extra_until=1.5)
    for wrong in ((1.0,), (1.0, 21.0), (1.0, math.nan), 3):
        with pytest.raises(ValueError, match="extra"):
            DiffusionConfig(factors=(2, 3), extra=wrong)
