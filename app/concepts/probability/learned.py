"""A model learned from the points of the chosen world, and a copier of them, judged by the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.probability.shown import world_here
from app.live.measuring.desk import Work
from app.live.measuring.follow import answered
from app.live.world.choice import box_of, world_of
from app.live.world.service import as_seen
from app.ui.controls import choice, whole_number
from app.ui.language import t
from app.ui.plane import Cloud, Square, squares
from app.ui.svg import fill_svg
from engines.classical.em import MixtureConfig
from engines.classical.kernel_density import KernelDensity, KernelDensityConfig
from engines.classical.mixture import GaussianMixture
from engines.data.worlds import World
from engines.measures import neighbours
from engines.statistics import mean_and_error

GRID = 72
FRESH = 2000
MOST_SHOWN = 1000  # points on a heat map
FITTING = 0.8  # of the work


@dataclass(frozen=True)
class Comparison:
    """Densities on a grid (n, n), the training points and as many drawn from the model, (m, 2), mean log-densities on
    fresh points with standard errors (nats), copying figures."""

    true: np.ndarray
    learned: np.ndarray
    train: np.ndarray
    drawn: np.ndarray
    scores: dict[str, tuple[float, float]]
    copying: dict[str, dict[str, float]]


def compare(world: World, box: tuple[float, ...], n: int, n_components: int, seed: int) -> Work:
    """Fit a mixture, and a copier, to n points of the world, and judge both by the truth: a Comparison in the end.

    The grid covers the box.
    """
    train, fresh = world.sample(n, seed=seed), world.sample(FRESH, seed=seed + 1)
    config = MixtureConfig(n_components=n_components, reg_covar=1e-4, steps=100, tol=1e-4, seed=seed)
    mixture = GaussianMixture(config)
    for step, _ in enumerate(mixture.fit_iter(train)):
        yield FITTING * step / config.steps
    copier = KernelDensity(KernelDensityConfig(bandwidth=0.003)).fit(train)
    true, learned = (
        seen_density(w, np.array(box).reshape(2, 2))
        for w in (world, World(mixture.weights, mixture.means, mixture.covariances))
    )
    scores = {
        "true": world.log_prob(fresh),
        "mixture": mixture.score_samples(fresh),
        "copier": copier.score_samples(fresh),
    }
    copying = {
        name: neighbours.copying(model.sample(FRESH, seed=seed + 2), train, fresh)
        for name, model in (("mixture", mixture), ("copier", copier))
    }
    summary = {name: mean_and_error(s) for name, s in scores.items()}
    return Comparison(true, learned, train, mixture.sample(n, seed=seed + 3), summary, copying)


def seen_density(world: World, box: np.ndarray) -> np.ndarray:
    """p on the grid of a heat map, (GRID, GRID)."""
    return np.exp(as_seen(world, box, GRID).log_prob(world.grid(GRID, box)[2]))


def learned_here(controls: DeltaGenerator) -> tuple[dict[str, Any], int, Comparison] | None:
    """The world, how many points are learned from, and what was learned; None while there is no answer."""
    spec = world_here(controls)
    with controls, st.container(horizontal=True, gap="small"):
        sizes = {50: "50", 200: "200", 1000: "1,000", 5000: "5,000"}
        n = choice(t("Points to learn from"), sizes, key="probability_n", default=200)
        k = whole_number(
            t("Hills of the model"), MixtureConfig.bounds("n_components"), key="probability_k", default=3, width=130
        )
    if spec is None:
        return None
    world, box, k = world_of(spec), box_of(spec), min(k, n)
    found = answered("probability_learned", (world.key, box, n, k), lambda: compare(world, box, n, k, 0))
    return None if found is None else (spec, n, found)


def maps(spec: dict[str, Any], n: int, result: Comparison) -> None:
    """The truth and what was learned, side by side, each with its points, as large as the stage allows."""
    top = result.true.max()  # one scale of colours
    truth = t("The true distribution, and {n} points of it", n=f"{n:,}"), result.true, result.train, "real"
    learned = t("Learned from them, and {n} new points", n=f"{n:,}"), result.learned, result.drawn, "fake"
    drawn = [
        (Square([Cloud(points[:MOST_SHOWN], style, 4.5)], density / top), words)
        for words, density, points, style in (truth, learned)
    ]
    wide, narrow = (squares(drawn, box_of(spec), columns=columns) for columns in (2, 1))
    fill_svg(wide, t("The true and the learned density, each with its points"), narrow=narrow)
