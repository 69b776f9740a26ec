"""Mixtures of axis-parallel Gaussians over the pixels, as many as tell held-out pictures best."""

from __future__ import annotations

from typing import Any

import numpy as np

from engines.classical.em import MixtureConfig
from engines.classical.mixture import GaussianMixture
from engines.comparison.contestant import OfBytes, byte_bits
from engines.data.pixels import dequantise
from engines.measures.score_names import NotDefined

FLOORS = (1e-5, 1e-4, 1e-3, 1e-2)  # variances added to pixels in [0, 1], tried with the first number of components
COMPONENTS = (20, 10, 30, 40, 50)
TOL = 0.05  # nats a picture: EM has settled


class PixelMixture(OfBytes):
    """EM with one setting after the other, to its end; the likeliest on the validation set is kept."""

    def __init__(self, data: str, seed: int, steps: int) -> None:
        super().__init__(data, seed, steps)
        self.steps, self.settled = steps, False
        self.todo = [(COMPONENTS[0], floor) for floor in FLOORS]
        self.found: list[tuple[float, int, float]] = []  # nats a picture, components, floor
        self.model: GaussianMixture | None = None  # the best so far

    @property
    def config(self) -> dict[str, Any]:
        return {"density": "a mixture of Gaussians with a variance for each pixel", "components": list(COMPONENTS),
                "floors": list(FLOORS), "tol": TOL, "chosen_by": "the likelihood of pictures kept back"}  # fmt: skip

    def converge(self, validation: np.ndarray | None) -> None:
        self.validation = None if validation is None else dequantise(validation, seed=self.seed)

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None:
        self.X = dequantise(X, seed=self.seed)
        self._begin()

    def _begin(self) -> None:
        components, floor = self.todo.pop(0)
        self.now = GaussianMixture(
            MixtureConfig(n_components=components, covariance="diag", reg_covar=floor, tol=TOL, seed=self.seed)
        )
        self.now.start(self.X)
        self.model = self.model or self.now

    def step(self) -> None:
        """One of EM."""
        self.now.step()
        if abs(self.now.gain) >= TOL:
            return
        told = float(self.now.score_samples(self.validation).mean())
        if not self.found or told > max(self.found)[0]:
            self.model = self.now
        self.found.append((told, self.now.config.n_components, self.now.config.reg_covar))
        if len(self.found) == len(FLOORS):
            floor = max(self.found)[2]
            self.todo = [(components, floor) for components in COMPONENTS[1:]]
        self.settled = not self.todo
        if self.todo:
            self._begin()

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        return self.model.sample(n_samples, seed=seed)


PER_CLASS = (1, 2, 3, 4, 5)


class ToldMixture(PixelMixture):
    """One such mixture for each class, all with as many components. A step fits one class to its end."""

    def __init__(self, data: str, seed: int, steps: int) -> None:
        super().__init__(data, seed, steps)
        self.todo = [(2, floor) for floor in FLOORS]
        self.parts: list[GaussianMixture] = []  # of the setting that is being fitted
        self.best: list[GaussianMixture] = []

    @property
    def config(self) -> dict[str, Any]:
        return super().config | {"components": [10 * k for k in PER_CLASS], "labels": True}

    def start(self, X: np.ndarray, y: np.ndarray | None) -> None:
        self.X, self.y = dequantise(X, seed=self.seed), y
        self.log_prior = np.log(np.bincount(y) / len(y))

    def step(self) -> None:
        components, floor = self.todo[0]
        config = MixtureConfig(n_components=components, covariance="diag", reg_covar=floor, tol=TOL, seed=self.seed)
        self.parts.append(GaussianMixture(config).fit(self.X[self.y == len(self.parts)]))
        if len(self.parts) < len(self.log_prior):
            return
        told = float(self._log_density(self.parts, self.validation).mean())
        if not self.found or told > max(self.found)[0]:
            self.best = self.parts
        self.found.append((told, components, floor))
        self.parts, self.todo = [], self.todo[1:]
        if len(self.found) == len(FLOORS):
            floor = max(self.found)[2]
            self.todo = [(k, floor) for k in PER_CLASS if k != 2]
        self.settled = not self.todo

    def _log_density(self, parts: list[GaussianMixture], X: np.ndarray) -> np.ndarray:
        joint = self.log_prior + np.stack([part.score_samples(X) for part in parts], axis=1)
        return np.logaddexp.reduce(joint, axis=1)

    def sample(self, n_samples: int, *, seed: int) -> np.ndarray:
        self.asked = np.random.default_rng(seed).choice(len(self.best), n_samples, p=np.exp(self.log_prior))
        rows = np.empty((n_samples, self.X.shape[1]))
        for k, part in enumerate(self.best):
            rows[self.asked == k] = part.sample(int((self.asked == k).sum()), seed=seed + 1 + k)
        return rows

    def bits(self, held_out: np.ndarray, seed: int) -> dict[str, float | NotDefined]:
        return byte_bits(lambda X: self._log_density(self.best, X), held_out, seed)

    @property
    def n_parameters(self) -> int:
        return sum(part.n_parameters for part in self.best) + len(self.best) - 1
