"""Live components of the home page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.live.channel.messages import Message
from app.live.channel.mount import mount
from app.ui import code
from app.ui.kept import Kept
from app.ui.language import t
from app.ui.moment import part

BOX = (-6.0, -6.0, 6.0, 6.0)  # wide enough that some of it is far from all data
FAR = (5.4, 5.4)
N_DRAWS = 20
MAX_POINTS = 200


def read_hand(value: Any) -> dict[str, Any] | None:
    """{about, moved, cross, asked}: which points, rows of i, x1, x2, and the cross, were put elsewhere in which data,
    and how often new examples were asked for since."""
    if value is None:
        return None
    if (
        not isinstance(value, dict)
        or set(value) != {"about", "moved", "cross", "asked"}
        or not isinstance(value["about"], str)
    ):
        raise ValueError("give {about, moved, cross, asked}")
    message = Message(0, "hand", value)
    moved = message.rows("moved", 3, MAX_POINTS, low=BOX[0], high=MAX_POINTS, least=0)
    if not ((moved[:, 0] >= 0) & (moved[:, 0] % 1 == 0)).all() or not (abs(moved[:, 1:]) <= BOX[2]).all():
        raise ValueError("moved are rows of i, x1, x2 inside the box")
    cross = message.rows_of("cross", 2, low=BOX[0], high=BOX[2])
    asked = message.whole("asked", 0, 2**30)
    moved = [[int(i), *place] for i, *place in moved.tolist()]
    return {"about": value["about"], "moved": moved, "cross": cross, "asked": asked}


HAND = Kept("two_views", None, read_hand)


@part()
def two_views(points: Sequence[Sequence[float]], model: str, *, about: str) -> None:
    """A classifier and a generative model on the same points, rows of x1, x2, label; all of them can be dragged.

    `model` is the generative one, see service.py; `about` names the data, so that what was moved in them stays theirs.
    """
    code.on_stage(points=points, model=model, about=about)
    titles = {"naive-bayes": t("Gaussian naive Bayes"), "mixture": t("a Gaussian mixture per class")}
    data = {
        "points": [list(row) for row in points], "model": model, "box": list(BOX), "far": list(FAR), "draws": N_DRAWS,
        "about": about,
    }  # fmt: skip
    text = {
        "colours": t("colour: √p(x)"),
        "classifier": t("Discriminative: logistic regression"),
        "classifierRole": t("map of the classifier"),
        "generative": t("Generative: {model}", model=titles[model]),
        "generativeRole": t("map of the generative model"),
        "help": t(
            "Drag a point or the cross. By keyboard: arrows move what is chosen, n chooses the next point, c the cross,"
            " Shift takes larger steps."
        ),
        "cat": t("cat"),
        "dog": t("dog"),
        "cross": t("The cross"),
        "point": t("Point"),
        "which": t("Which class?"),
        "likely": t("How likely is such an x?"),
        "noDensity": t("It has no p(x): it cannot say."),
        "thinner": t("Higher than at {k} of the {n} data points"),
        "thinnest": t("Lower than at all {n} data points"),
        "draw": t("Ask for new examples"),
        "cannot": t(
            "It cannot make one. It learned p(y | x), which class a given x belongs to, but not which x are likely."
        ),
        "drew": t("Drawn from p(x): {cats} cats and {dogs} dogs that were not in the data."),
        "far": t("Put the cross far away"),
        "back": t("Put everything back"),
    }  # fmt: skip
    # Filled in by the browser, which knows the numbers.
    mount("two_views/views", key="home_two_views", data=data, text=text, kept={"hand": HAND}, fill=True)
