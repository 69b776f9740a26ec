"""Ancestral sampling: first the component, then the point."""

from __future__ import annotations

import numpy as np

from engines.core import msgid
from engines.sampling.sampler import Sampler, Step


class Ancestral(Sampler):
    """First the component, then the point given the component: parents before children (Bishop 2006, 8.1.2).

    path: the component's mean, then the point; info: component (n,).
    """

    label = msgid("Ancestral")

    def _step(self, n: int) -> Step:
        x, k = self.world.sample(n, seed=self.rng, return_labels=True)
        path = np.stack([self.world.means[k], x])
        return self._yield(x, x, path=path, evaluations=0, info={"component": k})
