"""The diffusion engine: its update against autograd, learning against the exact score, pickling, live edits, views."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
import torch
from torch.nn.functional import silu

from engines.core import Diverged, IterativeModel
from engines.data import shapes as worlds_shapes
from engines.data.worlds import World
from engines.diffusion import exact as diffusion_views_exact
from engines.diffusion import predictions
from engines.diffusion.config import PREDICTIONS, SCHEDULES
from engines.diffusion.mlp import ResidualMLP, features_of, waves_of
from engines.diffusion.model import Diffusion, DiffusionConfig
from engines.diffusion.oracles import WorldDenoiser
from engines.diffusion.samplers import SAMPLERS
from engines.diffusion.views import snapshot
from engines.measures.mode_coverage import coverage

RING = worlds_shapes.build("ring")
X, K = RING.sample(4000, seed=0, return_labels=True)
SMALL = {"width": 16, "batch": 32, "T": 100}


def started(data: np.ndarray = X, y: np.ndarray | None = None, **settings) -> Diffusion:
    model = Diffusion(DiffusionConfig(**{**SMALL, **settings}))
    model.start(data, y)
    return model


def trained(n: int = 5, data: np.ndarray = X, y: np.ndarray | None = None, **settings) -> Diffusion:
    model = started(data, y, **settings)
    for _ in range(n):
        model.step()
    return model


def test_it_is_an_iterative_model() -> None:
    assert isinstance(Diffusion(), IterativeModel)


# ---- the update ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("float64")
@pytest.mark.parametrize("conditions", [(), (3,), (3, 2)])
def test_backpropagation_by_hand_is_autograds(conditions: tuple[int, ...]) -> None:
    generator = torch.Generator().manual_seed(0)
    net = ResidualMLP(2, 8, 3, conditions, generator)
    net.theta.normal_(generator=generator)
    x, dy = torch.randn(2, 20, 2, generator=generator)
    told = torch.arange(20)[:, None] % torch.tensor([n + 1.0 for n in conditions])
    info = torch.cat([5 * torch.randn(20, 1, generator=generator), told], 1)
    y, pullback = net.vjp(x, info)
    pullback(dy)
    other = copy.deepcopy(net)
    theta = other.theta.requires_grad_()
    other.U, other.u, other.V, *other.W, other.last, other.b = other.unpack(theta)
    c = (other.u + features_of(info, net.conditions) @ other.U).chunk(4, 1)
    h = silu(c[0] + waves_of(x, net.octaves) @ other.V)
    for W, told in zip(other.W, c[1:], strict=True):
        h = h + silu(told + h @ W)
    expected = other.b + h @ other.last
    torch.testing.assert_close(y, expected)
    torch.testing.assert_close(net(x, info), expected)
    torch.testing.assert_close(net.grad, torch.autograd.grad(expected, theta, dy)[0])


@pytest.mark.parametrize("prediction", PREDICTIONS)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_the_loss_at_the_start_is_the_mean_square_of_what_is_to_be_predicted(prediction: str, schedule: str) -> None:
    """A network that answers 0 is wrong by the target: E|a x0 + b eps|^2 / d = a^2 + b^2 for data of variance 1."""
    if prediction == "eps" and schedule in ("rescaled", "flow"):
        with pytest.raises(ValueError, match="choose prediction v"):
            started(prediction=prediction, schedule=schedule)
        return
    model = started(prediction=prediction, schedule=schedule, lr=0.0, batch=4096)
    loss = np.mean([model.step()["loss"] for _ in range(5)])
    assert loss == pytest.approx({"u": 2.0}.get(prediction, 1.0), rel=0.05)


def test_no_level_says_nothing_where_the_signal_has_gone() -> None:
    model = trained(5, schedule="rescaled")
    assert np.isfinite(model.sample(5, seed=0)).all()
    told = model.network.at(torch.zeros(1, 2), torch.zeros(1, 1), torch.ones(1, 1))
    assert torch.isfinite(told).all()


# ---- it learns -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prediction", ["eps", "v"])
def test_training_brings_the_score_to_the_exact_one(prediction: str) -> None:
    world = worlds_shapes.build("moons")
    model = started(world.sample(20_000, seed=0), prediction=prediction, width=64, batch=256, T=1000)
    model.world = world
    errors = [snapshot(model).metrics["score_error"]]
    for _ in range(3):
        for _ in range(500):
            model.step()
        errors.append(snapshot(model).metrics["score_error"])
    assert errors[0] > 0.35 and errors[-1] < 0.15 and errors[1] > errors[-1]


def test_the_exact_denoiser_has_no_score_error() -> None:
    model = started()
    model.world = RING
    x, alpha, sigma, eps = diffusion_views_exact.exact_noise(model)
    exact = WorldDenoiser(diffusion_views_exact.standardised(model))
    for k in (0, 3, 7):
        rows = slice(64 * k, 64 * (k + 1))
        level = model.schedule.level(max(1, round((k + 0.5) / 8 * model.schedule.T)))
        assert alpha[64 * k].item() == pytest.approx(level.alpha)
        found = predictions.to_eps(exact(x[rows], level), x[rows], level.alpha, level.sigma)
        torch.testing.assert_close(found, eps[rows], atol=1e-5, rtol=0)


def test_it_learns_classes_and_guidance_0_forgets_them() -> None:
    y = K % 2
    model = trained(1200, X, y, n_classes=2, width=64, batch=256, T=1000)
    asked = np.repeat([0, 1], 200)

    def obeyed() -> float:
        found = model.sample(400, seed=0, y=asked)
        return float(np.mean(((found[:, None] - RING.means) ** 2).sum(-1).argmin(1) % 2 == asked))

    assert obeyed() > 0.9
    model.set_params(guidance=0.0)
    assert abs(obeyed() - 0.5) < 0.15
    model.set_params(guidance=1.0)
    assert np.array_equal(model.sample(5, seed=1, y=1), model.sample(5, seed=1, y=[1] * 5))


# ---- same seed, same result, on one processor ------------------------------------------------------------------------


@pytest.mark.parametrize("schedule", ["cosine", "karras"])
def test_a_pickled_model_goes_on_exactly_where_it_was(schedule: str) -> None:
    model = trained(7, X, K % 3, n_classes=3, schedule=schedule)
    model.world = RING
    snapshot(model)
    other = pickle.loads(pickle.dumps(model))
    for _ in range(40):
        assert model.step() == other.step()
    assert torch.equal(model.net.theta, other.net.theta) and torch.equal(model.averaged.theta, other.averaged.theta)
    assert np.array_equal(model.sample(9, seed=3, y=1), other.sample(9, seed=3, y=1))
    assert snapshot(model).metrics == snapshot(other).metrics


def test_starting_again_begins_anew_and_global_randomness_is_not_touched() -> None:
    torch.manual_seed(5)
    state = torch.get_rng_state()
    model = trained(10)
    first = model.sample(20, seed=0)
    model.start(X)
    assert model.n_steps == 0
    for _ in range(10):
        model.step()
    assert np.array_equal(model.sample(20, seed=0), first)
    assert torch.equal(torch.get_rng_state(), state)
    assert not np.allclose(trained(10, seed=1).sample(20, seed=0), first)


# ---- live edits, trouble, units --------------------------------------------------------------------------------------


def test_settings_change_while_it_trains_and_others_need_a_new_run() -> None:
    model = trained()
    theta = model.net.theta.clone()
    model.set_params(lr=0.0, schedule="too-short", sampler="heun", ema=0.5, guidance=2.0, width=16)
    model.step()
    assert torch.equal(model.net.theta, theta) and model.schedule.T == 50
    with pytest.raises(ValueError, match="lr is 7"):
        model.set_params(lr=7)
    with pytest.raises(ValueError, match="prediction, width .*new run"):
        model.set_params(prediction="x0", width=32)
    with pytest.raises(ValueError, match="walks the path of flow"):
        model.set_params(sampler="euler")
    assert model.config.sampler == "heun"


def test_samples_come_from_the_average_and_averaging_starts_from_the_present_network() -> None:
    model = trained(20, ema=0.0)
    before = model.sample(10, seed=0)
    model.set_params(ema=0.9999)
    assert np.array_equal(model.sample(10, seed=0), before)
    model.n_steps, model.config = 100_000, model.config.replace(lr=0.05)
    model.step()
    moved = np.abs(model.sample(10, seed=0) - before).max()
    model.set_params(ema=0.0)
    assert 0 < moved < 0.01 * np.abs(model.sample(10, seed=0) - before).max()


def test_the_learning_rate_ends_at_zero() -> None:
    model = trained(20, steps=20, lr_decay=0.5)
    theta = model.net.theta.clone()
    model.step()
    assert torch.equal(model.net.theta, theta)


def test_a_diverged_loss_stops_with_what_to_change() -> None:
    model = started()
    model.net.theta.fill_(1e30)
    with pytest.raises(Diverged, match="loss became .* lower lr"):
        model.step()


@pytest.mark.parametrize("data", [np.empty((0, 2)), np.array([[0.0, np.nan]]), np.array([[np.inf, 0.0]])])
def test_data_without_numbers_is_refused(data: np.ndarray) -> None:
    with pytest.raises(ValueError, match="X "):
        started(data)


@pytest.mark.parametrize("y", [None, [0, 1], [3] * len(X)])
def test_classes_that_do_not_fit_are_refused(y: list[int] | None) -> None:
    with pytest.raises(ValueError, match="0 to 2"):
        started(X, y, n_classes=3)


@pytest.mark.parametrize("sampler", [s for s in SAMPLERS if s != "euler"])
def test_the_units_of_the_data_do_not_matter(sampler: str) -> None:
    plain, moved = trained(30, sampler=sampler), trained(30, X * 1000 + [5e4, -3e4], sampler=sampler)
    expected = plain.sample(50, seed=0) * 1000 + [5e4, -3e4]
    np.testing.assert_allclose(moved.sample(50, seed=0), expected, atol=20)


def test_one_dimension_many_and_data_of_one_value_work() -> None:
    assert trained(2, X[:, :1]).sample(5, seed=0).shape == (5, 1)
    model = trained(2, np.hstack([X, X, X]))
    assert model.sample(0, seed=0).shape == (0, 6) and snapshot(model).arrays["samples"].shape == (500, 6)
    assert np.isfinite(trained(2, np.ones((8, 2))).sample(5, seed=0)).all()


def test_many_samples_are_not_repeated_ones() -> None:
    found = trained(2, sampler="ddpm", sampling_steps=3).sample(2500, seed=0)
    assert len(np.unique(found.round(9), axis=0)) == 2500


# ---- views -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings", [{}, {"sampler": "heun"}, {"schedule": "flow", "sampler": "euler", "prediction": "u"}]
)
def test_a_snapshot_shows_samples_their_ways_and_the_fields(settings: dict) -> None:
    model = trained(3, **settings)
    assert "exact" not in snapshot(model).arrays
    model.world = RING
    seen = snapshot(model)
    shapes = {name: a.shape for name, a in seen.arrays.items()}
    steps = 7 if settings.get("sampler") == "heun" else 13
    assert shapes == {"samples": (500, 2), "trajectories": (60, steps, 2), "field": (21, 21, 2), "exact": (21, 21, 2)}
    assert all(a.dtype == np.float32 for a in seen.arrays.values())
    assert np.array_equal(seen.arrays["trajectories"][:, -1], seen.arrays["samples"][:60])
    assert seen.step == 3 and set(seen.metrics) == {"loss", "step", "score_error"}


def test_a_network_of_exact_answers_draws_the_exact_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both fields meet in the data's units, also where the data are neither centred nor of size 1."""
    world = World(RING.weights, 3 * RING.means + [5, 1], 9 * RING.covariances)
    model = started(world.sample(4000, seed=0))
    model.world = world
    exact = WorldDenoiser(diffusion_views_exact.standardised(model))
    monkeypatch.setattr(Diffusion, "denoiser", property(lambda self: exact))
    for field_t in (0.1, 0.6, 1.0):
        model.set_params(field_t=field_t)
        arrays = snapshot(model).arrays
        size = np.abs(arrays["exact"]).max()
        np.testing.assert_allclose(arrays["field"], arrays["exact"], atol=1e-4 * size)


def test_an_oracle_in_the_networks_place_draws_from_the_world() -> None:
    model = started(sampling_steps=50)
    model.world = RING
    exact = WorldDenoiser(diffusion_views_exact.standardised(model))
    noise = torch.randn(500, 2, generator=torch.Generator().manual_seed(0))
    *_, last = model.trajectory(noise, seed=0, denoiser=exact)
    found = coverage(RING, model.units(last.x))
    assert found.modes == 8 and found.hq > 0.96
