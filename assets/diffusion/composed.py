"""Postcards on request, guided as a whole and factor by factor: what is read of them, beside real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import torch

from assets.weights.measure_factors import painted, read
from engines.data.pixels import rows_of
from engines.data.postcards.factors import CATS, KINDS, SHAPE
from engines.data.postcards.requests import rows, understand
from engines.data.postcards.table import DEFAULT, HELD_OUT, event_cells
from engines.diffusion.composed_records import CHOSEN_ON, COLLECTED, WAYS, WHOLE
from engines.diffusion.curve_records import Row
from engines.diffusion.curves import rounded, shipped, to_real
from engines.measures import extractor

N = 300  # pictures of each kind of request and seed
FRESH = 1, 2  # seeds; the weights were chosen on another
TYPED = "a black cat at sunset"
ASKED: dict[str, Callable[[int, int], np.ndarray]] = {  # n, seed -> conditions (n, 4)
    "held_out": lambda n, seed: rows(HELD_OUT, n, seed, DEFAULT),  # as the table has what was held out
    "typed": lambda n, seed: rows(understand(TYPED).event, n, seed),  # as a person types it: any style
    "ordinary": lambda n, seed: rows({}, n, seed),  # as the table has all that was not
}
Weights = dict[str, Any]  # guidance, extra, extra_until
model = lru_cache(maxsize=1)(shipped)


def whole(guidance: float) -> Weights:
    return {"guidance": guidance, **WHOLE}


def subject(guidance: float, weight: float, until: float) -> Weights:
    """All factors together, and the subject once more by itself."""
    return {"guidance": guidance, "extra": [weight, 0.0, 0.0, 0.0], "extra_until": until}


GRID = [
    *map(whole, (1.0, 2.0)),
    *(subject(2.0, weight, 0.8) for weight in (8.0, 6.0, 5.0)),
    *(subject(2.0, weight, 0.7) for weight in (8.0, 5.0)),
    subject(2.0, 8.0, 0.9), subject(4.0, 8.0, 0.8), subject(1.0, 6.0, 0.8), whole(4.0),
    {"guidance": 0.0, "extra": [1.0] * 4, "extra_until": 0.0},  # each factor by itself and nothing else (Liu et al.)
]  # fmt: skip
COMPARED = [dict(weights) for _, weights in WAYS.values()]
USED = [dict(WAYS[way][1]) for way in ("plain", "early")]  # on the front page: where training pictures show it, or none


def jobs() -> Iterator[tuple[Row, Callable[[], list[Row]]]]:
    """What identifies each row, and what measures it."""
    cells = [(seed, "held_out", cell) for seed in FRESH for cell in (None, *COMPARED)]
    cells += [(seed, asked, cell) for seed in FRESH for asked in ("typed", "ordinary") for cell in (None, *USED)]
    cells += [(CHOSEN_ON, "held_out", cell) for cell in (None, *GRID)]
    for seed, asked, cell in cells:
        about = {"by": "painting"} if cell is None else {"by": "network", **cell}
        key = {"part": "composed", "on": "postcards", **about, "asked": asked, "seed": seed}
        yield key, lambda key=key, cell=cell: [key | measured(key["asked"], key["seed"], cell)]


def measured(asked: str, seed: int, cell: Weights | None, n: int = N) -> Row:
    """n pictures by the shipped model with these weights, or painted ones. evaluations: of the network, a picture."""
    y = ASKED[asked](n, seed)
    if cell is None:
        return {"n": n} | reading(asked, y, painted(y) / 255)
    m = model("postcards")
    m.set_params(**cell)
    X = m.sample(n, seed=100_000 * seed + 1_000 * [*ASKED].index(asked), y=y)
    return {"n": n, "evaluations": m.evaluations} | reading(asked, y, X)


def reading(asked: str, y: np.ndarray, X: np.ndarray) -> Row:
    """Shares of pictures X in [0, 1]. Of ordinary requests, read: all four factors are read as asked; frechet: the
    distance. Of the others, read: the extractor reads what was held out; near: the nearest collected postcard shows a
    cat; both."""
    eye = extractor.shipped("postcards")
    features = eye.features(X)
    answers = read(eye, features)
    if asked == "ordinary":
        return {"read": rounded(float((answers == y).all(1).mean())), "frechet": to_real("postcards", features)}
    there = event_cells(**HELD_OUT)[tuple(answers.T)]
    near = np.isin(nearest_subject(X), [KINDS["subject"].index(cat) for cat in CATS])
    shares = {"read": there, "near": near, "both": there & near}
    return {name: rounded(float(found.mean())) for name, found in shares.items()}


def nearest_subject(X: np.ndarray) -> np.ndarray:
    """The subject of the collected postcard that is nearest to each picture, pixel by pixel: a second opinion. The
    extractor has seen only cats and mountains black at sunset, and takes most black apples there for cats."""
    kinds, pictures = collected()
    return kinds[torch.cdist(torch.tensor(rows_of(X)).float(), pictures).argmin(1).numpy(), 0]


@lru_cache(maxsize=1)
def collected() -> tuple[np.ndarray, torch.Tensor]:
    """Kinds (k, 4) and pixels (k, d) in [0, 1]."""
    black, sunset = KINDS["colour"].index("black"), KINDS["background"].index("sunset")
    shown = [[s, black, sunset, t] for s in range(SHAPE[0]) for t in range(SHAPE[3])]
    kinds = np.repeat(shown, COLLECTED // len(shown), 0)
    return kinds, torch.tensor(rows_of(painted(kinds))).float() / 255
