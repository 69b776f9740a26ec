"""Black cats at sunset that no training picture showed: what the families of models make of them.

One counts where two readings agree: the extractor reads a black cat at sunset, and of 17,640 real postcards, all
combinations alike, the most similar one shows one, too: the extractor alone also takes the VAE's dark blurs for it.
Beside them real postcards without any, which tell how often that errs, and real ones with it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import torch

from assets.weights.measure_factors import FRESH, N_POSTCARDS, Share, counted, painted, share
from engines.classical.projected_mixture import ProjectedConfig, ProjectedMixture
from engines.data.pixels import dequantise, rows_of, to_unit
from engines.data.postcards import cards
from engines.data.postcards.counting import count_model, subject_model
from engines.data.postcards.factors import CATS, KINDS, SHAPE
from engines.data.postcards.requests import rows
from engines.data.postcards.table import DEFAULT, HELD_OUT, TAUGHT, JointTable, event_cells
from engines.diffusion.curves import shipped
from engines.diffusion.presets import COMPOSED
from engines.measures import extractor
from engines.measures.combining import SHOWN
from engines.measures.readings import likeliest
from engines.shipped import model

IMAGES, N_ASKED = 10_000, 600
EACH = 20  # real postcards of every combination
MIXTURE = ProjectedConfig(n_components=40, n_directions=60, reg_covar=1e-4, steps=60, tol=1e-2)
FITTED = 10_000  # postcards that the mixture is fitted to: more would bring little, and take long
Drawn = tuple[np.ndarray, np.ndarray | None]  # pictures unasked, and on request


def wanted(n: int) -> np.ndarray:
    """Requests for what was held out, kinds (n, 4), as the whole table has it."""
    return rows(HELD_OUT, n, FRESH, DEFAULT)


@cache
def mixture() -> ProjectedMixture:
    return ProjectedMixture(MIXTURE).fit(dequantise(cards.sample(FITTED, seed=0, table=TAUGHT).images, seed=0))


def told_gan() -> Drawn:
    gan = model("gan-postcards")
    return gan.sample(IMAGES, seed=FRESH), gan.sample(N_ASKED, seed=FRESH + 1, y=wanted(N_ASKED))


def diffusion() -> Drawn:
    """On request guided as on the front page, where no training picture shows what is asked for."""
    unasked, asked = (shipped("postcards") for _ in range(2))
    asked.set_params(**COMPOSED)
    return unasked.sample(IMAGES, seed=FRESH + 2), asked.sample(N_ASKED, seed=FRESH + 1, y=wanted(N_ASKED))


def of_table(fit: Callable[[Any], JointTable]) -> Drawn:
    """Postcards of a model that has counted factors, painted by our program."""
    table = fit(cards.draw_factors(N_POSTCARDS, seed=0, table=TAUGHT))
    unasked, asked = cards.sample(IMAGES, seed=FRESH, table=table).images, None
    if table.prob(**HELD_OUT):
        asked = cards.sample(SHOWN, seed=FRESH, table=table.given(**HELD_OUT)).images
    return unasked, asked


MADE: dict[str, Callable[[], Drawn]] = {
    "real": lambda: (painted(rows({}, IMAGES, FRESH, TAUGHT)), painted(wanted(N_ASKED))),
    "count": lambda: of_table(count_model),
    "subject": lambda: of_table(subject_model),
    "mixture": lambda: (np.clip(mixture().sample(IMAGES, seed=FRESH), 0, 1), None),
    "vae": lambda: (model("combining-vae-postcards").sample(IMAGES, seed=FRESH), None),
    "gan": told_gan,
    "diffusion": diffusion,
}
NEEDED = {"vae": "combining-vae-postcards", "gan": "gan-postcards", "diffusion": "diffusion-postcards"}


@cache
def collected() -> tuple[np.ndarray, torch.Tensor]:
    """Real postcards of every combination, EACH of them: whether they show a black cat at sunset, bool (k,), and pixels
    (k, d) in [0, 1]."""
    kinds = np.repeat(np.argwhere(np.ones(SHAPE, bool)), EACH, 0)
    return event_cells(**HELD_OUT)[tuple(kinds.T)], torch.tensor(rows_of(painted(kinds))).float() / 255


def look(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pictures X (n, ...) -> where both readings agree that there is a black cat at sunset, bool (n,), and the pictures
    in the order in which they are like one: by how much nearer they are to a real one than to any other postcard, a
    sitting, a running and a curled cat in turn, and where the extractor reads none, by its probability."""
    eye = extractor.shipped("postcards")
    answers = eye.read(eye.features(X))
    p = answers["subject"][:, [KINDS["subject"].index(cat) for cat in CATS]].sum(1)
    for kind in ("colour", "background"):
        p = p * answers[kind][:, KINDS[kind].index(HELD_OUT[kind])]
    read, nearer = event_cells(**HELD_OUT)[tuple(likeliest(answers).T)], np.full(len(X), -np.inf)
    if read.any():
        wanted, real = collected()
        distances = torch.cdist(torch.tensor(rows_of(to_unit(X[read]))).float(), real).numpy()
        nearer[read] = distances[:, ~wanted].min(1) - distances[:, wanted].min(1)
    there, pose = nearer > 0, answers["subject"].argmax(1)
    turn = np.full(len(X), len(X))
    for subject in np.unique(pose[there]):
        same = np.flatnonzero(there & (pose == subject))
        turn[same[np.argsort(-nearer[same])]] = np.arange(len(same))
    return there, np.lexsort((-p, pose * there, turn))


def granted(asked: np.ndarray) -> np.ndarray:
    """Which of the pictures on request show one, bool (n,)."""
    return look(asked)[0]


def exact() -> dict[str, dict[str, Any]]:
    """Of those that count: their table, given what is asked for, holds nothing else; where that has probability 0,
    nothing can be asked."""
    sure = {"share": 1.0, "standard_error": 0.0}
    return {name: {"unasked": p, "requested": sure if p["share"] > 0 else None} for name, p in counted().items()}


def restored() -> dict[str, Share]:
    """What the VAE makes of codes of real postcards: of those without, and of black cats at sunset."""
    vae = model("combining-vae-postcards")
    real = {"without": rows({}, IMAGES, FRESH, TAUGHT), "there": wanted(N_ASKED)}
    return {name: share(look(vae.decode(vae.encode(painted(kinds))[0]))[0]) for name, kinds in real.items()}
