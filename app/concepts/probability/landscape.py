"""From a table to a landscape: a density that a person moves, paints, chooses or brings."""

from __future__ import annotations

import numpy as np
from streamlit.delta_generator import DeltaGenerator

from app.concepts.probability import code
from app.concepts.probability.charts import surface_chart
from app.concepts.probability.shown import nothing_yet
from app.live.world.choice import box_of, choose_world, chosen_world, world_of
from app.ui.charts import show_chart
from app.ui.language import lesson, t
from app.ui.link import kept
from app.ui.predict import predict
from app.ui.stage import Experiment
from app.ui.terms import say


def show(controls: DeltaGenerator) -> None:
    if choose_world(controls) is None:
        nothing_yet(controls)


def question() -> None:
    predict(
        key="probability_predict_narrow",
        question=t(
            "A hill is made half as wide in both directions and keeps its weight. What happens to its density at the"
            " top?"
        ),
        answers={"same": t("The same"), "twice": t("Twice as high"), "four": t("Four times as high")},
        right="four",
        because=lesson("probability_narrow"),
    )


def depth() -> None:
    say(lesson("probability_continuous"))
    world = chosen_world()
    if world is None or not kept("probability_landscape_depth"):
        return
    x1, x2, points = world_of(world).grid(60, np.array(box_of(world)).reshape(2, 2))
    show_chart(surface_chart(x1, x2, np.exp(world_of(world).log_prob(points))), key="probability_surface")


EXPERIMENT = Experiment(
    "landscape", lambda: t("A landscape"), "probability_landscape_do", show, question, depth, code=code.landscape
)
