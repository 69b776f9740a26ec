"""Recipes that make a GAN fail, and what cures each."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from app.concepts.gan import code
from app.concepts.gan.points import player
from app.concepts.gan.words import cure_names, recipe_names
from app.ui.controls import choice
from app.ui.language import lesson, t
from app.ui.predict import answered, predict
from app.ui.stage import Experiment
from app.ui.terms import caption
from engines.gan.recipes import RECIPES

SLOW = 100.0  # steps a second: failures come within a thousand steps, which would be over in a second


def show(controls: DeltaGenerator) -> None:
    with controls:
        names = {name: title for name, title in recipe_names().items() if RECIPES[name].cures}
        name = choice(t("What to try"), names, key="gan_recipe")
        recipe = RECIPES[name]
        cure = choice(t("Cure"), cure_names(recipe), key=f"gan_cure_{name}")
        if name != "vanishing-gradient" or answered("gan_predict_sure"):
            caption(_told(name, cure))
    base = recipe.config if cure == "none" else recipe.cured(cure)
    player(name, base, f"gan_{name}_{cure}".replace("-", "_"), controls, key="gan_fail", speed=SLOW, few=True)


def _told(name: str, cure: str) -> str:
    """What happens as the recipe opens; with a cure, what to look for."""
    if cure != "none":
        return t("The same start, with the cure: watch whether it still fails.")
    return lesson(f"gan_recipe_{name}")


def question() -> None:
    predict(
        key="gan_predict_sure",
        question=t("D is sure of every fake. With the loss log(1 − D(G(z))), what does G learn?"),
        answers={"fast": t("The most"), "same": t("As much as ever"), "nothing": t("Almost nothing")},
        right="nothing",
        because=lesson("gan_sure"),
    )


EXPERIMENT = Experiment("fail", lambda: t("Failures and cures"), "gan_fail_do", show, question, code=code.run)
