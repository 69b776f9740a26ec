"""Schedules: how fast the signal goes."""

# %% What it needs
import numpy as np

from engines.data import shapes
from engines.diffusion import curves, schedules
from engines.diffusion.config import DiffusionConfig
from engines.statistics import mean_and_error

# %% Settings
SCHEDULES = ["cosine", "linear", "rescaled", "flow", "too-short"]
WORLD = "blobs"

# %% The signal's share at the end of the walk, and halfway
for name in SCHEDULES:
    share = schedules.build(name, 1000).alpha_bar
    print(f"{name}: {share[-1]} {share[len(share) // 2]}")

# %% What a schedule that stops too early does; the exact answer stands in the network's place
for name, prediction in {"cosine": "v", "too-short": "eps"}.items():
    model = curves.begun(shapes.build(WORLD), DiffusionConfig(schedule=name, prediction=prediction))
    found = []
    for seed in range(3):
        X = curves.draws(model, "eta-0", 20, seed=seed, denoiser=curves.exact(model))[0]
        nearest = ((X[:, None] - model.world.means) ** 2).sum(-1).argmin(1)
        rarer = np.bincount(nearest, minlength=model.world.n_components).min() / len(X)
        found.append([curves.figures(model.world, X)["distance"], rarer])
    print(f"{name}, distance to the world and its error: {mean_and_error([d for d, _ in found])}")
    print(f"{name}, share of the rarer blob and its error: {mean_and_error([s for _, s in found])}")
