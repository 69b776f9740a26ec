"""What independence costs."""

# %% What it needs
from PIL import Image

from engines.classical import digit_densities as densities
from engines.data.pixels import sheet

# %% Settings
DIGIT = 3
NTH = 0

# %% New digits of one class, from three ways to write p(x | y) down
for name in densities.MODELS:
    drawn = densities.draw(name, DIGIT, 18, seed=NTH)
    print(f"{name}, mean level: {drawn.mean()}")
    Image.fromarray(sheet(drawn, 6, scale=3)).save(f"{name}.png")

# %% What was measured on 2,000 test pictures
for name in densities.MODELS:
    found = densities.record()[name]
    print(f"{name}, nats and their error: {found['nats']} {found['nats_error']}")
