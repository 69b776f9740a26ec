"""Questions whose right answer is written down: it is so, in every choice that the experiment offers."""

from __future__ import annotations

import numpy as np
import pytest

from app.concepts.classical.independence import real
from app.live.pixel_factors.service import factors
from engines.classical.digit_densities import draw
from engines.data import images
from engines.diffusion.film import frozen, noise_of, thaw
from engines.measures.extractor import shipped
from engines.measures.sharpness import fine_energy
from engines.shipped import model

N = 12  # pictures


def test_a_pixel_in_the_corner_tells_nothing_and_one_inside_much() -> None:
    """By how many nats, at most, its value moves one digit against another."""
    found = factors()
    value = found["pictures"].reshape(-1, 1, 28 * 28) / 255
    log_p = -((value - found["means"]) ** 2) / found["variances"] / 2 - np.log(found["variances"]) / 2
    apart = np.ptp(log_p, axis=1).max(0).reshape(28, 28)
    corners = apart[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert corners.max() < 0.1 < 1 < apart[10:18, 10:18].min()


@pytest.mark.parametrize("digit", range(10))
def test_naive_bayes_draws_dots_in_the_shape_of_the_digit(digit: int) -> None:
    """Neither a real digit nor a blurred one: far more fine detail than either; but where the digit has its ink."""
    new, true = draw("naive-bayes", digit, 18, seed=0), real(digit, 0)
    assert fine_energy(new).mean() > 2 * fine_energy(true).mean()
    where = [pictures.mean(0).ravel() for pictures in (new, images_of(digit))]
    assert np.corrcoef(where)[0, 1] > 0.8


def images_of(digit: int) -> np.ndarray:
    train = images.load("digits")
    return train.images[train.labels == digit]


@pytest.mark.parametrize("data", ["digits", "fashion", "postcards"])
def test_what_has_a_thousandth_of_its_signal_left_thaws_into_another_picture(data: str) -> None:
    """As far from the one that was frozen as two pictures are from each other, and no noise."""
    m, pictures = model(f"diffusion-{data}"), images.load(data, "test").images[:N]
    late = int(np.flatnonzero(m.schedule.alpha_bar < 0.001)[0])
    x = frozen(m, pictures, m.schedule.level(late), noise_of(m, 0))
    *_, last = thaw(m, x, late, seed=0, y=None, steps=8)
    read = shipped(data)
    back, was, noise = (read.features(p) for p in (last.x0, pictures, noises(pictures)))
    usual = np.linalg.norm(was - np.roll(was, 1, axis=0), axis=1).mean()
    assert np.linalg.norm(back - was, axis=1).mean() > 0.6 * usual
    nearest = np.linalg.norm(back[:, None] - read.features(images.load(data).images[:500]), axis=2).min(1).mean()
    assert nearest < 0.5 * np.linalg.norm(back - noise, axis=1).mean()


def noises(pictures: np.ndarray) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, pictures.shape, np.uint8)
