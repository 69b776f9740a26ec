"""A picture, frozen in noise and thawed."""

# %% What it needs
from base64 import b64decode

import numpy as np
from PIL import Image

from engines.data import images
from engines.data.pixels import sheet
from engines.diffusion.film import frozen, look, noise_of, thaw, with_settings
from engines.shipped import model

# %% Settings
MODEL = "diffusion-digits"
DATA = "digits"
NTH = 3
DRAWING = None
HOW = {"sampler": "ddim", "eta": 0.0, "guidance": 2.0}
ROWS = [[-1]]
T = 300
STEPS = 20
SEED = 0

# %% The picture: a test picture, or a drawing
test = images.load(DATA, "test").images
x0 = test[NTH] if DRAWING is None else np.frombuffer(b64decode(DRAWING), np.uint8).reshape(test.shape[1:])

# %% Frozen until time t, in one step: x_t = α x_0 + σ ε; and what the network makes of it there
network = with_settings(model(MODEL), **HOW)
told = ROWS if any(factor != -1 for row in ROWS for factor in row) else None  # -1: left open
level = network.schedule.level(T)
x = frozen(network, x0[None], level, noise_of(network, SEED))
guess = look(network, x, level, told)
print(f"Signal: {level.alpha**2 / (level.alpha**2 + level.sigma**2)}")
print(f"Mean level of the guess: {guess.x0.mean()}")

# %% Thawed, step by step
frames = list(thaw(network, x, max(1, T), seed=SEED, y=told, steps=STEPS))
print(f"Network evaluations: {frames[-1].n_evals}")
print(f"Mean level of the thawed picture: {frames[-1].x.mean()}")
Image.fromarray(sheet(np.stack([x0, frames[0].x[0], frames[-1].x[0]]), 3, scale=6)).save("thawed.png")
