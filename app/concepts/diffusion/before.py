"""What stands on the stage while a guess is waited for: the data of the measurement, and what is counted in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from app.live.world.choice import world_of
from app.ui.charts import ABOVE, show_chart
from app.ui.colours import REAL, TRUTH
from app.ui.language import t
from app.ui.pictures import fill_pictures, grid_of
from app.ui.terms import say
from engines.data import images
from engines.data.pixels import sheet
from engines.measures.mode_coverage import HIGH_QUALITY

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SHOWN = 1000  # points
PER_CLASS = range(6)


def before(name: str) -> None:
    """The data that the figure `name` is measured on, and in words what it counts."""
    if name in ("off", "distance", "score_error"):
        say(counted()[name])
        with st.container(key="fill-diffusion_before"):
            show_chart(ring_chart(), key=f"diffusion_before_{name}", fill=True)
        return
    test = images.load("digits", "test")
    digits = grid_of(test.images, test.labels, PER_CLASS)
    fill_pictures([(sheet(digits, 10, between=128), counted()[name])], key=f"before-{name}")


def counted() -> dict[str, str]:
    """What each figure counts, in a sentence."""
    return {
        "off": t("What will be counted: the share of samples outside all circles. Even real points leave some there."),
        "distance": t("What will be measured: how far a cloud of samples lies from this one, on average per point."),
        "score_error": t("What will be measured: how far the learned arrows are from the exact ones of this world."),
        "frechet": t(
            "Real digits. What will be measured: how far a thousand samples are from such, as features see it."
        ),
        "obeyed": t("Real digits, a class per column. What will be counted: samples that show the class asked for."),
        "diversity": t("Real digits, a class per column. What will be measured: how much two of a column differ."),
    }


def ring_chart() -> Figure:
    """Real points of the ring, and three standard deviations around every hill."""
    import plotly.graph_objects as go

    world = world_of({"name": "ring"})
    points = world.sample(SHOWN, seed=0)
    figure = go.Figure()
    figure.add_scatter(
        x=points[:, 0], y=points[:, 1], mode="markers", name=t("Real points"), hoverinfo="skip",
        marker={"size": 5, "color": REAL, "opacity": 0.7},
    )  # fmt: skip
    around = np.linspace(0, 2 * np.pi, 60)
    for i, ((x, y), covariance) in enumerate(zip(world.means, world.covariances, strict=True)):
        radius = HIGH_QUALITY * covariance[0, 0] ** 0.5  # its hills are round
        figure.add_scatter(
            x=x + radius * np.cos(around), y=y + radius * np.sin(around), mode="lines", hoverinfo="skip",
            name=t("Three standard deviations around a hill"), showlegend=i == 0, line={"color": TRUTH, "width": 2},
        )  # fmt: skip
    figure.update_xaxes(title_text="x<sub>1</sub>", constrain="domain")
    figure.update_yaxes(title_text="x<sub>2</sub>", scaleanchor="x", constrain="domain")
    figure.update_layout(margin={"l": 10, "r": 10, "t": 10, "b": 10}, legend=ABOVE)
    return figure
