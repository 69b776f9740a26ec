"""A component that collapses on one point, and the cure."""

# %% What it needs
import numpy as np

from engines.classical.mixture import GaussianMixture, SingularError
from engines.classical.singularity import slowest_collapse

# isort: split

# %% Settings
from engines.classical.em import MixtureConfig
from engines.data import shapes

WORLD = shapes.build("pinwheel")
N = 60
CONFIG = MixtureConfig(n_components=3, covariance="spherical", reg_covar=0.0, tol=1e-4, seed=0)

# %% The points, and a start that leads into the collapse: a hill sits tightly on the loneliest
X = WORLD.sample(N, seed=CONFIG.seed)
model = GaussianMixture(CONFIG)
model.start_collapsing(X, tightness=slowest_collapse(X, CONFIG.replace(reg_covar=0.0)))

# %% EM, step by step; what is added to every variance (reg_covar) is the cure
path = [model.log_likelihood]
ended = "limit"
try:
    for _ in range(120):
        model.step()
        path.append(model.log_likelihood)
        if abs(model.gain) < CONFIG.tol:
            ended = "converged"
            break
except SingularError:
    ended = "singular"
print(f"Ended: {ended}")
print(f"Training points, nats per point: {path}")
print(f"Narrowest hill, standard deviation: {np.sqrt(model.covariances.min())}")
