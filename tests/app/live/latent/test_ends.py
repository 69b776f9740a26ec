"""The pictures that a walk begins and ends with: what there is to choose, and what a link may say."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import numpy as np
import pytest

from app.live.latent.ends import MOST, OF_EACH, ends_of, label_of, on_strip
from engines.data import images

DRAWN = {"bytes": b64encode(bytes(28 * 28)).decode()}


@pytest.mark.parametrize("data", ["digits", "fashion"])
def test_the_strip_shows_every_class_before_it_shows_one_again(data: str) -> None:
    labels = images.load(data, "test").labels[on_strip(data)]
    assert np.array_equal(labels, list(range(10)) * OF_EACH) and len(set(on_strip(data))) == len(labels)
    assert label_of(data, on_strip(data)[7]) == 7 and label_of(data, DRAWN) is None


@pytest.mark.parametrize("ends", [None, [0, 7, 1999], [DRAWN, 3, DRAWN]])
def test_ends_are_numbers_or_drawings(ends: Any) -> None:
    assert ends_of("digits").read(ends) == ends


@pytest.mark.parametrize(
    "ends", [[1] * (MOST - 1), [1, 2, -3], [1, 2, 0.5], [1, 2, "3"], [1, 2, {"bytes": "AAAA"}], [1, 2, {}], {"0": 1}, 3]
)
def test_other_ends_are_refused(ends: Any) -> None:
    with pytest.raises(ValueError):
        ends_of("digits").read(ends)
