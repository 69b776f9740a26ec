"""What pictures of several factors are measured to show: letters and postcards, read back by the shipped extractor.

Beside each share of generated pictures stands that of real ones with the same factors: the extractor errs, too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.data import letters
from engines.data.letters import FACES, Letters
from engines.data.postcards import cards
from engines.data.postcards.counting import count_model, subject_model
from engines.data.postcards.factors import HIGH, KINDS, LOW, Factors
from engines.data.postcards.requests import rows
from engines.data.postcards.table import DEFAULT, HELD_OUT, TAUGHT, event_cells
from engines.diffusion.model import Diffusion
from engines.gan.model import GAN
from engines.measures import frechet
from engines.measures.extractor import Extractor, reference, shipped
from engines.measures.readings import likeliest
from engines.nets import weights
from engines.statistics import mean_and_error

FRESH = 1  # seed of what is measured: sampler, steps and guidance were chosen with others
N_POSTCARDS = 10_000  # that are counted
COUNTED = range(5)  # their seeds
N_ASKED = 1_000  # requests for the combination that was held out
Share = dict[str, float]


def share(right: np.ndarray) -> Share:
    """The mean of yes and no, or of shares, with its standard error."""
    mean, error = mean_and_error(right.astype(float))
    return {"share": round(mean, 4), "standard_error": round(error, 5)}


def read(reader: Extractor, features: np.ndarray) -> np.ndarray:
    """What an extractor reads from features, int (n, heads)."""
    return likeliest(reader.read(features))


def floor(features: np.ndarray, n: int) -> dict[str, float]:
    """Real against real, ten draws."""
    found = frechet.frechet_floor(features, n)
    return {"mean": round(found.mean, 4), "standard_error": round(found.standard_error, 5)}


# ---- letters ---------------------------------------------------------------------------------------------------------


def written(answers: np.ndarray, glyphs: Letters) -> dict[str, Share]:
    """How many have all three letters read as asked, per typeface and in all; there the error is over the syllables,
    because one that is hard is hard in every typeface."""
    right = (answers[:, :3] == glyphs.kinds[:, :3]).all(1)
    found = {face: share(right[glyphs.kinds[:, 3] == i]) for i, face in enumerate(FACES)}
    syllables, place = np.unique(glyphs.syllables, return_inverse=True)
    wrong = np.bincount(place, right.mean() - right) * len(syllables) / len(right)
    return found | {"all": share(right) | {"standard_error": round(mean_and_error(wrong)[1], 5)}}


def some(glyphs: Letters, n: int) -> Letters:
    """As many of each typeface, n in all, other syllables in each, drawn with the seed FRESH."""
    rng = np.random.default_rng(FRESH)
    faces = [np.flatnonzero(glyphs.kinds[:, 3] == i) for i in range(len(FACES))]
    chosen = np.concatenate([rng.choice(face, n // len(FACES), replace=False) for face in faces])
    return Letters(glyphs.images[chosen], glyphs.kinds[chosen], tuple(glyphs.syllables[i] for i in chosen))


N_GLYPHS = 5_000  # as many as there is a floor for


def glyphs(samples: np.ndarray) -> dict[str, Any]:
    """The Fréchet distance of N_GLYPHS samples, beside its floor at as many."""
    found = frechet.frechet(shipped("letters").features(samples[:N_GLYPHS]), reference("letters"))
    at = weights.record("extractor-letters")["floor"][str(N_GLYPHS)]
    return {"images": N_GLYPHS, "frechet": round(found, 3), "floor": at}


def letters_of(model: Diffusion | GAN) -> dict[str, Any]:
    """All syllables that were held out, in every typeface, and as many that were not: how many are read as asked; of
    the latter the Fréchet distance, beside its floor at as many."""
    reader, test, train = shipped("letters"), letters.load("test"), letters.load()
    found: dict[str, Any] = {"images": 2 * len(test.images)}
    for name, glyphs in (("held_out", test), ("trained", some(train, len(test.images)))):
        drawn = reader.features(model.sample(len(glyphs.images), seed=FRESH, y=glyphs.kinds))
        real = reader.features(glyphs.images)
        found[name] = {"written": written(read(reader, drawn), glyphs), "real": written(read(reader, real), glyphs)}
    found |= {"frechet": round(frechet.frechet(drawn, reference("letters")), 3)}
    return found | {"floor": floor(reader.features(train.images), len(drawn))}


# ---- postcards -------------------------------------------------------------------------------------------------------


def as_asked(answers: np.ndarray, asked: np.ndarray) -> dict[str, Share]:
    """Of each factor how many are read as asked, and how many are in all of them."""
    right = answers == asked
    return {kind: share(right[:, i]) for i, kind in enumerate(KINDS)} | {"all": share(right.all(1))}


def off(answers: np.ndarray, asked: np.ndarray) -> dict[str, Any]:
    """The name whose share among what is read is farthest from that among what was asked for, in points."""
    away = {
        f"{kind} {name}": 100 * float((answers[:, i] == k).mean() - (asked[:, i] == k).mean())
        for i, (kind, names) in enumerate(KINDS.items())
        for k, name in enumerate(names)
    }
    worst = max(away, key=lambda name: abs(away[name]))
    return {"name": worst, "points": round(away[worst], 2)}


def held_out(answers: np.ndarray) -> Share:
    """How many show what was held out."""
    return share(event_cells(**HELD_OUT)[tuple(answers.T)])


def counted() -> dict[str, Share]:
    """How often models that count draw it, from as many postcards without it: exact, the error is over the seeds."""
    models = {"count": count_model, "subject": subject_model}
    seen = [cards.draw_factors(N_POSTCARDS, seed=seed, table=TAUGHT) for seed in COUNTED]
    return {name: share(np.array([fit(f).prob(**HELD_OUT) for f in seen])) for name, fit in models.items()}


def painted(kinds: np.ndarray) -> np.ndarray:
    """Real postcards of these kinds, the numbers drawn with the seed FRESH."""
    uniform = np.random.default_rng(FRESH).random((len(kinds), len(LOW)))
    return cards.render(Factors(kinds, LOW + (HIGH - LOW) * uniform))


def postcards_of(model: Diffusion, asked: np.ndarray, answers: np.ndarray) -> dict[str, Any]:
    """Of postcards that were asked for by rows of the table: how many obey; taught: without the requests for what was
    held out, which mostly give something else. Of the combination that was held out: how often it is drawn on request,
    and how often unasked, when every factor is left open.

    Real ones beside: unasked, those of the table without it, of which the extractor may read some as it. And models
    that count.
    """
    reader = shipped("postcards")
    wanted = rows(HELD_OUT, N_ASKED, FRESH, DEFAULT)
    without = TAUGHT.draw(np.random.default_rng(FRESH).random(len(asked)))

    def seen(pictures: np.ndarray) -> np.ndarray:
        return read(reader, reader.features(pictures))

    real, there, absent = (seen(painted(kinds)) for kinds in (asked, wanted, without))
    drawn = seen(model.sample(N_ASKED, seed=FRESH + 1, y=wanted))
    free = seen(model.sample(len(asked), seed=FRESH + 2))
    told, taught = as_asked(answers, asked), TAUGHT.p[tuple(asked.T)] > 0
    return {
        "obeyed": told["all"]["share"],
        "as_asked": told,
        "off": off(answers, asked),
        "taught": {
            "images": int(taught.sum()),
            "as_asked": as_asked(answers[taught], asked[taught]),
            "off": off(answers[taught], asked[taught]),
        },
        "real": {"as_asked": as_asked(real, asked), "off": off(real, asked)},
        "held_out": {
            "requested": held_out(drawn) | {"images": len(wanted), "real": held_out(there)},
            "unasked": held_out(free) | {"images": len(free), "real": held_out(absent)},
            "counted": counted(),
            "table": round(DEFAULT.prob(**HELD_OUT), 4),
        },
        "evaluations": model.evaluations,
    }
