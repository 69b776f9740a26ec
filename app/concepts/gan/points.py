"""Blocks of the /gan page."""

from __future__ import annotations

from math import log
from typing import Any

import streamlit as st

from app.concepts.gan.drawings import gan_diagram
from app.concepts.gan.settings import settings
from app.concepts.gan.words import actions, cure_names, field_text, layers, recipe_names, stage_words
from app.live.runs.component import run_player
from app.live.runs.jobs import GanJob
from app.live.world.choice import MODES, own_worlds, world_spec
from app.ui.controls import choice
from app.ui.language import lesson, t
from app.ui.predict import predict
from app.ui.svg import show_svg
from engines.gan.recipes import RECIPES

HEALTHY_STEPS = 20_000
SLOW = 100.0  # steps a second: failures come within a thousand steps, which would be over in a second


def diagram() -> None:
    """Noise and data, forger and detective."""
    show_svg(
        gan_diagram(),
        t("Diagram: noise enters the generator; its fakes, and real data, enter the discriminator: real or fake?"),
    )


def points(page: str) -> None:
    """The 2-D GAN, live: a recipe, its cures, the settings, the run."""
    st.header(t("Points: watch the two learn"))
    st.markdown(lesson("gan_live"))
    name = choice(t("What to try"), recipe_names(), key="gan_recipe")
    recipe, cure = RECIPES[name], "none"
    st.markdown(lesson(f"gan_recipe_{name}"))
    if recipe.cures:
        cure = choice(t("Cure"), cure_names(recipe), key=f"gan_cure_{name}")
    base = recipe.config if cure == "none" else recipe.cured(cure)
    if name == "healthy":
        base = base.replace(steps=HEALTHY_STEPS)
    prefix = "gan" if name == "healthy" else f"gan_{name}_{cure}".replace("-", "_")
    config, world = settings(base, prefix, {recipe.world: own_worlds()[recipe.world]} | own_worlds())
    run_player(
        {"job": "gan", "world": world_spec(world), "config": config, "speed": None if name == "healthy" else SLOW},
        key="gan", page=page, view="field", live=GanJob.live, layers=layers(),
        curves=curves(name, config.get("loss", "non-saturating"), world),
        actions=actions(), stages=stage_words(), diagram=gan_diagram(), text=field_text(),
    )  # fmt: skip
    predict(
        key="gan_predict_half",
        question=t("Suppose that the forger becomes perfect. What does the best detective answer for a real point?"),
        answers={"one": t("1: “certainly real”"), "half": t("½: “I cannot tell”"), "zero": t("0: “certainly fake”")},
        right="half",
        because=lesson("gan_best"),
    )


def game() -> None:
    """The diagram, and the formula with every symbol explained."""
    st.header(t("The game in one formula"))
    diagram()
    st.latex(
        r"\min_G\,\max_D\; V(D,G)=\mathbb E_{x\sim p}\big[\log D(x)\big]"
        r"+\mathbb E_{z\sim\mathcal N(0,I)}\big[\log\big(1-D(G(z))\big)\big]"
    )
    st.markdown(lesson("gan_game"))


EQUILIBRIUM = {
    "non-saturating": (2 * log(2), log(2)),
    "original": (2 * log(2), -log(2)),
    "least-squares": (0.25, 0.125),
}


def curves(recipe: str, loss: str, world: str) -> list[dict[str, Any]]:
    """What D says of both sides, the losses with their values at the equilibrium, and what the recipe is about."""
    levels, critic = [], loss in ("hinge", "wasserstein-gp")  # a critic knows no probabilities
    if loss in EQUILIBRIUM:
        d, g = EQUILIBRIUM[loss]
        levels = [{"value": d, "label": t("D at the draw")}, {"value": g, "label": t("G at the draw")}]
    charts = [
        {
            "title": t("D's mean score, squashed: only its order counts") if critic
            else t("D's mean answer: how real?"),
            "low": 0, "high": 1,
            "lines": [
                {"metric": "d_real", "label": t("to real points"), "swatch": "real"},
                {"metric": "d_fake", "label": t("to fakes"), "swatch": "fake"},
            ],
            "levels": [] if critic else [{"value": 0.5, "label": t("guessing")}],
        },
        {
            "title": t("Losses"), "low": None, "high": None,
            "lines": [
                {"metric": "loss_d", "label": t("discriminator"), "swatch": "real"},
                {"metric": "loss_g", "label": t("generator"), "swatch": "fake"},
            ],
            "levels": levels,
        },
    ]  # fmt: skip
    if recipe == "vanishing-gradient":
        line = {"metric": "log_grad_g", "label": t("power of ten"), "swatch": "fake"}
        charts.append({"title": t("Length of G's gradient"), "low": None, "high": None, "lines": [line], "levels": []})
    elif world in MODES:
        charts.append(modes_chart(world, t("Modes reached by the fakes")))
    return charts


def modes_chart(world: str, title: str) -> dict[str, Any]:
    line = {"metric": "modes", "label": t("modes"), "swatch": "accent"}
    return {
        "title": title,
        "low": 0,
        "high": None,
        "lines": [line],
        "levels": [{"value": MODES[world], "label": t("all")}],
    }
