"""Live components of the /probability page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.live.channel.mount import mount
from app.ui.kept import Kept
from app.ui.language import t

World = Mapping[str, Any]  # {"components"}, {"strokes", "thickness"}, {"name"} or {"kept"}; see service.py


def world_editor(
    world: World | None,
    *,
    key: str,
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
    from app.live.world.service import MAX_POINTS, MAX_SAMPLES, MAX_STROKES

    data = {
        "world": dict(world) if world else None, "box": list(box), "brush": brush, "samples": samples, "thickness": 0.1,
        "axes": own and own[0], "own": own and own[1],
        "mostPoints": MAX_POINTS, "mostStrokes": MAX_STROKES, "mostSamples": MAX_SAMPLES,
    }  # fmt: skip
    text = {
        "role": t("density editor"),
        "colours": t("colour: √p(x)"),
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
        "slice": t("slice p(x₂ | x₁) at x₁ ="),
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
    made = mount("world/editor", key=key, data=data, text=text, kept=hand, fill="full")
    return dict(made.get("world") or world or {})
