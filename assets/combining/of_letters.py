"""Syllables that no training picture showed: what the families of models make of them.

Unasked, one counts where two readings agree: the extractor reads the three letters of a syllable that was held out,
and of all 18,800 real glyphs, moved by a pixel or not, the most similar one is that syllable, too: the extractor alone
also reads letters into blots. On request, where only one syllable is right, its reading alone counts. Beside them
stand real glyphs of the other syllables and of those that were held out, moved by a pixel; the most similar to them
are they themselves. What blots are taken for, the mixture tells.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import torch

from assets.combining.of_postcards import IMAGES, MIXTURE, Drawn
from assets.weights.measure_factors import FRESH, some
from engines.classical.projected_mixture import ProjectedMixture
from engines.data import letters
from engines.data.letters import SHAPE, Letters
from engines.data.pixels import as_pictures, dequantise, rows_of, to_unit
from engines.measures import extractor
from engines.measures.readings import likeliest
from engines.shipped import model

N_ASKED = 800  # as many of each typeface


def wanted() -> Letters:
    """Some of the glyphs that were held out, as many of each typeface."""
    return some(letters.load("test"), N_ASKED)


def taught() -> Letters:
    return some(letters.load(), IMAGES)


def moved(glyphs: np.ndarray) -> np.ndarray:
    """Each by a pixel to one of the eight sides, drawn with the seed FRESH."""
    sides = np.array([(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1) if y or x])
    ways = sides[np.random.default_rng(FRESH).integers(0, len(sides), len(glyphs))]
    return np.stack([np.roll(glyph, way, (0, 1)) for glyph, way in zip(glyphs, ways, strict=True)])


@cache
def alone() -> np.ndarray:
    """How often each syllable comes where each letter is drawn by itself, as often as in training: (19, 21, 28)."""
    kinds = letters.load().kinds
    shares = [np.bincount(kinds[:, j], minlength=n) / len(kinds) for j, n in enumerate(SHAPE[:3])]
    return np.einsum("i,m,f->imf", *shares)


@cache
def new() -> np.ndarray:
    """Which combinations of three letters were held out, bool (19, 21, 28)."""
    found = np.zeros(SHAPE[:3], bool)
    found[tuple(letters.load("test").kinds[:, :3].T)] = True
    return found


def exact() -> dict[str, dict[str, Any]]:
    """Of those that count: how probable a held-out syllable is. Whoever counts whole syllables cannot be asked."""
    share, sure = round(float(alone()[new()].sum()), 4), {"share": 1.0, "standard_error": 0.0}
    return {
        "count": {"unasked": {"share": 0.0, "standard_error": 0.0}, "requested": None},
        "alone": {"unasked": {"share": share, "standard_error": 0.0}, "requested": sure},
    }


def typed_alone() -> Drawn:
    """Of the syllables whose letters were drawn one by one those that a typeface has."""
    rng = np.random.default_rng(FRESH)
    cells = rng.choice(alone().size, IMAGES, p=alone().ravel())
    glyphs, face = {s: i for i, s in enumerate(letters.SYLLABLES)}, rng.integers(0, SHAPE[3], IMAGES)
    drawn = [letters.syllable_of(*np.unravel_index(cell, SHAPE[:3])) for cell in cells]
    known = [letters.sheet(letters.FACES[f])[glyphs[s]] for s, f in zip(drawn, face, strict=True) if s in glyphs]
    return np.stack(known), wanted().images


def gan() -> Drawn:
    network = model("combining-gan-letters")
    return network.sample(IMAGES, seed=FRESH), network.sample(N_ASKED, seed=FRESH + 1, y=wanted().kinds)


def diffusion() -> Drawn:
    network = model("diffusion-letters")
    return network.sample(IMAGES, seed=FRESH + 2), network.sample(N_ASKED, seed=FRESH + 1, y=wanted().kinds)


def mixture() -> Drawn:
    fitted = ProjectedMixture(MIXTURE).fit(dequantise(letters.load().images, seed=0))
    return np.clip(fitted.sample(IMAGES, seed=FRESH), 0, 1), None


MADE: dict[str, Callable[[], Drawn]] = {
    "real": lambda: (moved(taught().images), moved(wanted().images)),
    "count": lambda: (taught().images, None),
    "alone": typed_alone,
    "mixture": mixture,
    "vae": lambda: (model("combining-vae-letters").sample(IMAGES, seed=FRESH), None),
    "gan": gan,
    "diffusion": diffusion,
}
NEEDED = {"vae": "combining-vae-letters", "gan": "combining-gan-letters", "diffusion": "diffusion-letters"}


@cache
def collected() -> tuple[np.ndarray, torch.Tensor]:
    """All real glyphs: their three letters (n, 3), and pixels (n, d) in [0, 1]."""
    both = letters.load(), letters.load("test")
    pixels = np.concatenate([rows_of(glyphs.images) for glyphs in both])
    return np.concatenate([glyphs.kinds[:, :3] for glyphs in both]), torch.tensor(pixels).float() / 255


def read(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pictures X (n, ...) -> the three letters that the extractor reads, (n, 3), and the probability that it gives to
    any syllable that was held out, (n,)."""
    eye = extractor.shipped("letters")
    answers = eye.read(eye.features(X))
    initial, medial, final = (answers[name] for name in ("initial", "medial", "final"))
    p = sum(initial[:, i] * medial[:, m] * final[:, f] for i, m, f in np.argwhere(new()))
    return likeliest(answers)[:, :3], p


def most_similar(X: np.ndarray) -> np.ndarray:
    """The letters (n, 3) of the real glyph that is nearest to each picture X (n, ...), moved by a pixel or not."""
    kinds, real = collected()
    pictures, best = to_unit(as_pictures("letters", X)), np.full(len(X), np.inf)
    found = np.zeros((len(X), 3), int)
    for way in itertools.product((-1, 0, 1), repeat=2):
        moved = rows_of(np.roll(pictures, way, (1, 2)))
        distance, i = (v.numpy() for v in torch.cdist(torch.tensor(moved).float(), real).min(1))
        found[distance < best] = kinds[i[distance < best]]
        best = np.minimum(best, distance)
    return found


def look(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pictures X (n, ...) -> where both readings agree on a syllable that was held out, bool (n,), and the pictures in
    the order in which they are like one: the surest first, no syllable twice before every other has come."""
    found, p = read(X)
    there = new()[tuple(found.T)]
    if there.any():
        there[there] = (most_similar(X[there]) == found[there]).all(1)
    turn, seen = np.zeros(len(X), int), {}
    for i in np.argsort(-p):
        turn[i] = seen[tuple(found[i])] = seen.get(tuple(found[i]), -1) + 1
    return there, np.lexsort((-p, turn, ~there))


def granted(asked: np.ndarray) -> np.ndarray:
    """Which of the pictures on request the extractor reads as what `wanted` asks for, bool (n,)."""
    return (read(asked)[0] == wanted().kinds[:, :3]).all(1)
