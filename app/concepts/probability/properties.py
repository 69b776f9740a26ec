"""The goal of a generative model and its three properties, each an experiment with a number."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
import streamlit as st

from app.concepts.probability.charts import heat_chart
from app.live.world.choice import box_of, world_of
from app.live.world.service import as_seen
from app.ui import numbers
from app.ui.charts import show_chart
from app.ui.controls import choice, whole_number
from app.ui.language import lesson, t
from app.ui.predict import predict
from engines.classical.em import MixtureConfig
from engines.classical.kernel_density import KernelDensity, KernelDensityConfig
from engines.classical.mixture import GaussianMixture
from engines.data.pixels import sheet
from engines.data.postcards import cards, counting
from engines.data.postcards import table as postcards_table
from engines.data.worlds import World
from engines.measures import neighbours
from engines.statistics import mean_and_error

GRID = 72
FRESH = 2000
MOST_SHOWN = 1000  # points on a heat map
HELD_OUT = {"subject": "cat", "colour": "black", "background": "sunset"}
SEEDS = range(5)


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


@st.cache_data(max_entries=64, hash_funcs={World: attrgetter("key")})
def compare(world: World, box: tuple[float, ...], n: int, n_components: int, seed: int) -> Comparison:
    """Fit a mixture, and a copier, to n points of the world, and judge both by the truth; the grid covers the box."""
    train, fresh = world.sample(n, seed=seed), world.sample(FRESH, seed=seed + 1)
    mixture = GaussianMixture(
        MixtureConfig(n_components=n_components, reg_covar=1e-4, steps=100, tol=1e-4, seed=seed)
    ).fit(train)
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


def goal(spec: dict[str, Any]) -> Comparison:
    """Learn the distribution of the points, then draw from it."""
    st.header(t("The goal: learn p(x) from points alone"))
    st.markdown(lesson("probability_goal"))
    with st.container(horizontal=True, gap="medium"):
        sizes = {50: "50", 200: "200", 1000: "1,000", 5000: "5,000"}
        n = choice(t("Points to learn from"), sizes, key="probability_n", default=200)
        k = whole_number(t("Hills of the model"), 1, 40, key="probability_k", default=3, width=150)
    with st.spinner(t("Fitting …"), show_time=True):
        result = compare(world_of(spec), box_of(spec), n, min(k, n), 0)
    titles = t("The truth, and {n} points of it", n=f"{n:,}"), t("Learned from them, and {n} new points", n=f"{n:,}")
    pairs = (result.true, result.train), (result.learned, result.drawn)
    for column, title, (density, points) in zip(st.columns(2), titles, pairs, strict=True):
        chart = heat_chart(density, box_of(spec), float(result.true.max()), title, points[:MOST_SHOWN])
        show_chart(chart, key=f"probability_fit_{title}", on=column)
    true, learned = result.scores["true"], result.scores["mixture"]
    gap = true[0] - learned[0]
    left, middle, right = st.columns(3)
    left.metric(t("Truth: mean log p (nats)"), numbers.number(true[0], 3), help=t("Nobody can do better on average."))
    middle.metric(t("Model: mean log p (nats)"), *numbers.apart(*learned), delta_color="off", delta_arrow="off")
    right.metric(
        t("Still missing (nats)"),
        numbers.number(gap, 3),
        help=t("The Kullback-Leibler divergence from truth to model."),
    )
    return result


def copies(result: Comparison | None) -> None:
    """Property 1: it learns the distribution rather than copying; None while there is no density to learn."""
    st.header(t("Three properties of a generative model"))
    if result is None:
        return
    st.subheader(t("1. It learns rather than copies"))
    st.markdown(lesson("probability_copies"))
    told = predict(
        key="probability_predict_copier",
        question=t("A copier repeats its training points, hardly moved. How likely does it find a fresh real point?"),
        answers={"same": t("As likely as the mixture does"), "more": t("More likely"), "less": t("Far less likely")},
        right=copier_found(result),
        because=lesson("probability_copies_answer"),
    )
    if not told:
        return
    names = {"mixture": t("The mixture above"), "copier": t("A copier: training points, hardly moved")}
    rows = [
        {
            t("Model"): label,
            t("Sample to nearest training point"): f"{result.copying[name]['sample']:.4f}",
            t("Fresh real point to nearest training point"): f"{result.copying[name]['held_out']:.4f}",
            t("Suspiciously close (5 % is honest)"): f"{100 * result.copying[name]['copied']:.0f} %",
            t("Mean log p of fresh points (nats)"): numbers.number(result.scores[name][0], 2),
        }
        for name, label in names.items()
    ]
    st.dataframe(rows, hide_index=True)


def copier_found(result: Comparison) -> str:
    """How likely the copier finds fresh points, against the mixture; beyond two standard errors it is not the same."""
    (copier, error), (mixture, other) = (result.scores[name] for name in ("copier", "mixture"))
    if abs(copier - mixture) <= 2 * np.hypot(error, other):
        return "same"
    return "more" if copier > mixture else "less"


@st.cache_data
def combining(n: int) -> tuple[dict[str, tuple[float, float]], np.ndarray]:
    """Train both models on n postcards without black cats at sunset; how often do they draw one?

    Means and standard errors over SEEDS, in per cent of 10,000 draws; and 12 of the pictures, uint8.
    """
    table = postcards_table.DEFAULT.hold_out(**HELD_OUT)
    shares: dict[str, list[float]] = {"count": [], "subject": []}
    pictures = []
    for seed in SEEDS:
        seen = cards.draw_factors(n, seed=seed, table=table)
        for name, fit in (("count", counting.count_model), ("subject", counting.subject_model)):
            model = fit(seen)
            drawn = cards.draw_factors(10_000, seed=1000 + seed, table=model)
            found = np.flatnonzero(postcards_table.event_cells(**HELD_OUT).ravel()[drawn.cells()])
            shares[name].append(100 * len(found) / len(drawn))
            if name == "subject" and not pictures and len(found):
                pictures.append(cards.render(drawn[found[:12]]))
    summary = {k: mean_and_error(v) for k, v in shares.items()}
    return summary, pictures[0] if pictures else np.zeros((0, 32, 32, 3), np.uint8)


def combines() -> None:
    """Property 2: it combines freely."""
    st.subheader(t("2. It combines freely"))
    st.markdown(lesson("probability_combines"))
    told = predict(
        key="probability_predict_combine",
        question=t("No training postcard shows a black cat at sunset. Can a model draw one?"),
        answers={"never": t("Never"), "some": t("It depends on the model"), "always": t("Every model can")},
        right="some",
        because=lesson("probability_combines_answer"),
    )
    if not told:
        return
    with st.spinner(t("Drawing postcards …"), show_time=True):
        shares, pictures = combining(1000)
    left, right = st.columns(2)
    for column, name, label in (
        (left, "count", t("Model that counts whole postcards")),
        (right, "subject", t("Model that knows “cat”, then colour, then background")),
    ):
        value, error = numbers.apart(*shares[name])
        column.metric(label, f"{value} %", error, delta_color="off", delta_arrow="off")
    st.image(strip(pictures), caption=t("Black cats at sunset that no training postcard showed"))


def random_draws() -> None:
    """Property 3: it is random."""
    st.subheader(t("3. It is random"))
    st.markdown(lesson("probability_random"))
    seed = whole_number(t("Seed of the twelve"), 0, 999, key="probability_variety_seed", default=0, width=180)
    table = postcards_table.DEFAULT.given(subject="cat sitting", colour="black", background="yellow", style="plain")
    drawn = cards.sample(12, seed=seed, table=table).images
    st.image(strip(drawn), caption=t("Twelve draws of “black cat, sitting, on yellow”"))
    same = np.repeat(drawn[:1], 12, axis=0)
    left, right = st.columns(2)
    grey = t("{value} grey levels", value=f"{counting.variety(drawn):.1f}")
    left.metric(t("Difference between two draws of the model"), grey)
    zero = t("{value} grey levels", value=f"{counting.variety(same):.1f}")
    right.metric(t("Of a program that always answers the same"), zero)


def strip(images: np.ndarray, columns: int = 6, scale: int = 4, gap: int = 2) -> np.ndarray:
    """Pictures (n, 32, 32, 3) in rows of `columns`, enlarged; between them nothing: RGBA."""
    opaque = np.concatenate([images, np.full((*images.shape[:3], 1), 255, np.uint8)], axis=3)
    return sheet(opaque, columns, scale=scale, gap=gap)
