"""A mixture of Gaussians fitted by EM, played, stepped, scrubbed, its first means dragged."""

from __future__ import annotations

import json

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.classical import code, formulas, setup
from app.concepts.classical.drawings import em_diagram
from app.live.em.component import em_player
from app.live.measuring.desk import Work
from app.live.measuring.follow import answered
from app.live.world.choice import box_of, world_of
from app.ui.errors import explain
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.numbers import number
from app.ui.predict import ask, card, tell
from app.ui.stage import Experiment
from app.ui.svg import show_svg
from app.ui.terms import say
from engines.classical.em import MixtureConfig
from engines.classical.mixture import GaussianMixture, too_many_components
from engines.core import msgid

STARTS = 6  # of EM, whose ends are compared
SEEN = 0.005  # nats per point: a difference of two ends that the page shows


def show(controls: DeltaGenerator) -> None:
    with controls:
        world = setup.world_control()
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            n, k = setup.points_control(), setup.components_control()
            with setup.more_settings():
                covariance, seed = setup.shape_control(), setup.seed_control()
    if k > n:
        st.error(explain(too_many_components(k, n)), icon=":material/error:")
        return
    em_player(
        world, n=n, k=k, covariance=covariance, floor=setup.FLOOR, seed=seed, box=box_of(world)
    )  # fmt: skip


def question() -> None:
    world, n, k = setup.chosen_world(), kept("classical_n", 300), kept("classical_k", 5)
    if k > n:
        return
    answers = {"same": t("At the same top"), "start": t("It depends on the start"), "lower": t("Ever lower")}
    with card("classical_predict_start"):
        guess = ask(
            key="classical_predict_start",
            about=f"{world_of(world).key[:8]}-{n}-{k}",
            question=t("You drag the rings: the hills start elsewhere, and EM climbs again. Where does it end?"),
            answers=answers,
        )
        if guess is not None:
            about = (json.dumps(world), n, k, kept("classical_covariance", "full"))
            tops = answered("classical_em_ends", about, lambda: ends(*about))
            if tops:
                tell(guess, answers=answers, right=depends(tops), because=because(tops))


def depends(tops: list[float]) -> str:
    return "start" if max(tops) - min(tops) > SEEN else "same"


def because(tops: list[float]) -> str:
    measured = t(
        "Measured from {n} random starts: EM ends between {low} and {high} nats per point.",
        n=STARTS, low=number(min(tops), 3), high=number(max(tops), 3),
    )  # fmt: skip
    why = lesson("classical_start" if depends(tops) == "start" else "classical_start_same")
    return f"{why}\n\n{measured}"


def ends(world: str, n: int, k: int, covariance: str) -> Work:
    """The log-likelihood that EM reaches from each of a few random starts, nats per point."""
    X = world_of(json.loads(world)).sample(n, seed=0)
    config = MixtureConfig(n_components=k, covariance=covariance, reg_covar=setup.FLOOR, init="random")
    tops = []
    for seed in range(STARTS):
        model = GaussianMixture(config.replace(seed=seed))
        for step, _ in enumerate(model.fit_iter(X)):
            yield (seed + step / config.steps) / STARTS, msgid("EM climbs from other starts")
        tops.append(float(model.score_samples(X).mean()))
    return tops


def depth() -> None:
    label = t("E-step: whose point is it? M-step: move and reshape the hills. And again.")
    show_svg(em_diagram(), label, width="48rem")
    say(lesson("classical_em_formula"))
    formulas.e_step()
    say(lesson("classical_em_steps"))


EXPERIMENT = Experiment("em", lambda: t("The steps of EM"), "classical_em", show, question, depth, code=code.em)
