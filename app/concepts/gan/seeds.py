"""Twelve seeds at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import streamlit as st

from app.concepts.gan.points import modes_chart
from app.concepts.gan.words import cure_names
from app.live.runs.component import changed, run_player
from app.live.runs.jobs import GanJob
from app.ui.controls import choice
from app.ui.language import lesson, t
from app.ui.numbers import with_error
from app.ui.predict import predict
from engines.gan.recipes import RECIPES
from engines.statistics import mean_and_error

SEEDS = Path(__file__).resolve().parents[3] / "assets" / "gan" / "seeds.json"


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
