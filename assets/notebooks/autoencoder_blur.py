"""Why restored pictures are soft."""

# %% What it needs
import numpy as np

from engines.data import images
from engines.data.pixels import pictures_of, to_unit
from engines.measures.sharpness import fine_energy
from engines.shipped import model
from engines.statistics import mean_and_error

# %% Settings
DATA = "digits"
SIZE = 2

# %% Test pictures, what the AE and the VAE restore of them, and new ones that the VAE draws
real = images.load(DATA, "test").images[:400]
ae, vae = (model(f"{kind}-{DATA}-{SIZE}") for kind in ("ae", "vae"))
decoded = {name: network.decode(network.encode(real)[0]) for name, network in (("ae", ae), ("vae", vae))}
decoded["drawn"] = vae.decode(np.random.default_rng(0).standard_normal((len(real), SIZE)))

# %% How much fine detail is left, waves shorter than four pixels; all real pictures = 1
whole = fine_energy(to_unit(real)).mean()
for name, x in decoded.items():
    mean, error = mean_and_error(fine_energy(pictures_of(x, vae.config.shape)) / whole)
    print(f"{name}: {mean} ± {error}")
