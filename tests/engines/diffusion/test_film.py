"""Films: the frames are the sampler's steps, freezing is x_t's equation, thawing from clean changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engines.diffusion import film as films
from engines.diffusion import walks
from engines.diffusion.model import Diffusion, DiffusionConfig

CONFIG = DiffusionConfig(net="unet", width=8, size=8, batch=32, T=200, n_classes=2, lr=5e-3, sampler="ddim")


@pytest.fixture(scope="module")
def model() -> Diffusion:
    """Taught that class 0 is bright on the left and class 1 on the right."""
    rng = np.random.default_rng(0)
    y, X = rng.integers(0, 2, 1000), np.zeros((1000, 8, 8), np.uint8)
    X[:, :, :4], X[:, :, 4:] = 220 * (y == 0)[:, None, None], 220 * (y == 1)[:, None, None]
    trained = Diffusion(CONFIG)
    trained.start(X, y)
    for _ in range(150):
        trained.step()
    return trained


@pytest.mark.parametrize("sampler", ["ddim", "ddpm", "heun"])
def test_a_film_ends_with_the_pictures_that_sample_draws(model: Diffusion, sampler: str) -> None:
    other = films.with_settings(model, sampler=sampler, eta=0.0, guidance=2.0)
    frames = list(films.film(other, 5, seed=3, y=[0, 1, 0, 1, 1], steps=6))
    noise = torch.randn(5, 64, generator=torch.Generator().manual_seed(3))
    *_, last = other.trajectory(noise, seed=4, y=[0, 1, 0, 1, 1], n=6)
    assert len(frames) == 7 and frames[0].x.shape == (5, 8, 8) and frames[0].x.dtype == np.uint8
    np.testing.assert_array_equal(frames[-1].x, other.pictures(last.x))
    assert [f.t for f in frames] == sorted((f.t for f in frames), reverse=True) and frames[-1].t == 0
    assert frames[-1].signal == 1 and all(a.signal <= b.signal for a, b in zip(frames, frames[1:], strict=False))
    cost = 2 * (2 if sampler == "heun" else 1)  # guided: two evaluations a look
    assert frames[0].n_evals == 2 and frames[1].n_evals - frames[0].n_evals == cost


def test_settings_of_one_viewer_leave_the_shared_model_alone(model: Diffusion) -> None:
    films.with_settings(model, sampler="ddpm", eta=1.0, guidance=4.0)
    assert (model.config.sampler, model.config.eta, model.config.guidance) == ("ddim", 0.0, 1.0)


def test_frozen_is_the_forward_equation(model: Diffusion) -> None:
    picture = np.arange(64, dtype=np.uint8).reshape(1, 8, 8) * 4
    level, noise = model.schedule.level(77), films.noise_of(model, 5)
    x = films.frozen(model, picture, level, noise)
    expected = level.alpha * (picture.reshape(1, -1) / 127.5 - 1) + level.sigma * noise.numpy()
    np.testing.assert_allclose(x.numpy(), expected, atol=1e-6)


def test_a_look_explains_x_t_by_its_two_parts(model: Diffusion) -> None:
    """x_t = alpha x0_hat + sigma eps_hat, whatever the network says."""
    level = model.schedule.level(60)
    x = films.frozen(model, np.full((1, 8, 8), 128, np.uint8), level, films.noise_of(model, 0))
    found = films.look(model, x, level, [1])
    x0 = found.x0.reshape(1, -1) / 127.5 - 1
    eps = (found.eps.reshape(1, -1) / 127.5 - 1) * films.SHOWN_NOISE
    inside = np.abs(eps) < films.SHOWN_NOISE * 0.99
    np.testing.assert_allclose((level.alpha * x0 + level.sigma * eps)[inside], x.numpy()[inside], atol=0.03)


def test_little_noise_thaws_into_the_same_picture_and_much_into_the_class_that_is_asked_for(model: Diffusion) -> None:
    picture = np.zeros((1, 8, 8), np.uint8)
    picture[:, :, :4] = 220
    guided = films.with_settings(model, sampler="ddim", eta=0.0, guidance=2.0)

    def thawed(t: int, y: int) -> np.ndarray:
        x = films.frozen(guided, picture, guided.schedule.level(t), films.noise_of(guided, 1))
        *_, last = films.thaw(guided, x, t, seed=0, y=[y], steps=20)
        assert last.t == 0
        return last.x[0].astype(float)

    assert np.abs(thawed(4, 0) - picture[0]).mean() < 12
    other = thawed(200, 1)
    assert other[:, 4:].mean() > other[:, :4].mean() + 100


@pytest.mark.parametrize("sampler", ["ddim", "ddpm", "heun"])
def test_a_thaw_from_noise_alone_stays_in_bounds(model: Diffusion, sampler: str) -> None:
    """The first step of a thaw may come from far beyond EDM's levels, where Heun's second look would throw it off."""
    other = films.with_settings(model, sampler=sampler, eta=0.0, guidance=1.0)
    x, T = films.noise_of(other, 0), other.schedule.T
    walk = walks.walk(
        other.network, [other.schedule.level(t) for t in range(T, -1, -T // 20)], x, sampler=sampler,
        generator=torch.Generator().manual_seed(0),
    )  # fmt: skip
    assert max(step.x.std().item() for step in walk) < 1.6


def test_without_a_class_guidance_costs_nothing(model: Diffusion) -> None:
    guided = films.with_settings(model, sampler="ddim", eta=0.0, guidance=2.0)
    *_, last = films.film(guided, 1, seed=0, y=None, steps=5)
    assert last.n_evals == 5
    *_, asked = films.film(guided, 1, seed=0, y=[1], steps=5)
    assert asked.n_evals == 10


def test_a_thaw_takes_its_share_of_the_walk(model: Diffusion) -> None:
    x = films.noise_of(model, 0)
    for t, n in ((200, 21), (100, 11), (1, 2)):
        assert len(list(films.thaw(model, x, t, seed=0, y=None, steps=20))) == n
