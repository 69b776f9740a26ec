"""Randomness: twelve answers to one request."""

# %% What it needs
from PIL import Image

from engines.data.pixels import as_pictures, sheet, to_bytes
from engines.data.postcards.counting import ONE_REQUEST, variety
from engines.data.postcards.requests import rows
from engines.data.postcards.table import DEFAULT
from engines.shipped import model

# %% Settings
MODEL = "diffusion-postcards"
SEED = 0

# %% The same request twelve times, from other noise each
asked = rows({kind: (name,) for kind, name in ONE_REQUEST.items()}, 12, SEED, DEFAULT)
pictures = to_bytes(as_pictures("postcards", model(MODEL).sample(12, seed=SEED, y=asked)))

# %% What comes out: the same seed, the same twelve
print(f"Mean level of the pictures: {pictures.mean()}")
print(f"Difference between two of them, in grey levels: {variety(pictures)}")
Image.fromarray(sheet(pictures, 4, scale=3)).save("twelve.png")
