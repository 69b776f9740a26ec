"""What the models of the library have in common: scikit-learn's contract around an engine, which does the work."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, DensityMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from engines.core import SEED, Bounds, Config
from engines.data.pixels import pictures_of, rows_of
from engines.library.saving import save
from engines.library.settings import fresh_seed, plain, seed_of, whole

N_SAMPLES = Bounds(1, 10**9)
DTYPES = (np.float64, np.float32, np.uint8)  # what engines compute with; everything else becomes the first; order C,
# since a mean over rows in another order of memory differs in its last bit


class Generative(BaseEstimator):
    """A model of scikit-learn that can be sampled.

    `settings` gives each its parameters. Fitted: `model_`, the engine itself with all that it can do besides;
    `n_features_in_`; `picture_shape_`, (H, W) or (H, W, C) where it was fitted on pictures of three or four axes, else
    None: such pictures are rows inside, channel after channel, and come back as pictures.
    """

    defaults: ClassVar[Config]

    def __init__(self, **settings: Any) -> None:
        raise TypeError(f"{type(self).__name__} is no model; choose one of the library's")

    # ---- scikit-learn's part --------------------------------------------------------------------------------------

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn the distribution of X.

        Parameters
        ----------
        X : array, DataFrame or tensor, shape (n, d), or pictures (n, H, W) or (n, H, W, C)
            Numbers of any unit; samples come back in the same unit. Pictures are bytes, or from 0 to 1.
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        ValueError
            For a parameter out of its bounds, and for data that hold NaN, infinity, text or too few rows; the text says
            what to change.
        """
        raise NotImplementedError

    def sample(self, n_samples: int = 1, *, seed: int | None = None) -> np.ndarray:
        """Draw from the model.

        Parameters
        ----------
        n_samples : int, at least 1
        seed : int or None
            The same seed gives the same samples; None gives others each time.

        Returns
        -------
        array, shape (n_samples, d), in the unit of the data, or pictures in the shape of those it was fitted on
        """
        return self._drawn(n_samples, seed)

    def save(self, path: str | Path) -> None:
        """Write the fitted model as safetensors, without pickles; `genlab.load` reads it. OSError where it cannot."""
        save(self, path)

    def config(self) -> Config:
        """The engine's settings, checked: ValueError names the value and what it may be."""
        fields = set(self.defaults.__dataclass_fields__) & set(self.get_params(deep=False))
        given = {name: plain(getattr(self, name)) for name in fields}
        if hasattr(self, "random_state"):
            given["seed"] = seed_of(self.random_state)
        return self.defaults.replace(**given)

    # ---- for the models -------------------------------------------------------------------------------------------

    def _drawn(self, n_samples: int, seed: int | None, **asked: Any) -> np.ndarray:
        check_is_fitted(self)
        n_samples = whole("n_samples", n_samples, N_SAMPLES)
        seed = fresh_seed() if seed is None else whole("seed", seed, SEED)
        with one_thread():
            return self._shaped(self.model_.sample(n_samples, seed=seed, **asked))

    def _shaped(self, rows: np.ndarray) -> np.ndarray:
        """Rows as the pictures that the model was fitted on, if it was."""
        shape = self.picture_shape_
        return rows if shape is None else pictures_of(rows, (shape[2] if len(shape) > 2 else 1, *shape[:2]))

    def _learnable(self, X: Any, least: int = 1, **columns: Any) -> Any:
        """X, and y where it is given among `columns`, checked, to fit on; what is known of them is kept."""
        X = numbers_of(X)
        self.picture_shape_ = X.shape[1:] if getattr(X, "ndim", 2) in (3, 4) else None
        return validate_data(self, flat(X), dtype=DTYPES, order="C", ensure_min_samples=least, **columns)

    def _rows(self, X: Any) -> np.ndarray:
        """X, checked, of as many columns as the model was fitted on."""
        check_is_fitted(self)
        return validate_data(self, flat(numbers_of(X)), dtype=DTYPES, order="C", reset=False)


class Density(DensityMixin, Generative):
    """A generative model that says how likely a point is."""

    def score_samples(self, X: Any) -> np.ndarray:
        """log p(x) of every row.

        Parameters
        ----------
        X : array, DataFrame or tensor, shape (n, d)

        Returns
        -------
        array, shape (n,), nats
        """
        rows = self._rows(X)
        with one_thread():
            return self.model_.score_samples(rows)

    def score(self, X: Any, y: Any = None) -> float:
        """The mean of `score_samples`, nats per row; y is ignored."""
        return float(self.score_samples(X).mean())


def numbers_of(X: Any) -> Any:
    """A tensor as an array, wherever it lies; anything else as it is."""
    return X.detach().cpu().numpy() if hasattr(X, "detach") else X


def flat(X: Any) -> Any:
    """Pictures as rows; anything else as it is."""
    return rows_of(X) if getattr(X, "ndim", 2) in (3, 4) else X


@contextmanager
def one_thread() -> Iterator[None]:
    """torch with one thread, as in the laboratory: for networks as small as these it is faster, and adds up in the same
    order on every machine. Nothing where torch is not in use."""
    torch = sys.modules.get("torch")
    if torch is None:
        yield
        return
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def trained(model: Any, X: np.ndarray, y: Any, verbose: bool | None) -> Any:
    """An engine that learns step by step, trained to its end, with a bar for those who wait."""
    with one_thread():
        for _ in watched(model.fit_iter(X, y), model.config.steps, verbose):
            pass
    return model


def watched(
    steps: Iterable[Mapping[str, float]], total: int, verbose: bool | None, every: int = 50
) -> Iterator[Mapping[str, float]]:
    """The same steps, with tqdm's bar of a terminal or a notebook, and on it what the last of `every` measured."""
    if not (somebody_looks() if verbose is None else verbose):
        yield from steps
        return
    from tqdm.auto import tqdm

    with tqdm(total=total, unit="step") as bar:
        for n, metrics in enumerate(steps, 1):
            if n % every == 0 or n == total:
                bar.set_postfix({k: f"{v:.3g}" for k, v in metrics.items() if k != "step"}, refresh=False)
            bar.update()
            yield metrics


def somebody_looks() -> bool:
    """Whether a bar would be seen: in a terminal, or in a notebook."""
    shell = sys.modules.get("IPython")
    kinds = [kind.__name__ for kind in type(shell.get_ipython()).__mro__] if shell is not None else []
    return "ZMQInteractiveShell" in kinds or (sys.stderr is not None and sys.stderr.isatty())
