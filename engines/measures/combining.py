"""What no training picture showed, a black cat at sunset or a syllable: how often the families of models make it, as
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
WHAT = ("postcards", "letters")
FAMILIES = {  # what they are called, and what is to be known of them
    "postcards": {
        "real": (msgid("Painting program"), msgid("without that combination")),
        "count": (msgid("Counts"), msgid("whole postcards")),
        "subject": (msgid("Counts"), msgid("subject, then each factor")),
        "mixture": (msgid("Gaussian mixture"), msgid("of pictures")),
        "vae": ("VAE", msgid("of pictures")),
        "gan": ("GAN", msgid("told the factors")),
        "diffusion": (msgid("Diffusion"), msgid("told the factors")),
    },
    "letters": {
        "real": (msgid("Typefaces"), msgid("without those syllables")),
        "count": (msgid("Counts"), msgid("whole syllables")),
        "alone": (msgid("Counts"), msgid("each letter by itself")),
        "mixture": (msgid("Gaussian mixture"), msgid("of pictures")),
        "vae": ("VAE", msgid("of pictures")),
        "gan": ("GAN", msgid("told the letters")),
        "diffusion": (msgid("Diffusion"), msgid("told the letters")),
    },
}
EXACT = ("count", "subject", "alone")  # computed from a table, not counted in pictures
Share = dict[str, float]  # share, standard_error


@cache
def record(what: str) -> dict[str, Any]:
    """images: unasked; asked: on request; families: {name: {"unasked": Share, "requested": Share or None}}."""
    return json.loads((FOLDER / f"{what}.json").read_text())


@cache
def pictures(what: str, family: str, way: str) -> np.ndarray:
    """uint8 (SHOWN, H, W[, 3]), way: unasked or requested; (0, ...) where it cannot be asked."""
    channels, side, _ = SHAPES[what]
    path, mode = FOLDER / what / f"{family}-{way}.webp", "RGB" if channels == 3 else "L"
    if not path.exists():
        return np.zeros((0, side, side, 3)[: 3 + (channels == 3)], np.uint8)
    return tiles(np.asarray(Image.open(path).convert(mode)), side)


def measured(what: str) -> list[str]:
    """The families that there are figures of, in order."""
    return [name for name in FAMILIES[what] if name in record(what)["families"]]


def makes(what: str, family: str) -> bool:
    """Whether it makes more of them unasked than are read into real pictures without any, by two standard errors."""
    found, floor = (record(what)["families"][name]["unasked"] for name in (family, "real"))
    error = np.hypot(found["standard_error"], floor["standard_error"])
    return found["share"] - floor["share"] > 2 * error


def who(what: str) -> str:
    """never, some or always: which of the families make one unasked."""
    found = [makes(what, name) for name in measured(what) if name != "real"]
    return "always" if all(found) else "some" if any(found) else "never"
