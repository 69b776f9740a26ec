"""Twelve seeds at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan.points import PAGE, modes_chart
from app.concepts.gan.words import cure_names
from app.live.runs.component import changed, run_player
from app.live.runs.point_jobs import GanJob
from app.live.world.choice import modes_of
from app.ui.controls import choice
from app.ui.language import t
from app.ui.numbers import with_error
from app.ui.predict import predict
from app.ui.stage import Experiment
from engines.gan.recipes import RECIPES
from engines.statistics import mean_and_error

SEEDS = Path(__file__).resolve().parents[3] / "assets" / "gan" / "seeds.json"


def show(controls: DeltaGenerator) -> None:
    """Twelve GANs that differ in nothing but their seed, trained together, with each cure of the collapse."""
    recipe = RECIPES["collapse"]
    with controls:
        cure = choice(t("Cure"), cure_names(recipe), key="gan_seeds_cure")
    base = recipe.config if cure == "none" else recipe.cured(cure)
    world = {"name": recipe.world}
    run_player(
        {"job": "gan", "world": world, "config": changed(base.replace(replicas=12, seed=0))},
        key="gan_seeds", page=PAGE, view="seeds", live=GanJob.live, autoplay=False, text=seeds_text(), fill=True,
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


EXPERIMENT = Experiment("seeds", lambda: t("Twelve seeds"), "gan_seeds", show, question)
