"""Four densities on the same points."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.live.channel.mount import mount
from app.live.world.component import World
from app.ui.language import t


@st.fragment
def four_densities(world: World, *, seed: int, box: Sequence[float], page: str) -> None:
    """Histogram, naive product, mixture and kernel density of the same points beside the truth."""
    from app.live.densities.service import BANDWIDTH, BINS, COMPONENTS

    data = {
        "world": dict(world), "seed": seed, "box": list(box), "bins": list(BINS), "components": list(COMPONENTS),
        "bandwidth": list(BANDWIDTH),
    }  # fmt: skip
    text = {
        "truth": t("The truth"),
        "histogram": t("Histogram"),
        "product": t("Naive Bayes: a product"),
        "mixture": t("Gaussian mixture"),
        "kernel": t("Kernel density"),
        "n": t("Points to learn from"),
        "bins": t("Boxes per side"),
        "k": t("Components"),
        "h": t("Width h"),
        "again": t("Other points"),
        "dots": t("Show the points"),
        "mean": t("log p, fresh points"),
        "kl": t("Missing to the truth"),
        "impossible": t("impossible: {n}"),
        "best": t("★ Closest to the truth now: {name}."),
    }
    mount("densities/densities", key="classical_four", page=page, data=data, text=text, fill=True)
