"""Where data come from, and what judges samples: worlds whose truth is known, pictures, shipped weights, scores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from engines.core import Bounds, as_points
from engines.data import images, shapes
from engines.data.worlds import World
from engines.library.autoencoders import AE, VAE
from engines.library.classical import KDE, Mixture, NaiveBayes
from engines.library.estimator import Generative, numbers_of
from engines.library.from_noise import GAN, Diffusion
from engines.library.saving import load as load_with
from engines.measures.score_names import NotDefined
from engines.nets import weights as shipped
from engines.sampling.sampler import Sampler

MODELS: dict[str, type[Generative]] = {
    "mixture": Mixture, "naive-bayes": NaiveBayes, "kde": KDE, "ae": AE, "vae": VAE, "gan": GAN, "diffusion": Diffusion,
}  # fmt: skip
BY_KIND = {"ae": AE, "vae": VAE, "gan": GAN, "diffusion": Diffusion}
PICTURES = ("digits", "fashion", "postcards")
UNSEEN = 10_000  # seeds from here on are for held-out points


def world(name: str, **settings: Any) -> World:
    """A distribution in the plane whose truth is known, a mixture of Gaussians.

    Parameters
    ----------
    name : str
        `genlab list worlds` lists them.
    **settings
        Of its shape, e.g. `world("ring", n_modes=5)`.

    Returns
    -------
    World, with `sample(n, seed=)` (n, 2), `log_prob(X)` in nats (n,), `score(X)`, marginals and conditionals

    Raises
    ------
    ValueError
        For an unknown name or setting; the text lists those that there are.
    """
    return shapes.build(name, **settings)


def pictures(name: str, split: str = "train") -> images.ImageSet:
    """Shipped pictures: the first 10,000 training or 2,000 test images of MNIST and Fashion-MNIST, and our postcards.

    Parameters
    ----------
    name : digits, fashion or postcards
    split : train or test

    Returns
    -------
    ImageSet, with `images`, bytes (n, 28, 28) or (n, 32, 32, 3), `labels` (n,) and `classes`, their names

    Raises
    ------
    ValueError
        For another name or split.
    """
    return images.load(name, split)


def weights() -> list[str]:
    """The names of the shipped weights that `pretrained` takes."""
    return [name for name in shipped.names() if shipped.kind_of(name) in BY_KIND]


def pretrained(name: str) -> Generative:
    """A model with shipped weights, ready to sample, e.g. `pretrained("gan-digits")`. ValueError for another name."""
    Bounds(choices=tuple(weights())).check("name", name)
    return BY_KIND[shipped.kind_of(name)].pretrained(name)


def load(path: str | Path) -> Generative:
    """The fitted model in a file that `save` wrote. ValueError where there is none; OSError where it cannot be read."""
    return load_with(path, {model.__name__: model for model in MODELS.values()})


def sampler(name: str, world: World, **settings: Any) -> Sampler:
    """A sampler of a density at work, e.g. `sampler("hamiltonian", world("moons"), chains=200)`.

    Parameters
    ----------
    name : str
        `genlab list samplers` lists them.
    world : World
    **settings
        Of its configuration: `seed`, `chains`, `step_size`, ...

    Returns
    -------
    Sampler; `run(n)` gives n steps, the last one's `x` (chains, 2) is where the points are

    Raises
    ------
    ValueError
        For an unknown name or setting, and a value out of its bounds.
    """
    from engines.sampling.samplers import SAMPLERS

    Bounds(choices=tuple(SAMPLERS)).check("sampler", name)
    kind = SAMPLERS[name]
    return kind(world, kind.Config().replace(**settings))


def scores(
    samples: Any, like: Any, *, train: Any = None, model: Any = None, seed: int = 0
) -> dict[str, float | NotDefined]:
    """How close samples are to what they should be like: modes or classes, divergences, distances, copies.

    Parameters
    ----------
    samples : array, DataFrame or tensor, shape (n, d), or pictures, n at least 10
    like : World, the name of one, or digits, fashion or postcards; or rows, shape (m, d)
        Rows should be ones that no model has learned from; each column is measured in its standard deviations, and only
        what needs no known truth is measured.
    train : as `samples`, or None
        What the model learned from, to find copies of it. None stands for fresh draws of the world, for all shipped
        training pictures, or for a half of the rows.
    model : fitted model or None
        Of the library; its `score_samples`, if it has one, gives the likelihoods of points.
    seed : int
        Of the points that samples are compared with.

    Returns
    -------
    dict of name and value; what cannot be computed is a `NotDefined`, a string that says why

    Raises
    ------
    ValueError
        For an unknown name, and for samples of another shape.
    """
    from engines.measures.scores import picture_scores, point_scores

    samples = np.asarray(numbers_of(samples))
    if not isinstance(like, str | World):
        return _beside_rows(samples, like, train, model, seed)
    if like in PICTURES:
        train = pictures(like).images if train is None else numbers_of(train)
        return picture_scores(like, samples, train=train, held_out=pictures(like, "test").images, seed=seed)
    truth = world(like) if isinstance(like, str) else like
    samples = as_points(samples, columns=truth.dim)
    train = truth.sample(len(samples), seed=seed) if train is None else as_points(numbers_of(train))
    held_out = truth.sample(len(samples), seed=UNSEEN + seed)
    log_density = getattr(model, "score_samples", None)
    return point_scores(truth, samples, train=train, held_out=held_out, log_density=log_density, seed=seed)


def _beside_rows(samples: Any, like: Any, train: Any, model: Any, seed: int) -> dict[str, float | NotDefined]:
    """`scores` beside rows of a law that nobody knows."""
    from engines.measures.scores import FEWEST, row_scores

    like = as_points(numbers_of(like))
    samples = as_points(samples, columns=like.shape[1])
    if min(len(samples), len(like)) < 2 * FEWEST:
        raise ValueError(f"there are {len(samples)} samples and {len(like)} rows; give at least {2 * FEWEST} of each")
    density = hasattr(model, "score_samples")
    likelihood = float(np.mean(model.score_samples(like))) if density else NotDefined("no-density")
    unit = np.where(like.std(0) > 0, like.std(0), 1.0)
    if train is None:
        train, like = like[::2], like[1::2]
    train = as_points(numbers_of(train), columns=like.shape[1])
    found = row_scores(samples / unit, train=train / unit, held_out=like / unit, seed=seed)
    return found | {"log_likelihood": likelihood}
