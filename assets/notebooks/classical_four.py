"""Four densities of the same points."""

# %% What it needs
import numpy as np

from engines.classical.em import MixtureConfig
from engines.classical.kernel_density import BandwidthScores, Histogram, HistogramConfig
from engines.classical.mixture import GaussianMixture
from engines.statistics import mean_and_error

# isort: split

# %% Settings
from engines.data import shapes

WORLD = shapes.build("pinwheel")
BOX = (-3.0, -3.0, 3.0, 3.0)
N = 100
BINS = 12
K = 5
H = 0.3
SEED = 0

# %% Points to learn from, and fresh ones that judge
X, fresh = WORLD.sample(N, seed=SEED), WORLD.sample(1000, seed=np.random.default_rng([SEED, 1]))

# %% Four ways to write p(x) down
low, high = np.array(BOX).reshape(2, 2)
middle, half = (low + high) / 2, 1.5 * (high - low) / 2
box = list(zip(np.minimum(middle - half, X.min(axis=0)), np.maximum(middle + half, X.max(axis=0)), strict=True))
config = MixtureConfig(n_components=min(K, N), reg_covar=1e-4, steps=40, tol=1e-4, seed=SEED)
widths = BandwidthScores(X, fresh)
log_q = {
    "histogram": Histogram(HistogramConfig(BINS, 0.01)).fit(X, box=box).score_samples(fresh),
    "product": widths.product(H),
    "mixture": GaussianMixture(config).fit(X).score_samples(fresh),
    "kernel": widths.kernel(H),
}

# %% How likely each finds the fresh points
print(f"True distribution, mean log p in nats: {WORLD.log_prob(fresh).mean()}")
for name, scores in log_q.items():
    impossible = int((~np.isfinite(scores)).sum())
    mean, error = (None, None) if impossible else mean_and_error(scores)
    print(f"{name}: {mean} ± {error}, impossible: {impossible}")
