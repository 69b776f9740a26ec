"""The 1,001st cat."""

# %% What it needs
import numpy as np
from PIL import Image

from engines.classical import cats
from engines.data.pixels import sheet

# %% Settings
NTH = 1

# %% A new cat: a hill of the mixture, a point of it, its pixels
model, distances = cats.shipped()
new = model.sample(1, seed=NTH)[0]

# %% Is it a copy? The nearest of the 1,000 cats that were learned from
train, held_out = cats.pictures()
found, away = cats.nearest(new, train, 3)
real = held_out[(NTH - 1) % len(held_out)]
_, real_away = cats.nearest(real, train, 3)
print(f"Distances of the new cat to the nearest ones: {away.tolist()}")
print(f"Distances of a cat picture that was not shown: {real_away.tolist()}")
Image.fromarray(sheet(np.stack([new, *train[found]]), 4, scale=4)).save("cat.png")
