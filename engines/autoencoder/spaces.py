"""What the spaces of the shipped autoencoders are worth, as measured: the record of `assets.autoencoder.space`.

Nothing here needs torch. Every figure is a mean with its standard error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from engines.autoencoder.sweep import FOLDER

FILE = FOLDER / "space.json"
NOISED, PAIRS, MOVED = 500, 300, 25  # test pictures; pairs of them; pictures of each class that are to become another
TRIPLES = 300  # of test pictures, of which planes are made
Figure = tuple[float, float]


@dataclass(frozen=True)
class Space:
    """kin: the share of test pictures whose nearest training code is of their class; noise: how far the pictures of
    mu + sigma * eps and of mu differ, two test pictures being 1 apart; dearer: how many nats more a VAE's restored test
    pictures cost than the AE's of the same size, picture by picture; both None of an AE. halfway: from the picture
    halfway between two to the nearest real one, "straight", along the "sphere", and the "difference" of these;
    failures: the share of pictures that adding the difference of two classes does not make the other class, over all
    pairs of classes; pairs: the same of each, by both labels; among: the share of codes that lie among those of
    pictures, halfway "straight" and along the "sphere", and of "corner"s b + c - a of a plane through three. The last
    four are of models with 16 numbers."""

    kin: Figure
    noise: Figure | None
    dearer: Figure | None
    halfway: Mapping[str, Figure]
    failures: Figure | None
    pairs: list[list[float | None]]
    among: Mapping[str, Figure]


@cache
def spaces() -> Mapping[str, Space]:
    """By name of the weights, e.g. "vae-digits-16"."""
    found = {}
    for row in json.loads(FILE.read_text())["rows"]:
        arithmetic = row.get("failures", {"mean": None, "pairs": []})
        found[f"{row['kind']}-{row['data']}-{row['size']}"] = Space(
            tuple(row["kin"]), *(row[name] and tuple(row[name]) for name in ("noise", "dearer")),
            row.get("halfway", {}),
            arithmetic["mean"] and tuple(arithmetic["mean"]), arithmetic["pairs"], row.get("among", {}),
        )  # fmt: skip
    return found


@cache
def copies() -> Mapping[str, Figure]:
    """By data set: what a perfect copy of a test picture costs, in nats. A pixel between paper and ink is a
    probability, and the entropy of all of them is what no restored picture can go below."""
    return {data: tuple(figure) for data, figure in json.loads(FILE.read_text())["copies"].items()}
