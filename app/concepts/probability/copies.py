"""Property 1: a generative model learns the distribution rather than copying its points."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.concepts.probability import code
from app.concepts.probability.learned import Comparison, learned_here, maps
from app.live.world.choice import world_of
from app.ui import numbers
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.predict import predict
from app.ui.stage import Experiment
from engines.statistics import apart


def show(controls: DeltaGenerator) -> None:
    found = learned_here(controls)
    if found is None:
        return
    world, n, result = found
    with controls:
        told = _asked(world, n, result)
    maps(world, n, result)
    if told:
        _figures(result)


def _asked(world: dict[str, Any], n: int, result: Comparison) -> bool:
    return predict(
        key="probability_predict_copier",
        about=f"{world_of(world).key[:8]}-{n}-{kept('probability_k', 3)}",
        question=t("A copier repeats its training points, hardly moved. How likely does it find a fresh real point?"),
        answers={"same": t("As likely as the mixture does"), "more": t("More likely"), "less": t("Far less likely")},
        right=copier_found(result),
        because=because(result),
    )


def _figures(result: Comparison) -> None:
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
    st.table(rows, hide_index=True, border="horizontal")


def copier_found(result: Comparison) -> str:
    """How likely the copier finds fresh points, against the mixture; beyond two standard errors it is not the same."""
    return {0: "same", 1: "more", -1: "less"}[apart(result.scores["copier"], result.scores["mixture"])]


def because(result: Comparison) -> str:
    """Why it is so in this world; where the copier is not behind, that is for what the mixture lacks."""
    measured = t(
        "Measured, mean log p of fresh points: the copier {copier} nats, the mixture {mixture}, the true distribution"
        " {true}.",
        **{name: numbers.with_error(*score) for name, score in result.scores.items()},
    )
    why = lesson("probability_copies_answer" if copier_found(result) == "less" else "probability_copies_narrow")
    return f"{why}\n\n{measured}"


EXPERIMENT = Experiment("copies", lambda: t("Copying or learning"), "probability_copies", show, code=code.learn)
