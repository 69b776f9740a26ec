"""Schedules against diffusers' and their definitions; conversions between predictions as identities."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from diffusers.schedulers.scheduling_ddpm import DDPMScheduler
from diffusers.schedulers.scheduling_edm_euler import EDMEulerScheduler

from engines.diffusion import predictions, schedules
from engines.diffusion.config import PREDICTIONS, SCHEDULES

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("linear", {"beta_schedule": "linear"}),
        ("cosine", {"beta_schedule": "squaredcos_cap_v2"}),
        ("rescaled", {"beta_schedule": "linear", "rescale_betas_zero_snr": True}),
    ],
)
def test_alpha_bar_is_that_of_diffusers(name: str, settings: dict) -> None:
    theirs = DDPMScheduler(num_train_timesteps=1000, **settings).alphas_cumprod.numpy()
    np.testing.assert_allclose(schedules.build(name).alpha_bar[1:], theirs, atol=1e-6)


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("T", [50, 1000])
def test_signal_falls_from_all_to_nothing_except_where_the_schedule_is_too_short(name: str, T: int) -> None:
    s = schedules.build(name, T)
    assert s.alpha[0] == 1 and s.sigma[0] == 0 and len(s.alpha) == len(s.sigma) == s.T + 1
    assert (np.diff(s.alpha_bar) < 0).all() and (np.diff(s.noise_level) > 0).all()
    if name == "too-short":
        assert s.alpha_bar[-1] == pytest.approx(0.60, abs=0.005)
    else:
        assert s.alpha_bar[-1] < 0.01


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_readings_agree_with_one_another(name: str) -> None:
    s = schedules.build(name, 100)
    inside = slice(1, -1)  # at the ends some are infinite
    np.testing.assert_allclose(s.snr[inside], s.alpha_bar[inside] / (1 - s.alpha_bar[inside]), rtol=1e-9)
    np.testing.assert_allclose(s.log_snr[inside], -2 * np.log(s.noise_level[inside]), rtol=1e-9)
    norm = s.alpha + s.sigma if name == "flow" else s.alpha**2 + s.sigma**2
    np.testing.assert_allclose(norm, 1, rtol=1e-12)


def test_rescaled_and_flow_end_in_noise_alone() -> None:
    for name in ("rescaled", "flow"):
        assert schedules.build(name).alpha[-1] == 0 and schedules.build(name).log_snr[-1] == -np.inf


@pytest.mark.parametrize("name", SCHEDULES)
def test_levels_between_the_steps_lie_on_the_path(name: str) -> None:
    s = schedules.build(name, 200)
    for t in (1, 17, 49):
        found = s.at(s.noise_level[t])
        np.testing.assert_allclose(found, s.level(t), rtol=1e-9)
    t, alpha, sigma = s.at((s.noise_level[30] * s.noise_level[31]) ** 0.5)
    assert t == pytest.approx(30.5) and s.alpha[31] < alpha < s.alpha[30] and s.sigma[30] < sigma < s.sigma[31]


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("n", [1, 7, 40])
def test_samplers_walk_from_the_noisiest_level_to_clean_data(name: str, n: int) -> None:
    s = schedules.build(name)
    for levels in (s.even(n), s.karras(n)):
        assert len(levels) == n + 1 and levels[-1] == (0, 1, 0)
        assert (np.diff([level.sigma for level in levels]) < 0).all()
    assert s.even(n)[0].t == s.T
    assert s.karras(n)[0].sigma / s.karras(n)[0].alpha <= 80.0001


def test_edm_levels_and_preconditioning_are_those_of_diffusers() -> None:
    theirs = EDMEulerScheduler(sigma_data=1.0)
    theirs.set_timesteps(18)
    ours = [level.sigma / level.alpha for level in schedules.build("karras").karras(18)]
    np.testing.assert_allclose(ours, theirs.sigmas.numpy(), rtol=1e-5)
    x_edm, F = torch.tensor(RNG.normal(size=(9, 2))), torch.tensor(RNG.normal(size=(9, 2)))
    for s in (0.002, 0.3, 1.0, 80.0):
        level = schedules.build("karras").at(s)
        x0 = predictions.to_x0("v", -F, level.alpha * x_edm, level.alpha, level.sigma)
        torch.testing.assert_close(x0, theirs.precondition_outputs(x_edm, F, s), atol=1e-9, rtol=1e-9)


# ---- predictions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prediction", PREDICTIONS)
@pytest.mark.parametrize("name", SCHEDULES)
def test_a_prediction_tells_x0_and_eps_exactly(prediction: str, name: str) -> None:
    s = schedules.build(name)
    x0, eps = RNG.normal(size=(2, 50, 2))
    for t in (1, s.T // 3, s.T - 1):
        _, alpha, sigma = s.level(t)
        x = alpha * x0 + sigma * eps
        output = predictions.of(prediction, x0, eps, alpha, sigma)
        found = predictions.to_x0(prediction, output, x, alpha, sigma)
        np.testing.assert_allclose(found, x0, atol=1e-9)
        np.testing.assert_allclose(predictions.to_eps(x0, x, alpha, sigma), eps, atol=1e-9)


@pytest.mark.parametrize("prediction", ["x0", "v", "u"])
def test_all_but_eps_tell_x0_where_no_signal_is_left(prediction: str) -> None:
    x0, eps = RNG.normal(size=(2, 5, 2))
    output = predictions.of(prediction, x0, eps, 0.0, 1.0)
    np.testing.assert_allclose(predictions.to_x0(prediction, output, eps, 0.0, 1.0), x0, atol=1e-12)


def test_v_and_u_are_the_velocities_of_their_paths() -> None:
    """v = dx/dphi for alpha = cos phi, sigma = sin phi; u = dx/ds for alpha = 1 - s, sigma = s."""
    x0, eps = RNG.normal(size=(2, 5, 2))
    h, phi, s = 1e-6, 0.7, 0.3
    along_circle = [np.cos(phi + k) * x0 + np.sin(phi + k) * eps for k in (-h, h)]
    along_line = [(1 - s - k) * x0 + (s + k) * eps for k in (-h, h)]
    v = predictions.of("v", x0, eps, np.cos(phi), np.sin(phi))
    np.testing.assert_allclose((along_circle[1] - along_circle[0]) / (2 * h), v, atol=1e-8)
    u = predictions.of("u", x0, eps, 1 - s, s)
    np.testing.assert_allclose((along_line[1] - along_line[0]) / (2 * h), u, atol=1e-8)
