"""What extractors and picture generators are measured to do; written into the record beside their weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from assets.weights import measure_factors
from assets.weights.measure_factors import FRESH
from engines.autoencoder.model import Autoencoder
from engines.data import images, letters
from engines.data.pixels import as_pictures, dequantise, to_bytes
from engines.data.postcards import cards
from engines.data.postcards.counting import ONE_REQUEST
from engines.data.postcards.counting import variety as apart
from engines.data.postcards.requests import rows
from engines.data.postcards.table import DEFAULT
from engines.diffusion import likelihood
from engines.diffusion.model import Diffusion
from engines.gan.model import GAN
from engines.measures import classes, frechet
from engines.measures.divergences import bits_per_dim
from engines.measures.extractor import HEADS, Extractor, reference, save_reference, shipped
from engines.measures.readings import likeliest, see
from engines.measures.scores import joint_kl
from engines.nets import weights
from engines.statistics import mean_and_error

FLOORS = (500, 1_000, 2_000, 5_000, 10_000)  # samples at which a perfect model's distance is recorded, of many more


def extractor(model: Extractor, data: str, X: np.ndarray) -> dict[str, dict]:
    """Accuracy on all test images, and what real pictures score: `floor`, parts of X against the rest, and `held_out`,
    the test images against X, which the network has not learned from. Writes the reference file."""
    images, y = tested(data)
    unseen, features = model.features(images), model.features(X)
    answers = measure_factors.read(model, unseen)
    right = dict(zip(HEADS[data], (answers == y).mean(0).round(4).tolist(), strict=True))
    test = {"images": len(images), "accuracy": right}
    if data == "letters":
        test["syllable"] = measure_factors.written(answers, letters.load("test"))
    save_reference(data, features)
    return {
        "test": test,
        "held_out": {"images": len(unseen), "frechet": round(frechet.frechet(unseen, reference(data)), 4)},
        "floor": {str(n): measure_factors.floor(features, n) for n in FLOORS if n < len(X) / 3},
    }


def tested(data: str) -> tuple[np.ndarray, np.ndarray]:
    """The test images of a data set, and what each head should answer, (n, heads); of letters the held-out ones."""
    if data == "letters":
        glyphs = letters.load("test")
        return glyphs.images, glyphs.kinds
    test = images.load_full(data, "test")
    return test.images, test.factors.kinds if test.factors else test.labels[:, None]


N_SAMPLES = 10_000
REAL_SEEDS = (101, 102, 103)  # of postcards that nobody has learned from


def gan(model: GAN, data: str, X: np.ndarray | None = None) -> dict[str, dict]:
    """10,000 samples of seed 0: Fréchet distance beside its floor, classes seen; of postcards the factors read
    back, and KL(combinations read back || the joint table) in nats beside what fresh real postcards have.

    One that is told factors is asked for those of the table, with the seed FRESH: `as_asked`, how many are read so,
    and `unasked`, the distance and the classes where everything is left open. Then `variety`."""
    if not model.config.factors:
        return {"test": generated(model.sample(N_SAMPLES, seed=0), data)[0]}
    asked = rows({}, N_SAMPLES, FRESH, DEFAULT)
    found, answers = generated(model.sample(N_SAMPLES, seed=FRESH, y=asked), data)
    found["as_asked"] = measure_factors.as_asked(likeliest(answers), asked)
    free = generated(model.sample(N_SAMPLES, seed=FRESH), data)[0]
    found["unasked"] = {key: free[key] for key in ("frechet", "coverage")}
    return {"test": found} | variety(model)


def combining(model: Autoencoder | GAN, data: str, X: np.ndarray | None = None) -> dict[str, dict]:
    """As `gan`, of models that have not seen all combinations; of letters: see `measure_factors`."""
    if isinstance(model, GAN):
        return {"test": measure_factors.letters_of(model)}
    samples = model.sample(N_SAMPLES, seed=FRESH)
    return {"test": measure_factors.glyphs(samples) if data == "letters" else generated(samples, data)[0]}


def diffusion(model: Diffusion, data: str, X: np.ndarray | None = None) -> dict[str, dict]:
    """As `gan`, of 10,000 samples of seed FRESH, asked for by the classes of the test images; `obeyed`, the share that
    the extractor, an independent classifier, reads as what was asked for; and the network evaluations per sample.
    Models of several factors: see `measure_factors`. Then `bits`."""
    if data == "letters":
        return {"test": measure_factors.letters_of(model) | {"evaluations": model.evaluations}}
    if model.config.factors:
        asked = rows({}, N_SAMPLES, FRESH, DEFAULT)
        found, answers = generated(model.sample(N_SAMPLES, seed=FRESH, y=asked), data)
        found |= measure_factors.postcards_of(model, asked, likeliest(answers))
        return {"test": found} | bits(model, data) | variety(model)
    asked = np.resize(images.load_full(data, "test").labels, N_SAMPLES)
    found, answers = generated(model.sample(N_SAMPLES, seed=FRESH, y=asked), data)
    obeyed = float((next(iter(answers.values())).argmax(1) == asked).mean())
    return {"test": found | {"obeyed": round(obeyed, 4), "evaluations": model.evaluations}} | bits(model, data)


N_BITS = 1_000  # test pictures whose likelihood is computed, 480 evaluations each: six minutes of one core and more


def bits(model: Diffusion, data: str) -> dict[str, dict]:
    """A bound of the bits per dimension of the first N_BITS embedded test pictures' bytes, nothing asked for, by the
    flow without fresh noise; ± standard error over pictures."""
    X = dequantise(images.load(data, "test").images[:N_BITS], seed=FRESH)
    found = []
    for k in range(0, len(X), 100):
        rows = X[k : k + 100]
        found.append(bits_per_dim(likelihood.score_samples(model, rows, seed=FRESH + k), X.shape[1], levels=256))
        print(f"{data}: bits of {k + len(rows):,} pictures of {len(X):,}", flush=True)
    mean, error = mean_and_error(np.concatenate(found))
    return {"bits": {"images": len(X), "per_dim": round(mean, 4), "standard_error": round(error, 5)}}


N_ALIKE, SETS = 12, range(20)  # pictures of one request, and seeds of as many again


def variety(model: Diffusion | GAN) -> dict[str, dict]:
    """How far two pictures of one request lie apart, grey levels, ± standard error over SETS of N_ALIKE: those of the
    model, and those of the program that painted what it has learned from."""
    asked = rows({kind: (name,) for kind, name in ONE_REQUEST.items()}, N_ALIKE, FRESH, DEFAULT)
    same = DEFAULT.given(**ONE_REQUEST)
    drawn = {
        "model": lambda seed: to_bytes(as_pictures("postcards", model.sample(N_ALIKE, seed=seed, y=asked))),
        "painted": lambda seed: cards.sample(N_ALIKE, seed=seed, table=same).images,
    }
    found: dict[str, Any] = {"pictures": N_ALIKE, "sets": len(SETS)}
    for name, pictures in drawn.items():
        mean, error = mean_and_error([apart(pictures(seed)) for seed in SETS])
        found[name] = {"levels": round(mean, 2), "standard_error": round(error, 3)}
    return {"variety": found}


def generated(samples: np.ndarray, data: str) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What 10,000 samples score, and the probabilities that the extractor reads in them."""
    reader = shipped(data)
    features = reader.features(samples)
    answers = reader.read(features)
    seen = classes.class_coverage(next(iter(answers.values())))
    found = {
        "images": N_SAMPLES,
        "frechet": round(frechet.frechet(features, reference(data)), 3),
        "floor": weights.record(f"extractor-{data}")["floor"][str(N_SAMPLES)],
        "coverage": {
            "classes": seen.classes,
            "histogram": seen.histogram.tolist(),
            "sure": seen.sure,
            "entropy": round(seen.entropy, 4),
        },
    }
    if len(answers) > 1:
        found["readback"] = {name: p.round(4).tolist() for name, p in classes.readback(answers).items()}
        real = [joint_kl(see(data, cards.sample(N_SAMPLES, seed=seed).images)) for seed in REAL_SEEDS]
        mean, error = mean_and_error(real)
        floor = {"mean": round(mean, 4), "standard_error": round(error, 5)}
        found["joint_kl"] = {"value": round(joint_kl(see(data, samples)), 4), "floor": floor}
    return found, answers
