"""Live components of the /probability page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app.live.mount import mount
from app.live.text import transport_text
from app.ui.i18n import t
from app.ui.kept import Kept

World = Mapping[str, Any]  # {"components"}, {"strokes", "thickness"}, {"name"} or {"kept"}; see app/live/world.py


def world_editor(
    world: World | None,
    *,
    key: str,
    page: str,
    box: Sequence[float],
    hand: Mapping[str, Kept],
    own: tuple[Sequence[Mapping[str, Any]], Sequence[Sequence[float]]] | None = None,
    brush: bool = False,
    samples: int = 400,
) -> dict[str, Any]:
    """A density that a person moves by its knobs, or paints with a brush; returns the world as it is now.

    `hand` is what is kept of the hand's work: "slice", and "world" where the density can be moved or painted; another
    one is given as `world`. `own` is what that was made of: {name, mean, sd} of both axes, and points. `box` is [low1,
    low2, high1, high2]. Points are drawn from it one by one, by the hundred or as a stream; `samples` of them are there
    at first.
    """
    from app.live.world import MAX_POINTS, MAX_SAMPLES, MAX_STROKES

    data = {
        "world": dict(world) if world else None, "box": list(box), "brush": brush, "samples": samples, "thickness": 0.1,
        "axes": own and own[0], "own": own and own[1],
        "mostPoints": MAX_POINTS, "mostStrokes": MAX_STROKES, "mostSamples": MAX_SAMPLES,
    }  # fmt: skip
    text = {
        "role": t("density editor"),
        "help": t(
            "Drag the knobs. By keyboard: n chooses the next hill, arrows move it, plus and minus size it, brackets"
            " turn it."
        ),
        "brushHelp": t(
            "Paint with the pointer. By keyboard: arrows move the brush, Shift takes larger steps, space or Enter puts"
            " it down and lifts it."
        ),
        "brushDown": t("The brush is down."),
        "brushUp": t("The brush is lifted."),
        "own": t("× {n} of your own points. The colours are their smoothed density; points are drawn from that."),
        "emptyDrawing": t("Nothing is painted yet."),
        "margin1": t("marginal density of x1"),
        "margin2": t("marginal density of x2"),
        "slice": t("slice p(x2 | x1) at x1 ="),
        "weights": t("Weights"),
        "weight": t("weight"),
        "component": t("Hill"),
        "painted": t("painted density"),
        "drawing": t("Draw x ~ p(x)"),
        "one": t("Draw one"),
        "hundred": t("Draw a hundred"),
        "stream": t("Stream"),
        "stop": t("Stop"),
        "again": t("Start again"),
        "drawn": t("{n} points drawn"),
        "add": t("Add a hill"),
        "remove": t("Remove the chosen hill"),
        "clear": t("Clear"),
        "full": t("The drawing is full; clear it to go on."),
    }
    made = mount("world-editor", key=key, page=page, data=data, text=text, kept=hand)
    return dict(made.get("world") or world or {})


@st.fragment
def sampler_player(
    world: World,
    sampler: str,
    settings: Mapping[str, float],
    *,
    chain: bool,
    box: Sequence[float],
    seed: int,
    page: str,
) -> None:
    """A sampler running over its density; `chain` says whether its points are Markov chains."""
    from app.live.sampling import MAX_STEPS

    data = {
        "world": dict(world), "sampler": sampler, "settings": dict(settings), "chain": chain, "box": list(box),
        "seed": seed, "total": MAX_STEPS, "autoplay": True,
    }  # fmt: skip
    text = transport_text() | {
        "picture": t("The density, the points drawn so far, and this step's proposals"),
        "accepted": t("accepted"),
        "refused": t("refused"),
        "kept": t("points so far"),
        "after": t("After {n} steps"),
        "points": t("Points drawn"),
        "share": t("Proposals accepted"),
        "evaluations": t("Evaluations of p per point"),
        "effective": t("Worth so many independent points"),
        "distance": t("Distance to the truth"),
        "floor": t("A perfect sampler's distance"),
    }
    mount("sampler-player", key="probability_player", page=page, data=data, text=text)


@st.fragment
def postcard_tally(weights: Sequence[float], lines: Sequence[str], *, law: bool, seed: int, page: str) -> None:
    """Postcards drawn one by one from the table of `weights`; `lines` are the translated names of its lines. `law`:
    whether what the law of large numbers expects is drawn, too."""
    from app.live.postcards import MAX_DRAWS

    data = {"weights": list(weights), "lines": list(lines), "law": law, "seed": seed, "total": MAX_DRAWS,
            "autoplay": True}  # fmt: skip
    text = transport_text() | {
        "cards": t("The latest postcards drawn"),
        "curve": t("Distance between tally and table after n draws"),
        "law": t("(dashed: what the law of large numbers expects)"),
        "bars": t("Drawn (bar) and table (mark), in per cent"),
        "drawn": t("Postcards drawn"),
        "distance": t("Distance between tally and table"),
    }
    mount("postcard-tally", key="probability_tally", page=page, data=data, text=text)
