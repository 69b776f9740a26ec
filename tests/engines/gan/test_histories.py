"""Recorded histories: what is saved comes back, nearly to the grey level, tile for tile."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.weights.recording import Recorded
from engines.data import images
from engines.gan import histories
from engines.gan.model import GAN, GANConfig
from engines.gan.views import snapshot

T, N = 3, histories.ROWS * histories.COLUMNS


def smooth(channels: int) -> np.ndarray:
    """Another shade per moment, picture and channel; no edges within a tile."""
    shade = np.random.default_rng(0).integers(0, 256, (T, N, 1, 1, channels))
    pictures = np.broadcast_to(shade, (T, N, 16, 16, channels)).astype(np.uint8)
    return pictures if channels == 3 else pictures[..., 0]


@pytest.mark.parametrize("channels", [1, 3])
def test_round_trip_keeps_every_tile_in_its_place(tmp_path: Path, channels: int) -> None:
    pictures = smooth(channels)
    histories.save("gan-x", [0, 5, 9], pictures, {"loss_d": [None, 1.5, 2.0]}, {"n": 7}, tmp_path)
    assert histories.meta("gan-x", tmp_path)["n"] == 7
    found = histories.history("gan-x", tmp_path)
    assert found.pictures.shape == pictures.shape
    assert np.abs(found.pictures[..., 4:12, :].astype(int) - pictures[..., 4:12, :]).mean() < 4
    np.testing.assert_array_equal(found.steps, [0, 5, 9])
    np.testing.assert_array_equal(found.metrics["loss_d"], [np.nan, 1.5, 2.0])


def test_the_strip_is_laid_out_for_a_browser(tmp_path: Path) -> None:
    """Tile (row r, column c) of moment t starts at x = c * size, y = (t * ROWS + r) * size."""
    pictures = smooth(1)
    histories.save("gan-x", [0, 5, 9], pictures, {}, folder=tmp_path)
    with Image.open(histories.strip("gan-x", tmp_path)) as image:
        assert image.size == (histories.COLUMNS * 16, T * histories.ROWS * 16)
        r, c, t = 2, 3, 1
        shade = image.convert("L").getpixel((c * 16 + 8, (t * histories.ROWS + r) * 16 + 8))
    assert shade == pytest.approx(int(pictures[t, r * histories.COLUMNS + c, 8, 8]), abs=4)


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\(2, 40, H, H"):
        histories.save("gan-x", [0, 5], smooth(1), {}, folder=tmp_path)
    with pytest.raises(ValueError, match="no history called 'gan-cats'"):
        histories.history("gan-cats", tmp_path)


def test_recording_changes_nothing_and_goes_on_from_a_checkpoint(tmp_path: Path) -> None:
    config = GANConfig(net="conv", width=4, noise_dim=8, batch=8, ema=0.9, steps=8)
    X = images.load("digits").images[:100]
    plain, recorded = GAN(config), Recorded("gan-digits", GAN(config))
    plain.start(X)
    recorded.start(X)
    for step in range(8):
        plain.step()
        recorded.step()
        recorded = pickle.loads(pickle.dumps(recorded)) if step == 4 else recorded
    recorded.save_history(tmp_path)
    found = histories.history("gan-digits", tmp_path)
    np.testing.assert_array_equal(recorded.sample(3, seed=0), plain.sample(3, seed=0))
    np.testing.assert_array_equal(found.steps, np.arange(9))
    np.testing.assert_array_equal(recorded.pictures[-1], snapshot(plain).arrays["pictures"][:N])
    assert np.isnan(found.metrics["loss_d"][0]) and np.isfinite(found.metrics["loss_d"][1:]).all()
    assert np.isfinite(found.metrics["frechet"]).tolist() == [True, False, False, True, False, False, True, False, True]
