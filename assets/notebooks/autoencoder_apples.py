"""A space of apples whose true factors are known."""

# %% What it needs
import numpy as np
from PIL import Image

from engines.autoencoder.sweep import FACTORS, sweep
from engines.data.pixels import pictures_of, to_bytes
from engines.nets.latent_space import space
from engines.shipped import model

# %% Settings
MODEL = "vae-apples-4"
BETA = 4.0
HAND = [0.0] * 8

# %% The apple where the sliders are
at, network = space(MODEL), model(MODEL)
z = np.array(at.origin + np.array(HAND) * at.scale, np.float32)
picture = pictures_of(to_bytes(network.decode(z[None])), network.config.shape)[0]
print(f"Mean level of the picture: {picture.mean()}")
Image.fromarray(picture).resize((320, 320), Image.Resampling.NEAREST).save("apple.png")

# %% Which slider follows which factor: Spearman's correlation, the first training
first, *others = sweep("apples").at(BETA)
for factor, row in zip(FACTORS, np.array(first["correlations"]).T, strict=True):
    print(f"{factor}: {row.tolist()}")

# %% Over all trainings
for figure in ("mig", "reconstruction", "active"):
    mean, error = sweep("apples").figure(figure, BETA)
    print(f"{figure}: {mean} ± {error}")
