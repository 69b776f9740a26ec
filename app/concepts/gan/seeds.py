"""Twelve seeds at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan import code
from app.concepts.gan.points import modes_chart
from app.concepts.gan.words import cure_names, layers
from app.live.runs.component import changed, run_player
from app.live.runs.point_jobs import GanJob
from app.live.world.choice import modes_of
from app.ui.controls import choice
from app.ui.language import t
from app.ui.numbers import with_error
from app.ui.predict import answered, predict
from app.ui.stage import Experiment
from app.ui.terms import caption
from engines.gan.recipes import RECIPES
from engines.statistics import mean_and_error

HELD = 50  # turns before the guess: after them nothing can be said yet
SLOW = 10.0  # steps a second until then
SEEDS = Path(__file__).resolve().parents[3] / "assets" / "gan" / "seeds.json"


def show(controls: DeltaGenerator) -> None:
    """Twelve GANs that differ in nothing but their seed, trained together, with each cure of the collapse.

    They begin at once, and wait for the guess before their ways part.
    """
    recipe = RECIPES["collapse"]
    with controls:
        cure = choice(t("Cure"), cure_names(recipe), key="gan_seeds_cure")
        guessed = answered("gan_predict_seeds")
        if not guessed:
            caption(t("The twelve wait after {n} turns. Guess below, and they train to the end.", n=HELD))
    base = recipe.config if cure == "none" else recipe.cured(cure)
    world, steps = {"name": recipe.world}, base.steps if guessed else HELD
    config = changed(base.replace(replicas=12, seed=0, steps=steps))
    run_player(
        {"job": "gan", "world": world, "config": config, "speed": None if guessed else SLOW},
        key="gan_seeds", view="seeds", live=GanJob.live, text=seeds_text(),
        layers=[layer for layer in layers() if layer["name"] in ("real", "fake")],
        curves=[modes_chart(modes_of(world), t("Modes reached, mean of the twelve"))],
    )  # fmt: skip


def question() -> None:
    measured = json.loads(SEEDS.read_text())
    few = sum(m <= 4 for m in measured["modes"]["none"])
    predict(
        key="gan_predict_seeds",
        question=t("Same settings, twelve seeds. Do all twelve collapse?"),
        answers={"all": t("All of them"), "most": t("Most, not all"), "none": t("Only one")},
        right="all" if few == 12 else "most" if few > 6 else "none",
        because=seeds_measured(measured),
    )


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


EXPERIMENT = Experiment("seeds", lambda: t("Twelve seeds"), "gan_seeds", show, question, code=code.run)
