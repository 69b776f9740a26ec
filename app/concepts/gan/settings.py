"""The settings of a GAN as widgets; their bounds are the engine's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.live.runs.component import changed
from app.ui.controls import choice, on_scale, pick, seed_control
from app.ui.language import t
from engines.gan.config import GANConfig
from engines.gan.losses import LOSSES

MAIN = ("lr_d", "lr_g")
FURTHER = (
    "d_steps", "g_steps", "width", "depth", "noise_dim", "packing", "batch", "r1", "gp", "instance_noise", "ema",
)  # fmt: skip


def loss_names() -> dict[str, str]:
    return {name: t(loss.label) for name, loss in LOSSES.items()}


def setting_names() -> dict[str, tuple[str, str]]:
    """Each setting's name and what it does, in the session's language."""
    return {
        "lr_g": (t("Learning rate of G"), t("How far G moves at each update; changes while it trains.")),
        "lr_d": (t("Learning rate of D"), t("How far D moves at each update; changes while it trains.")),
        "d_steps": (t("D updates per turn"), t("How often the detective learns before the forger's turn.")),
        "g_steps": (t("G updates per turn"), t("How often the forger learns before the detective's turn.")),
        "r1": (t("R1 penalty γ"), t("Penalises a steep D at real points, so its gradients stay moderate.")),
        "gp": (t("Gradient penalty λ"), t("Wasserstein only: keeps D's slope near 1 between real points and fakes.")),
        "instance_noise": (
            t("Blur at the start"), t("Noise on everything that D sees, fading away: the two clouds overlap.")
        ),
        "ema": (t("Averaging of G"), t("Samples come from a running mean of G's weights; 0: from G itself.")),
        "width": (t("Width"), t("Units per hidden layer of both networks; begins anew.")),
        "depth": (t("Depth"), t("Hidden layers of both networks; begins anew.")),
        "noise_dim": (t("Dimensions of the noise z"), t("With 2 the warped grid can be drawn; begins anew.")),
        "packing": (
            t("Points judged together"), t("D judges this many samples at once and notices when they are all alike."),
        ),
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
    with (more if few else main).container(horizontal=True, gap="small"):
        world = pick(t("World"), worlds, key=f"{prefix}_world", width=170)
        losses = loss_names()
        chosen["loss"] = pick(t("Loss"), {base.loss: losses[base.loss]} | losses, key=f"{prefix}_loss", width=170)
    with (more if few else main).container(horizontal=True, gap="small"):
        for name in MAIN:
            chosen[name] = _scale(name, base, prefix, width=170)
    with more:
        chosen["seed"] = seed_control(key=f"{prefix}_seed", default=base.seed)
        with st.container(horizontal=True, gap="medium"):
            for name in FURTHER:
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
    bounds = GANConfig.bounds(name)
    if name == "steps":
        return on_scale(t("Budget of steps"), bounds, key=f"{prefix}_steps", default=base.steps, width=220)
    label, words = setting_names()[name]
    default = getattr(base, name)
    return on_scale(label, bounds, key=f"{prefix}_{name}", default=default, width=width, help=words)


def _on_off(first: str) -> dict[str, str]:
    names = {"off": t("off"), "on": t("on")}
    return {first: names[first]} | names
