"""A point of a GAN's noise space, and the picture that it makes of it."""

# %% What it needs
import numpy as np
from PIL import Image

from engines.data.pixels import pictures_of, to_bytes
from engines.nets.latent_space import space
from engines.shipped import model

# %% Settings
NAME = "gan-digits"
HAND = [0.0] * 64
ASKED = []

# %% The noise at the hand, what the GAN of postcards is asked for (-1 is left open), and the picture
at = space(NAME)
z = np.array(at.origin + np.array(HAND) * at.scale, np.float32)
network = model(NAME)
picture = pictures_of(to_bytes(network.generate(z[None], [ASKED] if ASKED else None)), network.config.shape)[0]
print(f"{NAME}, mean level of the picture: {picture.mean()}")
Image.fromarray(picture).resize((280, 280), Image.Resampling.NEAREST).save("noise.png")
