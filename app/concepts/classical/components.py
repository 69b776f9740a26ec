"""How many components: K against training and held-out log-likelihood and BIC; first a guess, then the curves."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.classical import code, setup
from app.concepts.classical.charts import counts_charts
from app.concepts.classical.drawings import points_drawing
from app.live.em.service import COMPONENTS
from app.live.measuring.desk import Work
from app.live.measuring.follow import answered
from app.live.world.choice import box_of, world_of
from app.ui.charts import show_chart
from app.ui.errors import explain
from app.ui.language import lesson, t
from app.ui.predict import ask, card, tell
from app.ui.stage import Experiment
from app.ui.svg import fill_svg
from app.ui.terms import say
from engines.classical.em import MixtureConfig
from engines.classical.mixture import compare_counts
from engines.core import msgid
from engines.data.worlds import World
from engines.statistics import mean_and_error

SEEDS = range(5)
MOST = COMPONENTS.high  # that are compared: as many as the box offers
FRESH = 1000
TRAIN, HELD_OUT = 1000, 2000  # what is added to a seed


def show(controls: DeltaGenerator) -> None:
    with controls, st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom"):
        with st.container(width=150):
            world = setup.world_control()
        n = setup.points_control()
        with setup.more_settings():
            covariance = setup.shape_control()
    try:
        compare(world, n, covariance, controls)
    except ValueError as error:
        st.error(explain(error), icon=":material/error:")


def compare(description: dict[str, Any], n: int, covariance: str, controls: DeltaGenerator) -> None:
    """The question is about this world and these points, so the controls that choose them come first."""
    most = min(MOST, n)
    if most < 3:
        st.info(t("With fewer than three points there is nothing to compare; choose more points."))
        return
    answers = {"one": "K = 1", "between": t("Somewhere between"), "most": f"K = {most}"}
    world = world_of(description)
    with controls:
        box = card("classical_predict_counts")
    with box:
        guess = ask(
            key="classical_predict_counts", about=f"{world.key[:8]}-{n}-{covariance}", answers=answers,
            question=t("{n} points of this world: which K gives fresh points the highest log-likelihood?", n=n),
        )  # fmt: skip
    if guess is None:
        show_points(description, n)
        return
    about = world.key, n, covariance
    result = answered("classical_counts", about, lambda: compared(world, n, covariance))
    if result is None:
        show_points(description, n)
        return
    with st.container(key="fill-wide-classical_counts", horizontal=True):
        for name, figure in zip(("curve", "bic"), counts_charts(result), strict=True):
            show_chart(figure, key=f"classical_counts_{name}", fill=True)
    with box:
        tell(guess, answers=answers, right=right(result, most), because=because(result, n))


def show_points(description: dict[str, Any], n: int) -> None:
    """The training points of the first seed, and its fresh ones."""
    world = world_of(description)
    points, fresh = world.sample(n, seed=TRAIN + SEEDS[0]), world.sample(FRESH, seed=HELD_OUT + SEEDS[0])
    fill_svg(points_drawing(points, box_of(description), fresh=fresh), t("Training points and fresh ones of the world"))


def right(result: dict[str, np.ndarray], most: int) -> str:
    best = int(result["k"][result["held_out"].mean(axis=0).argmax()])
    return "one" if best == 1 else "most" if best == most else "between"


def because(result: dict[str, np.ndarray], n: int) -> str:
    best = int(result["k"][result["held_out"].mean(axis=0).argmax()])
    smallest = int(result["k"][result["bic"].mean(axis=0).argmin()])
    found = t("Best for fresh points: K = {best}. BIC chooses K = {bic}.", best=best, bic=smallest)
    return f"{found} {lesson('classical_counts_answer')} {turn(result, n)}"


def turn(result: dict[str, np.ndarray], n: int) -> str:
    """Whether the curve of fresh points has turned down at the largest K: beyond two standard errors of its best."""
    fresh = result["held_out"]
    lost = fresh[:, fresh.mean(axis=0).argmax()] - fresh[:, -1]
    mean, error = mean_and_error(lost)
    if mean > 2 * error > 0:
        return t(
            "The curve of fresh points falls once the hills describe *these* {n} points instead of the world.", n=n
        )
    return t(
        "The curve of fresh points has not clearly turned down at K = {k}: for {n} points of this world so many hills"
        " are not too many. With fewer points it turns sooner: try 60.", k=int(result["k"][-1]), n=n,
    )  # fmt: skip


def compared(world: World, n: int, covariance: str) -> Work:
    """k (m,); per seed (5, m): train, held_out (nats per point), bic (per point); truth on the fresh points (5,)."""
    config = MixtureConfig(covariance=covariance, reg_covar=setup.FLOOR, steps=80, tol=1e-4)
    rows: dict[str, list] = {"train": [], "held_out": [], "bic": [], "truth": []}
    ks = range(1, min(MOST, n) + 1)
    fits = len(ks) * len(SEEDS)
    for seed in SEEDS:
        X, fresh = world.sample(n, seed=TRAIN + seed), world.sample(FRESH, seed=HELD_OUT + seed)
        found = []
        for fitted in compare_counts(X, fresh, ks, config.replace(seed=seed)):
            found.append(fitted)
            yield (seed + len(found) / len(ks)) / len(SEEDS), msgid("Fitting {n} mixtures …"), {"n": fits}
        rows["train"].append([f["train"] for f in found])
        rows["held_out"].append([f["held_out"] for f in found])
        rows["bic"].append([f["bic"] / n for f in found])
        rows["truth"].append(world.log_prob(fresh).mean())
    return {"k": np.array(ks)} | {name: np.array(values) for name, values in rows.items()}


def depth() -> None:
    say(lesson("classical_counts"))


EXPERIMENT = Experiment(
    "components", lambda: t("The number of hills"), "classical_components", show, depth=depth, code=code.components
)
