"""Which pictures come out of noise, and how: chosen in one experiment, the same in the next."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.concepts.diffusion.words import sampler_names
from app.live.film import service as live
from app.ui.controls import choice, on_scale, pick, seed_control
from app.ui.language import t
from app.ui.names import data_names, painted, picture_classes
from engines.diffusion.config import DiffusionConfig
from engines.diffusion.samplers import SAMPLERS
from engines.nets import weights

bounds = DiffusionConfig.bounds


def pictures() -> str:
    """Which pictures, of those that a shipped model draws."""
    shipped = weights.names(kinds=("diffusion",))
    names = data_names() | {"postcards": t("Postcards")}
    return choice(
        t("Pictures"), {d: n for d, n in names.items() if f"diffusion-{d}" in shipped}, key="diffusion_data",
        help=painted(),
    )  # fmt: skip


def asked_for(data: str) -> dict[str, Any]:
    """The class that is asked for, and how strictly."""
    classes = {live.ANY: t("any")} | dict(enumerate(picture_classes(data)))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        y = pick(t("Draw a ..."), classes, key=f"diffusion_class_{data}", width=140)
        guidance = on_scale(
            t("Guidance"),
            bounds("guidance"),
            key="diffusion_guidance",
            default=2.0,
            width=170,
            disabled=y == live.ANY,
            help=t("How strictly it keeps to what is asked for: choose a class first.") if y == live.ANY else None,
        )
    return {"y": y, "guidance": guidance}


def sampled(schedule: str = "", *, key: str, eta: str) -> tuple[str, float]:
    """The sampler, of those that can walk this schedule, and its new noise; `key` and `eta` are the widgets' keys."""
    sampler = pick(t("Sampler"), sampler_names(schedule), key=key, width=260)
    if not SAMPLERS[sampler].takes_eta:
        return sampler, 0.0
    return sampler, on_scale(t("New noise η"), bounds("eta"), key=eta, default=0.0, width=260)


def walked() -> dict[str, Any]:
    """How the way back is walked: settings of the second look."""
    with st.popover(t("More settings"), icon=":material/tune:"):
        sampler, eta = sampled(key="diffusion_film_sampler", eta="diffusion_film_eta")
        steps = on_scale(t("Steps"), bounds("sampling_steps"), key="diffusion_steps", default=20, width=260)
        seed = seed_control(key="diffusion_film_seed", width=260)
    return {"sampler": sampler, "eta": eta, "steps": steps, "seed": seed}
