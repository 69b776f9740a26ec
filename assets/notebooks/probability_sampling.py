"""Sampling: x ~ p(x), step by step."""

# %% What it needs
import numpy as np

from engines.measures.distances import sliced_wasserstein
from engines.sampling.quality import ess

# isort: split

# %% Settings
from engines.data import shapes
from engines.sampling.metropolis import Metropolis

WORLD = shapes.build("ring")
SAMPLER = Metropolis(WORLD, Metropolis.Config(chains=24, seed=0))
STEPS = 300

# %% One step after the other
steps = SAMPLER.run(STEPS)
accepted = np.concatenate([step.accepted for step in steps])
print(f"Points: {sum(len(step.x) for step in steps)}")
print(f"Accepted: {accepted.mean()}")

# %% What the points are worth; a walk's first half is left out, it may still be on its way
chain = SAMPLER.chain
kept = steps[len(steps) // 2 :] if chain else steps
X = np.concatenate([step.x for step in kept])
if chain:
    print(f"Independent points: {ess(np.stack([step.x for step in kept])).min()}")
n = min(2000, 2 ** int(np.log2(len(X))))
few = X[np.linspace(0, len(X) - 1, n).astype(int)]
print(f"Distance to the world: {sliced_wasserstein(few, WORLD.sample(n, seed=12345), seed=0)}")
