"""Measure diffusion samplers: quality against network evaluations, guidance, and averaged against last weights.

Every function yields rows, one measurement each, as `curve_records` reads them; the same settings and seed give the
same row on one processor. On points the truth is known, so a network can be set beside the exact denoiser, and both
beside a perfect sampler.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import torch

from engines.data import images
from engines.data.worlds import World
from engines.diffusion import exact as diffusion_views_exact
from engines.diffusion import views as diffusion_views
from engines.diffusion.curve_records import MEASURED
from engines.diffusion.denoisers import Denoiser
from engines.diffusion.model import Diffusion, DiffusionConfig
from engines.diffusion.oracles import WorldDenoiser
from engines.diffusion.samplers import SAMPLERS
from engines.measures import extractor, frechet
from engines.measures.mode_coverage import coverage
from engines.nets.weights import shared

N_DATA, N_POINTS, N_PICTURES = 20_000, 5_000, 1_000
UPDATES, TRAINING_PARTS = 3_000, 15  # of the network on points: some 4 seconds
N_DIRECTIONS = 64
TRUTH_SEED, DATA_SEED = 50_000, 90_000  # the second + the seed: every network learns from draws of its own
EMA_AT = (100, 300, 1_000, 3_000, 10_000)  # updates

Row = dict[str, Any]


# ---- points ----------------------------------------------------------------------------------------------------------


def training(world: World, seed: int, updates: int = UPDATES) -> Iterator[Diffusion]:
    """A model of points that learns `updates` updates, its rate falling to 0 in the second half.

    It is yielded `TRAINING_PARTS` times, so that a caller can say how far it is, or stop; at last it is trained.
    """
    model = begun(world, DiffusionConfig(seed=seed, steps=updates, lr_decay=0.5))
    for part in range(1, TRAINING_PARTS + 1):
        while model.n_steps * TRAINING_PARTS < part * updates:
            model.step()
        yield model


def trained(world: World, seed: int, updates: int = UPDATES) -> Diffusion:
    """What `training` ends with."""
    *_, model = training(world, seed, updates)
    return model


def begun(world: World, config: DiffusionConfig) -> Diffusion:
    model = Diffusion(config)
    model.world = world
    model.start(world.sample(N_DATA, seed=DATA_SEED + config.seed))
    return model


def exact(model: Diffusion) -> Denoiser:
    """What the network should have learned, for the same standardised data."""
    return WorldDenoiser(diffusion_views_exact.standardised(model))


def draws(model: Diffusion, name: str, budget: int, *, seed: int, denoiser: Denoiser | None = None) -> tuple:
    """Points (5,000, 2) that a sampler of `MEASURED` draws within a budget, and its evaluations per point."""
    sampler, eta, _ = MEASURED[name]
    model.set_params(sampler=sampler, eta=eta)
    noise = torch.randn(N_POINTS, model.n_dims, generator=torch.Generator().manual_seed(seed))
    walk = model.trajectory(noise, seed=seed + 1, n=SAMPLERS[sampler].steps_within(budget), denoiser=denoiser)
    *_, last = walk
    return model.units(last.x), last.n_evals


def figures(world: World, X: np.ndarray) -> dict[str, float]:
    """distance: sliced Wasserstein-1 to the world, in the data's units. off: share over 3 sd from a mean."""
    found = np.sort(X @ directions(), axis=0)
    distance = np.abs(found - quantiles(world, len(X))).mean()
    return {"distance": rounded(distance), "off": rounded(1 - coverage(world, X).hq)}


def directions() -> np.ndarray:
    """Random directions of the plane, (2, 64), always the same."""
    found = np.random.default_rng(0).standard_normal((2, N_DIRECTIONS))
    return found / np.linalg.norm(found, axis=0)


@lru_cache(maxsize=8)
def quantiles(world: World, n: int) -> np.ndarray:
    """(n, 64): in each direction, the world's quantiles at (k + 1/2) / n, from 20 times as many exact draws.

    Against the world itself rather than n other draws of it, so that only one side's chance is in a distance.
    """
    many = np.sort(world.sample(20 * n, seed=TRUTH_SEED) @ directions(), axis=0)
    return many.reshape(n, 20, -1)[:, 9:11].mean(1)


def point_steps(
    model: Diffusion, on: str, name: str, budgets: Sequence[int], *, seed: int, by: str = "network"
) -> Iterator[Row]:
    """Quality against network evaluations for one sampler; `by` network, or the exact denoiser."""
    denoiser = exact(model) if by == "exact" else None
    for budget in budgets:
        X, n_evals = draws(model, name, budget, seed=seed, denoiser=denoiser)
        key = {"part": "steps", "on": on, "by": by, "sampler": name, "budget": budget, "seed": seed}
        yield key | {"evaluations": n_evals} | figures(model.world, X)


def floor_of_points(world: World, on: str, seeds: Sequence[int]) -> Iterator[Row]:
    """What a perfect sampler scores with as many points."""
    for seed in seeds:
        yield {"part": "floor", "on": on, "seed": seed} | figures(world, world.sample(N_POINTS, seed=seed))


