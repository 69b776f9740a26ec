"""From a table to a landscape: a density."""

# %% What it needs
import numpy as np

# isort: split

# %% Settings
from engines.data import shapes

WORLD = shapes.build("ring")
BOX = (-3.0, -3.0, 3.0, 3.0)
SLICE = 0.0
DRAWN = 400
SEED = 0

# %% The density on a grid: a probability is height times area
x1, x2, points = WORLD.grid(96, np.array(BOX).reshape(2, 2))
p = np.exp(WORLD.log_prob(points))
print(f"Highest density of the picture: {p.max()}")
print(f"Probability of all that is shown: {p.mean() * (BOX[2] - BOX[0]) * (BOX[3] - BOX[1])}")

# %% Points of it, and a slice
X = WORLD.sample(2000, seed=SEED)[:DRAWN]  # as on the page: all are drawn at once, and so many are shown
print(f"First points: {X[:3].tolist()}")
print(f"Mean of the points: {X.mean(axis=0).tolist()}")
print(f"p(x2 = 0 | x1 of the slice): {np.exp(WORLD.conditional([0], [SLICE]).log_prob(np.zeros((1, 1))))[0]}")
