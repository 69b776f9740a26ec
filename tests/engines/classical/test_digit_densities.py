"""Three densities of digits: what the page says of them is what was measured, and they draw pictures of their class."""

from __future__ import annotations

import numpy as np
import pytest

from engines.classical import digit_densities as densities
from engines.data import images
from engines.data.pixels import dequantise


def test_the_record_says_what_the_lesson_says() -> None:
    naive, products, correlated = (densities.record()[name] for name in densities.MODELS)
    assert products["gain"] > 5 * products["gain_error"]  # five products gain a lot
    assert abs(correlated["gain"]) < 2 * correlated["gain_error"]  # correlations gain nothing that can be told
    assert correlated["accuracy"] > products["accuracy"] > naive["accuracy"]
    assert all(r["bits"] < 8 for r in (naive, products, correlated))


@pytest.mark.parametrize("name", densities.MODELS)
def test_the_recorded_score_is_that_of_the_fitted_models(name: str) -> None:
    """On the ones only: log p(x) is at least log p(y) p(x | y), and for a one nearly all of it."""
    test = images.load("digits", "test")
    x = dequantise(test.images[test.labels == 1], seed=densities.TEST_SEED)
    scores = densities.of_class(name, 1).score_samples(x)
    assert np.median(scores) > densities.record()[name]["nats"]  # ones are the easiest digit
    others = dequantise(test.images[test.labels == 0], seed=densities.TEST_SEED)
    assert np.median(densities.of_class(name, 1).score_samples(others)) < np.median(scores) - 100


@pytest.mark.parametrize("name", densities.MODELS)
def test_draws_have_the_mean_of_their_class(name: str) -> None:
    drawn = densities.draw(name, 3, 400, seed=0)
    assert drawn.shape == (400, 28, 28) and drawn.dtype == np.uint8
    train = images.load("digits")
    mean = train.images[train.labels == 3].mean(axis=0)
    assert np.corrcoef(drawn.mean(axis=0).ravel(), mean.ravel())[0, 1] > 0.97
    np.testing.assert_array_equal(drawn, densities.draw(name, 3, 400, seed=0))


def test_independent_pixels_lose_their_neighbours() -> None:
    """In writing neighbouring pixels agree; in a product, given the class, they do not."""

    def agreement(pictures: np.ndarray) -> float:
        a, b = (pictures[:, 8:20, c].reshape(len(pictures), -1).astype(float) for c in (13, 14))
        a, b = a - a.mean(axis=0), b - b.mean(axis=0)
        return float((a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum()))

    test = images.load("digits", "test")
    assert agreement(test.images[test.labels == 3]) > 0.5
    assert abs(agreement(densities.draw("naive-bayes", 3, 1000, seed=1))) < 0.1
    assert agreement(densities.draw("correlated", 3, 1000, seed=1)) > 0.5


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(ValueError, match="choose one of naive-bayes"):
        densities.fit("gan", np.zeros((3, 784)), 1e-5)
