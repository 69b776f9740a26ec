"""Blocks of the /gan page."""

from __future__ import annotations

import json
from math import log
from pathlib import Path
from typing import Any

import streamlit as st

from app.live.run_components import run_player
from app.live.run_kinds import GanJob
from app.ui.controls import choice
from app.ui.diagrams import gan_diagram, show_svg
from app.ui.gan_settings import changed, settings
from app.ui.i18n import lesson, t
from app.ui.lessons import predict
from app.ui.numbers import with_error
from app.ui.worlds_ui import own_world, world_names
from engines.gan_recipes import RECIPES, Recipe
from engines.statistics import mean_and_error

SEEDS = Path(__file__).resolve().parents[2] / "assets" / "gan" / "seeds.json"
HEALTHY_STEPS = 20_000
SLOW = 100.0  # steps a second: failures come within a thousand steps, which would be over in a second


def diagram() -> None:
    """Noise and data, forger and detective."""
    show_svg(
        gan_diagram(),
        t("Diagram: noise enters the generator; its fakes, and real data, enter the discriminator: real or fake?"),
    )


def own_worlds() -> dict[str, str]:
    """The named worlds, and what this person has painted or uploaded."""
    drawn = {"drawn": t("My own")} if own_world() else {}
    return drawn | world_names()


def world_spec(name: str) -> dict[str, Any]:
    return own_world(used=True) if name == "drawn" else {"name": name}


def recipe_names() -> dict[str, str]:
    names = {
        "healthy": t("A fair fight"), "collapse": t("Mode collapse"), "oscillation": t("Oscillation"),
        "vanishing-gradient": t("Vanishing gradient"),
    }  # fmt: skip
    return {name: names[name] for name in RECIPES}


def cure_names(recipe: Recipe) -> dict[str, str]:
    """No cure, and those of the recipe."""
    names = {
        "packing": t("D sees four points at once"), "smooth-discriminator": t("Keep D smooth (R1)"),
        "balance": t("Let both be equally strong"), "non-saturating": t("Non-saturating loss"),
    }  # fmt: skip
    return {"none": t("none")} | {cure.name: names[cure.name] for cure in recipe.cures}


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


def seeds(page: str) -> None:
    """Twelve GANs that differ in nothing but their seed, trained together, with each cure of the collapse."""
    st.header(t("Luck or law? Twelve seeds side by side"))
    st.markdown(lesson("gan_seeds"))
    recipe, measured = RECIPES["collapse"], json.loads(SEEDS.read_text())
    few = sum(m <= 4 for m in measured["modes"]["none"])
    predict(
        key="gan_predict_seeds",
        question=t("Same settings, twelve seeds. Do all twelve collapse?"),
        answers={"all": t("All of them"), "most": t("Most, not all"), "none": t("Only the one above")},
        right="all" if few == 12 else "most" if few > 6 else "none",
        because=seeds_measured(measured),
    )
    cure = choice(t("Cure"), cure_names(recipe), key="gan_seeds_cure")
    base = recipe.config if cure == "none" else recipe.cured(cure)
    run_player(
        {"job": "gan", "world": {"name": recipe.world}, "config": changed(base.replace(replicas=12, seed=0))},
        key="gan_seeds", page=page, view="seeds", live=GanJob.live, autoplay=False, text=seeds_text(),
        curves=[modes_chart(recipe.world, t("Modes reached, mean of the twelve"))],
    )  # fmt: skip


def seeds_measured(measured: dict[str, Any]) -> str:
    """Means and standard errors over the twelve seeds, in a sentence each."""
    parts = []
    for name, label in cure_names(RECIPES["collapse"]).items():
        parts.append(t("{cure}: {modes} of 8", cure=label, modes=with_error(*mean_and_error(measured["modes"][name]))))
    lead = t(
        "Measured, modes reached after {n} turns, mean over twelve seeds ± standard error:", n=f"{measured['steps']:,}"
    )
    return f"{lead} {'; '.join(parts)}."


def seeds_text() -> dict[str, str]:
    return {
        "seed": t("Seed {n}"),
        "modesShort": t("{n} of {k} modes"),
        "collapsed": t("{n} of the twelve reach half of the modes or fewer."),
    }


def game() -> None:
    """The diagram, and the formula with every symbol explained."""
    st.header(t("The game in one formula"))
    diagram()
    st.latex(
        r"\min_G\,\max_D\; V(D,G)=\mathbb E_{x\sim p}\big[\log D(x)\big]"
        r"+\mathbb E_{z\sim\mathcal N(0,I)}\big[\log\big(1-D(G(z))\big)\big]"
    )
    st.markdown(lesson("gan_game"))


def field_text() -> dict[str, str]:
    return {
        "field": t("The plane with real points, fakes and the discriminator's judgement"),
        "learned": t("The discriminator's judgement: blue “real”, orange “fake”"),
        "best": t("The best possible judgement, p / (p + q)"),
        "modesOf": t("The fakes reach {n} modes."),
    }


def layers() -> list[dict[str, Any]]:
    return [
        {"name": "heat", "label": t("judgement of D"), "swatch": "heat", "on": True},
        {"name": "real", "label": t("real points"), "swatch": "real", "on": True},
        {"name": "fake", "label": t("fakes G(z)"), "swatch": "fake", "on": True},
        {"name": "arrows", "label": t("where G is pushed"), "swatch": "ink", "on": True},
        {"name": "grid", "label": t("the warped grid of noise"), "swatch": "ink", "on": False},
        {"name": "trajectories", "label": t("the ways of some fakes"), "swatch": "fake", "on": False},
    ]


def actions() -> list[dict[str, str]]:
    return [
        {"act": "d_step", "label": t("One D step"), "help": t("Only the detective learns, once"), "key": "d"},
        {"act": "g_step", "label": t("One G step"), "help": t("Only the forger learns, once"), "key": "g"},
    ]


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


MODES = {"ring": 8, "grid": 25, "blobs": 2}


def modes_chart(world: str, title: str) -> dict[str, Any]:
    line = {"metric": "modes", "label": t("modes"), "swatch": "accent"}
    return {
        "title": title,
        "low": 0,
        "high": None,
        "lines": [line],
        "levels": [{"value": MODES[world], "label": t("all")}],
    }


def stage_words() -> dict[str, dict[str, str]]:
    """Slow motion: one turn in six stages."""
    return {
        "noise": {"lights": "z", "name": t("Noise"), "words": t("z is drawn: plain noise, different at every turn.")},
        "fake": {
            "lights": "z G fake",
            "name": t("Fakes"),
            "words": t("The generator turns every z into a point G(z)."),
        },
        "judged": {
            "lights": "fake real D verdict",
            "name": t("Judgement"),
            "words": t("The discriminator gives real points and fakes a probability of being real."),
        },
        "d-updated": {
            "lights": "D verdict teach-D",
            "name": t("D learns"),
            "words": t("D changes a little: more blue under real points, more orange under fakes."),
        },
        "g-gradient": {
            "lights": "verdict D fake teach-G",
            "name": t("The hint"),
            "words": t("For every fake, D's slope says which way it would look more real: the arrows."),
        },
        "g-updated": {
            "lights": "G fake teach-G",
            "name": t("G learns"),
            "words": t("G changes a little, so that its fakes move along the arrows."),
        },
    }
