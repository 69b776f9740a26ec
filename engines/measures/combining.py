"""Black cats at sunset that no training picture showed: how often the families of models make one, as
`assets/combining/make.py` has measured, and what they made."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
from PIL import Image

from engines.core import ASSETS, msgid
from engines.data.pixels import SHAPES, tiles

FOLDER = ASSETS / "combining"
SHOWN = 6  # pictures of a family: unasked, those that look most like it; on request, the first
FAMILIES = {  # what they are called, and what is to be known of them
    "real": (msgid("Painting program"), msgid("without that combination")),
    "count": (msgid("Counts"), msgid("whole postcards")),
    "subject": (msgid("Counts"), msgid("subject, then each factor")),
    "mixture": (msgid("Gaussian mixture"), msgid("of pictures")),
    "vae": ("VAE", msgid("of pictures")),
    "gan": ("GAN", msgid("told the factors")),
    "diffusion": (msgid("Diffusion"), msgid("told the factors")),
}
EXACT = ("count", "subject")  # computed from the table, not counted in pictures
Share = dict[str, float]  # share, standard_error


@cache
def record() -> dict[str, Any]:
    """images: unasked; families: {name: {"unasked": Share, "requested": Share or None}}; there: Share of real black
    cats at sunset that are read as such."""
    return json.loads((FOLDER / "combining.json").read_text())


@cache
def pictures(family: str, way: str) -> np.ndarray:
    """uint8 (SHOWN, 32, 32, 3), way: unasked or requested; (0, ...) where it cannot be asked."""
    path = FOLDER / f"{family}-{way}.webp"
    side = SHAPES["postcards"][1]
    if not path.exists():
        return np.zeros((0, side, side, 3), np.uint8)
    return tiles(np.asarray(Image.open(path).convert("RGB")), side)


def measured() -> list[str]:
    """The families that there are figures of, in order."""
    return [name for name in FAMILIES if name in record()["families"]]


def makes(family: str) -> bool:
    """Whether it makes more of them unasked than are read into real pictures without any, by two standard errors."""
    found, floor = (record()["families"][name]["unasked"] for name in (family, "real"))
    error = np.hypot(found["standard_error"], floor["standard_error"])
    return found["share"] - floor["share"] > 2 * error


def who() -> str:
    """never, some or always: which of the families make one unasked."""
    found = [makes(name) for name in measured() if name != "real"]
    return "always" if all(found) else "some" if any(found) else "never"
