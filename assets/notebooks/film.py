"""Pictures out of noise."""

# %% What it needs
from PIL import Image

from engines.data.pixels import sheet
from engines.diffusion.film import Mix, film, with_settings
from engines.shipped import model

# %% Settings
MODEL = "diffusion-postcards"
HOW = {"sampler": "ddim", "eta": 0.0, "guidance": 2.0}
ROWS = [[0, 1, 2, 0], [1, 1, 2, 0]]
OTHER = []
SHARE = 0.0
STEPS = 20
SEED = 0

# %% From noise to pictures: every step takes away a little of it
network = with_settings(model(MODEL), **HOW)
told = ROWS if any(factor != -1 for row in ROWS for factor in row) else None  # -1: left open
mix = Mix(OTHER, SHARE) if OTHER else None
frames = list(film(network, len(ROWS), seed=SEED, y=told, steps=STEPS, mix=mix))

# %% What comes out
pictures = frames[-1].x
print(f"Network evaluations: {frames[-1].n_evals}")
print(f"Mean level of the pictures: {pictures.mean()}")
Image.fromarray(sheet(pictures, 6, scale=4)).save("film.png")
