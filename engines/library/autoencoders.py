"""Autoencoders: an encoder, and a decoder that restores what it pressed. torch is imported when one is fitted."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from engines.comparison.presets import VAES
from engines.core import Config
from engines.library.estimator import Density, numbers_of, one_thread
from engines.library.network import Network
from engines.library.settings import settings

AES = {data: config.replace(kind="ae") for data, config in VAES.items()}


@settings(AES["points"], without={"kind", "columns"})
class AE(ClassNamePrefixFeaturesOutMixin, TransformerMixin, Network):
    """Autoencoder: an encoder presses a row into a code of `latent_dim` numbers, a decoder restores it (Hinton &
    Salakhutdinov 2006, 10.1126/science.1127647).

    It has no distribution of codes; `sample` decodes draws of N(0, I) all the same, which shows the holes between the
    codes that it knows.

    >>> from genlab import AE, world
    >>> X = world("moons").sample(500, seed=0)
    >>> AE(steps=20, verbose=False).fit_transform(X).shape
    (500, 2)
    """

    presets, kind = AES, "ae"

    @staticmethod
    def engine() -> Any:
        from engines.autoencoder.model import Autoencoder

        return Autoencoder

    def _fitting(self, config: Config, X: np.ndarray) -> Config:
        return config.replace(columns=X.shape[1]) if config.likelihood == "gaussian" else config

    @property
    def _n_features_out(self) -> int:
        return self.model_.config.latent_dim

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float32"]
        return tags

    def transform(self, X: Any) -> np.ndarray:
        """The code of every row, of a VAE the mean of its cloud: shape (n, latent_dim), float32."""
        return self.encode(X)[0]

    def encode(self, X: Any) -> tuple[np.ndarray, np.ndarray]:
        """Mean and standard deviation of q(z | x), each (n, latent_dim), float32; the deviation of an AE is 0."""
        rows = self._rows(X)
        with one_thread():
            return self.model_.encode(rows)

    def inverse_transform(self, Z: Any) -> np.ndarray:
        """What codes Z (n, latent_dim) decode to: (n, d) or pictures; a mean, without noise."""
        check_is_fitted(self)
        with one_thread():
            return self._shaped(self.model_.decode(numbers_of(Z)))

    def reconstruction_error(self, X: Any) -> np.ndarray:
        """How badly a row is restored, -log p(x | its code), nats, (n,); of pictures the cross-entropy of pixels."""
        rows = self._rows(X)
        with one_thread():
            return self.model_.reconstruction_error(rows)


@settings(VAES["points"], without={"kind", "columns"})
class VAE(Density, AE):
    """Variational autoencoder: every code is a cloud, and all clouds together are N(0, I) (Kingma & Welling 2014,
    arXiv:1312.6114). So a draw of N(0, I), decoded, is a sample.

    >>> from genlab import VAE, world
    >>> X = world("ring").sample(500, seed=0)
    >>> VAE(steps=20, verbose=False).fit(X).sample(3, seed=0).shape
    (3, 2)
    """

    presets, kind = VAES, "vae"

    def score_samples(self, X: Any, *, n_importance: int = 200, seed: int = 0) -> np.ndarray:
        """log p(x) of every row, by importance sampling (Burda et al. 2016, arXiv:1509.00519): a lower bound in
        expectation, the closer, the more draws.

        Parameters
        ----------
        X : array, DataFrame or tensor, shape (n, d), or pictures, whose pixels are binarised by a draw
        n_importance : int
            Codes drawn for each row.
        seed : int
            Of these draws.

        Returns
        -------
        array, shape (n,), nats
        """
        rows = self._rows(X)
        with one_thread():
            return self.model_.score_samples(rows, n_importance=n_importance, seed=seed)

    def elbo(self, X: Any, *, seed: int = 0) -> np.ndarray:
        """The evidence lower bound, log p(x | z) - KL, with one z for each row, nats, (n,)."""
        rows = self._rows(X)
        with one_thread():
            return self.model_.elbo(rows, seed=seed)
