"""At how much signal a picture is decided: what the question about the film says, on the film itself."""

from __future__ import annotations

import numpy as np
import pytest

from engines.diffusion.film import film
from engines.measures.extractor import shipped
from engines.measures.readings import likeliest
from engines.shipped import model


@pytest.mark.parametrize("data", ["digits", "fashion", "postcards"])
def test_three_in_four_are_decided_between_a_hundredth_and_six_tenths_of_signal(data: str) -> None:
    """What a digit or a garment is, or the subject of a postcard, as the extractor reads it."""
    frames, reader = list(film(model(f"diffusion-{data}"), 32, seed=0, y=None, steps=20)), shipped(data)
    read = np.array([likeliest(reader.read(reader.features(frame.x0)))[:, 0] for frame in frames])
    decided = (read == read[-1]).mean(1)
    signal = np.array([frame.signal for frame in frames])
    assert decided[signal < 0.01].max() < 0.75
    assert decided[np.searchsorted(signal, 0.6) - 1] > 0.75
