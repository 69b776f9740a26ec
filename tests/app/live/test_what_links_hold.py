"""Whatever a link says of what a hand has made: it is read, or refused in words; never with a traceback."""

from __future__ import annotations

import copy
import random

import pytest

from app.live.densities.component import FOUR
from app.live.em.component import COLLAPSE, EM
from app.live.film.component import SHARE, picture_of, view_in
from app.live.latent.component import hand_of
from app.live.pixel_factors.component import PIXEL
from app.live.postcards import component as postcards
from app.live.runs.component import LOOKS, read_looks
from app.live.runs.recorded import PLACE
from app.live.samplers import component as samplers
from app.live.two_views.component import HAND
from app.live.world import choice
from app.live.world.own_data import DATA
from app.ui.kept import Kept

HELD = {"about": "0123abcd", "at": 3, "speed": 10}
# What a link may hold, and a value of each kind.
VALUES: list[tuple[Kept, object]] = [
    (choice.HILLS, {"components": [[0.5, 0, 0, 0.2, 0, 0.2]]}),
    (choice.PAINTING, {"strokes": [[[0.0, 0.0], [0.5, 0.25]]], "thickness": 0.1}),
    (choice.SLICE, 0.5),
    (choice.VIEW, {"chosen": 1, "drawn": 500, "fresh": 100, "seed": 2}),
    (DATA, None),
    (FOUR, {"n": 30, "bins": 8, "k": 4, "h": 0.3, "other": 1, "dots": True}),
    (EM["starts"], {"about": "0123abcd", "means": [[0.0, 0.0], [1.0, 1.0]]}),
    (EM["place"], HELD | {"floor": 3}),
    (COLLAPSE["place"], HELD | {"floor": 3}),
    (view_in("film"), {"about": "0123abcd", "share": 0.5, "chosen": 3}),
    (SHARE, 0.25),
    (picture_of("diffusion-digits"), {"nth": 4}),
    (hand_of("autoencoder-digits-2"), {"vae-digits-2": [0.5, -1.0]}),
    (PIXEL, {"at": [3, 4], "nth": 2}),
    (Kept("gan_looks", LOOKS, read_looks), {"layers": ["heat"], "share": 0.5, "speed": 10, "step": 100}),
    (PLACE, HELD),
    (postcards.PLACE, HELD),
    (samplers.PLACE, HELD),
    (HAND, {"about": "moons", "moved": [[0, 1.0, 1.0]], "cross": [0.0, 1.0], "asked": 1}),
]
STRANGE = [None, True, -1, 1e300, 10**30, "", "x" * 100, [], [[]], [None], {}, {"about": 1}, [[1, 2], "x"]]


def changed(value: object, rng: random.Random) -> object:
    """The value with one part, at any depth, put away for something strange; or all of it."""
    if isinstance(value, dict | list) and value and rng.random() < 0.85:
        place = rng.choice(list(value) if isinstance(value, dict) else range(len(value)))
        value[place] = changed(value[place], rng)
        if isinstance(value, dict) and rng.random() < 0.1:
            del value[place]
        return value
    return rng.choice(STRANGE)


@pytest.mark.parametrize(("made", "value"), VALUES, ids=[made.key for made, _ in VALUES])
def test_a_value_is_kept_as_it_is_and_a_strange_one_is_refused_in_words(made: Kept, value: object) -> None:
    assert made.read(copy.deepcopy(value)) == value
    rng, refused = random.Random(3), 0
    for _ in range(200):
        try:
            made.read(changed(copy.deepcopy(value), rng))
        except ValueError:
            refused += 1
    assert refused > 40
