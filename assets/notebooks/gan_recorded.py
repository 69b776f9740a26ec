"""A recorded training of a GAN on pictures."""

# %% What it needs
from PIL import Image

from engines.data.pixels import sheet
from engines.gan import histories
from engines.nets import weights

# %% Settings
NAME = "gan-digits"
MOMENT = 40

# %% One moment: the same noise through the generator as it was then
found, k = histories.history(NAME), MOMENT
print(f"Turns: {found.steps[k]}")
for name, values in found.metrics.items():
    print(f"{name}: {values[k]}")
print(f"Mean level of the pictures: {found.pictures[k].mean()}")
Image.fromarray(sheet(found.pictures[k], 8, scale=3)).save("gan.png")

# %% What the shipped weights measure
test = weights.record(NAME)["test"]
print(f"Fréchet distance, 10,000 samples: {test['frechet']}")
print(f"The same, real against real: {test['floor']['mean']} ± {test['floor']['standard_error']}")
