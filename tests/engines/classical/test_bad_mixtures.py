"""What a mixture refuses, and what it carries."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engines.classical.em import MixtureConfig
from engines.classical.mixture import GaussianMixture, SingularError
from engines.classical.projected_mixture import ProjectedConfig, ProjectedMixture
from tests.engines.classical.blobs import KINDS, blobs, started


@pytest.mark.parametrize(
    ("X", "changes", "words"),
    [
        (np.empty((0, 2)), {}, "give at least one row"),
        (np.zeros(4), {}, "shape \\(n, d\\)"),
        ([[math.nan, 1.0]] * 5, {}, "remove those rows"),
        ([[math.inf, 1.0]] * 5, {}, "remove those rows"),
        ([["a", "b"]] * 5, {}, "remove text"),
        ([[0.0, 1.0]], {}, "n_components is 3, but there are 1 points; give at most 1"),
        (np.ones((9, 2)), {"reg_covar": 0.0}, "all points agree in column 0"),
        (np.ones((9, 2)), {"reg_covar": 0.0, "covariance": "spherical"}, "all points agree in column 0"),
        (np.eye(9)[:, :2], {"reg_covar": 0.0}, "every point is the mean of one of the 3 components"),
        (np.stack([np.arange(9.0), np.ones(9)], axis=1), {"reg_covar": 0.0}, "all points agree in column 1"),
    ],
)
def test_bad_points_are_refused_in_words(X: object, changes: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        started(X, **changes)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("X", [np.ones((9, 2)), np.stack([np.arange(9.0), np.ones(9)], axis=1), np.eye(3)[:, :2]])
def test_regularisation_carries_degenerate_points(kind: str, X: np.ndarray) -> None:
    model = GaussianMixture(MixtureConfig(covariance=kind, reg_covar=1e-3, steps=20)).fit(X)
    assert np.isfinite(model.score_samples(X)).all() and np.isfinite(model.sample(5, seed=0)).all()


def test_bad_starts_are_refused_in_words() -> None:
    X, model = blobs(), GaussianMixture(MixtureConfig(n_components=2, covariance="spherical"))
    good = ([0.5, 0.5], [[0.0, 0.0], [1.0, 1.0]], [1.0, 1.0])
    model.start_from(X, *good)
    with pytest.raises(ValueError, match="weights are .* sum to 1"):
        model.start_from(X, [0.5, 0.6], *good[1:])
    with pytest.raises(ValueError, match="means has shape \\(1, 2\\); give finite numbers of shape \\(2, 2\\)"):
        model.start_from(X, good[0], [[0.0, 0.0]], good[2])
    with pytest.raises(SingularError, match="component 1 has collapsed"):
        model.start_from(X, *good[:2], [1.0, 0.0])
    with pytest.raises(ValueError, match="fitted on 2"):
        model.score_samples(np.zeros((1, 3)))
    with pytest.raises(ValueError, match="choose a point that stands alone"):
        model.start_collapsing(np.repeat(X, 2, axis=0), row=0)
    with pytest.raises(ValueError, match="n_directions is 50, but X has 2 columns; give at most 1"):
        ProjectedMixture().start(X)
    with pytest.raises(ValueError, match="set reg_covar above 0 or dequantise"):
        flat = np.hstack([X, np.zeros((len(X), 1))])
        ProjectedMixture(ProjectedConfig(n_directions=2, reg_covar=0.0)).start(flat)
