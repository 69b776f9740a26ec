"""A fair fight in the plane, live."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan.points import player
from app.ui.language import lesson, t
from app.ui.predict import answered, predict
from app.ui.stage import Experiment
from app.ui.terms import say
from engines.gan.recipes import RECIPES

HEALTHY_STEPS = 20_000


def show(controls: DeltaGenerator) -> None:
    recipe = RECIPES["healthy"]
    player(
        "healthy",
        recipe.config.replace(steps=HEALTHY_STEPS),
        "gan",
        controls,
        key="gan",
        speed=None,
        losses=answered("gan_predict_loss"),
    )


def question() -> None:
    predict(
        key="gan_predict_loss",
        question=t("The fakes get better. And the generator's loss?"),
        answers={"falls": t("Falls towards 0"), "level": t("Stays near one level"), "rises": t("Rises and rises")},
        right="level",
        because=lesson("gan_loss_because"),
    )


def depth() -> None:
    say(lesson("gan_lead"))
    say(lesson("gan_live"))


EXPERIMENT = Experiment("watch", lambda: t("Watch"), "gan_watch_do", show, question, depth)
