"""What a page shows of a whole walk: the exact path, density and score at every level, the learned score beside it."""

from __future__ import annotations

import numpy as np
import pytest

from engines.data import shapes
from engines.data.grid import cells
from engines.diffusion import exact as views_exact
from engines.diffusion import views
from engines.diffusion.model import Diffusion, DiffusionConfig

RING = shapes.build("ring")


def model_of(**settings) -> Diffusion:
    model = Diffusion(DiffusionConfig(**{"width": 16, "batch": 32, "T": 200, "view_steps": 8} | settings))
    model.start(RING.sample(4000, seed=0))
    model.world = RING
    return model


@pytest.mark.parametrize(
    "settings", [{"schedule": "cosine"}, {"schedule": "flow", "sampler": "euler"}, {"sampler": "heun"}], ids=str
)
def test_points_on_the_path_have_the_law_of_the_noised_world(settings: dict) -> None:
    model = model_of(**settings)
    found = views_exact.truth(model, 20_000)
    for k in (0, len(found["alpha"]) // 2, len(found["alpha"]) - 1):
        x0, shift = found["real"], found["shift"]
        x = shift + found["alpha"][k] * (x0 - shift) + found["sigma"][k] * found["noise"]
        at = views_exact.noised_world(model, views_exact.walk_levels(model)[k])
        error = 4 * np.sqrt(np.diag(at.covariance) / len(x))
        assert (np.abs(x.mean(0) - at.mean) < error).all()
        np.testing.assert_allclose(np.cov(x.T), at.covariance, atol=0.05 * np.abs(at.covariance).max())


def test_density_and_arrows_are_those_of_the_noised_world() -> None:
    model = model_of()
    found = views_exact.truth(model, 10)
    assert found["density"].max((1, 2)) == pytest.approx(1) and found["density"].min() >= 0
    assert (found["exact"][-1] == 0).all()  # at t = 0 there is nothing to point at
    k = 4
    level = views_exact.walk_levels(model)[k]
    score = views_exact.noised_world(model, level).score(cells(model.box, views_exact.WALK_FIELD))
    way = found["exact"][k]
    cosine = (score * way).sum(-1) / (np.linalg.norm(score, axis=-1) * np.linalg.norm(way, axis=-1) + 1e-12)
    assert cosine.min() > 0.999
    assert np.linalg.norm(way, axis=-1).max() <= views_exact.LONGEST * (model.box[2] - model.box[0]) * (1 + 1e-9)


def test_learned_arrows_come_nearer_to_the_exact_ones() -> None:
    model = model_of(width=64, batch=128)
    exact = views_exact.truth(model, 10)["exact"]
    before = np.linalg.norm(views.learned_fields(model) - exact)
    for _ in range(800):
        model.step()
    after = np.linalg.norm(views.learned_fields(model) - exact)
    assert after < 0.5 * before
