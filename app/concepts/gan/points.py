"""The 2-D GAN, live: its settings, its run, its curves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan.drawings import gan_diagram
from app.concepts.gan.settings import settings
from app.concepts.gan.words import actions, field_text, layers, stage_words
from app.live.runs.component import run_player
from app.live.runs.point_jobs import GanJob
from app.live.world.choice import modes_of, own_worlds, world_spec
from app.ui.language import t
from engines.gan.config import GANConfig
from engines.gan.losses import LOSSES
from engines.gan.recipes import RECIPES

PAGE = "gan"


def player(
    recipe: str,
    base: GANConfig,
    prefix: str,
    controls: DeltaGenerator,
    *,
    key: str,
    speed: float | None,
    few: bool = False,
    losses: Callable[[str], bool] = lambda loss: True,
) -> None:
    """The run of a recipe with its settings; `speed` in steps a second, None: as fast as it goes; `losses`: whether the
    curves of a loss are shown."""
    world = RECIPES[recipe].world
    worlds = {world: own_worlds()[world]} | own_worlds()
    config, world = settings(base, prefix, worlds, controls, few=few)
    spec = world_spec(world)
    loss = config.get("loss", base.loss)
    charts = curves(recipe, loss, modes_of(spec))
    run_player(
        {"job": "gan", "world": spec, "config": config, "speed": speed},
        key=key, view="field", live=GanJob.live, layers=layers(),
        curves=charts if losses(loss) else [charts[0], *charts[2:]],
        actions=actions(), stages=stage_words(), diagram=gan_diagram(), text=field_text(),
    )  # fmt: skip


def curves(recipe: str, loss: str, n_modes: int | None) -> list[dict[str, Any]]:
    """What D says of both sides, the losses with their values at the equilibrium, and what the recipe is about."""
    levels, critic = [], LOSSES[loss].draw is None
    if not critic:
        d, g = LOSSES[loss].draw
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
    elif n_modes:
        charts.append(modes_chart(n_modes, t("Modes reached by the fakes")))
    return charts


def modes_chart(n: int, title: str) -> dict[str, Any]:
    line = {"metric": "modes", "label": t("modes"), "swatch": "accent"}
    return {
        "title": title,
        "low": 0,
        "high": n,
        "lines": [line],
        "levels": [{"value": n, "label": t("all")}],
    }
