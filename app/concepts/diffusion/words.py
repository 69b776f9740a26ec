"""Words of /diffusion's live parts."""

from __future__ import annotations

from typing import Any

from app.ui.language import t
from engines.diffusion.samplers import walkers

PREDICTED = {"too-short": "eps"}  # every other schedule: v, which never divides by nothing


def schedule_names() -> dict[str, str]:
    return {
        "cosine": t("Cosine"), "linear": t("Linear (DDPM)"), "rescaled": t("Linear, rescaled to end in noise"),
        "flow": t("Straight line (flow matching)"), "too-short": t("Too short: stops early"),
    }  # fmt: skip


def sampler_names(schedule: str = "") -> dict[str, str]:
    return {name: t(sampler.label) for name, sampler in walkers(schedule).items()}


def text() -> dict[str, str]:
    return {
        "forward": t("Forward: the data dissolve, exactly as computed"),
        "reverse": t("Back: the network re-forms them from noise"),
        "colours": t("colour: √p(x), each time on its own scale"),
        "time": t("Time: from noise to data"), "thaw": t("▶ Thaw"), "stop": t("❚❚ Stop"),
        "signal": t("{n} % signal"), "modesOf": t("The samples reach {n} modes."),
    }  # fmt: skip


def layers() -> list[dict[str, Any]]:
    return [
        {"name": "density", "label": t("exact density at this time"), "swatch": "accent", "on": True},
        {"name": "field", "label": t("arrows: score × noise variance, exact and learned"), "swatch": "ink", "on": True},
        {"name": "ways", "label": t("the ways of some samples"), "swatch": "way", "on": False},
    ]
