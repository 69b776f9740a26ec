"""The spectrum of pictures: a wave stands in its own ring, all rings together are the variance, blur takes the fine."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from engines.measures.sharpness import FINE, fine_energy, spectrum


def waves(k: int, size: int = 28, seed: int = 0) -> np.ndarray:
    """Two pictures of a wave with k periods, along x and along y, variance 1/32."""
    at = np.arange(size) / size
    line = 0.5 + 0.25 * np.sin(2 * np.pi * k * at + 0.3)
    return np.stack([np.tile(line, (size, 1)), np.tile(line[:, None], size)])


@pytest.mark.parametrize("k", [1, 5, 11])
def test_a_wave_stands_in_its_own_ring(k: int) -> None:
    frequency, power = spectrum(waves(k))
    assert frequency.tolist() == [i / 28 for i in range(1, 15)]
    np.testing.assert_allclose(power[:, k - 1], 1 / 32, rtol=1e-9)
    np.testing.assert_allclose(np.delete(power, k - 1, 1), 0, atol=1e-12)


def test_the_rings_and_the_corners_beyond_them_are_the_variance() -> None:
    soft = gaussian_filter(np.random.default_rng(0).random((5, 28, 28)), (0, 1.5, 1.5))  # nothing in the corners
    np.testing.assert_allclose(spectrum(soft)[1].sum(1), soft.var((1, 2)), rtol=1e-3)


def test_blur_takes_the_fine_and_leaves_the_coarse() -> None:
    x = np.random.default_rng(0).random((20, 28, 28))
    frequency, sharp = spectrum(x)
    blurred = spectrum(gaussian_filter(x, (0, 1, 1), mode="wrap"))[1]
    left = (blurred / sharp).mean(0)
    np.testing.assert_allclose(left, np.exp(-((2 * np.pi * frequency) ** 2)), atol=0.05)  # the filter's own response
    assert fine_energy(gaussian_filter(x, (0, 1, 1))).mean() < fine_energy(x).mean() / 10


def test_colour_is_the_mean_of_its_channels_and_bytes_are_unit_values() -> None:
    x = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), dtype=np.uint8)
    each = np.stack([spectrum(x[..., c])[1] for c in range(3)])
    np.testing.assert_allclose(spectrum(x)[1], each.mean(0), rtol=1e-6)
    np.testing.assert_allclose(spectrum(x)[1], spectrum(x / 255)[1], rtol=1e-5)
    assert (fine_energy(x) >= spectrum(x)[1][:, spectrum(x)[0] > FINE + 1 / 64].sum(1) * (1 - 1e-6)).all()
