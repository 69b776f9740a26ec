"""Samplers against diffusers' schedulers; with exact denoisers, against the world itself."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from diffusers.schedulers.scheduling_ddpm import DDPMScheduler
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
from diffusers.schedulers.scheduling_heun_discrete import HeunDiscreteScheduler
from torch import Tensor

from engines.data import shapes
from engines.data.worlds import World
from engines.diffusion import predictions, samplers, schedules
from engines.diffusion.config import SCHEDULES
from engines.diffusion.oracles import WorldDenoiser
from engines.diffusion.samplers import SAMPLERS, walkers
from engines.diffusion.schedules import Schedule
from engines.diffusion.walks import invert, levels_for, start_noise, walk
from engines.measures.distances import sliced_wasserstein
from engines.measures.mode_coverage import coverage
from tests.engines.diffusion.walks import EXACT, RING, X_T, last

# ---- parity with diffusers -------------------------------------------------------------------------------------------

NAMES = {"eps": "epsilon", "x0": "sample", "v": "v_prediction"}


def their_chain(scheduler, schedule: Schedule, prediction: str, n: int, **settings) -> Tensor:
    """What a pipeline of diffusers does, with the exact denoiser in place of the network."""
    scheduler.set_timesteps(n)
    x, generator = X_T, torch.Generator().manual_seed(5)
    for t in scheduler.timesteps:
        _, alpha, sigma = level = schedule.level(int(t) + 1)  # diffusers counts from 0
        x0 = EXACT(x, level)
        output = predictions.of(prediction, x0, predictions.to_eps(x0, x, alpha, sigma), alpha, sigma)
        x = scheduler.step(output, t, x, generator=generator, **settings).prev_sample
    return x


def theirs(kind: type, schedule: Schedule, prediction: str, **settings):
    betas = 1 - schedule.alpha_bar[1:] / schedule.alpha_bar[:-1]
    scheduler = kind(num_train_timesteps=schedule.T, trained_betas=betas, clip_sample=False,
                     timestep_spacing="trailing", prediction_type=NAMES[prediction], **settings)  # fmt: skip
    np.testing.assert_allclose(scheduler.alphas_cumprod, schedule.alpha_bar[1:], atol=1e-6)
    scheduler.alphas_cumprod = torch.tensor(schedule.alpha_bar[1:])  # in single precision 1 - alpha_bar is 0.1 % wrong
    return scheduler


@pytest.mark.parametrize("prediction", NAMES)
@pytest.mark.parametrize(
    ("sampler", "variance", "n"),
    [("ddpm", "fixed_small", 200), ("ddpm", "fixed_small", 20), ("ddpm-large", "fixed_large", 200)],
)
def test_ddpm_is_that_of_diffusers(prediction: str, sampler: str, variance: str, n: int) -> None:
    schedule = schedules.build("linear", 200)
    expected = their_chain(theirs(DDPMScheduler, schedule, prediction, variance_type=variance), schedule, prediction, n)
    found = last(EXACT, schedule.even(n), X_T, sampler=sampler, generator=torch.Generator().manual_seed(5))
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("prediction", NAMES)
@pytest.mark.parametrize("eta", [0.0, 0.5, 1.0])
def test_ddim_is_that_of_diffusers(prediction: str, eta: float) -> None:
    schedule = schedules.build("linear", 200)
    scheduler = theirs(DDIMScheduler, schedule, prediction)
    expected = their_chain(scheduler, schedule, prediction, 20, eta=eta)
    found = last(EXACT, schedule.even(20), X_T, eta=eta, generator=torch.Generator().manual_seed(5))
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=0)


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # theirs
def test_heun_is_that_of_diffusers() -> None:
    betas = np.linspace(1e-4, 0.07, 200)  # sigma/alpha ends at 33; of DDPM's, we leave out what is above 80
    alpha_bar = np.cumprod([1, *(1 - betas)])
    schedule = Schedule("linear", alpha_bar**0.5, (1 - alpha_bar) ** 0.5)
    scheduler = HeunDiscreteScheduler(num_train_timesteps=200, trained_betas=betas, use_karras_sigmas=True)
    scheduler.set_timesteps(15)
    x = X_T / schedule.alpha[-1]  # they walk on x/alpha
    for t in scheduler.timesteps:
        scaled = scheduler.scale_model_input(x, t)
        level = schedule.at(float(scheduler.sigmas[scheduler.step_index]))
        eps = predictions.to_eps(EXACT(scaled, level), scaled, level.alpha, level.sigma)
        x = scheduler.step(eps, t, x).prev_sample
    found = last(EXACT, schedule.karras(15), X_T, sampler="heun")
    torch.testing.assert_close(found, x, atol=1e-5, rtol=0)


def test_euler_is_the_flow_matching_of_diffusers_and_ddim_on_the_straight_path() -> None:
    schedule = schedules.build("flow", 1000)
    scheduler = FlowMatchEulerDiscreteScheduler()
    scheduler.set_timesteps(sigmas=np.linspace(1, 1 / 20, 20))
    x = X_T.float()
    for t in scheduler.timesteps:
        level = schedule.level(round(float(t)))
        x0 = EXACT(x, level)
        x = scheduler.step(predictions.to_eps(x0, x, level.alpha, level.sigma) - x0, t, x).prev_sample
    found = last(EXACT, schedule.even(20), X_T, sampler="euler")
    torch.testing.assert_close(found, x.double(), atol=1e-5, rtol=0)
    torch.testing.assert_close(found, last(EXACT, schedule.even(20), X_T, sampler="ddim"), atol=1e-12, rtol=0)


def test_ddim_with_eta_1_is_ddpm() -> None:
    levels = schedules.build("cosine").even(30)
    runs = [
        last(EXACT, levels, X_T, sampler=sampler, eta=1.0, generator=torch.Generator().manual_seed(1))
        for sampler in ("ddim", "ddpm")
    ]
    torch.testing.assert_close(*runs, atol=1e-9, rtol=0)


# ---- the world is reproduced -----------------------------------------------------------------------------------------

N = 2000


def runs() -> list[tuple[str, str, int, float]]:
    many = [("ddpm", "linear", 250, 0.0), ("ddpm-large", "cosine", 250, 0.0), ("ddim", "linear", 100, 0.0)]
    return [*many, ("ddim", "rescaled", 200, 1.0), ("heun", "karras", 25, 0.0), ("heun", "linear", 25, 0.0),
            ("euler", "flow", 100, 0.0), ("heun", "flow", 25, 0.0)]  # fmt: skip


@pytest.mark.parametrize(("sampler", "schedule", "n", "eta"), runs())
def test_with_the_exact_denoiser_samplers_draw_from_the_world(sampler: str, schedule: str, n: int, eta: float) -> None:
    world = shapes.build("ring", radius=1.4, sigma=0.15)
    levels = levels_for(sampler, schedules.build(schedule), n)
    generator = torch.Generator().manual_seed(3)
    noise = start_noise(torch.randn(N, 2, generator=generator, dtype=torch.float64), levels[0])
    X = last(WorldDenoiser(world), levels, noise, sampler=sampler, eta=eta, generator=generator).numpy()
    found = coverage(world, X)
    assert found.modes == 8
    assert found.hq == pytest.approx(1 - np.exp(-4.5), abs=5 * 0.0024)  # 5 standard errors of 2,000 draws
    floor = [sliced_wasserstein(world.sample(N, seed=k), world.sample(N, seed=100 + k)) for k in range(10)]
    truth = [sliced_wasserstein(X, world.sample(N, seed=200 + k)) for k in range(10)]
    assert np.mean(truth) < np.mean(floor) + 4 * np.std(floor, ddof=1)


def test_the_too_short_schedule_does_not_reproduce_the_world() -> None:
    world = shapes.build("blobs")
    world = World(world.weights, (world.means - world.mean) / 2, world.covariances / 4)
    found = {}
    for name in ("linear", "too-short"):
        noise = torch.randn(N, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
        X = last(WorldDenoiser(world), schedules.build(name).even(50), noise).numpy()
        found[name] = sliced_wasserstein(X, world.sample(N, seed=1))
    assert found["too-short"] > 2 * found["linear"]


@pytest.mark.parametrize(("sampler", "order"), [("ddim", 1), ("heun", 2)])
def test_the_order_of_a_sampler(sampler: str, order: int) -> None:
    """Half the step, half the error for DDIM, which is Euler on x/alpha; a quarter for Heun."""
    schedule = schedules.build("linear")
    exact = last(EXACT, schedule.karras(3200), X_T, sampler="heun")
    errors = [(last(EXACT, schedule.karras(n), X_T, sampler=sampler) - exact).norm().item() for n in (100, 200)]
    assert errors[0] / errors[1] == pytest.approx(2**order, rel=0.3)


# ---- steps, determinism, inversion -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_sampler_says_what_it_costs_and_what_it_can_walk(name: str) -> None:
    sampler, schedule = SAMPLERS[name], SAMPLERS[name].schedule or "cosine"
    *_, end = walk(EXACT, levels_for(name, schedules.build(schedule), 10), X_T, sampler=name)
    assert end.n_evals == sampler.evaluations_of(10) and torch.isfinite(end.x).all()
    assert sampler.steps_within(end.n_evals) == 10 and sampler.steps_within(end.n_evals - 1) < 10
    assert sampler.steps_within(1) == 1
    assert [path for path in SCHEDULES if name in walkers(path)] == [sampler.schedule or path for path in SCHEDULES
                                                                     if sampler.schedule in ("", path)]  # fmt: skip


@pytest.mark.parametrize(("sampler", "evals"), [("ddpm", 10), ("ddim", 10), ("heun", 19)])
def test_steps_tell_what_was_predicted_and_count_evaluations(sampler: str, evals: int) -> None:
    levels = levels_for(sampler, schedules.build("cosine"), 10)
    steps = list(walk(EXACT, levels, X_T, sampler=sampler))
    assert [step.t for step in steps] == [level.t for level in levels] and steps[-1].n_evals == evals
    for step, level in zip(steps[:-1], levels, strict=False):
        torch.testing.assert_close(level.alpha * step.x0 + level.sigma * step.eps, step.x, atol=1e-9, rtol=0)
        torch.testing.assert_close(step.x0, EXACT(step.x, level))
    assert torch.equal(steps[-1].x, steps[-1].x0)


def test_the_deterministic_samplers_are_and_the_others_follow_their_generator() -> None:
    schedule = schedules.build("linear")
    for sampler in ("ddim", "heun"):
        levels = levels_for(sampler, schedule, 10)
        assert torch.equal(*(last(EXACT, levels, X_T, sampler=sampler) for _ in range(2)))
    seeded = [last(EXACT, schedule.even(10), X_T, sampler="ddpm", generator=torch.Generator().manual_seed(s))
              for s in (1, 1, 2)]  # fmt: skip
    assert torch.equal(seeded[0], seeded[1]) and not torch.allclose(seeded[1], seeded[2])


def test_ddim_is_inverted_with_an_error_that_falls_with_the_number_of_steps() -> None:
    """The root mean square of the way there and back: below 1 % of the data's size with 500 steps."""
    X = torch.tensor(RING.sample(200, seed=0))
    errors = []
    for n in (125, 250, 500):
        levels = schedules.build("linear", 1000).even(n)
        *_, noise = invert(EXACT, levels, X)
        errors.append(float((last(EXACT, levels, noise.x) - X).square().mean() ** 0.5))
    assert errors[0] > 1.5 * errors[1] > 2.25 * errors[2]
    assert errors[2] < 0.01
    assert noise.x.std() == pytest.approx(1.0, abs=0.1)


# ---- classes and guidance --------------------------------------------------------------------------------------------


def test_the_variance_of_one_reverse_step_lies_between_ddpms_two_choices() -> None:
    """Exact for a point (small) and for N(0, I) (large) (Ho et al. 2020, section 3.2)."""
    s = schedules.build("linear")
    for t in (2, 300, 1000):
        now, then = s.level(t), s.level(t - 1)
        beta = 1 - s.alpha_bar[t] / s.alpha_bar[t - 1]
        assert samplers.ddpm_variance(now, then, large=True) == pytest.approx(beta, rel=1e-9)
        posterior = 1 / (now.alpha**2 / then.alpha**2 / beta + 1 / then.sigma**2)  # of x_then given x_0 and x_now
        assert samplers.ddpm_variance(now, then, large=False) == pytest.approx(posterior, rel=1e-9)
