"""The number of hills."""

# %% What it needs
import numpy as np

from engines.classical.mixture import compare_counts

# isort: split

# %% Settings
from engines.classical.em import MixtureConfig
from engines.data import shapes

WORLD = shapes.build("pinwheel")
N = 300
CONFIG = MixtureConfig(reg_covar=1e-4, steps=80, tol=1e-4, seed=0)

# %% For five sets of points: every K from 1 to 10, judged by fresh points and by BIC
K = np.arange(1, min(10, N) + 1)
train, held_out, bic = [], [], []
for seed in range(5):
    X, fresh = WORLD.sample(N, seed=1000 + seed), WORLD.sample(1000, seed=2000 + seed)
    found = list(compare_counts(X, fresh, K.tolist(), CONFIG.replace(seed=seed)))
    train.append([f["train"] for f in found])
    held_out.append([f["held_out"] for f in found])
    bic.append([f["bic"] / N for f in found])

# %% What comes out
print(f"Training points, nats per point by K: {np.mean(train, axis=0).tolist()}")
print(f"Fresh points, nats per point by K: {np.mean(held_out, axis=0).tolist()}")
print(f"Best for fresh points: K = {K[np.mean(held_out, axis=0).argmax()]}")
print(f"BIC chooses: K = {K[np.mean(bic, axis=0).argmin()]}")
