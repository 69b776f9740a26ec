"""The steps of EM."""

# %% What it needs
import numpy as np

from engines.classical.mixture import GaussianMixture

# isort: split

# %% Settings
from engines.classical.em import MixtureConfig
from engines.data import shapes

WORLD = shapes.build("pinwheel")
N = 300
CONFIG = MixtureConfig(n_components=5, reg_covar=1e-4, tol=1e-4, seed=0)
STARTS = None

# %% Points to fit, and fresh ones
X, fresh = WORLD.sample(N, seed=CONFIG.seed), WORLD.sample(500, seed=np.random.default_rng([CONFIG.seed, 1]))

# %% E-step: whose point is it? M-step: move and reshape the hills. And again
model = GaussianMixture(CONFIG)
if STARTS is None:
    model.start(X)
else:
    model.start_at(X, np.array(STARTS))
print(f"Start, training points in nats: {model.log_likelihood}")
iterations = 0
for _ in range(120):
    model.step()
    iterations += 1
    if abs(model.gain) < CONFIG.tol:
        break

# %% What comes out
print(f"Iterations: {iterations}")
print(f"Training points, nats per point: {model.log_likelihood}")
print(f"Fresh points, nats per point: {model.score_samples(fresh).mean()}")
print(f"The true distribution on the fresh points: {WORLD.log_prob(fresh).mean()}")
print(f"Weights of the hills: {model.weights.tolist()}")
print(f"Means of the hills: {model.means.tolist()}")
