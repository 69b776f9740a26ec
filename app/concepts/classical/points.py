"""Blocks of the /classical page about points in the plane: EM, the number of components, the singularity, KDE."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
import streamlit as st

from app.concepts.classical.charts import counts_charts
from app.concepts.classical.drawings import em_diagram
from app.live.channel.threads import one_thread
from app.live.densities.component import four_densities
from app.live.em.component import em_player
from app.live.em.service import MAX_COMPONENTS, MAX_POINTS
from app.live.world.choice import box_of, own_world, world_names, world_of
from app.ui.charts import show_chart
from app.ui.controls import choice, pick, section, whole_number
from app.ui.errors import explain
from app.ui.language import lesson, t
from app.ui.predict import ask, predict, tell
from app.ui.svg import show_svg
from engines.classical.em import MixtureConfig
from engines.classical.mixture import compare_counts, too_many_components
from engines.data.worlds import World
from engines.statistics import mean_and_error

PAGE = "classical"
FIRST = "pinwheel"  # the world that is shown first: five arms, and its two coordinates depend on each other
FLOOR = 1e-4  # added to every variance, unless the page shows what happens without
SEEDS = range(5)
MOST = MAX_COMPONENTS  # that are compared: as many as the box offers
FRESH = 1000
FEW = 60  # points of the collapsing run: one of them weighs more


@dataclass(frozen=True)
class Setup:
    """What is fitted to what: a world's description, points, components, the shape of covariances, a seed."""

    world: dict[str, Any]
    n: int
    k: int
    covariance: str
    seed: int


def choose_setup() -> Setup:
    """The controls that the whole page shares."""
    with st.container(horizontal=True, gap="medium"):
        world = choose_world()
        n = whole_number(t("Points"), 1, MAX_POINTS, key="classical_n", default=300, width=130)
        k = whole_number(t("Components K"), 1, MAX_COMPONENTS, key="classical_k", default=5, width=150)
        covariance = choice(t("Shape"), shapes(), key="classical_covariance", help=t("What the covariances may be."))
        seed = whole_number(t("Seed"), 0, 999, key="classical_seed", default=0, width=120)
    return Setup(world, n, k, covariance, seed)


def choose_world() -> dict[str, Any]:
    """A named world, or the one that the person drew or uploaded on the probability page."""
    names, key = world_names(), "classical_world"
    names = {FIRST: names[FIRST]} | names
    if own_world() is not None:
        names = names | {"drawn": t("My own (from Probability)")}
    name = pick(t("World"), names, key=key, width=230)
    return own_world(used=True) if name == "drawn" else {"name": name}


def shapes() -> dict[str, str]:
    return {"full": t("Any ellipse"), "diag": t("Upright ellipse"), "spherical": t("Circle")}


def run(setup: Setup) -> None:
    """EM under the hand."""
    if setup.k > setup.n:
        st.error(explain(too_many_components(setup.k, setup.n)), icon=":material/error:")
        return
    em_player(
        setup.world,
        n=setup.n,
        k=setup.k,
        covariance=setup.covariance,
        floor=FLOOR,
        seed=setup.seed,
        box=box_of(setup.world),
        page=PAGE,
    )
    with section(t("What happens in one iteration?"), icon=":material/autorenew:", key="classical_em_words"):
        label = t("E-step: whose point is it? M-step: move and reshape the components. And again.")
        show_svg(em_diagram(), label, width="48rem")
        st.markdown(lesson("classical_em_steps"))


# ---- how many components --------------------------------------------------------------------------------------------


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs={World: attrgetter("key")})
def compared(world: World, n: int, covariance: str) -> dict[str, np.ndarray]:
    """k (m,); per seed (5, m): train, held_out (nats per point), bic (per point); truth on the fresh points (5,)."""
    one_thread()
    config = MixtureConfig(covariance=covariance, reg_covar=FLOOR, steps=80, tol=1e-4)
    rows: dict[str, list] = {"train": [], "held_out": [], "bic": [], "truth": []}
    ks = range(1, min(MOST, n) + 1)
    for seed in SEEDS:
        X, fresh = world.sample(n, seed=1000 + seed), world.sample(FRESH, seed=2000 + seed)
        found = list(compare_counts(X, fresh, ks, config.replace(seed=seed)))
        rows["train"].append([f["train"] for f in found])
        rows["held_out"].append([f["held_out"] for f in found])
        rows["bic"].append([f["bic"] / n for f in found])
        rows["truth"].append(world.log_prob(fresh).mean())
    return {"k": np.array(ks)} | {name: np.array(values) for name, values in rows.items()}


