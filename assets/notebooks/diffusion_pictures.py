"""A diffusion model of pictures, trained from scratch."""

# %% What it needs
from PIL import Image

from engines.data import images
from engines.data.pixels import sheet
from engines.diffusion.model import Diffusion
from engines.diffusion.views import metrics_of, pictures

# isort: split

# %% Settings
from engines.diffusion.config import DiffusionConfig

DATA = "digits"
CONFIG = DiffusionConfig(net="unet", width=16, n_classes=10, prediction="v", seed=0)
STEPS = 10

# %% Learn
train = images.load(DATA)
model = Diffusion(CONFIG)
model.start(train.images, train.labels)
for _ in range(STEPS):
    model.step()

# %% What comes out: pictures from noise that is always the same, one class after the other
for name, value in metrics_of(model).items():
    print(f"{name}: {value}")
drawn = pictures(model)
print(f"Mean level of the pictures: {drawn.mean()}")
Image.fromarray(sheet(drawn, 8, scale=3)).save("diffusion.png")
