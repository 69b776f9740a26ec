"""Diffusion on points: a cloud dissolves and re-forms."""

# %% What it needs
import numpy as np

from engines.diffusion.model import Diffusion
from engines.diffusion.views import sampled, score_error
from engines.measures.mode_coverage import MOST_MODES, coverage

# isort: split

# %% Settings
from engines.data import shapes
from engines.diffusion.config import DiffusionConfig

WORLD = shapes.build("ring")
CONFIG = DiffusionConfig(view_steps=12, steps=10_000, lr=0.002, seed=0)
STEPS = 200

# %% Learn to tell noise from signal, at any amount of noise
model = Diffusion(CONFIG)
model.start(WORLD.sample(20_000, seed=CONFIG.seed))
model.world, model.box = WORLD, np.concatenate(WORLD.box(3.0)).tolist()
for _ in range(STEPS):
    metrics = model.step()
print(f"Loss: {metrics['loss']}")

# %% From noise back to points; the exact answer is known, so the network can be set against it
ways = sampled(model)
print(f"Distance of the learned score from the exact one: {score_error(model)}")
print(f"Mean of the samples: {ways[:, -1].mean()}")
if WORLD.n_components <= MOST_MODES:
    found = coverage(WORLD, ways[:, -1])
    print(f"Modes reached: {found.modes} of {WORLD.n_components}")
