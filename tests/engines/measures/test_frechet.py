"""Metrics: closed forms, agreement with scipy, invariances, floors, and how they move on samplers built to be bad."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.linalg import sqrtm
from scipy.ndimage import gaussian_filter
from torchmetrics.image.fid import FrechetInceptionDistance

from engines.data import images
from engines.measures import sharpness
from engines.measures.classes import class_coverage, readback
from engines.measures.frechet import Gaussian, frechet, frechet_distance, frechet_floor


def random_gaussian(d: int, seed: int, rank: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(d, rank or 2 * d))
    return rng.normal(size=d), a @ a.T / a.shape[1]


@pytest.mark.parametrize("d", [1, 2, 7, 64])
def test_frechet_agrees_with_the_textbook_formula_by_scipy(d: int) -> None:
    (m1, c1), (m2, c2) = random_gaussian(d, 0), random_gaussian(d, 1)
    expected = ((m1 - m2) ** 2).sum() + np.trace(c1 + c2 - 2 * np.real(sqrtm(c1 @ c2)))
    assert frechet_distance(m1, c1, m2, c2) == pytest.approx(expected, rel=1e-8)


def test_frechet_is_torchmetrics_on_the_same_features() -> None:
    rng = np.random.default_rng(0)
    real, fake = rng.normal(size=(300, 6)), 0.5 + rng.normal(size=(200, 6)) @ rng.normal(size=(6, 6))
    theirs = FrechetInceptionDistance(feature=AsTheyAre(), input_img_size=(6,))
    for features, is_real in ((real, True), (fake, False)):
        theirs.update(torch.tensor(features), real=is_real)
    assert frechet(fake, Gaussian.of(real)) == pytest.approx(theirs.compute().item(), rel=1e-5)


class AsTheyAre(torch.nn.Module):
    """Stands in for the Inception network: what goes in are features already."""

    num_features = 6

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x


def test_frechet_of_commuting_covariances_is_the_distance_of_their_roots() -> None:
    """cov1, cov2 with the same axes: |m1 - m2|^2 + sum (sqrt(l1) - sqrt(l2))^2."""
    rng = np.random.default_rng(0)
    q = np.linalg.qr(rng.normal(size=(5, 5)))[0]
    l1, l2 = rng.uniform(0.1, 4, (2, 5))
    m1, m2 = rng.normal(size=(2, 5))
    found = frechet_distance(m1, q * l1 @ q.T, m2, q * l2 @ q.T)
    assert found == pytest.approx(((m1 - m2) ** 2).sum() + ((np.sqrt(l1) - np.sqrt(l2)) ** 2).sum())


def test_frechet_is_symmetric_rotation_invariant_quadratic_in_scale_and_zero_on_itself() -> None:
    (m1, c1), (m2, c2) = random_gaussian(6, 0), random_gaussian(6, 1)
    d = frechet_distance(m1, c1, m2, c2)
    q = np.linalg.qr(np.random.default_rng(2).normal(size=(6, 6)))[0]
    assert frechet_distance(m2, c2, m1, c1) == pytest.approx(d)
    assert frechet_distance(q @ m1 + 3, q @ c1 @ q.T, q @ m2 + 3, q @ c2 @ q.T) == pytest.approx(d)
    assert frechet_distance(5 * m1, 25 * c1, 5 * m2, 25 * c2) == pytest.approx(25 * d)
    assert 0 <= frechet_distance(m1, c1, m1, c1) < 1e-10


def test_frechet_is_exact_for_singular_covariances() -> None:
    """A model that repeats one picture has covariance 0: the distance is |m1 - m2|^2 + tr(cov1)."""
    m1, c1 = random_gaussian(40, 0)
    m2, c2 = random_gaussian(40, 1, rank=2)
    assert frechet_distance(m1, c1, m2, np.zeros((40, 40))) == pytest.approx(((m1 - m2) ** 2).sum() + np.trace(c1))
    rounded = frechet_distance(m1, c1, m2, c2 + 1e-12 * np.eye(40))
    assert frechet_distance(m1, c1, m2, c2) == pytest.approx(rounded, rel=1e-5)


def test_frechet_refuses_what_does_not_fit() -> None:
    (m, c), (m3, c3) = random_gaussian(2, 0), random_gaussian(3, 0)
    with pytest.raises(ValueError, match=r"\(2,\), \(3,\).*same extractor"):
        frechet_distance(m, c, m3, c3)
    with pytest.raises(ValueError, match="two rows"):
        Gaussian.of(np.zeros((1, 3)))
    with pytest.raises(ValueError, match="NaN"):
        Gaussian.of(np.array([[0.0], [np.nan]]))


def test_floor_is_what_fresh_perfect_samples_score_and_falls_as_one_over_n() -> None:
    """tr(cov) d-wise: for N(0, I) and a large reference the expected distance is near (d + d(d+1)/4) / n."""
    rng = np.random.default_rng(0)
    pool = rng.normal(size=(40_000, 8))
    small, large = frechet_floor(pool, 500), frechet_floor(pool, 2000)
    fresh = [frechet(rng.normal(size=(500, 8)), Gaussian.of(pool)) for _ in range(20)]
    spread = np.std(fresh, ddof=1) / 20**0.5
    assert small.mean == pytest.approx(np.mean(fresh), abs=4 * np.hypot(small.standard_error, spread))
    assert small.mean == pytest.approx((8 + 8 * 9 / 4) / 500, rel=0.15)
    assert 3 < small.mean / large.mean < 5.5
    assert small == frechet_floor(pool, 500)


@pytest.mark.parametrize("n", [1, 99, 100])
def test_floor_needs_two_rows_on_either_side(n: int) -> None:
    with pytest.raises(ValueError, match="from 2 to 98"):
        frechet_floor(np.zeros((100, 2)), n)


def test_distance_rises_for_collapsed_blurred_and_noisy_samples() -> None:
    """Modes of a 2-D mixture: losing one, shrinking all and widening all each leave the floor."""
    rng = np.random.default_rng(0)
    means = np.array([[3.0, 0], [-3, 0], [0, 3], [0, -3]])
    real = means[rng.integers(4, size=20_000)] + rng.normal(size=(20_000, 2)) / 2
    floor, reference = frechet_floor(real, 2000), Gaussian.of(real)
    lost = real[real[:, 0] < 2][:2000]
    for bad in (lost, real[:2000] * 0.8, real[:2000] + rng.normal(size=(2000, 2))):
        assert frechet(bad, reference) > 10 * floor.mean


def test_coverage_counts_classes_that_are_seen_surely_and_more_than_once() -> None:
    proba = np.full((1000, 4), 0.01)
    proba[:700, 0] = proba[700:980, 1] = 0.97
    proba[980:985, 2] = 0.97  # half a per cent: luck
    proba[985:] = [0.3, 0.3, 0.1, 0.3]  # unsure: counted for nobody
    found = class_coverage(proba)
    assert found.classes == 2
    assert found.histogram.tolist() == [700, 280, 5, 0]
    assert (found.sure, found.n) == (985, 1000)
    assert class_coverage(proba, share=0.001).classes == 3
    assert class_coverage(np.eye(4)[np.arange(400) % 4]).entropy == pytest.approx(np.log(4))
    with pytest.raises(ValueError, match="at least one row"):
        class_coverage(np.empty((0, 4)))


def test_readback_is_the_share_of_each_answer() -> None:
    found = readback({"a": np.eye(3)[[0, 0, 2, 0]]})
    np.testing.assert_array_equal(found["a"], [0.75, 0, 0.25])


# ---- sharpness -------------------------------------------------------------------------------------------------------


def test_fine_energy_of_a_wave_is_known() -> None:
    column = np.arange(32)
    slow, fast = (np.cos(2 * np.pi * f * column / 32) for f in (4, 12))  # 0.125 and 0.375 cycles per pixel
    waves = np.stack([np.tile(wave, (32, 1)) for wave in (slow, fast)])
    np.testing.assert_allclose(sharpness.fine_energy(waves), [0, 0.5], atol=1e-12)  # the mean square of a cosine is 1/2


def test_blur_takes_fine_energy_away_and_noise_adds_its_share() -> None:
    rng = np.random.default_rng(0)
    pictures = images.load("digits", "test").images[:200] / 255
    blurred = np.stack([gaussian_filter(p, 1) for p in pictures])
    assert sharpness.fine_energy(blurred).mean() < 0.2 * sharpness.fine_energy(pictures).mean()
    noise = rng.normal(0, 0.1, (2000, 28, 28))
    share = (np.hypot(*np.meshgrid(np.fft.fftfreq(28), np.fft.fftfreq(28))) > sharpness.FINE).mean()
    assert sharpness.fine_energy(noise).mean() == pytest.approx(0.01 * share, rel=0.01)


def test_fine_energy_reads_bytes_and_colours_alike() -> None:
    grey = images.load("digits", "test").images[:5]
    np.testing.assert_allclose(sharpness.fine_energy(grey), sharpness.fine_energy(grey / 255))
    np.testing.assert_allclose(sharpness.fine_energy(grey), sharpness.fine_energy(np.stack([grey] * 3, -1)))
    with pytest.raises(ValueError, match="at least one picture"):
        sharpness.fine_energy(np.zeros((0, 28, 28)))
