"""A component that collapses on one point: how fast, and on which start."""

from __future__ import annotations

import numpy as np

from engines.classical.em import MixtureConfig
from engines.classical.mixture import GaussianMixture, SingularError


def slowest_collapse(X: np.ndarray, config: MixtureConfig, *, steps: int = 30, trials: int = 5) -> float:
    """The widest tightness found, of 0.1 to 1, from which EM without regularisation still collapses within `steps`.

    A tight start collapses in one step, which nobody can follow; from this one it takes several.
    """
    low, high = 0.1, 1.0
    for _ in range(trials):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if collapses(X, config, middle, steps) else (low, middle)
    return low


def collapses(X: np.ndarray, config: MixtureConfig, tightness: float, steps: int) -> bool:
    """Whether EM from `start_collapsing` runs into the singularity within `steps`, with `reg_covar` 0."""
    model = GaussianMixture(config.replace(reg_covar=0.0))
    try:
        model.start_collapsing(X, tightness=tightness)
        for _ in range(steps):
            model.step()
    except SingularError:
        return True
    return False
