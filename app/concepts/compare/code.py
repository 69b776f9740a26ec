"""The experiments of /compare as code to take home."""

from __future__ import annotations

from app.live.world.choice import own_world
from app.live.world.code import world
from app.ui.claims.code import measured
from app.ui.code import Code, staged
from app.ui.link import kept


def game() -> Code:
    return Code("compare_game", {"DATA": kept("compare_game_data"), "ROUND": kept("compare_round", 1)})


def table() -> Code:
    """Of the model on the stage, or of all that a chart compares."""
    data, models, budget = staged("table")
    return measured(data, models, budget=budget)


def side() -> Code:
    return measured(kept("side_data"), staged("models"), budget="lesson", metrics=("sharpness",))


def rerun() -> Code:
    """The row that the settings describe; one's own data in the place of a named world."""
    order = staged("row")
    own = order["data"] == "own"
    values = {"DATA": "moons" if own else order["data"], "MODEL": order["model"], "SEED": order["seed"],
              "SECONDS": float(order["seconds"]), "OWN": world(own_world()) if own else None}  # fmt: skip
    return Code("compare_rerun", values)
