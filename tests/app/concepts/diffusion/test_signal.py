"""At how much signal a digit is decided: what the question about the film says, on the film itself."""

from __future__ import annotations

import numpy as np

from engines.diffusion.film import film
from engines.measures.extractor import shipped
from engines.shipped import model


def test_digits_are_decided_between_a_hundredth_and_six_tenths_of_signal() -> None:
    frames = list(film(model("diffusion-digits"), 16, seed=0, y=None, steps=20))
    read = np.array([shipped("digits").predict_proba(frame.x0 / 255)["class"].argmax(1) for frame in frames])
    decided = (read == read[-1]).mean(1)
    signal = np.array([frame.signal for frame in frames])
    assert decided[signal < 0.01].max() < 0.5
    assert decided[np.searchsorted(signal, 0.6) - 1] > 0.75
