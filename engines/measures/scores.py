"""All scores of a generative model at once: samples in, one figure per measure out, or why there is none.

Perfect samples score the floor (`point_floor`, `picture_floor`), which is seldom 0 or 1: judge a model by its distance
from it, at the same number of samples. This module imports without torch.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from engines.data import images
from engines.data.postcards import table as postcards_table
from engines.data.worlds import World
from engines.measures import classes, divergences, frechet, mode_coverage, neighbours, two_sample
from engines.measures.distances import sliced_wasserstein
from engines.measures.divergences import LogDensity
from engines.measures.readings import Seen, joint_shares, see
from engines.measures.score_names import PICTURE_SCORES, POINT_SCORES, NotDefined
from engines.statistics import Floor, mean_and_error

FEWEST = 10  # samples; k-nearest-neighbour measures look at the fifth
SLIP = 0.01  # share of postcards that the reference for `joint_kl` spreads over all cells: readings that went wrong


Scores = dict[str, float | NotDefined]

one_core = threadpool_limits.wrap(limits=1, user_api="blas")  # two wait for each other beside a busy core


# ---- points ----------------------------------------------------------------------------------------------------------


@one_core
def point_scores(
    world: World,
    samples: np.ndarray,
    *,
    train: np.ndarray,
    held_out: np.ndarray,
    log_density: LogDensity | None = None,
    seed: int = 0,
) -> Scores:
    """POINT_SCORES of generated samples (n, d); train: what the model learned from; held_out: fresh from the world.

    Measures that compare two sets use as many of one as of the other, the first rows of the longer. reverse_kl is
    exact up to sampling and needs log_density (nats); reverse_kl_knn estimates it from samples alone, for every model.
    """
    samples, held_out = np.asarray(samples, float), np.asarray(held_out, float)
    if len(samples) < FEWEST or not np.isfinite(samples).all():
        return dict.fromkeys(POINT_SCORES, NotDefined("too-few" if len(samples) < FEWEST else "not-finite"))
    found = {
        **_modes(world, samples),
        **_likelihoods(world, samples, held_out, log_density),
        "reverse_kl_knn": divergences.reverse_kl_knn(world, samples),
        **row_scores(samples, train=train, held_out=held_out, seed=seed),
    }
    return {name: _finite(found[name]) for name in POINT_SCORES}


@one_core
def row_scores(samples: np.ndarray, *, train: np.ndarray, held_out: np.ndarray, seed: int = 0) -> dict[str, float]:
    """Those of POINT_SCORES that need no world, for rows (n, d) of whatever law, whose distances mean something."""
    n = min(len(samples), len(held_out))
    some, real = samples[:n], held_out[:n]
    test = two_sample.mmd(some, real, bandwidth=two_sample.median_distance(train), seed=seed)
    return {
        "sliced_wasserstein": sliced_wasserstein(some, real, seed=seed),
        "mmd": test.squared,
        "mmd_p": test.p_value,
        **_neighbourhood(some, real),
        "memorisation": neighbours.memorisation(samples, train, held_out),
        "diversity": neighbours.diversity(some, real),
    }


def _modes(world: World, samples: np.ndarray) -> Scores:
    if world.n_components > mode_coverage.MOST_MODES:
        return dict.fromkeys(("modes", "hq", "mode_kl"), NotDefined("many-components"))
    seen = mode_coverage.coverage(world, samples)
    return {"modes": float(seen.modes), "hq": seen.hq, "mode_kl": seen.reverse_kl}


def _likelihoods(world: World, samples: np.ndarray, held_out: np.ndarray, log_density: LogDensity | None) -> Scores:
    if log_density is None:
        names = ("forward_kl", "reverse_kl", "log_likelihood", "bits_per_dim")
        return dict.fromkeys(names, NotDefined("no-density"))
    of_held_out = log_density(held_out)  # once: it may be dear
    likelihood = float(of_held_out.mean())
    return {
        "forward_kl": divergences.forward_kl(world, held_out, lambda X: of_held_out),
        "reverse_kl": divergences.reverse_kl(world, samples, log_density),
        "log_likelihood": likelihood,
        "bits_per_dim": divergences.bits_per_dim(likelihood, world.dim),
    }


def _neighbourhood(samples: np.ndarray, real: np.ndarray) -> Scores:
    precision, recall = neighbours.precision_recall(real, samples)
    density, coverage = neighbours.density_coverage(real, samples)
    return {"precision": precision, "recall": recall, "density": density, "coverage": coverage}


def _finite(value: float | NotDefined) -> float | NotDefined:
    return value if isinstance(value, NotDefined) or math.isfinite(value) else NotDefined("infinite")


def point_floor(world: World, n: int, *, seeds: int = 10, seed: int = 0) -> dict[str, Floor]:
    """What n perfect samples score beside n training and n held-out points: mean and standard error over `seeds`.

    The perfect model knows its density, so its divergences are 0 and its log-likelihood is the world's own.
    """
    runs = []
    for child in np.random.default_rng(seed).spawn(seeds):
        samples, train, held_out = (world.sample(n, seed=child) for _ in range(3))
        own = int(child.integers(2**31))
        runs.append(point_scores(world, samples, train=train, held_out=held_out, log_density=world.log_prob, seed=own))
    return _floors(runs, n)


# ---- pictures --------------------------------------------------------------------------------------------------------


@one_core
def picture_scores(
    data: str,
    samples: np.ndarray,
    *,
    train: np.ndarray,
    held_out: np.ndarray,
    bits: float | NotDefined | None = None,
    asked: np.ndarray | None = None,
    seed: int = 0,
) -> Scores:
    """PICTURE_SCORES of generated pictures, uint8 or [0, 1], (n, H, W[, 3]) or flat; data: digits, fashion, postcards.

    bits: the model's bits per dimension, where it has any. asked: what each picture was to show, class numbers (n,),
    or (n, 4) for all of a postcard's factors. Neighbours are those of the shipped extractor's features. Nothing here
    is random: `seed` changes nothing.
    """
    samples = np.asarray(samples)
    if len(samples) < FEWEST or not np.isfinite(samples).all():
        return dict.fromkeys(PICTURE_SCORES, NotDefined("too-few" if len(samples) < FEWEST else "not-finite"))
    return _of_seen(data, see(data, samples), see(data, train), see(data, held_out), bits, asked)


def _of_seen(
    data: str, samples: Seen, train: Seen, held_out: Seen, bits: float | NotDefined | None, asked: np.ndarray | None
) -> Scores:
    from engines.measures import extractor  # torch

    n = min(len(samples), len(held_out))
    some, real = samples[:n].features, held_out[:n].features
    found = {
        "frechet": frechet.frechet(samples.features, extractor.reference(data)),
        **_neighbourhood(some, real),
        "classes": float(classes.class_coverage(samples.classes).classes),
        "class_kl": divergences.kl_of_shares(samples.classes.mean(0), train.classes.mean(0)),
        "memorisation": neighbours.memorisation(samples.features, train.features, held_out.features),
        "sharpness": float(samples.fine.mean() / held_out.fine.mean()),
        "diversity": neighbours.diversity(some, real),
        "bits_per_dim": NotDefined("no-density") if bits is None else bits,
        "obeyed": NotDefined("no-condition") if asked is None else _obeyed(samples, asked),
        "joint_kl": joint_kl(samples) if data == "postcards" else NotDefined("one-factor"),
    }
    return {name: _finite(found[name]) for name in PICTURE_SCORES}


def _obeyed(samples: Seen, asked: np.ndarray) -> float:
    """The share of pictures read as what was asked for."""
    asked = np.asarray(asked).reshape(len(samples), -1)
    return float((samples.read[:, : asked.shape[1]] == asked).all(1).mean())


def joint_kl(samples: Seen) -> float:
    """KL(shares of the combinations read || the joint table), nats. A combination that the table excludes costs much
    and not everything, since it may be misread: `SLIP` of the table is spread evenly."""
    table = (1 - SLIP) * postcards_table.DEFAULT.p + SLIP / postcards_table.DEFAULT.p.size
    return divergences.kl_of_shares(joint_shares(samples), table)


@one_core
def picture_floor(data: str, n: int, *, seeds: int = 10, seed: int = 0) -> dict[str, Floor]:
    """What n pictures of a perfect model score: mean and standard error over `seeds` choices of them.

    A model learns the law of the training set, so its place is taken by training pictures, which then leave the
    training side; the test set is held out, as for any model (MNIST's begins with neater writers, and so the floor
    shows that too). `obeyed` is how often test pictures, new to the extractor, are read as what they are. ValueError
    for n beyond half the training set.
    """
    train_set, test_set = images.load(data), images.load(data, "test")
    if not FEWEST <= n <= len(train_set.images) // 2 or seeds < 2:
        most = len(train_set.images) // 2
        raise ValueError(f"n is {n}, seeds {seeds}; give {FEWEST} to {most:,} pictures and at least two seeds")
    train, test = see(data, train_set.images), see(data, test_set.images)
    runs = []
    for child in np.random.default_rng(seed).spawn(seeds):
        order, held_out = child.permutation(len(train)), child.permutation(len(test))
        run = _of_seen(data, train[order[:n]], train[order[n:]], test[held_out], None, None)
        rows = held_out[:n]
        runs.append(run | {"obeyed": _obeyed(test[rows], test_set.labels[rows])})
    return _floors(runs, n)


def averaged(runs: Sequence[Mapping[str, float | NotDefined]], n: int) -> dict[str, Floor | NotDefined]:
    """Mean and standard error of each score over several runs of n samples; not defined where one is not."""
    found: dict[str, Floor | NotDefined] = {}
    for name in runs[0]:
        values = [run[name] for run in runs]
        reason = next((v for v in values if isinstance(v, NotDefined)), None)
        found[name] = Floor(*mean_and_error(values), n) if reason is None else reason
    return found


def _floors(runs: Sequence[Scores], n: int) -> dict[str, Floor]:
    """Of those scores that perfect samples have."""
    return {name: value for name, value in averaged(runs, n).items() if isinstance(value, Floor)}
