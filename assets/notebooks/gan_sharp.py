"""Sharpness: whose pictures hold more fine detail, the GAN's or the VAE's?"""

# %% What it needs
import numpy as np

from engines.data import images
from engines.data.pixels import pictures_of, to_bytes
from engines.measures.sharpness import fine_energy
from engines.shipped import model
from engines.statistics import mean_and_error

# %% Settings
DATA = "digits"
N = 1000

# %% N pictures of each, three times; all test pictures = 1
train, test = (fine_energy(images.load(DATA, split).images) for split in ("train", "test"))
found = {"gan": [], "vae": []}
for seed in (1000, 1001, 1002):
    for maker, name in {"gan": f"gan-{DATA}", "vae": f"vae-{DATA}-16"}.items():
        network = model(name)
        pictures = to_bytes(pictures_of(network.sample(N, seed=seed), network.config.shape))
        found[maker].append(fine_energy(pictures).mean() / test.mean())

# %% What a perfect model would reach: N training pictures, ten times
draws = np.random.default_rng(0).spawn(10)
found["real"] = [train[draw.permutation(len(train))[:N]].mean() / test.mean() for draw in draws]

# %% What comes out
for maker, values in found.items():
    mean, error = mean_and_error(values)
    print(f"{maker}: {mean} ± {error}")
