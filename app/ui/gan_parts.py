"""Blocks of the /gan page."""

from __future__ import annotations

from math import log
from typing import Any

import streamlit as st

from app.live.run_components import run_player
from app.live.run_kinds import GanJob
from app.ui.controls import pick
from app.ui.diagrams import gan_diagram, show_svg
from app.ui.gan_settings import settings
from app.ui.i18n import lesson, t
from app.ui.lessons import predict
from app.ui.worlds_ui import DRAWN, is_world, world_names
from engines.gan_config import GANConfig


def diagram() -> None:
    """Noise and data, forger and detective."""
    show_svg(
        gan_diagram(),
        t("Diagram: noise enters the generator; its fakes, and real data, enter the discriminator: real or fake?"),
    )


def own_worlds() -> dict[str, str]:
    """The named worlds, and what this person has painted or uploaded."""
    drawn = {"drawn": t("My own")} if is_world(st.session_state.get(DRAWN)) else {}
    return drawn | world_names()


def world_spec(name: str) -> dict[str, Any]:
    return st.session_state[DRAWN] if name == "drawn" else {"name": name}


def points(page: str) -> None:
    """The 2-D GAN, live."""
    st.header(t("Points: watch the two learn"))
    st.markdown(lesson("gan_live"))
    predict(
        key="gan_predict_half",
        question=t("Suppose that the forger becomes perfect. What does the best detective answer for a real point?"),
        answers={"one": t("1: “certainly real”"), "half": t("½: “I cannot tell”"), "zero": t("0: “certainly fake”")},
        right="half",
        because=lesson("gan_best"),
    )
    world = pick(t("World"), own_worlds(), key="gan_world", width=240)
    config = settings(GANConfig(steps=20_000), "gan")
    run_player(
        {"job": "gan", "world": world_spec(world), "config": config}, key="gan", page=page, view="field",
        live=GanJob.live, layers=layers(), curves=curves(config.get("loss", "non-saturating")), actions=actions(),
        stages=stage_words(), diagram=gan_diagram(), text=field_text(),
    )  # fmt: skip


def seeds(page: str) -> None:
    """Twelve GANs that differ in nothing but their seed, trained together."""
    st.header(t("Luck or law? Twelve seeds side by side"))
    st.markdown(lesson("gan_seeds"))
    config = {"replicas": 12, "steps": 10_000}
    run_player(
        {"job": "gan", "world": {"name": "ring"}, "config": config}, key="gan_seeds", page=page, view="seeds",
        live=GanJob.live, autoplay=False, text=seeds_text(),
        curves=[
            {
                "title": t("Modes reached, mean of the twelve"), "low": 0, "high": None,
                "lines": [{"metric": "modes", "label": t("modes"), "swatch": "accent"}],
                "levels": [{"value": 8, "label": t("all")}],
            }
        ],
    )  # fmt: skip


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


def curves(loss: str) -> list[dict[str, Any]]:
    """What D says of both sides, the losses with their values at the equilibrium, the modes reached."""
    levels = []
    if loss in EQUILIBRIUM:
        d, g = EQUILIBRIUM[loss]
        levels = [{"value": d, "label": t("D at the draw")}, {"value": g, "label": t("G at the draw")}]
    return [
        {
            "title": t("D's mean answer: how real?"), "low": 0, "high": 1,
            "lines": [
                {"metric": "d_real", "label": t("to real points"), "swatch": "real"},
                {"metric": "d_fake", "label": t("to fakes"), "swatch": "fake"},
            ],
            "levels": [{"value": 0.5, "label": t("guessing")}],
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
