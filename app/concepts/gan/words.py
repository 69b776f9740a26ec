"""Words of /gan's live parts."""

from __future__ import annotations

from typing import Any

from app.ui.language import t
from engines.gan.recipes import RECIPES, Recipe


def recipe_names() -> dict[str, str]:
    names = {
        "healthy": t("A fair fight"), "collapse": t("Mode collapse"), "oscillation": t("Oscillation"),
        "vanishing-gradient": t("Vanishing gradient"),
    }  # fmt: skip
    return {name: names[name] for name in RECIPES}


def cure_names(recipe: Recipe) -> dict[str, str]:
    """No cure, and those of the recipe."""
    names = {
        "packing": t("D sees four points at once"), "smooth-discriminator": t("Keep D smooth (R1)"),
        "balance": t("Let both be equally strong"), "non-saturating": t("Non-saturating loss"),
    }  # fmt: skip
    return {"none": t("none")} | {cure.name: names[cure.name] for cure in recipe.cures}


def field_text() -> dict[str, str]:
    return {
        "field": t("The plane with real points, fakes and the discriminator's judgement"),
        "learned": t("The discriminator's judgement: blue “real”, orange “fake”"),
        "best": t("Best judgement (estimated): share of real points"),
        "scale": t("Colours of the judgement: orange 0, fake; blue 1, real; in the middle D cannot tell"),
        "scaleFake": t("0 fake"),
        "scaleReal": t("1 real"),
        "modesOf": t("The fakes reach {n} modes."),
    }


def layers() -> list[dict[str, Any]]:
    return [
        {"name": "heat", "label": t("judgement of D"), "swatch": "heat", "on": True},
        {"name": "real", "label": t("real points"), "swatch": "real", "on": True},
        {"name": "fake", "label": t("fakes G(z)"), "swatch": "fake", "on": True},
        {"name": "arrows", "label": t("where G is pushed"), "swatch": "ink", "on": True},
        {"name": "grid", "label": t("the warped grid of noise"), "swatch": "ink", "on": False},
        {"name": "trajectories", "label": t("the ways of some fakes"), "swatch": "way", "on": False},
    ]


def actions() -> list[dict[str, str]]:
    return [
        {"act": "d_step", "label": t("One D step"), "help": t("Only the detective learns, once"), "key": "d"},
        {"act": "g_step", "label": t("One G step"), "help": t("Only the forger learns, once"), "key": "g"},
    ]


def stage_words() -> dict[str, dict[str, str]]:
    """Slow motion: one turn in six stages."""
    return {
        "noise": {"lights": "z", "name": t("Noise"), "words": t("z is drawn: plain noise, different at every turn.")},
        "fake": {
            "lights": "z G fake",
            "name": t("Fakes"),
            "words": t("The generator turns every z into a point G(z)."),
        },
        "judged": {
            "lights": "fake real D verdict",
            "name": t("Judgement"),
            "words": t(
                "The discriminator gives every real point (dot) and every fake (triangle) a probability of being real."
                " Blue: it says “real”. Orange: “fake”. Pale: it is unsure."
            ),
        },
        "d-updated": {
            "lights": "D verdict teach-D",
            "name": t("D learns"),
            "words": t("D changes a little: more blue under real points, more orange under fakes."),
        },
        "g-gradient": {
            "lights": "verdict D fake teach-G",
            "name": t("The gradient"),
            "words": t("For every fake, D's slope says which way it would look more real: the arrows."),
        },
        "g-updated": {
            "lights": "G fake teach-G",
            "name": t("G learns"),
            "words": t("G changes a little, so that its fakes move along the arrows."),
        },
    }
