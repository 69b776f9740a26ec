"""The settings of a GAN as widgets; their bounds are the engine's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.live.runs.component import changed
from app.ui.controls import choice, on_scale, pick, whole_number
from app.ui.language import t
from engines.gan.config import GANConfig
from engines.gan.losses import LOSSES

# What each slider offers; a recipe's own value joins them.
SCALES: dict[str, Sequence[float]] = {
    "lr_g": (0.0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2),
    "lr_d": (0.0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2),
    "r1": (0.0, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    "gp": (0.0, 0.1, 0.3, 1.0, 3.0, 10.0),
    "instance_noise": (0.0, 0.05, 0.1, 0.2, 0.5, 1.0),
    "ema": (0.0, 0.9, 0.99, 0.995, 0.999),
}
WHOLE: dict[str, Sequence[int]] = {
    "d_steps": (1, 2, 3, 5, 10), "g_steps": (1, 2, 3, 5, 10), "width": (4, 8, 16, 32, 64, 128, 256),
    "depth": (1, 2, 3, 4), "noise_dim": (1, 2, 4, 8, 16), "packing": (1, 2, 4), "batch": (32, 64, 128, 256, 512),
}  # fmt: skip
STEPS = (2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


def loss_names() -> dict[str, str]:
    return {name: t(loss.label) for name, loss in LOSSES.items()}


def setting_names() -> dict[str, tuple[str, str]]:
    """Each setting's name and what it does, in the session's language."""
    return {
        "lr_g": (t("Learning rate of G"), t("How far G moves at each update; changes while it trains.")),
        "lr_d": (t("Learning rate of D"), t("How far D moves at each update; changes while it trains.")),
        "d_steps": (t("D updates per turn"), t("How often the detective learns before the forger's turn.")),
        "g_steps": (t("G updates per turn"), t("How often the forger learns before the detective's turn.")),
        "r1": (t("R1 penalty γ"), t("D pays for being steep at real points: its hints stay gentle.")),
        "gp": (t("Gradient penalty λ"), t("Wasserstein only: keeps D's slope near 1 between real points and fakes.")),
        "instance_noise": (
            t("Blur at the start"), t("Noise on everything that D sees, fading away: the two clouds overlap.")
        ),
        "ema": (t("Averaging of G"), t("Samples come from a running mean of G's weights; 0: from G itself.")),
        "width": (t("Width"), t("Units per hidden layer of both networks; begins anew.")),
        "depth": (t("Depth"), t("Hidden layers of both networks; begins anew.")),
        "noise_dim": (t("Dimensions of the noise z"), t("With 2 the warped grid can be drawn; begins anew.")),
        "packing": (t("Points judged together"), t("D sees so many at once and notices when they are all alike.")),
        "batch": (t("Batch"), t("Real points, and fakes, per update; begins anew.")),
    }  # fmt: skip


def settings(
    base: GANConfig, prefix: str, worlds: Mapping[str, str], controls: DeltaGenerator, *, few: bool = False
) -> tuple[dict[str, Any], str]:
    """The settings that differ from the engine's defaults, `steps` and `seed` always, and the world.

    The main ones stand in `controls`, with `few` all of them in a popover. Every recipe has its own `prefix`, and so
    its own values.
    """
    chosen: dict[str, Any] = {}
    main = controls.container()
    more = controls.popover(t("More settings"), icon=":material/tune:")
    with more if few else main:
        world = pick(t("World"), worlds, key=f"{prefix}_world")
        losses = loss_names()
        chosen["loss"] = pick(t("Loss"), {base.loss: losses[base.loss]} | losses, key=f"{prefix}_loss")
    with (more if few else main).container(horizontal=True, gap="small"):
        for name in ("lr_d", "lr_g"):
            chosen[name] = _scale(name, base, prefix, width=170)
    with more:
        chosen["seed"] = whole_number(t("Seed"), 0, 999, key=f"{prefix}_seed", default=base.seed, width=130)
        with st.container(horizontal=True, gap="medium"):
            for name in (*WHOLE, *(n for n in SCALES if n not in ("lr_d", "lr_g"))):
                chosen[name] = _scale(name, base, prefix)
            chosen["spectral_norm"] = choice(
                t("Spectral normalisation of D"), _on_off(base.spectral_norm), key=f"{prefix}_sn",
                help=t("No layer of D can stretch more than 1: D stays smooth; begins anew."),
            )  # fmt: skip
            chosen["steps"] = int(_scale("steps", base, prefix))
    if chosen["instance_noise"]:
        chosen["noise_steps"] = chosen["steps"] // 2  # the blur has gone by half-time, however short the run is
    return changed(base.replace(**chosen)), world


def _scale(name: str, base: GANConfig, prefix: str, width: int = 220) -> float:
    if name == "steps":
        return on_scale(t("Budget of steps"), STEPS, key=f"{prefix}_steps", default=base.steps, width=220)
    label, words = setting_names()[name]
    default = getattr(base, name)
    values = WHOLE.get(name) or SCALES[name]
    return on_scale(label, values, key=f"{prefix}_{name}", default=default, width=width, help=words)


def _on_off(first: str) -> dict[str, str]:
    names = {"off": t("off"), "on": t("on")}
    return {first: names[first]} | names
