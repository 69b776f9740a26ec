"""A GAN on points: generator against discriminator."""

# %% What it needs
import numpy as np

from engines.gan.model import GAN
from engines.gan.views import metrics_of
from engines.measures.mode_coverage import MOST_MODES, coverage

# isort: split

# %% Settings
from engines.data import shapes
from engines.gan.config import GANConfig

WORLD = shapes.build("ring")
CONFIG = GANConfig(lr_g=0.002, lr_d=0.002, beta1=0.0, r1=0.1, ema=0.995, seed=0)
STEPS = 200

# %% Learn: D tells real points from fakes, G learns which way D would find its fakes more real
model = GAN(CONFIG)
model.start(WORLD.sample(20_000, seed=CONFIG.seed))
for _ in range(STEPS):
    model.step()

# %% What comes out
for name, value in metrics_of(model).items():
    print(f"{name}: {value}")
fakes = model.generate(model.fixed_z)
print(f"Mean of the fakes: {fakes.mean()}")
if WORLD.n_components <= MOST_MODES:
    found = [coverage(WORLD, x) for x in (fakes if CONFIG.replicas > 1 else [fakes])]
    print(f"Modes reached: {np.mean([c.modes for c in found])} of {WORLD.n_components}")
    print(f"Share of the fakes near a mode: {np.mean([c.hq for c in found])}")
