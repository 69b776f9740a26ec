"""Sharpness: whose pictures hold more fine detail, the GAN's or the VAE's?"""

# %% What it needs
import numpy as np

from engines.data import images
from engines.data.pixels import pictures_of
from engines.measures.sharpness import fine_energy
from engines.shipped import model
from engines.statistics import mean_and_error

# %% Settings
DATA = "digits"
SEEDS = 5

# %% 400 pictures of each, five times; all real pictures = 1
test = images.load(DATA, "test").images
real = fine_energy(test).mean()
found = {"gan": [], "vae": [], "real": []}
for seed in range(SEEDS):
    for maker, name in {"gan": f"gan-{DATA}", "vae": f"vae-{DATA}-16"}.items():
        network = model(name)
        pictures = pictures_of(network.sample(400, seed=seed), network.config.shape)
        found[maker].append(fine_energy(pictures).mean() / real)
    rows = np.random.default_rng(seed).choice(len(test), 400, replace=False)
    found["real"].append(fine_energy(test[rows]).mean() / real)

# %% What comes out
for maker, values in found.items():
    mean, error = mean_and_error(values)
    print(f"{maker}: {mean} ± {error}")
