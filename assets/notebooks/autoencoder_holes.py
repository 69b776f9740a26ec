"""Where no picture was encoded: codes drawn at random."""

# %% What it needs
import numpy as np
from PIL import Image

from engines.data import images
from engines.data.pixels import pictures_of, sheet, to_bytes
from engines.measures.latent_coverage import among, fitted_law, standard_normal, typical_distance
from engines.measures.real_pictures import COMPARED, SLICE
from engines.shipped import model

# %% Settings
DATA = "digits"
MODELS = {"ae-digits-16": "prior", "vae-digits-16": "prior"}
DRAW = 0
HAND = {}

# %% The codes of real pictures, each drawn from its cloud
real = images.load(DATA).images[:COMPARED]


def codes_of(network):
    parts = [network.encode(real[start : start + SLICE]) for start in range(0, len(real), SLICE)]
    mu, sigma = map(np.concatenate, zip(*parts, strict=True))
    return (mu + sigma * np.random.default_rng(0).standard_normal(mu.shape)).astype(float)


# %% Random codes, the pictures that are decoded there, and how many fell into holes
for name, law in MODELS.items():
    network = model(name)
    codes = codes_of(network)
    if name in HAND:
        z = np.array([HAND[name]], float)
    else:
        prior = law == "standard" or network.config.kind == "vae"
        source = standard_normal(codes.shape[1]) if prior else fitted_law(codes, 10 if law == "mixture" else 1)
        z = source.sample(30, seed=DRAW)
    inside = among(codes, z, typical_distance(codes))
    pictures = pictures_of(network.decode(z), network.config.shape)
    print(f"{name}, in a hole: {int((~inside).sum())} of {len(z)}")
    print(f"{name}, mean ink: {pictures.mean()}")
    Image.fromarray(sheet(to_bytes(pictures), 5, scale=3)).save(f"{name}.png")