def averaging(world: World, on: str, seed: int, at: Sequence[int] = EMA_AT) -> Iterator[Row]:
    """The average of the weights against the last ones, of the same training at a constant rate, by its updates."""
    model = begun(world, DiffusionConfig(seed=seed, steps=max(at)))
    kept = model.config.ema
    for updates in sorted(at):
        while model.n_steps < updates:
            model.step()
        last, averaged = model.net.theta.clone(), model.averaged.theta.clone()
        for weights, theta in (("last", last), ("averaged", averaged)):
            model.averaged.theta.copy_(theta)
            X, _ = draws(model, "eta-0", model.config.sampling_steps, seed=seed)
            key = {"part": "ema", "on": on, "weights": weights, "updates": updates, "seed": seed, "ema": kept}
            yield key | figures(world, X) | {"score_error": rounded(diffusion_views.score_error(model))}


# ---- pictures --------------------------------------------------------------------------------------------------------


def shipped(data: str) -> Diffusion:
    """A copy with settings of its own: several people may measure at once."""
    return copy.copy(shared(Diffusion, f"diffusion-{data}"))


def asked(data: str, seed: int, n: int = N_PICTURES) -> np.ndarray:
    """The classes that are asked for, as often as among the real pictures, (n,)."""
    return np.random.default_rng(seed).choice(images.load(data).labels, n).astype(int)


def painted(model: Diffusion, y: np.ndarray, *, seed: int, n: int) -> np.ndarray:
    """Rows (len(y), D) in [0, 1]: a picture of each class."""
    return model.sample(len(y), seed=100_000 * seed, y=y.tolist(), n=n)


def picture_steps(
    data: str, name: str, budgets: Sequence[int], *, seed: int, n_pictures: int = N_PICTURES
) -> Iterator[Row]:
    """frechet: distance to the real pictures' features, of as many pictures per class as there are real ones."""
    model, (sampler, eta, _) = shipped(data), MEASURED[name]
    model.set_params(sampler=sampler, eta=eta, guidance=1.0)
    for budget in budgets:
        n_steps = SAMPLERS[sampler].steps_within(budget)
        X = painted(model, asked(data, seed, n_pictures), seed=seed, n=n_steps)
        evaluations = SAMPLERS[sampler].evaluations_of(n_steps)
        key = {"part": "steps", "on": data, "by": "network", "sampler": name, "budget": budget, "seed": seed}
        yield key | {"evaluations": evaluations, "frechet": to_real(data, extractor.shipped(data).features(X))}


def guidance(
    data: str, weights: Sequence[float], steps: int, *, seed: int, n_pictures: int = N_PICTURES
) -> Iterator[Row]:
    """What following the class more strictly does, with DDIM (eta 0): see `reading`."""
    model, y = shipped(data), asked(data, seed, n_pictures)
    for weight in weights:
        model.set_params(sampler="ddim", eta=0.0, guidance=weight)
        X = painted(model, y, seed=seed, n=steps)
        yield {"part": "guidance", "on": data, "guidance": weight, "steps": steps, "seed": seed} | reading(data, X, y)


def floor_of_pictures(data: str, seeds: Sequence[int], n_pictures: int = N_PICTURES) -> Iterator[Row]:
    """What as many real pictures score, drawn from those that the model and the reference were made of."""
    real = images.load(data)
    for seed in seeds:
        i = np.random.default_rng(seed).choice(len(real.images), n_pictures, replace=False)
        yield {"part": "floor", "on": data, "seed": seed} | reading(data, real.images[i], real.labels[i].astype(int))


def reading(data: str, X: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """frechet; obeyed: share that the extractor reads as what was asked for; diversity: see `spread`, real = 1."""
    eye = extractor.shipped(data)
    features = eye.features(X)
    obeyed = float((eye.read(features)["class"].argmax(1) == y).mean())
    diversity = spread(features, y) / real_spread(data)
    return {
        "frechet": to_real(data, features),
        "obeyed": rounded(obeyed),
        "diversity": rounded(diversity),
    }


def to_real(data: str, features: np.ndarray) -> float:
    """The Fréchet distance to the real pictures, as it is recorded."""
    return rounded(frechet.frechet(features, extractor.reference(data)))


def spread(features: np.ndarray, y: np.ndarray) -> float:
    """The mean distance of two pictures that were asked for alike: averaged over the classes."""
    found = []
    for c in np.unique(y):
        own = torch.tensor(features[y == c]).double()
        if len(own) > 1:
            found.append(torch.nn.functional.pdist(own).mean().item())
    return float(np.mean(found))


@lru_cache(maxsize=3)
def real_spread(data: str) -> float:
    """`spread` of the real training pictures, 2,000 of them."""
    train = images.load(data)
    i = np.random.default_rng(0).choice(len(train.images), 2_000, replace=False)
    return spread(extractor.shipped(data).features(train.images[i]), train.labels[i])


def rounded(value: float) -> float:
    """To five digits: far below every standard error, and short in the record."""
    return float(f"{value:.5g}") if math.isfinite(value) else value
