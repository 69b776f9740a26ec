"""Networks that turn noise into data: GAN and diffusion. torch is imported when one is fitted."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.utils.validation import check_is_fitted

from engines.comparison.presets import DIFFUSIONS, GANS
from engines.library.estimator import Density, numbers_of, one_thread
from engines.library.network import Network
from engines.library.settings import Setting, plain, settings

FACTORS = Setting(
    (), "tuple[int, ...]", "tuple of int", "how many values each factor of y has, each from 0; of pictures only"
)
EXTRA = Setting(
    (), "tuple[float, ...]", "tuple of float", "besides guidance, how often what each factor alone says is added"
)


@settings(GANS["points"], without={"replicas"}, factors=FACTORS)
class GAN(Network):
    """Generative adversarial network: a forger G and a detective D learn in turns (Goodfellow et al. 2014,
    arXiv:1406.2661). The defaults are stable on points: the non-saturating loss with R1 and an averaged G.

    It has no density, so no `score_samples`; D's judgement is `discriminate`.

    >>> from genlab import GAN, world
    >>> X = world("ring").sample(500, seed=0)
    >>> GAN(steps=20, verbose=False).fit(X).sample(1000, seed=0).shape
    (1000, 2)
    """

    presets, kind = GANS, "gan"

    @staticmethod
    def engine() -> Any:
        from engines.gan.model import GAN

        return GAN

    def sample(self, n_samples: int = 1, *, seed: int | None = None, y: Any = None) -> np.ndarray:
        """Draw G(z), z ~ N(0, I).

        Parameters
        ----------
        n_samples : int, at least 1
        seed : int or None
            The same seed gives the same samples; None gives others each time.
        y : array, shape (n_samples, k), or None
            What each sample is to show, where the model was told `factors`; -1 leaves one open, None all of them,
            which a model that was mostly told something does worse.

        Returns
        -------
        array, shape (n_samples, d), float32, in the unit of the data, or pictures
        """
        return self._drawn(n_samples, seed, y=numbers_of(y))

    def generate(self, Z: Any, y: Any = None) -> np.ndarray:
        """G(z) of given noise Z (n, noise_dim): (n, d) or pictures; y as in `sample`."""
        check_is_fitted(self)
        with one_thread():
            return self._shaped(self.model_.generate(numbers_of(Z), numbers_of(y)))

    def discriminate(self, X: Any) -> np.ndarray:
        """D's probability that a row is real, (n,), from 0 to 1; of hinge and Wasserstein only its order counts.

        ValueError where D judges several rows at once (`packing`) and the training data are not at hand any more.
        """
        rows = self._rows(X)
        if self.model_.config.packing > 1 and not hasattr(self.model_, "X"):
            raise ValueError("with packing D judges a row beside training data, which are not kept in a file; fit anew")
        with one_thread():
            return self.model_.discriminate(rows)


@settings(DIFFUSIONS["points"], factors=FACTORS, extra=EXTRA)
class Diffusion(Density, Network):
    """Diffusion model: data dissolve in noise step by step, and a network learns the way back (Ho et al. 2020,
    arXiv:2006.11239). The defaults are EDM's for points (Karras et al. 2022, arXiv:2206.00364).

    >>> from genlab import Diffusion, world
    >>> X = world("ring").sample(500, seed=0)
    >>> Diffusion(steps=20, verbose=False).fit(X).sample(3, seed=0).shape
    (3, 2)
    """

    presets, kind = DIFFUSIONS, "diffusion"

    @staticmethod
    def engine() -> Any:
        from engines.diffusion.model import Diffusion

        return Diffusion

    def sample(
        self, n_samples: int = 1, *, seed: int | None = None, y: Any = None, steps: int | None = None
    ) -> np.ndarray:
        """Draw by the sampler of the settings.

        Parameters
        ----------
        n_samples : int, at least 1
        seed : int or None
            The same seed gives the same samples; None gives others each time.
        y : int, array of shape (n_samples,) or (n_samples, k), or None
            The class or the factors of each sample, where the model was told some; None asks for nothing.
        steps : int or None
            Steps of the sampler, in place of `sampling_steps`.

        Returns
        -------
        array, shape (n_samples, d), in the unit of the data, or pictures with levels from 0 to 1
        """
        return self._drawn(n_samples, seed, y=plain(numbers_of(y)), n=steps)

    def score_samples(self, X: Any, *, n_steps: int = 40, seed: int = 0) -> np.ndarray:
        """log p(x) of every row, by the flow without fresh noise that has the same densities (Song et al. 2021,
        arXiv:2011.13456, section 4.3). Some 800 evaluations of the network for a point.

        Parameters
        ----------
        X : array, DataFrame or tensor, shape (n, d); of pictures rows as `pixels.dequantise` makes them
        n_steps : int
            Steps along the flow.
        seed : int
            Of the directions that the trace is estimated in, where there are more than three columns.

        Returns
        -------
        array, shape (n,), nats
        """
        from engines.diffusion import likelihood

        rows = self._rows(X)
        with one_thread():
            return likelihood.score_samples(self.model_, rows, n_steps=n_steps, seed=seed)
