"""A picture, encoded and restored."""

# %% What it needs
from base64 import b64decode

import numpy as np
from PIL import Image

from engines.autoencoder.bounds import bounds
from engines.data import images
from engines.data.pixels import pictures_of, sheet, to_bytes
from engines.shipped import model

# %% Settings
DATA = "digits"
MODELS = ["ae-digits-2", "vae-digits-2"]
NTH = 3
DRAWING = None
EPS = [0.5, -0.5]

# %% The picture: a test picture, or a drawing
x = images.load(DATA, "test").images[NTH]
if DRAWING is not None:
    x = np.frombuffer(b64decode(DRAWING), np.uint8).reshape(x.shape)

# %% Mean μ and spread σ of its cloud, a point z = μ + σ ε of it, and what is decoded from both
for name in MODELS:
    network = model(name)
    mu, sigma = network.encode(x[None])
    z = mu + sigma * np.array([EPS], np.float32)
    restored, drawn = pictures_of(to_bytes(network.decode(np.concatenate([mu, z]))), network.config.shape)
    print(f"{name}, μ: {mu[0].tolist()}")
    print(f"{name}, σ: {sigma[0].tolist()}")
    print(f"{name}, mean levels, restored and drawn: {restored.mean()} {drawn.mean()}")
    if network.config.noisy:
        print(f"{name}, a bound of log p(x) in nats: {bounds(network, x[None])[0]}")
    Image.fromarray(sheet(np.stack([x, restored, drawn]), 3, scale=6)).save(f"{name}.png")
