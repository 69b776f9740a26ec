"""A point of latent space, and the picture that is decoded there."""

# %% What it needs
import numpy as np
from PIL import Image

from engines.data.pixels import pictures_of, to_bytes
from engines.nets.latent_space import space
from engines.shipped import model

# %% Settings
HAND = {"ae-digits-2": [0.0, 0.0], "vae-digits-2": [0.0, 0.0]}

# %% The code of each model, and its picture; the hand moves in units of the model's own spread
for name, h in HAND.items():
    at = space(name)
    z = np.array(at.origin + np.array(h) * at.scale, np.float32)
    network = model(name)
    picture = pictures_of(to_bytes(network.decode(z[None])), network.config.shape)[0]
    print(f"{name}, code: {z.tolist()}")
    print(f"{name}, mean level of the picture: {picture.mean()}")
    Image.fromarray(picture).resize((280, 280), Image.Resampling.NEAREST).save(f"{name}.png")
