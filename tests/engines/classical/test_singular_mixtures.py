"""Where EM has no maximum: the singularity and its cure."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engines.classical import mixture
from engines.classical.em import MixtureConfig
from engines.classical.mixture import GaussianMixture, SingularError
from engines.classical.singularity import collapses, slowest_collapse
from tests.engines.classical.blobs import KINDS, blobs

# ---- the singularity -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_component_on_one_point_collapses_and_regularisation_cures_it(kind: str) -> None:
    X = blobs(60)
    model = GaussianMixture(MixtureConfig(covariance=kind, reg_covar=0.0))
    model.start_collapsing(X)
    before = model.metrics()
    with pytest.raises(SingularError, match="component 0 has collapsed.*Raise reg_covar above 0.*fewer components"):
        for _ in range(50):
            model.step()
    stuck = model.metrics()
    assert stuck["log_likelihood"] >= before["log_likelihood"] and np.isfinite(model.score_samples(X)).all()
    model.set_params(reg_covar=0.05)
    for _ in range(100):
        cured = model.step()
    assert cured["min_std"] >= math.sqrt(0.05) and np.isfinite(cured["log_likelihood"])


def test_likelihood_grows_without_bound_as_the_variance_shrinks() -> None:
    X = blobs(60)
    model = GaussianMixture(MixtureConfig(covariance="spherical", reg_covar=0.0))
    model.start_collapsing(X)
    means, scores = model.means, []
    for std in (1e-1, 1e-2, 1e-3, 1e-4):
        model.start_from(X, model.weights, means, np.array([std**2, *model.covariances[1:]]))
        scores.append(model.log_likelihood)
    np.testing.assert_allclose(np.diff(scores)[1:], 2 * math.log(10) / 60, rtol=1e-3)  # d log 10 for the one point


def test_more_components_fit_training_points_ever_better_but_not_held_out_ones() -> None:
    X, held_out = blobs(120, seed=3), blobs(2000, seed=3)
    rows = list(mixture.compare_counts(X, held_out, [1, 3, 25], MixtureConfig(reg_covar=1e-3)))
    train, held = [row["train"] for row in rows], [row["held_out"] for row in rows]
    assert train[0] < train[1] < train[2] and held[1] == max(held)
    assert min(rows, key=lambda row: row["bic"])["n_components"] == 3


# ---- starts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_slowest_collapse_found_collapses_in_more_steps_than_a_tight_one(kind: str) -> None:
    X, config = blobs(60), MixtureConfig(n_components=3, covariance=kind)
    wide = slowest_collapse(X, config)
    assert 0.1 <= wide < 1 and collapses(X, config, wide, 30)

    def steps(tightness: float) -> int:
        model = GaussianMixture(config.replace(reg_covar=0.0))
        model.start_collapsing(X, tightness=tightness)
        with pytest.raises(SingularError):
            for _ in range(31):
                model.step()
        return model.n_steps

    assert steps(wide) >= steps(0.1)
