"""What a comparison gives every model: data, and how long it may learn. Two budgets:

lesson     the same seconds of one thread, as many as a lesson has: a race, which says nothing about the families
converged  each is trained at a constant rate until what it strives for, on data it does not learn from, has stopped
           improving, and then while the rate falls to zero: `patience`. The verdicts come from these alone.

The seconds are turned into a number of steps by rates measured once on the machine of record (assets/comparison/
rates.json), so a run depends on data, model, seed and budget alone.
"""

from __future__ import annotations

import json
from functools import cache
from typing import NamedTuple

import numpy as np

from engines.comparison.models import CLOSED_FORM, POINTS, kind_of
from engines.comparison.results import FOLDER
from engines.data import images, shapes
from engines.data.pixels import rows_of
from engines.data.worlds import World

LESSON, CONVERGED = BUDGETS = ("lesson", "converged")
SECONDS = {"points": 6.0, "pictures": 15.0}  # of a lesson, of one thread
SEEDS = {"points": 5, "pictures": 3}
MANY = {("gan-plain", "points"): 12}  # converged: as many trainings as the share that collapses takes
# 2500 as in the PacGAN protocol.
N_SAMPLES = {LESSON: {"points": 2500, "pictures": 1000}, CONVERGED: {"points": 10_000, "pictures": 10_000}}
UNSEEN = 10_000  # seeds from here on are for held-out points
N_TRAIN, N_HELD_OUT = 10_000, {LESSON: 2500, CONVERGED: 10_000}  # points; pictures: the embedded 10,000 and 2,000
KEPT_BACK = 10  # converged: one picture in so many tells when to stop, and is not learned from
LONGEST = 100_000  # steps, of what settles by itself
N_BITS = 300  # of the test pictures: the bits of a network, which take long
FAKES = 2000  # pictures of a GAN, whenever its distance is looked at in training
LEAST_STEPS = 15_000  # of a GAN: as long as one with its cures takes; the plain one is often at its best at once


def seeds_of(data: str, model: str, budget: str) -> range:
    """The trainings that a model is given."""
    kind = kind_of(data)
    return range(MANY.get((model, kind), SEEDS[kind]) if budget == CONVERGED else SEEDS[kind])


# ---- data ------------------------------------------------------------------------------------------------------------


@cache
def rates() -> dict[str, dict[str, dict[str, float]]]:
    """data -> model -> steps_per_second of one thread, and setup_seconds before the first step, as
    `python -m assets.comparison.make --rates` measured them."""
    return json.loads((FOLDER / "rates.json").read_text())["rates"]


def steps_for(data: str, model: str, seconds: float) -> int:
    """What a budget of `seconds` buys; 0 for a model in closed form. ValueError unless it buys a step."""
    if model in CLOSED_FORM:
        return 0
    rate = rates()[data][model]
    steps = int(rate["steps_per_second"] * (seconds - rate["setup_seconds"]))
    if steps < 1:
        raise ValueError(f"a budget of {seconds:g} seconds buys no step of {model} on {data}; give more")
    return steps


@cache
def world(data: str) -> World:
    """The target of points: ring and grid as in the PacGAN protocol."""
    return shapes.build(f"pacgan-{data}" if f"pacgan-{data}" in shapes.WORLDS else data)


class Lesson(NamedTuple):
    """What a model learns from, X and its labels or None; validation: what tells it when to stop, if anything does."""

    X: np.ndarray
    y: np.ndarray | None
    validation: np.ndarray | None = None


def learned_from(data: str, seed: int, budget: str = LESSON) -> Lesson:
    """Training points (10,000, 2), other ones for each seed, or the embedded pictures as rows of bytes; labels."""
    if data in POINTS:
        unseen = world(data).sample(N_TRAIN, seed=2 * UNSEEN + seed) if budget == CONVERGED else None
        return Lesson(world(data).sample(N_TRAIN, seed=seed), None, unseen)
    X, y = picture_rows(data, "train")
    cut = len(X) // KEPT_BACK if budget == CONVERGED else 0
    return Lesson(X[cut:], y[cut:], X[:cut] if cut else None)


def held_out(data: str, seed: int, budget: str = LESSON) -> np.ndarray:
    """Rows that no model has seen."""
    if data in POINTS:
        return world(data).sample(N_HELD_OUT[budget], seed=UNSEEN + seed)
    return picture_rows(data, "test")[0]


def picture_rows(data: str, split: str) -> tuple[np.ndarray, np.ndarray]:
    """Rows of bytes and labels of the embedded pictures."""
    found = images.load(data, split)
    return rows_of(found.images), found.labels
