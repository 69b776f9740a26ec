"""The experiments of the home page as code to take home."""

from __future__ import annotations

from app.concepts.home.temperature import TEMPERATURES
from app.live.film.code import walked
from app.live.two_views.component import HAND
from app.ui.claims.code import measured
from app.ui.code import Code, staged
from app.ui.kept import peek
from app.ui.language import language
from app.ui.link import kept
from engines.comparison.budgets import LESSON
from engines.comparison.claims import NEURAL


def ask() -> Code:
    return walked(staged("films")[0]["walk"])


def cat() -> Code:
    return Code("home_cat", {"NTH": kept("home_cat", 1)})


def words() -> Code:
    seed, shown = kept("home_word")
    return Code(
        "home_words",
        {
            "LANGUAGE": kept("home_words") or language(), "CONTEXT": kept("home_order", 3),
            "TEMPERATURE": TEMPERATURES[kept("home_temperature", "1")], "SEED": seed, "SHOWN": shown,
        },
    )  # fmt: skip


def melody() -> Code:
    heat, seed = TEMPERATURES[kept("home_heat", "1")], kept("home_melody", 2)
    return Code("home_melody", {"CONTEXT": kept("home_notes", 2), "TEMPERATURE": heat, "SEED": seed})


def two() -> Code:
    """The points where the hand has put them."""
    points, hand = [list(row) for row in staged("points")], peek(HAND)
    ours = hand if hand and hand["about"] == staged("about") else {"moved": [], "cross": [0.0, 0.0]}
    for i, *place in ours["moved"]:
        points[i][:2] = place
    return Code("home_two", {"POINTS": points, "MODEL": staged("model"), "CROSS": ours["cross"]})


def map() -> Code:
    """What the question is about: whose new digits come nearest to real ones."""
    return measured("digits", ("mixture", *NEURAL), budget=LESSON, metrics=("frechet",))
