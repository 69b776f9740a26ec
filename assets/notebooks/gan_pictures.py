"""A GAN on pictures, trained from scratch."""

# %% What it needs
from PIL import Image

from engines.data import images
from engines.data.pixels import sheet
from engines.gan.model import GAN
from engines.gan.views import metrics_of, snapshot

# isort: split

# %% Settings
from engines.gan.config import GANConfig

DATA = "digits"
CONFIG = GANConfig(net="conv", width=16, noise_dim=64, batch=32, lr_g=0.002, lr_d=0.002, r1=0.3, ema=0.999, seed=0)
STEPS = 20

# %% Learn
model = GAN(CONFIG)
model.start(images.load(DATA).images)
for _ in range(STEPS):
    model.step()

# %% What comes out: pictures from noise that is always the same
for name, value in metrics_of(model).items():
    print(f"{name}: {value}")
pictures = snapshot(model).arrays["pictures"]
print(f"Mean level of the pictures: {pictures.mean()}")
Image.fromarray(sheet(pictures, 8, scale=3)).save("gan.png")
