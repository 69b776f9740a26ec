"""Four densities on the same points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.live.channel.messages import Message
from app.live.channel.mount import mount
from app.live.world.component import World
from app.ui.kept import Kept
from app.ui.language import t
from app.ui.moment import part

SIZES = (3, 10, 30, 100, 300, 1000)  # points that can be learned from


def read_four(value: Any) -> dict[str, Any] | None:
    """Where the sliders are, how often other points were asked for, and whether they are shown; None: as at first."""
    from app.live.densities.service import BANDWIDTH, BINS, COMPONENTS

    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("dots"), bool) or value.get("n") not in SIZES:
        raise ValueError("give {n, bins, k, h, other, dots}")
    message = Message(0, "four", value)
    return {
        "n": value["n"], "bins": message.whole("bins", *BINS.ends), "k": message.whole("k", *COMPONENTS.ends),
        "h": message.number("h", *BANDWIDTH.ends), "other": message.whole("other", 0, 2**30), "dots": value["dots"],
    }  # fmt: skip


FOUR = Kept("four_densities", None, read_four)


@part()
def densities(world: World, *, seed: int, box: Sequence[float]) -> None:
    """Histogram, naive product, mixture and kernel density of the same points beside the truth."""
    from app.live.densities.service import BANDWIDTH, BINS, COMPONENTS

    data = {
        "world": dict(world), "seed": seed, "box": list(box), "bins": BINS.ends, "components": COMPONENTS.ends,
        "bandwidth": BANDWIDTH.ends, "sizes": list(SIZES),
    }  # fmt: skip
    text = {
        "truth": t("The true distribution"),
        "histogram": t("Histogram"),
        "product": t("Naive Bayes: a product"),
        "mixture": t("Gaussian mixture"),
        "kernel": t("Kernel density"),
        "n": t("Points to learn from"),
        "bins": t("Boxes per side"),
        "k": t("Hills"),
        "h": t("Width h"),
        "again": t("Other points"),
        "dots": t("Show the points"),
        "colours": t("colour: √p(x)"),
        "mean": t("log p, fresh points"),
        "kl": t("Gap to the true distribution (KL)"),
        "impossible": t("impossible: {n}"),
        "best": t("★ Closest to the true distribution now: {name}."),
    }
    mount("densities/densities", key="classical_four", data=data, text=text, kept={"four": FOUR}, fill=True)