def counts(setup: Setup) -> None:
    """K against training and held-out log-likelihood and BIC: first a guess, then the curves."""
    st.subheader(t("How many components?"))
    st.markdown(lesson("classical_counts"))
    try:
        count_experiment(setup)
    except ValueError as error:
        st.error(explain(error), icon=":material/error:")


@st.fragment
def count_experiment(setup: Setup) -> None:
    most = min(MOST, setup.n)
    if most < 3:
        st.info(t("With fewer than three points there is nothing to compare; choose more points."))
        return
    answers = {"one": "K = 1", "between": t("Somewhere between"), "most": f"K = {most}"}
    world = world_of(setup.world)
    with st.container(border=True):
        guess = ask(
            key="classical_predict_counts", about=f"{world.key[:8]}-{setup.n}-{setup.covariance}", answers=answers,
            question=t("{n} points of this world: which K gives fresh points the highest log-likelihood?", n=setup.n),
        )  # fmt: skip
        if guess is None:
            return
        with st.spinner(t("Fitting {n} mixtures …", n=most * len(SEEDS)), show_time=True):
            result = compared(world, setup.n, setup.covariance)
        best = int(result["k"][result["held_out"].mean(axis=0).argmax()])
        right = "one" if best == 1 else "most" if best == most else "between"
        smallest = int(result["k"][result["bic"].mean(axis=0).argmin()])
        found = t("Best for fresh points: K = {best}. BIC chooses K = {bic}.", best=best, bic=smallest)
        because = f"{found} {lesson('classical_counts_answer')} {turn(result, setup.n)}"
        tell(guess, answers=answers, right=right, because=because)
        for column, name, figure in zip(st.columns(2), ("curve", "bic"), counts_charts(result), strict=True):
            show_chart(figure, key=f"classical_counts_{name}", on=column)


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


# ---- the singularity ------------------------------------------------------------------------------------------------


def singularity(setup: Setup) -> None:
    """A component that collapses on one point, and the cure."""
    st.subheader(t("A hill that shrinks onto one point"))
    told = predict(
        key="classical_predict_singular",
        question=t("One component shrinks onto a single point. What does the training log-likelihood do?"),
        answers={"falls": t("It falls"), "stops": t("It rises and levels off"), "ever": t("It rises without end")},
        right="ever",
        because=lesson("classical_singular_answer"),
    )
    if not told:
        return
    st.markdown(lesson("classical_singular"))
    n, k = min(setup.n, FEW), min(setup.k, 3)
    if n < 3 or k > n:
        st.info(t("With fewer than three points there is nothing to compare; choose more points."))
        return
    em_player(
        setup.world, n=n, k=max(k, 2), covariance="spherical", floor=0.0, seed=setup.seed, box=box_of(setup.world),
        page=PAGE, cure=True,
    )  # fmt: skip


# ---- four densities -------------------------------------------------------------------------------------------------


def four(setup: Setup) -> None:
    """Histogram, naive product, mixture and kernel density beside the truth."""
    st.markdown(lesson("classical_four"))
    predict(
        key="classical_predict_four",
        question=t("Make the kernels very narrow (small h). How likely does the kernel density find fresh points?"),
        answers={"more": t("More likely: it is sharper"), "same": t("The same"), "less": t("Less likely")},
        right="less",
        because=lesson("classical_four_answer"),
    )
    four_densities(setup.world, seed=setup.seed, box=box_of(setup.world), page=PAGE)
    with section(t("What the symbols mean"), icon=":material/functions:", key="classical_symbols"):
        st.markdown(lesson("classical_four_symbols"))
