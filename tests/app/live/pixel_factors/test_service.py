"""The factors of naive Bayes, pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest

from app.live.channel.messages import BadMessage
from app.live.pixel_factors.service import PixelFactorsService, factors
from engines.data import images
from tests.app.live.asking import ask


def test_factors_multiply_to_the_classes_of_test_digits() -> None:
    _, a = ask(PixelFactorsService(), {"id": 1, "kind": "factors"})
    x = (a["pictures"].reshape(len(a["labels"]), 784) + 0.5) / 256
    squared = (x[:, None] - a["means"]) ** 2 / a["variances"] + np.log(2 * np.pi * a["variances"])
    says = (a["log_prior"] - 0.5 * squared.sum(axis=2)).argmax(axis=1)
    assert (says == a["labels"]).mean() > 0.6
    train = images.load("digits")
    np.testing.assert_allclose(
        a["means"][7], train.images[train.labels == 7].reshape(-1, 784).mean(axis=0) / 256, atol=0.003
    )
    with pytest.raises(BadMessage):
        ask(PixelFactorsService(), {"id": 1, "kind": "digits"})


def test_the_first_viewer_waits_for_no_fit() -> None:
    factors.cache_clear()
    PixelFactorsService.warm_up()
    assert factors.cache_info().currsize == 1
    ask(PixelFactorsService(), {"id": 1, "kind": "factors"})
    assert factors.cache_info().misses == 1
