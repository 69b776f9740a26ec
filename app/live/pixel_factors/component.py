"""Naive Bayes, pixel by pixel."""

from __future__ import annotations

from typing import Any

from app.live.channel.messages import Message
from app.live.channel.mount import mount
from app.ui.colours import COLOURS
from app.ui.kept import Kept
from app.ui.language import t
from app.ui.moment import part

SIDE = 28  # pixels


def read_pixel(value: Any) -> dict[str, Any]:
    """{at, nth}: column and row of the pixel under the hand, and which digit."""
    if not isinstance(value, dict) or set(value) != {"at", "nth"} or not isinstance(value["at"], list):
        raise ValueError("give {at, nth}")
    column, row = (Message(0, "pixel", {"at": v}).whole("at", 0, SIDE - 1) for v in value["at"])
    return {"at": [column, row], "nth": Message(0, "pixel", value).whole("nth", 0, 100_000)}


PIXEL = Kept("pixel", {"at": [14, 14], "nth": 0}, read_pixel)


@part()
def pixel_factors() -> None:
    """A digit, and the ten densities p(x_j | y) of the pixel under the hand."""
    text = {
        "picture": t("A handwritten digit; one pixel is marked"),
        "help": t("Move over it, or use the arrow keys: the curves are this pixel's. Shift takes larger steps."),
        "curves": t("The ten densities of this pixel's value, one per class"),
        "grey": t("value of the pixel"),
        "another": t("Another digit"),
        "here": t("Row {row}, column {column}: the pixel's value is {value} (0 paper, 1 ink)."),
        "factor": t("this pixel: log p(xⱼ | y)"),
        "all": t("all 784, summed"),
        "share": t("p(y | x)"),
        "table": t("What each class gives to this pixel, and to the whole picture"),
        "says": t("Naive Bayes says: {y}."),
    }
    mount(
        "pixel_factors/factors", key="classical_pixels", data={"colours": list(COLOURS)}, text=text,
        kept={"pixel": PIXEL}, fill=True,
    )  # fmt: skip
